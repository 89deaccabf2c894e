/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From statuses to Win32 errors, and where a thread keeps the last of each. */
#include "winetests/actor.h"

#define ERROR(status, error) { status, error }

static const struct {
    NTSTATUS status;
    ULONG error;
} errors[] = {
    ERROR(STATUS_SUCCESS, 0),
    ERROR(STATUS_TIMEOUT, 1460),
    ERROR(STATUS_PENDING, 997),
    ERROR(STATUS_BUFFER_OVERFLOW, 234),
    ERROR(STATUS_NO_MORE_ENTRIES, 259),
    ERROR(STATUS_UNSUCCESSFUL, 31),
    ERROR(STATUS_NOT_IMPLEMENTED, 1),
    ERROR(STATUS_INVALID_INFO_CLASS, 87),
    ERROR(STATUS_INFO_LENGTH_MISMATCH, 24),
    ERROR(STATUS_ACCESS_VIOLATION, 998),
    ERROR(STATUS_INVALID_HANDLE, 6),
    ERROR(STATUS_INVALID_CID, 87),
    ERROR(STATUS_INVALID_PARAMETER, 87),
    ERROR(STATUS_NO_MEMORY, 8),
    ERROR(STATUS_CONFLICTING_ADDRESSES, 487),
    ERROR(STATUS_NOT_MAPPED_VIEW, 487),
    ERROR(STATUS_INVALID_VIEW_SIZE, 5),
    ERROR(STATUS_ACCESS_DENIED, 5),
    ERROR(STATUS_BUFFER_TOO_SMALL, 122),
    ERROR(STATUS_OBJECT_TYPE_MISMATCH, 6),
    ERROR(STATUS_OBJECT_NAME_INVALID, 123),
    ERROR(STATUS_OBJECT_NAME_NOT_FOUND, 2),
    ERROR(STATUS_OBJECT_NAME_COLLISION, 183),
    ERROR(STATUS_PORT_DISCONNECTED, 6),
    ERROR(STATUS_OBJECT_PATH_INVALID, 161),
    ERROR(STATUS_OBJECT_PATH_NOT_FOUND, 3),
    ERROR(STATUS_OBJECT_PATH_SYNTAX_BAD, 161),
    ERROR(STATUS_SECTION_TOO_BIG, 8),
    ERROR(STATUS_PORT_CONNECTION_REFUSED, 5),
    ERROR(STATUS_INVALID_PORT_HANDLE, 6),
    ERROR(STATUS_QUOTA_EXCEEDED, 1816),
    ERROR(STATUS_PORT_MESSAGE_TOO_LONG, 546),
    ERROR(STATUS_SECTION_PROTECTION, 87),
    ERROR(STATUS_INSUFFICIENT_RESOURCES, 1450),
    ERROR(STATUS_BAD_IMPERSONATION_LEVEL, 1346),
    ERROR(STATUS_INVALID_SID, 1337),
    ERROR(STATUS_REPLY_MESSAGE_MISMATCH, 595),
    ERROR(STATUS_LPC_REPLY_LOST, 1236),
    ERROR(STATUS_SERVER_SID_MISMATCH, 628),
    ERROR(STATUS_MAPPED_ALIGNMENT, 1132),
    /* a Win32 error in NTSTATUS's clothes, an HRESULT of one, the customer bit, nothing known */
    ERROR((NTSTATUS)0xc0070005, 5),
    ERROR((NTSTATUS)0x80070005, 5),
    ERROR((NTSTATUS)0xc0010005, 5),
    ERROR((NTSTATUS)0x20000001, 0x20000001),
    ERROR((NTSTATUS)0xc0fffff0, 317),
};

static void other_thread(void *args)
{
    ULONG *error = args;

    *error = RtlGetLastWin32Error();
    RtlSetLastWin32Error(77);
}

START_TEST(rtl_error)
{
    struct actor *actor;
    ULONG error;
    size_t i;

    for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        error = RtlNtStatusToDosError(errors[i].status);
        ok(error == errors[i].error, "%s: got %u, wanted %u", status_name(errors[i].status),
           (unsigned int)error, (unsigned int)errors[i].error);
        error = RtlNtStatusToDosErrorNoTeb(errors[i].status);
        ok(error == errors[i].error, "%s without TEB: got %u", status_name(errors[i].status),
           (unsigned int)error);
    }

    RtlSetLastWin32Error(1234);
    ok_equal(RtlGetLastWin32Error(), 1234);
    RtlSetLastWin32ErrorAndNtStatusFromNtStatus(STATUS_ACCESS_DENIED);
    ok_equal(RtlGetLastWin32Error(), 5);
    ok_status(RtlGetLastNtStatus(), STATUS_ACCESS_DENIED);
    RtlNtStatusToDosError(STATUS_INVALID_HANDLE);
    ok_status(RtlGetLastNtStatus(), STATUS_INVALID_HANDLE);
    RtlNtStatusToDosErrorNoTeb(STATUS_NO_MEMORY);
    ok_status(RtlGetLastNtStatus(), STATUS_INVALID_HANDLE);
    ok_equal(RtlGetLastWin32Error(), 5);

    actor = actor_thread();
    error = 1;
    actor_call(actor, other_thread, &error, sizeof(error));
    ok_equal(error, 0);
    ok_equal(RtlGetLastWin32Error(), 5);
    actor_leave(actor);
}
