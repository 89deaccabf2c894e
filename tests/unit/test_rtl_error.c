/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Status codes as Win32 errors: ntdll/rtl/dos_error.c and its table.
 */
#include "tests/unit/suite.h"

#include <ntrtl.h>

#include <pthread.h>
#include <stdbool.h>

#define UNKNOWN 317

static const struct {
    NTSTATUS status;
    ULONG error;
} table[] = {
#define DOS_ERROR(status, error) { (NTSTATUS)(status), (error) },
#include "ntdll/rtl/dos_error.def"
};

static void the_usual_statuses_have_their_errors(void)
{
    static const struct {
        NTSTATUS status;
        ULONG error;
    } usual[] = {
        { STATUS_SUCCESS, 0 }, { STATUS_PENDING, 997 }, { STATUS_TIMEOUT, 1460 },
        { STATUS_BUFFER_OVERFLOW, 234 }, { STATUS_NO_MORE_ENTRIES, 259 },
        { STATUS_UNSUCCESSFUL, 31 }, { STATUS_NOT_IMPLEMENTED, 1 },
        { STATUS_INVALID_INFO_CLASS, 87 }, { STATUS_INFO_LENGTH_MISMATCH, 24 },
        { STATUS_ACCESS_VIOLATION, 998 }, { STATUS_INVALID_HANDLE, 6 },
        { STATUS_INVALID_PARAMETER, 87 }, { STATUS_NO_MEMORY, 8 }, { STATUS_ACCESS_DENIED, 5 },
        { STATUS_OBJECT_NAME_NOT_FOUND, 2 }, { STATUS_OBJECT_NAME_COLLISION, 183 },
        { STATUS_OBJECT_PATH_NOT_FOUND, 3 }, { STATUS_PORT_CONNECTION_REFUSED, 5 },
        { STATUS_PORT_DISCONNECTED, 6 }, { STATUS_PORT_MESSAGE_TOO_LONG, 546 },
        { STATUS_INSUFFICIENT_RESOURCES, 1450 }, { STATUS_NOT_SUPPORTED, 50 },
        { STATUS_REPLY_MESSAGE_MISMATCH, 595 }, { STATUS_CANCELLED, 995 },
        { STATUS_LPC_REPLY_LOST, 1236 }, { STATUS_MESSAGE_NOT_FOUND, UNKNOWN },
    };

    for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
        CU_ASSERT_EQUAL(RtlNtStatusToDosErrorNoTeb(usual[i].status), usual[i].error);
}

/* Which shows at the same time that it is sorted. */
static void every_row_of_the_table_is_found(void)
{
    CU_ASSERT(sizeof(table) / sizeof(table[0]) > 1000);
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (i > 0)
            CU_ASSERT((ULONG)table[i - 1].status < (ULONG)table[i].status);
        CU_ASSERT_EQUAL(RtlNtStatusToDosErrorNoTeb(table[i].status), table[i].error);
    }
}

static void what_nobody_knows_is_said_to_be_unknown(void)
{
    CU_ASSERT_EQUAL(RtlNtStatusToDosErrorNoTeb(STATUS_MESSAGE_RETRIEVED), 1359);
    CU_ASSERT_EQUAL(RtlNtStatusToDosErrorNoTeb((NTSTATUS)0xc000ffff), UNKNOWN);
    CU_ASSERT_EQUAL(RtlNtStatusToDosErrorNoTeb(0x7fff), UNKNOWN);
    CU_ASSERT_EQUAL(RtlNtStatusToDosErrorNoTeb((NTSTATUS)0xffffffff), 0xffffffff);
}

static void foreign_codes_come_out_as_they_went_in(void)
{
    CU_ASSERT_EQUAL(RtlNtStatusToDosErrorNoTeb((NTSTATUS)0xc0070005), 5);       /* a Win32 error */
    CU_ASSERT_EQUAL(RtlNtStatusToDosErrorNoTeb((NTSTATUS)0x80070005), 5);       /* an HRESULT */
    CU_ASSERT_EQUAL(RtlNtStatusToDosErrorNoTeb((NTSTATUS)0xc00106b9), 0x6b9);   /* of RPC */
    CU_ASSERT_EQUAL(RtlNtStatusToDosErrorNoTeb((NTSTATUS)0xd0000022), 5); /* HRESULT_FROM_NT */
    CU_ASSERT_EQUAL(RtlNtStatusToDosErrorNoTeb((NTSTATUS)0xe0001234), 0xe0001234);
}

static void *other_thread(void *unused)
{
    (void)unused;
    return (void *)(uintptr_t)(RtlGetLastWin32Error() == 0 &&
                               RtlGetLastNtStatus() == STATUS_SUCCESS);
}

static void each_thread_remembers_its_own(void)
{
    pthread_t thread;
    void *is_clean;

    RtlSetLastWin32ErrorAndNtStatusFromNtStatus(STATUS_ACCESS_DENIED);
    CU_ASSERT_EQUAL(RtlGetLastWin32Error(), 5);
    CU_ASSERT_EQUAL(RtlGetLastNtStatus(), STATUS_ACCESS_DENIED);
    RtlNtStatusToDosErrorNoTeb(STATUS_INVALID_HANDLE);
    CU_ASSERT_EQUAL(RtlGetLastNtStatus(), STATUS_ACCESS_DENIED);
    CU_ASSERT_EQUAL(RtlNtStatusToDosError(STATUS_INVALID_HANDLE), 6);
    CU_ASSERT_EQUAL(RtlGetLastNtStatus(), STATUS_INVALID_HANDLE);
    CU_ASSERT_EQUAL(RtlGetLastWin32Error(), 5);
    RtlSetLastWin32Error(-1);
    CU_ASSERT_EQUAL(RtlGetLastWin32Error(), -1);
    CU_ASSERT_EQUAL(NtCurrentTeb()->LastErrorValue, 0xffffffff);
    pthread_create(&thread, NULL, other_thread, NULL);
    pthread_join(thread, &is_clean);
    CU_ASSERT_PTR_NOT_NULL(is_clean);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(the_usual_statuses_have_their_errors),
        TEST(every_row_of_the_table_is_found),
        TEST(what_nobody_knows_is_said_to_be_unknown),
        TEST(foreign_codes_come_out_as_they_went_in),
        TEST(each_thread_remembers_its_own),
    };

    return RUN_SUITE("rtl_error", tests);
}
