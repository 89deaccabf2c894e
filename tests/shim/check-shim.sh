#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# libntport-wine.so in a Wine that is not as expected: it leaves that Wine as it was, and says why.
set -u

build=${top_builddir:?is where the programs were built}
here=$build/tests/shim
passed=0
failed=0

for wine in "${WINE:-}" /usr/bin/wine /usr/bin/wine64 /usr/lib/wine/wine64 ''; do
    [ -n "$wine" ] && [ -x "$wine" ] && break
done
if [ -z "$wine" ] || ! [ -f "$here/probe.exe" ]; then
    echo "there is no Wine or no compiler for Windows here; on Debian: apt-get install wine gcc-mingw-w64-x86-64"
    exit 77
fi

if ldd "$build/ntdll/.libs/libntdll.so" | grep -q 'lib[at]san'; then
    echo "a library with a sanitizer cannot be preloaded"
    exit 77
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/shim-test.XXXXXX") || exit 1
WINEPREFIX=/tmp/ntport-winetests-wine-$(id -u)      # that of the winetests, which takes long to make
WINEDEBUG=-all
WINEDLLOVERRIDES=mscoree,mshtml=
NTPORT_SERVER=$work/server
NTPORT_WINE_NTDLL=$build/ntdll/.libs/libntdll.so
export WINEPREFIX WINEDEBUG WINEDLLOVERRIDES NTPORT_SERVER NTPORT_WINE_NTDLL
unset NTPORT_WINE DISPLAY WAYLAND_DISPLAY LD_PRELOAD
mkdir -p "$WINEPREFIX" && chmod 700 "$WINEPREFIX"
exec 9>"$WINEPREFIX/winetests.lock"
flock 9

cleanup() {
    "$NTPORT_SERVER_BINARY" -k >"$work/log" 2>&1
    "$wine" wineboot.exe -k >"$work/log" 2>&1 9>&-
    rm -rf "$work"
}
trap cleanup EXIT
"$wine" wineboot.exe -u >"$work/log" 2>&1 9>&-

says() {                        # WHAT PATTERN...: each is in the probe's output
    what=$1
    shift
    for pattern in "$@"; do
        grep -q -- "$pattern" "$work/log" || {
            echo "not ok $what: no \"$pattern\" in"
            sed 's/^/# /' "$work/log"
            failed=$((failed + 1))
            return
        }
    done
    echo "ok $what"
    passed=$((passed + 1))
}

probe() {                       # VARIABLE=VALUE...
    env LD_PRELOAD="$build/wine/.libs/libntport-wine.so $here/.libs/libfalse_wine.so" "$@" \
        "$wine" "$here/probe.exe" 2>&1 9>&- </dev/null | tr -d '\r' >"$work/log"
}

refused='NtCreatePort c0000002'
probe FALSE_WINE_=
says 'the ports are there' 'NtCreatePort 00000000' 'NtListenPort c0000008' 'NtAlpcCreatePort 00000000' \
    'AlpcGetHeaderSize 00000008'
probe FALSE_WINE_VERSION=99.1
says 'an unknown version is left as it was' 'no ports under this Wine: Wine 99.1 is not' "$refused" \
    'NtListenPort c0000002' 'NtAlpcCreatePort missing' 'WaitForSingleObject 00000000'
probe FALSE_WINE_TWICE=1
says 'an entry that stands twice: nothing is replaced' 'no ports under this Wine: Nt[A-Za-z]*Port is not where' \
    "$refused" 'NtAlpcCreatePort missing'
probe FALSE_WINE_VERSION=9.22
says 'Wine is asked, and has stubs: the ports are ours' 'NtCreatePort 00000000' 'NtListenPort c0000008'
probe FALSE_WINE_VERSION=9.22 FALSE_WINE_PORTS=1
says 'ports that Wine has are left alone, the whole family' 'NtCreatePort 00000000' '^port 4711c' 'NtListenPort c0000002' \
    'this Wine has NtCreatePort itself: its classic ports are left alone' 'NtAlpcCreatePort 00000000'
probe FALSE_WINE_VERSION=9.22 FALSE_WINE_PORTS=1 NTPORT_WINE=force
says 'they are replaced when that is wanted' 'NtCreatePort 00000000' 'NtListenPort c0000008'
grep -q '4711c' "$work/log" && failed=$((failed + 1)) && echo "not ok but that was Wine's port"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
