#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The README's client and server compile as they stand there, without a warning, are short, and print what
# the README says.
set -u
cd "${top_srcdir:-.}" || exit 99
top=$(pwd -P)
build=${top_builddir:-.}
library=$(find "$build" -path '*/.libs/libntdll.so' | head -n 1)
libraries=${library%/*}
work=$(mktemp -d) || exit 99
NTPORT_SERVER=$work/socket
NTPORT_SERVER_BINARY=$build/server/ntserver
export NTPORT_SERVER NTPORT_SERVER_BINARY
trap '"$build/server/ntserver" -k >/dev/null 2>&1; rm -rf "$work"' EXIT
passed=0
failed=0

result() {                      # NAME STATUS
    if [ "$2" -eq 0 ]; then
        echo "ok $1"
        passed=$((passed + 1))
    else
        echo "not ok $1"
        failed=$((failed + 1))
    fi
}

# The block of code whose first line is a comment with that file name.
for program in server client; do
    awk -v first="/* $program.c */" '
        $0 == first { on = 1 } /^```/ { on = 0 } on' README.md >"$work/$program.c"
    [ "$(wc -l <"$work/$program.c")" -gt 10 ]
    result "the README has ${program}.c" $?
    # the comment and the includes are not counted
    [ "$(grep -cvE '^(/\*|#include|$)' "$work/$program.c")" -le 25 ]
    result "${program}.c has at most 25 lines" $?
    # shellcheck disable=SC2086
    ${CC:-gcc} ${SANITIZE_FLAGS-} -Wall -Wextra -Werror -fshort-wchar -I"$top/include/nt" \
        -idirafter "${MINGW_HEADERS:-/usr/share/mingw-w64/include}" \
        "$work/$program.c" -o "$work/$program" -L"$libraries" -lntdll -Wl,-rpath,"$libraries"
    result "${program}.c compiles without a warning" $?
done

timeout 30 "$work/server" >"$work/server.out" &
server=$!
tries=0
until timeout 30 "$work/client" >"$work/client.out"; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || break
    sleep 0.1
done
[ $tries -lt 100 ]
result "the client gets its answer" $?
wait $server
result "the server ends well" $?
for program in server client; do
    said=$(sed 's/[0-9][0-9]*/N/' "$work/$program.out")
    sed 's/[0-9][0-9]*/N/' README.md | grep -qFx -e "$said"
    result "the README shows what the $program prints: $said" $?
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
