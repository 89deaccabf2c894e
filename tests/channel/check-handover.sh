#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# ntdll/channel under ThreadSanitizer, both ends in one process: no finding; and with a fault put in, one.
#
# usage: check-handover.sh [COUNT]
set -u

source=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# build NAME FLAG...
build() {
    name=$1
    shift
    # shellcheck disable=SC2086
    ${CC:-gcc} -std=gnu11 -g -O1 -fsanitize=thread -D_GNU_SOURCE -fshort-wchar "-I$source" "-I$source/include/nt" \
        -idirafter "${MINGW_HEADERS:-/usr/share/mingw-w64/include}" "$@" -o "$work/$name" \
        "$source"/tests/channel/handover.c "$source"/tests/channel/above.c "$source"/ntdll/channel/*.c "$source/common/futex.c" -lpthread 2>"$work/log"
}

say() {                         # WHAT, after a test
    if [ $? -eq 0 ]; then
        passed=$((passed + 1))
        echo "ok $1"
    else
        failed=$((failed + 1))
        echo "not ok $1"
        head -n 40 "$work/log" | sed 's/^/# /'
    fi
}

echo 'int main(void) { return 0; }' >"$work/empty.c"
if ! ${CC:-gcc} -fsanitize=thread -o "$work/empty" "$work/empty.c" 2>/dev/null || ! "$work/empty" 2>/dev/null; then
    echo "no ThreadSanitizer: hand-overs are not checked with it"
    exit 77
fi

count=${1:-100000}
export TSAN_OPTIONS="exitcode=66 halt_on_error=1"
build handover && "$work/handover" --count "$count" >"$work/log" 2>&1
say "hand-overs without a data race"
NTPORT_SPIN=0 "$work/handover" --count "$count" >"$work/log" 2>&1
say "hand-overs without a data race, every wait a sleep"
"$work/handover" --count "$count" --foreign >"$work/log" 2>&1
say "hand-overs between users without a data race"
build faulty -include "$source/tests/channel/no_acquire.h" && "$work/faulty" --count "$count" >"$work/log" 2>&1
[ $? -eq 66 ] && grep -q 'data race' "$work/log"
say "a missing acquire is found"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
