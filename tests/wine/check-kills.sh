#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# kill -9 in the midst of a conversation in which a Windows program has part: of either side, of ntserver, of
# wineserver. Who is left gets a status, or its end; nobody hangs, and nothing stays behind.
#
#   check-kills.sh [--all]      --all: of wineserver also where one side is native, and of LPC at rest
. "${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}/tests/wine/lib.sh"

number=0
# Of an end: STATUS_INVALID_HANDLE, STATUS_PORT_DISCONNECTED, STATUS_LPC_REPLY_LOST, STATUS_PORT_CLOSED. Which one depends
# on where in a call the other's end was learnt of.
a_status='ended c0000008\|ended c0000037\|ended c0000253\|ended c0000700'

# A client that asks for ever, and its server, when they are at it.
conversation() {                # SERVER CLIENT KIND
    number=$((number + 1))
    port="\\RPC Control\\kill-$number"
    start server "$1" talk "$3" listen "$port"
    start client "$2" talk "$3" ask "$port" for-ever
    appears client '^talking'
}

# What NAME has said at its end.
last_word() {
    log "$1" | sed -n 's/^ended .*/&/p; s/^ok all clients have gone/clients gone/p'
}

# says SIDE WHAT PATTERN: it ends, by itself, and that is its last word
says() {
    finish "$1"
    last_word "$1" | grep -qx -e "$3" && good "$what: $2" || bad "$what: $2" "$1"
}

# A process that was started from here, by the name of its program.
pid_of() {
    for pid in $(left_over); do
        case $(readlink "/proc/$pid/exe") in
        */"$1"*) echo "$pid" ;;
        esac
    done
}

server_dies() {
    kill -9 "$(linux_pid server)"
    finish server
    says client "server killed, the client gets a status" "$a_status"
}

client_dies() {
    kill -9 "$(linux_pid client)"
    finish client
    says server "client killed, the server is told" "clients gone"
}

ntserver_dies() {
    kill -9 "$(pid_of ntserver)"
    says server "ntserver killed, the server gets a status" "$a_status"
    says client "ntserver killed, the client gets a status" "$a_status"
}

n_talked() {
    log client | grep -c '^talking'
}

# They need no wineserver to talk, and go on; then OTHER is killed as well, and SIDE ends: with a status, or because it
# wants something of Wine's.
wineserver_dies() {             # OTHER SIDE
    kill -9 "$(pid_of wineserver)"
    n=$(n_talked)
    tries=$((patience * 50))
    while [ "$(n_talked)" -lt $((n + 2)) ] && [ $tries -gt 0 ]; do
        tries=$((tries - 1))
        sleep 0.02
    done
    [ $tries -gt 0 ] && good "$what: wineserver killed, they go on" || bad "$what: wineserver killed, they go on" server client
    kill -9 "$(linux_pid "$1")"
    finish "$1"
    finish "$2"
    [ $? -ne 137 ] && good "$what: wineserver killed, then the $1: the $2 ends" ||
        bad "$what: wineserver killed, then the $1: the $2 ends" "$2"
    services_end
}

# ended NAME: it ends, and not by the watchdog
ended() {
    finish "$1"
    [ $? -ne 137 ]
}

# A Windows server that waits for a client does not learn of it. It ends when it wants something of Wine's, a handle for the
# next client, and that client gets a status.
wineserver_dies_at_rest() {     # KIND
    number=$((number + 1))
    port="\\RPC Control\\kill-$number"
    start server exe talk "$1" listen "$port" 2
    start client native talk "$1" ask "$port" "short messages"
    finish client || bad "$what: the first client" server client
    kill -9 "$(pid_of wineserver)"
    start client native talk "$1" ask "$port" "short messages"
    ended client && log client | grep -q '^not ok' && good "$what: the next client gets a status" ||
        bad "$what: the next client gets a status" client
    ended server && good "$what: the server ends" || bad "$what: the server ends" server
    services_end
}

# Wine's services stay, as they do without us
services_end() {
    for pid in $(pid_of wine64); do
        kill -9 "$pid"
    done
}

deaths() {                      # SERVER CLIENT KIND COMMAND...
    sides="$1 $2" kind=$3
    what="$1-$2 $3"
    shift 3
    for death in "$@"; do
        # shellcheck disable=SC2086
        conversation $sides $kind || bad "$what: they talk" server client
        $death
    done
}

prefix_make
for kind in lpc alpc; do
    if [ $kind = alpc ] || [ "${1-}" = --all ]; then
        what="wineserver killed, an exe $kind server at rest"
        wineserver_dies_at_rest $kind
    fi
    for sides in 'exe native' 'native exe' 'exe exe'; do
        # shellcheck disable=SC2086
        deaths $sides $kind server_dies client_dies ntserver_dies
        if [ "$sides" = 'exe exe' ] || [ "${1-}" = --all ]; then
            # shellcheck disable=SC2086
            deaths $sides $kind 'wineserver_dies client server' 'wineserver_dies server client'
        fi
    done
done
count_and_end
