#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The README's table of calls against the library: each exported Nt call stands in it once, and those said
# to be missing are exactly those that answer STATUS_NOT_IMPLEMENTED whatever they are given.
set -u
cd "${top_srcdir:-.}" || exit 99
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

require_empty() {
    if [ -s "$2" ]; then
        echo "not ok $1"
        head -n 30 "$2" | sed 's/^/# /'
        failed=$((failed + 1))
    else
        echo "ok $1"
        passed=$((passed + 1))
    fi
}

# column N of the table, a name a line
column() {
    awk -F'|' -v n="$1" '/<!-- calls -->/ { on = 1 } /<!-- end of calls -->/ { on = 0 } on { print $n }' \
        README.md | grep -oE '`(Nt|Alpc|Rtl|Ldr|Tp|Csr)[A-Za-z0-9]+`' | tr -d '`' | sort
}

column 3 >"$work/implemented"
column 4 >"$work/partial"
column 5 >"$work/missing"
sort "$work/implemented" "$work/partial" "$work/missing" >"$work/table"
# Zw names are the same calls.
grep -E '^Nt[A-Z]' ntdll/ntdll.sym | sort >"$work/exported"
# A call that does nothing else: in not_implemented.c's list, or a body of one statement.
{
    grep -oE '\bNt[A-Z][A-Za-z0-9]+' ntdll/nt/not_implemented.c
    cat ntdll/nt/*.c | tr '\n' ' ' |
        grep -oE 'Nt[A-Za-z0-9]+\([^;{}]*\) *\{( *\(void\)[A-Za-z0-9_]+;)* *return STATUS_NOT_IMPLEMENTED; *\}' |
        sed 's/(.*//'
} | sort -u >"$work/refuse"
grep -Fxf "$work/exported" "$work/refuse" | sort >"$work/refuse_exported"

uniq -d "$work/table" >"$work/out"
require_empty no_call_stands_twice "$work/out"
grep -E '^Nt' "$work/table" | comm -13 - "$work/exported" >"$work/out"
require_empty every_exported_call_is_in_the_table "$work/out"
grep -E '^Nt' "$work/table" | comm -23 - "$work/exported" >"$work/out"
require_empty every_call_in_the_table_is_exported "$work/out"
comm -13 "$work/missing" "$work/refuse_exported" >"$work/out"
require_empty whatever_is_not_implemented_is_said_to_be_missing "$work/out"
grep -E '^Nt' "$work/missing" | comm -23 - "$work/refuse_exported" >"$work/out"
require_empty whatever_is_said_to_be_missing_is_not_implemented "$work/out"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
