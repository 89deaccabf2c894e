#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# One list of names for each library: ntdll.sym says what libntdll exports, the library exports just that, and
# a header declares each of it, under that name or (the UTF-16 C library, ntcrt_*) bound to it.
set -u
cd "${top_srcdir:-.}" || exit 99
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# require_empty NAME FILE: lines there are what is wrong
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

# check LIBRARY HEADER...: the library's list is FOLDER/FOLDER.sym
check() {
    name=$1
    shift
    library=$(find "${top_builddir:-.}" -path "*/.libs/lib$name.so" | head -n 1)
    [ "$library" ] || { echo "lib$name has not been built"; exit 99; }
    grep -oE '^ +[A-Za-z_][A-Za-z0-9_]*;' "$name/$name.sym" | tr -d ' ;' | sort >"$work/listed"
    uniq -d "$work/listed" >"$work/twice"
    require_empty "$name: no_name_is_listed_twice" "$work/twice"

    ${NM:-nm} -D --defined-only "$library" | awk '{ sub(/@.*/, "", $3); print $3 }' | sort >"$work/exported"
    comm -13 "$work/listed" "$work/exported" >"$work/unlisted"
    require_empty "$name: nothing_else_is_exported" "$work/unlisted"
    comm -23 "$work/listed" "$work/exported" >"$work/unexported"
    require_empty "$name: every_listed_name_is_exported" "$work/unexported"

    # Mention each name; what the compiler does not know is not declared. ntcrt_start_wmain is for what ntcc
    # itself links into programs (tools/ntcc/wmain.c), and no program's business.
    grep -v '^ntcrt_start_wmain$' "$work/listed" >"$work/public"
    {
        printf '#include <%s.h>\n' "$@"
        echo 'const void *const names[] = {'
        sed 's/^ntcrt_//; s/.*/    (const void *)&,/' "$work/public"
        echo '};'
    } >"$work/names.c"
    rm -f "$work/names.o"
    # shellcheck disable=SC2086
    ${CC:-gcc} $flags -ferror-limit=0 -c -o "$work/names.o" "$work/names.c" >"$work/said" 2>&1 ||
        ${CC:-gcc} $flags -c -o "$work/names.o" "$work/names.c" >"$work/said" 2>&1
    grep -E 'error:' "$work/said" | sed 's/^[^ ]* //' >"$work/undeclared"
    require_empty "$name: every_exported_name_is_declared" "$work/undeclared"

    if [ -f "$work/names.o" ]; then
        ${NM:-nm} -u "$work/names.o" | awk '{ print $NF }' | sort >"$work/bound"
        comm -23 "$work/public" "$work/bound" >"$work/unbound"
        require_empty "$name: every_declaration_binds_to_the_export" "$work/unbound"
    fi
}

flags="-std=gnu11 -D_GNU_SOURCE -DNT_CRT_STDIO -fshort-wchar -Iinclude/nt -idirafter ${MINGW_HEADERS:-/usr/share/mingw-w64/include}"
check ntdll windows winternl ntstatus phnt ntzwapi wchar wctype stdio stdlib string
check ntwin32 windows sddl aclapi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
