#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# "make dist" packs whatever is tracked, but for what serves the repository alone (names with a dot in front).
set -u
source=${top_srcdir:-.}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

if ! [ -e "$source/.git" ] || ! git -C "$source" ls-files >"$work/all" 2>/dev/null; then
    printf '# skipped: not a checkout, or no git that reads it\n0 passed, 0 failed\n'
    exit 77
fi
git -C "$source" ls-files --deleted >"$work/deleted"
grep -vxFf "$work/deleted" "$work/all" >"$work/tracked"
MAKEFLAGS='' make -s -C "${top_builddir:-.}" list-dist >"$work/packed" || exit 99

# A folder that is packed is packed with all that is in it.
awk 'FNR == NR { packed[$0]; next }
    /^\./ { next }
    { for (at = $0; !(at in packed);) if (!sub("/[^/]*$", "", at)) { print; next } }
' "$work/packed" "$work/tracked" >"$work/missing"

if [ -s "$work/missing" ]; then
    echo "not ok what_is_tracked_is_packed"
    sed 's/^/# in no list: /' "$work/missing"
    echo "0 passed, 1 failed"
    exit 1
fi
echo "ok what_is_tracked_is_packed"
echo "1 passed, 0 failed"
