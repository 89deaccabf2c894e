#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Compares every structure (size, alignment, offsets, sizes of members) and every constant of the
# headers with the tables beside this script, as three compilations see them:
#
#   native   the compiler of this build, our headers
#   pe       x86_64-w64-mingw32-gcc, our headers
#   oracle   x86_64-w64-mingw32-gcc, mingw-w64's headers alone, for what they know
#
# The compiled program is never run: it is one array in a section of its own, which objdump prints.
# Before that the comparison is tried on tables with mistakes in them, which it has to find.
#
# Environment: top_srcdir, CC, MINGW_HEADERS, MINGW_CC. Ends with "N passed, N failed".

set -u
: "${top_srcdir:=.}" "${CC:=cc}" "${MINGW_CC=$(command -v x86_64-w64-mingw32-gcc)}"
: "${MINGW_HEADERS:=/usr/share/mingw-w64/include}"
NT_CFLAGS="-fshort-wchar -I$top_srcdir/include/nt -idirafter $MINGW_HEADERS"
here=$top_srcdir/tests/abi
tables="$here/abi-x64.tsv $here/more.tsv $here/constants.tsv"
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0

# What mingw-w64's own headers are known to have otherwise, and why that is no fault of ours.
differs='
sizeof(TOKEN_ACCESS_INFORMATION)        mingw-w64 ends before the members of Windows 8.1 and 10
sizeof(TEB)                             Microsoft publishes the beginning only
sizeof(PEB)                             Microsoft publishes the beginning only
'

ours='#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <phnt.h>
#include <ntlrpc.h>'
theirs='#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <winternl.h>
#include <ntstatus.h>'

# probe NAME INCLUDES TABLES SKIP -> NAME.c, NAME.list
probe() {
    {
        echo "$2"
        echo '#include <stddef.h>
#define CONSTANT(c) ((unsigned long long)(c) & (~0ULL >> (64 - 8 * sizeof(c))))
#define ALIGNMENT(t) offsetof(struct { char c; t x; }, x)
#define PROBE(value) value,
__attribute__((section(".probe"))) const unsigned long long probe[] = {'
    } > "$tmp/$1.c"
    first=$(wc -l < "$tmp/$1.c")
    awk -v list="$tmp/$1.list" -v skip="$4" -f "$here/probe.awk" $3 >> "$tmp/$1.c"
    echo '};' >> "$tmp/$1.c"
}

# values OBJDUMP OBJECT: one value a line, 16 digits, as the machine stores them turned round
values() {
    "$1" -s -j .probe "$2" | awk '
        /^ [0-9a-f]+ / {
            bytes = substr($0, index(substr($0, 2), " ") + 2, 35)
            gsub(/ /, "", bytes)
            for (; length(bytes) >= 16; bytes = substr(bytes, 17)) {
                value = ""
                for (i = 15; i >= 1; i -= 2)
                    value = value substr(bytes, i, 2)
                print value
            }
        }'
}

# compare NAME OBJDUMP: counts what agrees, prints what does not
compare() {
    values "$2" "$tmp/$1.o" > "$tmp/$1.values"
    paste "$tmp/$1.list" "$tmp/$1.values" | awk -F '\t' -v name="$1" -v differs="$differs" '
        $1 == "" {              # a PE section is filled up
            next
        }
        {
            count[$2]++
            if ($4 == $5)
                agree++
            else if (name == "oracle" && index(differs, $3 " "))
                known++
            else {
                print "not ok " name ": " $2 " " $3 " is 0x" $5 ", expected 0x" $4
                wrong++
            }
        }
        END {
            printf "%s: compared %d values of structures, %d of members, %d constants", name,
                count["structure"], count["member"], count["constant"]
            if (known)
                printf " (%d differ for a known reason)", known
            print "\nRESULT " agree + known " " wrong + 0
        }' > "$tmp/$1.out"
    grep -v '^RESULT' "$tmp/$1.out"
    set -- $(grep '^RESULT' "$tmp/$1.out")
    agreed=$2 wrong=$3
}

count() {
    passed=$((passed + agreed))
    failed=$((failed + wrong))
}

fail() {
    echo "not ok $*"
    failed=$((failed + 1))
}

# --- The comparison finds mistakes.
mistakes() {
    name=$1 from=$2 to=$3
    sed "s/^$from\$/$to/" "$here/abi-x64.tsv" > "$tmp/layouts.tsv"
    sed "s/^$from/$to/" "$here/constants.tsv" > "$tmp/values.tsv"
    probe self "$ours" "$tmp/layouts.tsv $tmp/values.tsv" ''
    if ! $CC $NT_CFLAGS -c "$tmp/self.c" -o "$tmp/self.o" 2> "$tmp/log"; then
        fail "self-test: the probe does not compile: $(head -n 3 "$tmp/log")"
        return
    fi
    compare self objdump > /dev/null
    if [ "$wrong" = 1 ]; then
        passed=$((passed + 1))
    else
        fail "self-test: a wrong $name gave $wrong differences instead of 1"
    fi
}
t=$(printf '\t')
mistakes offset "PORT_MESSAGE${t}MessageId${t}24${t}4" "PORT_MESSAGE${t}MessageId${t}28${t}4"
mistakes 'member size' "PORT_VIEW${t}SectionOffset${t}16${t}4" \
    "PORT_VIEW${t}SectionOffset${t}16${t}8"
mistakes 'structure size' "PORT_VIEW${t}(total)${t}0${t}48${t}\(.*\)" \
    "PORT_VIEW${t}(total)${t}0${t}56${t}\1"
mistakes constant "PORT_CONNECT${t}0x1" "PORT_CONNECT${t}0x2"
mistakes 'status code' "STATUS_PORT_DISCONNECTED${t}0xC0000037" \
    "STATUS_PORT_DISCONNECTED${t}0xC0000038"

# --- native
probe native "$ours" "$tables" ''
if $CC $NT_CFLAGS -c "$tmp/native.c" -o "$tmp/native.o" 2> "$tmp/log"; then
    compare native objdump
    count
else
    fail "native: something of the tables is not declared:"
    grep error "$tmp/log" | head -n 20
fi

if [ -z "$MINGW_CC" ]; then
    echo 'pe, oracle: not compared, there is no x86_64-w64-mingw32-gcc'
else
    pe_objdump=${MINGW_CC%gcc}objdump

    # --- pe
    probe pe "$ours" "$tables" ''
    if $MINGW_CC "-I$top_srcdir/include/nt" -c "$tmp/pe.c" -o "$tmp/pe.o" 2> "$tmp/log"; then
        compare pe "$pe_objdump"
        count
    else
        fail "pe: something of the tables is not declared:"
        grep error "$tmp/log" | head -n 20
    fi

    # --- oracle: what it does not know is found by its error messages, and left out
    probe oracle "$theirs" "$tables" ''
    $MINGW_CC -fmax-errors=0 -fsyntax-only "$tmp/oracle.c" 2> "$tmp/log"
    unknown=$(awk -F : -v first="$first" '/error:/ && $2 > first { print $2 - first }' "$tmp/log" |
        sort -nu)
    probe oracle "$theirs" "$tables" "$(echo $unknown)"
    if $MINGW_CC -c "$tmp/oracle.c" -o "$tmp/oracle.o" 2> "$tmp/log"; then
        compare oracle "$pe_objdump"
        count
        echo "oracle: mingw-w64 does not know $(echo "$unknown" | wc -l) of the values"
    else
        fail "oracle: $(grep -m 3 error "$tmp/log")"
    fi
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
