/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * File objects and Linux's descriptors. Here no call reads a file or writes it: who has received a handle to one goes
 * on with Linux's, and who has a descriptor can send it as a handle.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/packet.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/file/file.h"
#include "ntdll/nt/object/object.h"

#include <fcntl.h>
#include <ntioapi.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

DEBUG_CHANNEL(file);

#define READING (FILE_READ_DATA | GENERIC_READ | GENERIC_ALL)

/* What the descriptor was not opened for, nobody gets by a handle. */
static NTSTATUS check_mode(int fd, ACCESS_MASK access)
{
    int flags = fcntl(fd, F_GETFL), mode = flags & O_ACCMODE;

    if (flags < 0)
        return STATUS_INVALID_HANDLE;
    if ((access & FILE_WRITING && mode == O_RDONLY) || (access & READING && mode == O_WRONLY))
        return STATUS_ACCESS_DENIED;
    return STATUS_SUCCESS;
}

static NTSTATUS read_name(wire_str *name, WCHAR *text, size_t size, const UNICODE_STRING *user)
{
    UNICODE_STRING string = {0};

    if (user && !user_read(&string, user, sizeof string))
        return STATUS_ACCESS_VIOLATION;
    if (string.Length > size)
        return STATUS_OBJECT_NAME_INVALID;
    if (!user_read(text, string.Buffer, string.Length))
        return STATUS_ACCESS_VIOLATION;
    *name = (wire_str){text, string.Length};
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI ntport_file_from_fd(PHANDLE FileHandle, int Descriptor, ACCESS_MASK DesiredAccess,
                                   PCUNICODE_STRING Name)
{
    WCHAR text[512];
    wire_str name;
    uint64_t handle = 0;
    struct stat st;
    NTSTATUS status;

    if (!user_writable(FileHandle, sizeof *FileHandle))
        return STATUS_ACCESS_VIOLATION;
    status = read_name(&name, text, sizeof text, Name);
    if (NT_SUCCESS(status))
        status = check_mode(Descriptor, DesiredAccess);
    if (!NT_SUCCESS(status))
        return status;
    if (fstat(Descriptor, &st) || !S_ISREG(st.st_mode))
        return STATUS_NOT_IMPLEMENTED;
    status = file_register(&handle, Descriptor, (uint64_t)st.st_size, DesiredAccess, &name);
    TRACE("%d: %s", Descriptor, debug_status(status));
    return object_end(FileHandle, handle, status);
}

/* The same file, but only to be read. */
static NTSTATUS reopen(int *fd)
{
    char path[32];
    int again;

    snprintf(path, sizeof path, "/proc/self/fd/%d", *fd);
    again = open(path, O_RDONLY | O_CLOEXEC);
    close(*fd);
    *fd = again;
    return again < 0 ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

NTSTATUS NTAPI ntport_file_to_fd(int *Descriptor, HANDLE FileHandle, ACCESS_MASK DesiredAccess)
{
    struct file_descriptor_request request = {.handle = wire_handle(FileHandle), .access = DesiredAccess};
    int fds[WIRE_MAX_FDS];
    NTSTATUS status;

    if (!user_writable(Descriptor, sizeof *Descriptor))
        return STATUS_ACCESS_VIOLATION;
    if (DesiredAccess & ~(ACCESS_MASK)FILE_ALL_ACCESS)
        return STATUS_ACCESS_DENIED;
    status = call_file_descriptor(&request, NULL, fds);
    if (!NT_SUCCESS(status))
        return status;
    if (!(DesiredAccess & FILE_WRITING) && (fcntl(fds[0], F_GETFL) & O_ACCMODE) != O_RDONLY)
        status = reopen(&fds[0]);
    if (NT_SUCCESS(status) && !user_write(Descriptor, &fds[0], sizeof fds[0])) {
        close(fds[0]);
        status = STATUS_ACCESS_VIOLATION;
    }
    return status;
}
