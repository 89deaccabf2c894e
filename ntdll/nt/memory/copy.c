/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtReadVirtualMemory and NtWriteVirtualMemory: another process's memory, as far as the kernel lets
 * us. The process is pinned by a pidfd: it must live before a write, and still live after a read,
 * or what was read is somebody else's (R31).
 */
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/process/process_handle.h"

#include <errno.h>
#include <ntmmapi.h>
#include <ntpsapi.h>
#include <sys/uio.h>
#include <unistd.h>

DEBUG_CHANNEL(virtual);

enum direction { READ, WRITE };

static NTSTATUS status_of_copy(ssize_t done, SIZE_T wanted)
{
    if (done == (ssize_t)wanted)
        return STATUS_SUCCESS;
    if (done >= 0 || errno == EFAULT)
        return STATUS_PARTIAL_COPY;
    if (errno == EPERM)
        return STATUS_ACCESS_DENIED;
    return errno == ESRCH ? STATUS_PROCESS_IS_TERMINATING : STATUS_INSUFFICIENT_RESOURCES;
}

static NTSTATUS copy(enum direction direction, pid_t pid, PVOID there, PVOID here, SIZE_T size,
                     SIZE_T *done)
{
    struct iovec local = {here, size}, remote = {there, size};
    ssize_t n = direction == READ ? process_vm_readv(pid, &local, 1, &remote, 1, 0)
                                  : process_vm_writev(pid, &local, 1, &remote, 1, 0);

    *done = n > 0 ? (SIZE_T)n : 0;
    return status_of_copy(n, size);
}

static NTSTATUS copy_referred(enum direction direction, HANDLE process, PVOID there, PVOID here,
                              SIZE_T size, SIZE_T *done)
{
    ACCESS_MASK access =
        direction == READ ? PROCESS_VM_READ : PROCESS_VM_OPERATION | PROCESS_VM_WRITE;
    struct process_reference reference;
    NTSTATUS status;

    if (process == NtCurrentProcess())
        return copy(direction, getpid(), there, here, size, done);
    status = process_refer(&reference, process, access);
    if (!NT_SUCCESS(status))
        return status;
    status = copy(direction, reference.pid, there, here, size, done);
    if (!process_still_lives(&reference)) {
        *done = 0;
        status = STATUS_PROCESS_IS_TERMINATING;
    }
    process_reference_release(&reference);
    return status;
}

static NTSTATUS copy_checked(enum direction direction, HANDLE process, PVOID there, PVOID here,
                             SIZE_T size, PSIZE_T done_out)
{
    SIZE_T done = 0;
    NTSTATUS status = STATUS_SUCCESS;

    if (done_out && !user_writable(done_out, sizeof done))
        return STATUS_ACCESS_VIOLATION;
    if (direction == READ ? !user_writable(here, size) : !user_readable(here, size))
        status = STATUS_ACCESS_VIOLATION;
    else if (size)
        status = copy_referred(direction, process, there, here, size, &done);
    TRACE("%p %#zx: %s", there, (size_t)size, debug_status(status));
    if (done_out && !user_write(done_out, &done, sizeof done))
        return STATUS_ACCESS_VIOLATION;
    return status;
}

NTSTATUS NTAPI NtReadVirtualMemory(HANDLE ProcessHandle, PVOID BaseAddress, PVOID Buffer,
                                   SIZE_T NumberOfBytesToRead, PSIZE_T NumberOfBytesRead)
{
    return copy_checked(READ, ProcessHandle, BaseAddress, Buffer, NumberOfBytesToRead,
                        NumberOfBytesRead);
}
ZW_TWIN(ReadVirtualMemory)

NTSTATUS NTAPI NtWriteVirtualMemory(HANDLE ProcessHandle, PVOID BaseAddress, PVOID Buffer,
                                    SIZE_T NumberOfBytesToWrite, PSIZE_T NumberOfBytesWritten)
{
    return copy_checked(WRITE, ProcessHandle, BaseAddress, Buffer, NumberOfBytesToWrite,
                        NumberOfBytesWritten);
}
ZW_TWIN(WriteVirtualMemory)
