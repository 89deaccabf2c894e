#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A Windows program and a native one, either of them the server; and two Windows programs: each step of talk, over
# both kinds of ports. Two native ones show what it is without Wine.
. "${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}/tests/wine/lib.sh"

pair() {                        # SERVER CLIENT KIND MANNER
    what="$1-$2 $3 $4"
    port="\\RPC Control\\$1-$2-$3-$4"
    start server "$1" talk "$3" "$4" "$port"
    start client "$2" talk "$3" ask "$port"
    finish client || bad "$what: the client ends well" client server
    finish server || bad "$what: the server ends well" server client
    judge "$what server" server
    judge "$what client" client
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
