#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# nt-run: the program's exit status, servers of one's own, what --trace prints, what is said when something is wrong.
set -u

source=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
build=${top_builddir:?is where nt-run was built}
if ldd "$build/ntdll/.libs/libntdll.so" | grep -q 'lib[at]san'; then
    echo "a library with a sanitizer cannot be preloaded"
    exit 77
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/nt-run-test.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

NTPORT_SERVER=$work/server
NTPORT_LIBRARIES=$build/ntdll/.libs:$build/ntwin32/.libs:$build/tools/nt-run/.libs
NTPORT_SERVER_BINARY=$build/server/ntserver
export NTPORT_SERVER NTPORT_LIBRARIES NTPORT_SERVER_BINARY
unset NTDEBUG NTDEBUG_RELAY LD_PRELOAD
run=$build/tools/nt-run/nt-run
puppet=$build/tests/process/puppet

say() {                         # WHAT, after a test
    if [ $? -eq 0 ]; then
        passed=$((passed + 1))
        echo "ok $1"
    else
        failed=$((failed + 1))
        echo "not ok $1"
        sed 's/^/# /' "$work/log" | head -n 20
    fi
}

# gives STATUS COMMAND...: that is its exit status; what it prints is in the log
gives() {
    wanted=$1
    shift
    "$@" >"$work/log" 2>&1 3>&1 </dev/null
    got=$?
    [ "$got" -eq "$wanted" ] || {
        echo "exit status $got, not $wanted" >>"$work/log"
        return 1
    }
}

says() {                        # PATTERN, in the log
    grep -q -e "$1" "$work/log"
}

# ---- the program's exit status -----------------------------------------------------------------

gives 7 "$run" sh -c 'exit 7'
say "exit status of the program"
gives 7 "$run" --private sh -c 'exit 7'
say "exit status of the program with a private server"
gives 143 "$run" --private sh -c 'kill $$'
say "signal that ends the program with a private server"
gives 0 "$run" sh -c 'test "$1" = --private' sh --private
say "options behind the program are the program's"
gives 127 "$run" "$work/missing" && says 'no such program'
say "missing program"
gives 127 "$run" no-such-program-anywhere && says PATH
say "missing program of the PATH"
gives 125 "$run" --server x --private true && says 'exclude each other'
say "two servers"
gives 125 "$run" --nonsense && says nonsense
say "unknown option"

# ---- what is no native program -----------------------------------------------------------------

: >"$work/empty" && chmod +x "$work/empty"
gives 126 "$run" "$work/empty" && says 'is no program'
say "empty file"
{ printf 'MZ' && head -c 58 /dev/zero && printf '\100\0\0\0PE\0\0\114\001'; } >"$work/old.exe"
gives 126 "$run" "$work/old.exe" && says '32 bits'
say "Windows program of 32 bits"
{ printf 'MZ' && head -c 58 /dev/zero && printf '\100\0\0\0PE\0\0\144\206'; } >"$work/new.exe"
gives 125 env WINE="$work/no-wine" "$run" "$work/new.exe" && says 'there is no Wine' && says apt-get
say "Windows program without Wine"
printf '#!/bin/sh\necho "wine: $*; $LD_PRELOAD"\n' >"$work/wine" && chmod +x "$work/wine"
gives 125 env WINE="$work/wine" NTPORT_LIBRARIES="$work" "$run" "$work/new.exe" && says libntport-wine.so
say "Windows program without the library for it"
: >"$work/libntport-wine.so"
gives 0 env WINE="$work/wine" NTPORT_LIBRARIES="$work" "$run" "$work/new.exe" one 'two three' &&
    says "wine: $work/new.exe one two three; $work/libntport-wine.so"
say "Windows program goes to Wine, with the library"
gives 0 env WINE="$work/wine" NTPORT_LIBRARIES="$work" "$run" --trace "$work/new.exe" && says WINEDEBUG=+relay
say "what --trace shows of a Windows program"
printf '#include <unistd.h>\nint main(void) { return getppid() == 0; }\n' >"$work/static.c"
if ${CC:-cc} -static -o "$work/static" "$work/static.c" 2>/dev/null; then
    gives 0 "$run" "$work/static" && says statically
    say "static program"
