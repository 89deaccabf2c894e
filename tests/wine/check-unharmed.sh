#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Wine is what it was: programs that want no port print the same and end with the same status, with the bridge in front
# and without it. Winetests for objects, waiting and sections; cmd; threads and exceptions.
#
#   check-unharmed.sh [--runs N]    the last two only, that often (5)
. "${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}/tests/wine/lib.sh"

runs=5
[ "${1-}" = --runs ] && runs=$2
winetests=$build/winetests/ntdll_test.exe
[ -f "$winetests" ] && [ -f "$here/harmless.exe" ] ||
    skip "there is no C++ compiler for Windows here; on Debian: apt-get install g++-mingw-w64-x86-64-win32"

plain() {
    timeout -s KILL "$patience" "$wine" "$@"
}

with_bridge() {
    LD_PRELOAD=$shim timeout -s KILL "$patience" "$wine" "$@"
}

# outcome MANNER PROGRAM...: what it prints, and its exit status, in the log of that name. Now and then Wine itself says
# that the socket to its server is none any more, when a program ends that has threads. And how many of the things that
# Wine need not do it did not do depends on which thread is first.
outcome() {
    manner=$1
    "$@" >"$work/output" 2>"$work/errors" </dev/null
    echo "exit status $?" >>"$work/output"
    sed 's/([0-9]* marked as todo, /(/' "$work/output" >"$work/$manner.log"
    grep -v -e '^wine client error' "$work/errors" >>"$work/$manner.log"
}

# both PROGRAM...: once in either manner, by turns the one or the other first
turn=0
both() {
    turn=$((1 - turn))
    if [ $turn -eq 0 ]; then
        outcome plain "$@"
        outcome with_bridge "$@"
    else
        outcome with_bridge "$@"
        outcome plain "$@"
    fi
}

same() {
    both "$@"
    cmp -s "$work/plain.log" "$work/with_bridge.log"
}

# odd MANNER WHAT: counts an outcome that is not the known one, and shows the first
odd() {
    eval "n_$1=\$((n_$1 + 1)) n=\$n_$1"
    [ "$n" -gt 1 ] || log "$1" | sed "s/^/# $2, $1: /"
}

# always WANTED WHAT PROGRAM...: the same $runs times. The known outcome is the first one of Wine alone that has that line
# in it. On a machine that is very busy Wine alone fails in one run of some hundreds; so one odd run is no failure here,
# and of more one in a hundred.
always() {
    wanted=$1
    what=$2
    shift 2
    n_plain=0
    n_with_bridge=0
    for i in 1 2 3; do
        outcome plain "$@"
        cp "$work/plain.log" "$work/known.log"
        grep -q -e "$wanted" "$work/known.log" && break
    done
    i=0
    while [ $i -lt "$runs" ]; do
        i=$((i + 1))
        both "$@"
        cmp -s "$work/known.log" "$work/plain.log" || odd plain "$what"
        cmp -s "$work/known.log" "$work/with_bridge.log" || odd with_bridge "$what"
    done
    result="$what: of $runs runs $n_plain were odd without the bridge, $n_with_bridge with it"
    grep -q -e "$wanted" "$work/known.log" && [ $n_with_bridge -le $((1 + runs / 100)) ] && good "$result" || bad "$result" known
}

families() {
    for family in event wait sync_semaphore sync_mutant sync_timer sync_alert sync_keyed_event sync_completion \
        sync_wait_packet object object_query namespace directory symlink section section_view section_file process \
        virtual win32_object win32_sync win32_thread; do
        if same "$winetests" "$family" || same "$winetests" "$family"; then
            good "$family: $(log plain | sed -n 's/.*: \([0-9]* tests executed.*\)/\1/p')"
        else
            bad "$family is the same" plain with_bridge
        fi
    done
}

prefix_make
[ $# -gt 0 ] || families
always 'exit status 7' 'cmd /c' cmd /c 'echo words & ver & set OS & exit 7'
always 'a child ended with 43' 'threads and exceptions' "$here/harmless.exe"
count_and_end
