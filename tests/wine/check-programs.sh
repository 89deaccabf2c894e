#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Windows programs as they are built: in C and C++, with the calls among their imports or looked up by name, several
# processes that one of them starts. All of them talk to each other.
. "${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}/tests/wine/lib.sh"
[ -f "$here/family.exe" ] || skip "there is no C++ compiler for Windows here; on Debian: apt-get install g++-mingw-w64-x86-64-win32"

# The imports are what they are said to be, or nothing of this is shown.
imports() {                     # PROGRAM NAME
    "${MINGW_OBJDUMP:-x86_64-w64-mingw32-objdump}" -p "$here/$1.exe" | grep -qw "$2"
}

for program in talk family; do
    imports $program NtAlpcCreatePort && good "$program.exe imports the calls" || bad "$program.exe imports the calls"
done
imports talk-by-name 'Nt[A-Za-z]*Port' && bad "talk-by-name.exe imports no port call" ||
    good "talk-by-name.exe imports no port call"

prefix_make
start family exe family "$here/talk.exe" "$here/talk-by-name.exe" '\RPC Control\family'
finish family || bad "the family ends well" family
judge family family
[ "$(log family | grep -c '^ok GetProcAddress')" -eq 4 ] && good "each call was found by both names, four times" ||
    bad "each call was found by both names, four times" family
count_and_end