fi

# ---- libraries ---------------------------------------------------------------------------------

if ${CC:-cc} -DSTUB -shared -fPIC -Wl,-soname,libntdll.so -o "$work/libntdll.so" "$source/tests/nt-run/stub.c" &&
    ${CC:-cc} -o "$work/program" "$source/tests/nt-run/stub.c" -L"$work" -lntdll; then
    gives 66 env LD_LIBRARY_PATH="$work" "$work/program" &&
        gives 0 env LD_LIBRARY_PATH="$work" "$run" "$work/program"
    say "a program that was linked to some other libntdll gets ours"
fi
gives 125 env NTPORT_LIBRARIES=/nowhere "$run" true && says '/nowhere' && says 'make install'
say "library that is not there"
gives 125 env NTPORT_SERVER_BINARY=/nowhere "$run" true && says 'make install'
say "server that is not there"

# ---- servers -----------------------------------------------------------------------------------

# Where the server was, and then what a puppet says that made an event there.
cat >"$work/ask" <<'SCRIPT'
echo "socket $NTPORT_SERVER"
printf '%s\n' 'event \BaseNamedObjects\made' | "$PUPPET"
test -S "$NTPORT_SERVER" && echo "it listens"
SCRIPT
gives 0 env PUPPET="$puppet" "$run" --private sh "$work/ask" && says '00000000 handle' && says 'it listens'
say "a private server serves"
socket=$(sed -n 's/^socket //p' "$work/log")
[ -n "$socket" ] && [ "$socket" != "$NTPORT_SERVER" ] && [ ! -e "$socket" ] && [ ! -e "$(dirname "$socket")" ]
say "and is gone afterwards, with its folder"
gives 0 sh -c "cd '$work' && PUPPET='$puppet' '$run' --server other/../elsewhere sh '$work/ask'" &&
    says "socket $work/other/../elsewhere"
mkdir -p "$work/other"
gives 0 sh -c "cd '$work' && PUPPET='$puppet' '$run' --server other/socket sh '$work/ask'" &&
    says "socket $work/other/socket" && says '00000000 handle' && says 'it listens'
say "another server"
NTPORT_SERVER=$work/other/socket "$NTPORT_SERVER_BINARY" --kill >/dev/null 2>&1

# ---- traces ------------------------------------------------------------------------------------

printf '%s\n' 'create \RPC Control\traced' >"$work/acts"
gives 0 "$run" --private --trace sh -c "'$puppet' <'$work/acts'" &&
    says 'trace:relay:NtCreatePort Call (PortHandle=0x[0-9a-f]*, ObjectAttributes=0x[0-9a-f]* {L"\\RPC Control\\traced"[^}]*}' &&
    says 'trace:relay:NtCreatePort Ret STATUS_SUCCESS PortHandle=0x'
say "calls with their arguments, and what they give"
{ cat "$work/acts" && cat "$work/acts"; } >"$work/twice"
gives 0 "$run" --private --trace sh -c "'$puppet' <'$work/twice'" && says 'NtCreatePort Ret STATUS_OBJECT_NAME_COLLISION$'
say "a failure by its name"
gives 0 "$run" --private --trace='NtCl*,NtAlpc*' sh -c "'$puppet' <'$work/acts'" && ! says relay
say "only the calls that were asked for"
gives 0 env NTDEBUG=-relay "$run" --private sh -c "'$puppet' <'$work/acts'" && ! says relay
say "nothing unasked"

# ---- the doctor --------------------------------------------------------------------------------

gives 0 "$run" --doctor && says '^ok .*futex_waitv' && says '^ok .*libntdll.so' && says '^ok .*ntserver'
say "a healthy machine"
gives 1 env NTPORT_SERVER_BINARY=/nowhere "$run" --doctor && says '^MISSING .*ntserver .*/nowhere.*make install'
say "a machine without a server"
mkdir "$work/open" && chmod 777 "$work/open"
gives 1 "$run" --server "$work/open/server" --doctor && says 'written by others'
say "a socket where anybody may be"
gives 0 env WINE="$work/no-wine" "$run" --doctor && says '^note .*Wine .*apt-get'
say "a machine without Wine"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
