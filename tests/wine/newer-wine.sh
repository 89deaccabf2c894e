#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The bridge in the Wine of another Debian release, on a machine that has an older one: makes a root folder with that
# release and its Wine, and runs there what "make check" runs with the bridge, with this build. Up to 8.9 Wine's unix
# side has Windows' calling convention, from 8.10 on the system's; so this is how a machine with the one tries the other.
#
#   newer-wine.sh [RELEASE [TEST...]]
#
#   RELEASE   trixie (Wine 10.0)
#   TEST      from the top of the sources or the build, with its arguments as one word ("winetests/run --shim"); otherwise all
#
# Needs root, debootstrap, and 200 MB of packages from where this machine has its own; so it is not part of "make check".
# They stay for the next run in $NEWER_WINE_ROOT, /var/tmp/ntport-newer-wine-RELEASE, with the Wine prefixes (3 GB). Nothing
# else stays: the mounts and processes are in namespaces of their own, which end with this.
set -u

build=$(cd "${top_builddir:-.}" && pwd -P) || exit 1
source=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd -P) || exit 1
release=${1:-trixie}
root=${NEWER_WINE_ROOT:-/var/tmp/ntport-newer-wine-$release}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- 'winetests/run --shim' tests/shim/check-shim.sh tests/wine/check-pairs.sh tests/wine/check-programs.sh \
    tests/wine/check-heirs.sh tests/wine/check-kills.sh tests/wine/check-unharmed.sh

skip() {
    echo "$*"
    exit 77
}

[ "$(id -u)" -eq 0 ] || skip "only root can have another release in a folder"
command -v debootstrap >/dev/null || skip "there is no debootstrap here; on Debian: apt-get install debootstrap"
[ -f "$build/winetests/ntdll_test.exe" ] && [ -f "$build/tests/wine/talk.exe" ] ||
    skip "the Windows programs are not built; on Debian: apt-get install gcc-mingw-w64-x86-64, then: make check TESTS="

# ---- outside: the root, and this script once more in namespaces of its own --------------------

# Where this machine has its own packages from.
mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1
}

make_root() {
    mirror=$(mirror)
    rm -rf "$root.new" &&
        debootstrap --variant=minbase "$release" "$root.new" "$mirror" >"$root.log" 2>&1 &&
        chroot "$root.new" apt-get install -y --no-install-recommends wine wine64 binutils-mingw-w64-x86-64 \
            >>"$root.log" 2>&1 </dev/null &&
        mv "$root.new" "$root"
}

if [ -z "${NEWER_WINE_INSIDE:-}" ]; then
    [ -d "$root" ] || make_root || {
        tail -n 5 "$root.log"
        skip "a root folder with $release cannot be made; $root.log says why"
    }
    NEWER_WINE_INSIDE=1 top_builddir=$build top_srcdir=$source exec \
        unshare --mount --propagation private --pid --fork --kill-child "$0" "$release" "$@"
fi

# ---- inside ----------------------------------------------------------------------------------

inside() {                      # COMMAND...: in the build, at the paths that it has outside
    chroot "$root" env -i PATH=/usr/bin:/bin HOME=/root top_builddir="$build" top_srcdir="$source" \
        NTPORT_SERVER_BINARY="$build/server/ntserver" sh -c 'cd "$top_builddir" && exec "$@"' sh "$@"
}

run() {                         # TEST
    # shellcheck disable=SC2086
    set -- $1
    [ -x "$build/$1" ] || {
        test=$source/$1
        shift
        set -- "$test" "$@"
    }
    inside "$@"
}

mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" || exit 1
for folder in "$source" "$build"; do
    mkdir -p "$root/$folder" && mount --bind "$folder" "$root/$folder" || exit 1
done
inside wine --version 2>/dev/null        # on stderr: that wine32 is missing
failed=0
for words in "$@"; do
    echo "--- $words"
    run "$words" || failed=1
done
exit $failed
