#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Arrows go one way: ntdll/nt -> channel, client, rtl -> common <- server, and a lower layer
# never includes an upper one. All atomics are in common/shmem.h.
set -u
cd "${top_srcdir:-.}" || exit 99
passed=0
failed=0

# forbid NAME PATTERN FOLDER...: no source there has a line that matches
forbid() {
    name=$1 pattern=$2
    shift 2
    if found=$(grep -rnE --include='*.[ch]' --include='*.S' --include='*.def' -e "$pattern" "$@"); then
        echo "not ok $name"
        echo "$found" | sed 's/^/# /'
        failed=$((failed + 1))
    else
        echo "ok $name"
        passed=$((passed + 1))
    fi
}

include() {                     # a pattern: includes of files in these folders
    echo "#[[:space:]]*include[[:space:]]*[<\"]($1)/"
}

forbid public_headers_include_nothing_of_ours "$(include 'common|server|ntdll|tools')" include
forbid common_includes_nobody "$(include 'server|ntdll|tools|tests')" common
forbid server_includes_no_library "$(include 'ntdll|tools|tests')" server
forbid library_includes_no_server "$(include 'server|tools|tests')" ntdll
forbid channel_knows_no_upper_layer "$(include 'ntdll/(nt|client|rtl)')" ntdll/channel
forbid channel_knows_no_request '(call_[a-z_]+\(|common/protocol\.(h|def))' ntdll/channel
forbid channel_knows_no_nt_call '\bNt[A-Z][A-Za-z]+\(' ntdll/channel
forbid client_knows_no_upper_layer "$(include 'ntdll/(nt|channel|rtl)')" ntdll/client
forbid rtl_knows_no_upper_layer "$(include 'ntdll/(nt|channel)')" ntdll/rtl
forbid win32_knows_public_headers_and_common_only "$(include 'server|ntdll|tools|tests')" ntwin32
forbid library_knows_no_win32 "$(include 'ntwin32')" common server ntdll tools
forbid tools_know_no_server "$(include 'server')" tools

atomics='__atomic_|__sync_|stdatomic\.h|_Atomic'
if found=$(grep -rnE --include='*.[ch]' -e "$atomics" common server ntdll ntwin32 | grep -v '^common/shmem\.h:'); then
    echo "not ok atomics_are_in_shmem_h"
    echo "$found" | sed 's/^/# /'
    failed=$((failed + 1))
else
    echo "ok atomics_are_in_shmem_h"
    passed=$((passed + 1))
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
