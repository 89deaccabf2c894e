#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Hand-overs between two processes: spinning, sleeping for each, and with bells as between users.
#
# usage: check-processes.sh [COUNT]
set -u
handover=${top_builddir:-.}/tests/channel/handover
count=${1:-200000}
passed=0
failed=0

hand_over() {                   # WHAT FLAG...
    what=$1
    shift
    output=$("$handover" --two-processes --count "$count" "$@" 2>&1)
    status=$?
    echo "$output" | sed 's/^/# /'
    if [ $status -eq 0 ]; then
        passed=$((passed + 1))
        echo "ok $what"
    else
        failed=$((failed + 1))
        echo "not ok $what"
    fi
}

hand_over "hand-overs between two processes"
hand_over "hand-overs between two processes of two users" --foreign
NTPORT_SPIN=0
export NTPORT_SPIN
hand_over "hand-overs between two processes, every wait a sleep"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
