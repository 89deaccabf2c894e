#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A Windows program and a native one, either of them the server; and two Windows programs: each step of talk, over
# both kinds of ports. Two native ones show what it is without Wine.
. "${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}/tests/wine/lib.sh"

# What the bridge says that it does not have yet.
known_gap() {                   # SERVER-CLIENT:STEP
    case $1 in
    native-native:*) return 1 ;;
    *:'an event' | *:'an event with the answer' | *:'a section') return 0 ;;
    *) return 1 ;;
    esac
}

# The lines of a program's output, under the name of the pair.
judge() {                       # PAIR SIDES NAME
    log "$3" >"$work/lines"
    while read -r line; do
        step=${line#* }
        case $line in
        "ok "*) good "$1 $3: $step" ;;
        "not ok "*) bad "$1 $3: $step" ;;
        "gap "*)
            if known_gap "$2:${step%%:*}"; then
                echo "missing $1 $3: $step"
            else
                bad "$1 $3: $step"
            fi
            ;;
        esac
    done <"$work/lines"
}

pair() {                        # SERVER CLIENT KIND MANNER
    what="$1-$2 $3 $4"
    port="\\RPC Control\\$1-$2-$3-$4"
    start server "$1" talk "$3" "$4" "$port"
    start client "$2" talk "$3" ask "$port"
    finish client || bad "$what: the client ends well" client server
    finish server || bad "$what: the server ends well" server client
    judge "$what" "$1-$2" server
    judge "$what" "$1-$2" client
}

prefix_make
for sides in 'native native' 'exe native' 'native exe' 'exe exe'; do
    # shellcheck disable=SC2086
    {
        pair $sides lpc listen
        pair $sides alpc listen
        pair $sides alpc completion
    }
done
count_and_end
