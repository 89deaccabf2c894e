/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Status codes as Win32 errors, and the two numbers a thread remembers: the last Win32 error and
 * the last status that was translated. Both live in the TEB, where GetLastError and debuggers look.
 */
#include <ntrtl.h>

#include <stddef.h>
#include <stdint.h>

#define ERROR_UNKNOWN 317               /* ERROR_MR_MID_NOT_FOUND */
#define CUSTOMER_BIT  0x20000000u       /* not Microsoft's: whoever made it knows what it means */
#define NT_BIT        0x10000000u       /* marks a status that travels as an HRESULT */

static const struct dos_error {
    NTSTATUS status;
    ULONG error;
} dos_errors[] = {
#define DOS_ERROR(status, error) { (NTSTATUS)(status), (error) },
#include "ntdll/rtl/dos_error.def"
};

/* Sorted by the status without its sign. */
static ULONG find_error(ULONG status)
{
    size_t low = 0, high = sizeof(dos_errors) / sizeof(dos_errors[0]);

    while (low < high) {
        size_t middle = (low + high) / 2;
        ULONG found = dos_errors[middle].status;

        if (found == status)
            return dos_errors[middle].error;
        if (found < status)
            low = middle + 1;
        else
            high = middle;
    }
    return ERROR_UNKNOWN;
}

/* Win32 errors that travel as a status (facilities 1 and 7) or HRESULT come out as they went in. */
ULONG NTAPI RtlNtStatusToDosErrorNoTeb(NTSTATUS Status)
{
    ULONG status = Status;

    if (!status || status & CUSTOMER_BIT)
        return status;
    if ((status & 0xf0000000) == (0xc0000000 | NT_BIT))
        status &= ~NT_BIT;
    switch (status >> 16) {
    case 0x8007:
    case 0xc001:
    case 0xc007:
        return status & 0xffff;
    default:
        return find_error(status);
    }
}

ULONG NTAPI RtlNtStatusToDosError(NTSTATUS Status)
{
    NtCurrentTeb()->LastStatusValue = Status;
    return RtlNtStatusToDosErrorNoTeb(Status);
}

NTSTATUS NTAPI RtlGetLastNtStatus(VOID)
{
    return NtCurrentTeb()->LastStatusValue;
}

LONG NTAPI RtlGetLastWin32Error(VOID)
{
    return NtCurrentTeb()->LastErrorValue;
}

VOID NTAPI RtlSetLastWin32Error(LONG Win32Error)
{
    NtCurrentTeb()->LastErrorValue = Win32Error;
}

VOID NTAPI RtlSetLastWin32ErrorAndNtStatusFromNtStatus(NTSTATUS Status)
{
    RtlSetLastWin32Error(RtlNtStatusToDosError(Status));
}
