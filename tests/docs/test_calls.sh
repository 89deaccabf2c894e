#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The README's table of calls against the library: each exported Nt call stands in it once, and those said
# to be missing are exactly those that do nothing whatever they are given.
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

# Zw names are the same calls. Of the rest only what is missing has to be there.
grep -oE '^ +[A-Za-z_][A-Za-z0-9_]*;' ntdll/ntdll.sym | tr -d ' ;' | sort >"$work/all"
grep -E '^Nt[A-Z]' "$work/all" >"$work/exported"

# column N of the table, a name a line; `NtAlpc*` stands for all exported names that begin so
column() {
    # shellcheck disable=SC2016
    awk -F'|' -v n="$1" '/<!-- calls -->/ { on = 1 } /<!-- end of calls -->/ { on = 0 } on { print $n }' \
        README.md | grep -oE '`[A-Z][A-Za-z0-9]+[*]?`' | tr -d '`' |
        while read -r name; do
            case $name in
            *\*) grep "^${name%\*}[A-Z]" "$work/all" || echo "$name" ;;
            *) echo "$name" ;;
            esac
        done | sort
}

column 3 >"$work/implemented"
column 4 >"$work/partial"
column 5 >"$work/missing"
sort "$work/implemented" "$work/partial" "$work/missing" >"$work/table"
# A call that does nothing else: in not_implemented.def, or a body of one statement.
{
    sed -n 's/^SERVICE(\(.*\))/Nt\1/p; s/^[A-Z]*_CALL(\(.*\))/\1/p' ntdll/nt/not_implemented.def
    find ntdll/nt -name "*.c" -exec cat {} + | tr '\n' ' ' |
        grep -oE 'Nt[A-Za-z0-9]+\([^;{}]*\) *\{( *\(void\)[A-Za-z0-9_, ()]+;)* *return STATUS_NOT_IMPLEMENTED; *\}' |
        sed 's/(.*//'
} | sort -u >"$work/refuse"

uniq -d "$work/table" >"$work/out"
require_empty no_call_stands_twice "$work/out"
grep -E '^Nt' "$work/table" | comm -13 - "$work/exported" >"$work/out"
require_empty every_exported_call_is_in_the_table "$work/out"
comm -23 "$work/table" "$work/all" >"$work/out"
require_empty every_call_in_the_table_is_exported "$work/out"
comm -13 "$work/missing" "$work/refuse" >"$work/out"
require_empty whatever_is_not_implemented_is_said_to_be_missing "$work/out"
comm -23 "$work/missing" "$work/refuse" >"$work/out"
require_empty whatever_is_said_to_be_missing_is_not_implemented "$work/out"

# Whoever refuses something, though not everything, is partial.
find ntdll/nt -name "*.c" -exec cat {} + | awk '/^NTSTATUS NTAPI Nt/ { name = $3; sub(/\(.*/, "", name) } /^}/ { name = "" }
    name && /return STATUS_NOT_IMPLEMENTED/ { print name }' | sort -u | comm -12 - "$work/implemented" >"$work/out"
require_empty whatever_refuses_something_is_said_to_be_partial "$work/out"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
