/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtCreateFile and NtOpenFile: regular files, and these only to make sections of them.
 *
 * Two forms of name lead to a file: \??\unix\path and \??\Z:\path, both from Linux's root,
 * backslashes or slashes alike; case counts. The file is opened here, with the rights of this
 * process, and its descriptor deposited at the server, which keeps it for whoever maps a section of
 * it.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/deposit.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/file/file.h"
#include "ntdll/nt/file/file_name.h"
#include "ntdll/nt/object/object.h"

#include <errno.h>
#include <fcntl.h>
#include <ntioapi.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

DEBUG_CHANNEL(file);

static NTSTATUS status_of_open(const char *path, int error)
{
    switch (error) {
    case ENOENT:
        return file_parent_exists(path) ? STATUS_OBJECT_NAME_NOT_FOUND
                                        : STATUS_OBJECT_PATH_NOT_FOUND;
    case ENOTDIR:
        return STATUS_OBJECT_PATH_NOT_FOUND;
    case EEXIST:
        return STATUS_OBJECT_NAME_COLLISION;
    case EISDIR:
        return STATUS_FILE_IS_A_DIRECTORY;
    case EMFILE:
    case ENFILE:
        return STATUS_TOO_MANY_OPENED_FILES;
    case ENOSPC:
    case EDQUOT:
        return STATUS_DISK_FULL;
    case ENAMETOOLONG:
    case ELOOP:
        return STATUS_OBJECT_NAME_INVALID;
    default:
        return STATUS_ACCESS_DENIED;
    }
}

/* How a disposition is spelled for open(2), and what IO_STATUS_BLOCK then says. */
static const struct disposition {
    int flags;
    ULONG_PTR existed, created;
} dispositions[] = {
    [FILE_SUPERSEDE] = {O_CREAT | O_TRUNC, FILE_SUPERSEDED, FILE_CREATED},
    [FILE_OPEN] = {0, FILE_OPENED, FILE_OPENED},
    [FILE_CREATE] = {O_CREAT | O_EXCL, FILE_CREATED, FILE_CREATED},
    [FILE_OPEN_IF] = {O_CREAT, FILE_OPENED, FILE_CREATED},
    [FILE_OVERWRITE] = {O_TRUNC, FILE_OVERWRITTEN, FILE_OVERWRITTEN},
    [FILE_OVERWRITE_IF] = {O_CREAT | O_TRUNC, FILE_OVERWRITTEN, FILE_CREATED},
};

struct opening {
    const char *path;
    ACCESS_MASK access;
    ULONG disposition;
    int fd;
    uint64_t size;
    ULONG_PTR information;
};

/* With more rights than were asked for when all that may be had are wanted. */
static int try_open(const struct opening *opening)
{
    int flags = dispositions[opening->disposition].flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    int fd = -1;

    if (opening->access & (FILE_WRITING | MAXIMUM_ALLOWED))
        fd = open(opening->path, flags | O_RDWR, 0666);
    if (fd < 0 && !(opening->access & FILE_WRITING))
        fd = open(opening->path, flags | O_RDONLY, 0666);
    return fd;
}

/* A regular file or nothing; what is something else does not block us. */
static NTSTATUS open_file(struct opening *opening)
{
    const struct disposition *wanted = &dispositions[opening->disposition];
    bool existed = !access(opening->path, F_OK);
    struct stat st = {0};

    opening->fd = try_open(opening);
    if (opening->fd < 0)
        return status_of_open(opening->path, errno);
    opening->information = existed ? wanted->existed : wanted->created;
    if (!fstat(opening->fd, &st) && S_ISREG(st.st_mode)) {
        opening->size = (uint64_t)st.st_size;
        return STATUS_SUCCESS;
    }
    close(opening->fd);
    return S_ISDIR(st.st_mode) ? STATUS_FILE_IS_A_DIRECTORY : STATUS_NOT_IMPLEMENTED;
}

NTSTATUS file_register(uint64_t *handle, int fd, uint64_t size, ACCESS_MASK access, const wire_str *name)
{
    struct create_file_request request = {.access = access, .size = size, .name = *name};
    struct create_file_reply reply = {0};
    NTSTATUS status;

    if (!client_session())
        return STATUS_SERVER_DISABLED;
    if (!deposit_file(&request.ticket, fd))
        return STATUS_INSUFFICIENT_RESOURCES;
    status = call_create_file(&request, &reply, NULL);
    *handle = reply.handle;
    return status;
}

static NTSTATUS create(const struct captured_attributes *captured, struct opening *opening,
                       uint64_t *handle)
{
    char *path = NULL;
    NTSTATUS status;

    if (captured->path.root)
        return STATUS_NOT_IMPLEMENTED;
    status = file_name_to_path(&path, &captured->path.name);
    if (!NT_SUCCESS(status))
        return status;
    opening->path = path;
    status = open_file(opening);
    if (NT_SUCCESS(status)) {
        status = file_register(handle, opening->fd, opening->size, opening->access, &captured->path.name);
        close(opening->fd);
    }
    TRACE("%s: %s", path, debug_status(status));
    free(path);
    return status;
}

/* Share modes, attributes and most options mean nothing to a file that is only mapped. */
NTSTATUS NTAPI NtCreateFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess,
                            POBJECT_ATTRIBUTES ObjectAttributes, PIO_STATUS_BLOCK IoStatusBlock,
                            PLARGE_INTEGER AllocationSize, ULONG FileAttributes, ULONG ShareAccess,
                            ULONG CreateDisposition, ULONG CreateOptions, PVOID EaBuffer,
                            ULONG EaLength)
{
    struct opening opening = {.access = DesiredAccess, .disposition = CreateDisposition};
    struct captured_attributes captured;
    IO_STATUS_BLOCK result = {0};
    uint64_t handle = 0;
    NTSTATUS status;

    (void)AllocationSize, (void)FileAttributes, (void)ShareAccess, (void)EaBuffer;
    if (CreateDisposition > FILE_OVERWRITE_IF)
        return STATUS_INVALID_PARAMETER;
    if (CreateOptions & (FILE_DIRECTORY_FILE | FILE_DELETE_ON_CLOSE | FILE_OPEN_BY_FILE_ID) ||
        EaLength)
        return STATUS_NOT_IMPLEMENTED;
    if (!user_writable(IoStatusBlock, sizeof result))
        return STATUS_ACCESS_VIOLATION;
    status = object_begin_open(&captured, FileHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    status = create(&captured, &opening, &handle);
    captured_free(&captured);
    status = object_end(FileHandle, handle, status);
    if (NT_SUCCESS(status)) {
        result.Status = status;
        result.Information = opening.information;
        user_write(IoStatusBlock, &result, sizeof result);
    }
    return status;
}
ZW_TWIN(CreateFile)

NTSTATUS NTAPI NtOpenFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess,
                          POBJECT_ATTRIBUTES ObjectAttributes, PIO_STATUS_BLOCK IoStatusBlock,
                          ULONG ShareAccess, ULONG OpenOptions)
{
    return NtCreateFile(FileHandle, DesiredAccess, ObjectAttributes, IoStatusBlock, NULL, 0,
                        ShareAccess, FILE_OPEN, OpenOptions, NULL, 0);
}
ZW_TWIN(OpenFile)
