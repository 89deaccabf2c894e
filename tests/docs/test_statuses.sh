#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Every status that the ALPC calls are known to return is either provoked by a test or stands in the list of docs/conformance.md
# of those that no test provokes, and not in both.
#
# Environment: top_srcdir. Ends with "N passed, N failed".
set -u

cd "${top_srcdir:=.}" || exit 99
passed=0 failed=0
statuses='TIMEOUT USER_APC ALERTED PENDING MESSAGE_RETRIEVED ALPC_CHECK_COMPLETION_LIST BUFFER_TOO_SMALL
BUFFER_OVERFLOW ACCESS_VIOLATION DATATYPE_MISALIGNMENT INVALID_PARAMETER INVALID_PARAMETER_2 INVALID_PARAMETER_MIX
INVALID_INFO_CLASS INFO_LENGTH_MISMATCH INVALID_HANDLE OBJECT_TYPE_MISMATCH OBJECT_NAME_NOT_FOUND
OBJECT_NAME_COLLISION OBJECT_PATH_NOT_FOUND OBJECT_PATH_SYNTAX_BAD PORT_MESSAGE_TOO_LONG INVALID_PORT_ATTRIBUTES
PORT_DISCONNECTED PORT_CONNECTION_REFUSED INVALID_PORT_HANDLE PORT_ALREADY_SET PORT_NOT_SET PORT_CLOSED DELETE_PENDING
BAD_IMPERSONATION_LEVEL CANNOT_IMPERSONATE MESSAGE_NOT_FOUND REPLY_MESSAGE_MISMATCH ACCESS_DENIED LPC_REPLY_LOST
SERVER_SID_MISMATCH OBJECTID_NOT_FOUND MESSAGE_LOST INVALID_MESSAGE REQUEST_CANCELED RECURSIVE_DISPATCH
LPC_RECEIVE_BUFFER_EXPECTED LPC_INVALID_CONNECTION_USAGE LPC_REQUESTS_NOT_ALLOWED RESOURCE_IN_USE CONTEXT_MISMATCH
PORT_ALREADY_HAS_COMPLETION_LIST LPC_HANDLE_COUNT_EXCEEDED QUOTA_EXCEEDED NO_MEMORY'

listed() {
    awk '/^Statuses of ALPC that no test provokes/ { on = 1 } /^## / { on = 0 } on' docs/conformance.md
}

for status in $statuses; do
    tested=no named=no
    if grep -qw "STATUS_$status" winetests/alpc*.c; then tested=yes; fi
    if listed | grep -qw "STATUS_$status"; then named=yes; fi
    if [ $tested = $named ]; then
        echo "not ok STATUS_$status: provoked: $tested, in the list: $named"
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
