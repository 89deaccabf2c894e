# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
#
# What the tests of this folder share: a Wine prefix and an object server that are thrown away, programs that are
# started beside each other and never waited for longer than $patience seconds, and the count.
#
# Wine and the compiler for Windows must be there; else the test that includes this is skipped.
set -u

build=${top_builddir:?is where the programs were built}
here=${here:-$build/tests/wine}
patience=60
passed=0
failed=0

skip() {
    echo "$*"
    exit 77
}

for wine in "${WINE:-}" /usr/bin/wine /usr/bin/wine64 /usr/lib/wine/wine64 ''; do
    wine=$(command -v "$wine" 2>/dev/null) && break
done
[ -n "$wine" ] && [ -f "$here/${program:-talk}.exe" ] ||
    skip "there is no Wine or no compiler for Windows here; on Debian: apt-get install wine gcc-mingw-w64-x86-64"
[ -z "${SANITIZE_FLAGS:-}" ] || skip "a Windows program has no sanitizer, which this build of libntdll needs"

work=$(mktemp -d "${TMPDIR:-/tmp}/wine-test.XXXXXX") || exit 1
WINEPREFIX=$work/prefix
WINEDEBUG=-all
WINEDLLOVERRIDES=mscoree,mshtml=
NTPORT_SERVER=$work/server
NTPORT_WINE_NTDLL=$build/ntdll/.libs/libntdll.so
NTPORT_SERVER_BINARY=${NTPORT_SERVER_BINARY:-$build/server/ntserver}
export WINEPREFIX WINEDEBUG WINEDLLOVERRIDES NTPORT_SERVER NTPORT_WINE_NTDLL NTPORT_SERVER_BINARY
unset NTPORT_WINE DISPLAY WAYLAND_DISPLAY LD_PRELOAD
shim=$build/wine/.libs/libntport-wine.so

# ---- the prefix ------------------------------------------------------------------------------

# Making one takes seconds and 700 MB, so one is kept, which nobody ever runs anything in; ours is a copy by links. In a
# copy nothing may be updated, as "wineboot -u" would: that writes into the files which all of them have.
kept=/tmp/ntport-wine-$(id -u)-$("$wine" --version | tr -c '[:alnum:].\n' _)

prefix_keep() {
    mkdir -p -m 700 "$kept" && [ -O "$kept" ] || exit 1
    (
        flock 9
        [ -d "$kept/prefix" ] && exit 0
        WINEPREFIX=$kept/new
        rm -rf "$WINEPREFIX"
        timeout -s KILL 300 "$wine" wineboot.exe -i >"$work/wineboot.log" 2>&1 </dev/null 9>&-
        wine_leave 9>&-
        mv "$WINEPREFIX" "$kept/prefix"
    ) 9>>"$kept/lock"
}

prefix_make() {
    prefix_keep
    cp -al "$kept/prefix" "$WINEPREFIX" || exit 1
    # its server stays until wine_leave: one that ends between two programs is now and then met by the second
    timeout -s KILL 60 wineserver -p >"$work/wineserver.log" 2>&1 </dev/null
    timeout -s KILL 300 "$wine" wineboot.exe -i >"$work/wineboot.log" 2>&1 </dev/null
}

# Wine's own server and services, of our prefix alone.
wine_leave() {
    timeout -s KILL 60 wineserver -k -w >"$work/wineserver.log" 2>&1 </dev/null
}

# ---- programs beside each other --------------------------------------------------------------

native() {                      # PROGRAM ARGUMENTS...
    program=$here/$1
    shift
    timeout -s KILL "$patience" "$program" "$@"
}

exe() {                         # PROGRAM ARGUMENTS...: the same, under Wine with our ports
    program=$here/$1.exe
    shift
    LD_PRELOAD=$shim timeout -s KILL "$patience" "$wine" "$program" "$@"
}

# start NAME COMMAND...: runs beside us; its output is what "log NAME" gives
start() {
    name=$1
    shift
    : >"$work/$name.log"        # at once: what an earlier one of that name said is not to be read
    "$@" >"$work/$name.log" 2>&1 </dev/null &
    eval "pid_$name=$!"
}

log() {
    tr -d '\r' <"$work/$1.log"
}

# finish NAME: its end, which comes by itself or by the watchdog; its exit status. Not in $(...), which has no children
finish() {
    eval "wait \$pid_$1"
}

# appears NAME PATTERN: a line comes, in time
appears() {
    tries=$((patience * 50))
    until log "$1" | grep -q -e "$2"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || return 1
        sleep 0.02
    done
}

linux_pid() {                   # NAME, which has said so
    log "$1" | sed -n 's/^process //p'
}

# ---- the count -------------------------------------------------------------------------------

good() {
    passed=$((passed + 1))
    echo "ok $*"
}

bad() {                         # WHAT, then the names of logs that show why
    failed=$((failed + 1))
    echo "not ok $1"
    shift
    for name in "$@"; do
        log "$name" | sed "s/^/# $name: /" | head -n 30
    done
}

# judge LABEL NAME: the lines of a program's output, under that label
judge() {
    log "$2" >"$work/lines"
    while read -r line; do
        case $line in
        "ok "*) good "$1: ${line#* }" ;;
        "not ok "* | "gap "*) bad "$1: ${line#* }" ;;
        esac
    done <"$work/lines"
}

# ---- the end ---------------------------------------------------------------------------------

# What runs of Wine and of this build, and was started from here: nobody else has our server in the environment.
left_over() {
    for process in /proc/[0-9]*; do
        case $(readlink "$process/exe" 2>/dev/null) in
        "$build"/* | */wine*)
            grep -qsz "^NTPORT_SERVER=$NTPORT_SERVER\$" "$process/environ" && echo "${process#/proc/}"
            ;;
        esac
    done
}

nothing_is_left() {
    tries=250
    while [ -n "$(left_over)" ] && [ $tries -gt 0 ]; do
        tries=$((tries - 1))
        sleep 0.02
    done
    left=$(left_over)
    if [ -z "$left" ] && [ ! -e "$NTPORT_SERVER" ]; then
        good "nothing is left"
        return
    fi
    bad "nothing is left"
    for pid in $left; do
        echo "# process $pid: $(tr '\0' ' ' <"/proc/$pid/cmdline")"
    done
}

# Now and then Wine's explorer leaves a thread that waits for an answer of the wineserver that has gone. Its process is dead
# but for that, has no program any more (left_over), and holds what it has inherited for ever.
bury() {
    for process in /proc/[0-9]*; do
        grep -qs '^State:.*Z' "$process/status" && grep -qsz "^NTPORT_SERVER=$NTPORT_SERVER\$" "$process"/task/*/environ &&
            kill -9 "${process#/proc/}" 2>/dev/null && echo "# a thread of a dead process of Wine's was ended"
    done
}

clean_up() {
    "$NTPORT_SERVER_BINARY" -k >/dev/null 2>&1
    wine_leave
    bury
    for pid in $(left_over); do
        kill -9 "$pid" 2>/dev/null
    done
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' HUP INT TERM

# What every test of this folder ends with.
count_and_end() {
    "$NTPORT_SERVER_BINARY" -k >/dev/null 2>&1
    wine_leave
    bury
    nothing_is_left
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
    exit
}
