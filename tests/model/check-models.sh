#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The models of how one sleeps and is woken: Spin looks at every order in which the steps can happen, and must find
# no error; then at each model with a fault put in, and must find one.
#
# usage: check-models.sh [--long]     with more messages and threads: a few minutes, 4 GB
set -u

models=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

command -v spin >/dev/null 2>&1 || {
    echo "spin is not installed: the models are not checked (Debian: apt-get install spin)"
    exit 77
}

# errors MODEL FLAG...: how many Spin found, or nothing when it could not look at everything
errors() {
    model=$1
    shift
    rm -rf "$work/run" && mkdir "$work/run" && cp "$models/$model.pml" "$work/run" && cd "$work/run" || exit 1
    # shellcheck disable=SC2086
    { spin -a "$@" "$model.pml" && ${CC:-gcc} $optimise -w -DSAFETY -DCOLLAPSE -DMEMLIM=8000 -o pan pan.c &&
        ./pan -m1000000; } >"$work/log" 2>&1
    ! grep -q 'max search depth too small\|out of memory' "$work/log" || return
    sed -n 's/.*errors: \([0-9]*\)$/\1/p' "$work/log"
}

say() {                         # WHAT WANTED GOT
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
        echo "ok $1"
    else
        failed=$((failed + 1))
        echo "not ok $1: $2 wanted, spin says:"
        sed 's/^/# /' "$work/log"
    fi
}

holds() {                       # MODEL FLAG...
    optimise=-O1
    n=$(errors "$@")
    say "$* holds ($(sed -n 's/^ *\([0-9]*\) states, stored.*/\1/p' "$work/log") states)" 0 "$n"
}

finds() {                       # MODEL FLAG...: a seeded fault
    optimise=-O0                # found soon, so compiling takes most of the time
    n=$(errors "$@")
    say "$* is found" 1 "$n"
}

holds bell -DMESSAGES=2 -DLEAVES
holds bell -DDEATH
finds bell -DMESSAGES=2 -DNO_FENCE_SLEEPER
finds bell -DMESSAGES=3 -DNO_FENCE_SENDER
finds bell -DMAIL -DNO_FENCE_SENDER
finds bell -DSENDERS=2 -DHINTS_FIRST
finds bell -DMESSAGES=2 -DLEAVES -DNO_PASS_ON
finds bell -DMESSAGES=2 -DLEAVES -DNO_FLAG_AGAIN
finds bell -DDEATH -DNO_DEATH_NOTICE
holds slot -DLOSES -DROUNDS=3
finds slot -DNO_FENCE_WAITER
finds slot -DNO_FENCE_REPLIER
finds slot -DLOSES -DNO_GENERATION
finds slot -DLOSES -DWAKES_ONE
finds slot -DNO_RELEASE
holds close
finds close -DNO_FENCE_ASKER
finds close -DNO_FENCE_CLOSER
finds close -DUNARMED

if [ "${1-}" = --long ]; then
    holds bell -DMESSAGES=3
    holds bell -DSENDERS=2
    holds bell -DSENDERS=2 -DMESSAGES=2
    holds bell -DMAIL -DMESSAGES=2
    holds bell -DDEATH -DMESSAGES=2
    holds bell -DDEATH -DSENDERS=2
    holds slot -DLOSES -DROUNDS=8
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
