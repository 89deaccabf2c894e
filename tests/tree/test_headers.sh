#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Each internal header compiles alone: whoever needs one includes that one.
set -u
cd "${top_srcdir:-.}" || exit 99
flags="-std=gnu11 -D_GNU_SOURCE -Wall -Wextra -fshort-wchar -I. -I${top_builddir:-.} -Iinclude/nt
    -idirafter ${MINGW_HEADERS:-/usr/share/mingw-w64/include}"
passed=0
failed=0

for header in $(find common server ntdll ntwin32 wine tools tests winetests bench -name '*.h' | sort); do
    # Lists that are meant to be included in the middle of something say so by having no guard.
    grep -q '^#pragma once' "$header" || continue
    # shellcheck disable=SC2086
    if said=$(echo "#include \"$header\"" | ${CC:-gcc} $flags -fsyntax-only -x c - 2>&1) &&
        [ -z "$said" ]; then
        passed=$((passed + 1))
    else
        echo "not ok $header"
        echo "$said" | head -n 10 | sed 's/^/# /'
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
