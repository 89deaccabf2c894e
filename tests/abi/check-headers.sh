#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# With every compiler that is there, as C and as C++, without a warning: each header alone; the
# headers with those of the C library, of POSIX and of C++, before and after; a program that
# declares the native API itself.
#
# Environment: top_srcdir, CC, MINGW_HEADERS. Ends with "N passed, N failed".

set -u
: "${top_srcdir:=.}" "${CC:=cc}"
CC=${CC#ccache }
: "${MINGW_HEADERS:=/usr/share/mingw-w64/include}"
NT_CFLAGS="-fshort-wchar -I$top_srcdir/include/nt -idirafter $MINGW_HEADERS"
here=$top_srcdir/tests/abi
warnings='-Wall -Wextra -Werror'
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0

own='-DNT_OWN_CLIENT_ID -DNT_OWN_OBJECT_NAME_INFORMATION -DNT_OWN_OBJECT_BASIC_INFORMATION
     -DNT_OWN_KWAIT_REASON -DNT_OWN_VALUES_THREADINFOCLASS -DNT_OWN_FILE_INFORMATION_CLASS'

# What a program includes; winbase.h and sddl.h are not complete by themselves, on Windows neither.
every=$(cd "$top_srcdir/include/nt" && ls | grep '\.h$' | grep -v '^nt_\|^_\|^WinBase\|^Sddl')
native_api=$(echo "$every" | grep '^nt')

# try COMPILER-WITH-FLAGS FILE WHAT
try() {
    if $1 -fsyntax-only "$2" > "$tmp/log" 2>&1 && [ ! -s "$tmp/log" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "not ok $3, with $1"
        head -n 5 "$tmp/log" | sed 's/^/# /'
    fi
}

# all COMPILER LANGUAGE FLAGS HEADERS
all() {
    before=$passed
    command -v "$1" > /dev/null || return
    for header in $4; do
        echo "#include <$header>" > "$tmp/alone.c"
        echo 'int not_empty;' >> "$tmp/alone.c"
        try "$1 -x $2 $3 $warnings" "$tmp/alone.c" "<$header> alone"
    done
    for file in order-windows-first order-windows-last own-declarations; do
        try "$1 -x $2 $3 $warnings" "$here/$file.c" "$file.c"
    done
    try "$1 -x $2 $3 $warnings $own" "$here/own-declarations.c" 'own-declarations.c, CLIENT_ID too'
    echo "$1 -x $2: $((passed - before)) compiled"
}

all gcc c "$NT_CFLAGS" "$every"
all clang c "$NT_CFLAGS" "$native_api"
all g++ c++ "$NT_CFLAGS" "$native_api"
all clang++ c++ "$NT_CFLAGS" "$every"
case " cc gcc clang " in
*" ${CC%% *} "*) ;;
*) all "${CC%% *}" c "$NT_CFLAGS" "$native_api" ;;
esac
all x86_64-w64-mingw32-gcc c "-I$top_srcdir/include/nt" "$every"
all x86_64-w64-mingw32-g++ c++ "-I$top_srcdir/include/nt" "$native_api"

# The newest and the oldest languages that are promised, on everything at once.
for c in 'gcc -std=c99' 'gcc -std=gnu11 -O2 -D_FORTIFY_SOURCE=2' 'clang -std=c2x' \
         'g++ -x c++ -std=c++11' 'g++ -x c++ -std=c++20' 'clang++ -x c++ -std=c++17' \
         'g++ -x c++ -O2 -D_FORTIFY_SOURCE=2' 'gcc -D_GNU_SOURCE -Wpedantic -Wshadow'; do
    command -v "${c%% *}" > /dev/null || continue
    for file in order-windows-first order-windows-last; do
        try "$c $NT_CFLAGS -DNT_CRT_STDIO $warnings" "$here/$file.c" "$file.c"
    done
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
