/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See things.h. */
#include "tests/wine/things.h"

#include "winetests/platform.h"

/* --- processes and threads --- */

NTSTATUS thing_self(HANDLE *handle, bool thread)
{
    return NtDuplicateObject(NtCurrentProcess(), thread ? NtCurrentThread() : NtCurrentProcess(), NtCurrentProcess(),
                             handle, 0, 0, DUPLICATE_SAME_ACCESS);
}

static NTSTATUS query(ULONG64 *id, HANDLE handle, bool thread)
{
    PROCESS_BASIC_INFORMATION process = { 0 };
    THREAD_BASIC_INFORMATION basic = { 0 };
    NTSTATUS status;

    status = thread ? NtQueryInformationThread(handle, ThreadBasicInformation, &basic, sizeof(basic), NULL)
                    : NtQueryInformationProcess(handle, ProcessBasicInformation, &process, sizeof(process), NULL);
    *id = thread ? (ULONG_PTR)basic.ClientId.UniqueThread : process.UniqueProcessId;
    return status;
}

ULONG64 thing_own_id(bool thread, bool windows)
{
    uintptr_t process_id, thread_id;
    ULONG64 id = 0;

    linux_ids(&process_id, &thread_id);
    if (windows)
        query(&id, thread ? NtCurrentThread() : NtCurrentProcess(), thread);
    else
        id = thread ? thread_id : process_id;
    return id;
}

NTSTATUS thing_id(ULONG64 *id, HANDLE handle, bool thread)
{
    LARGE_INTEGER now = { .QuadPart = 0 };
    NTSTATUS status = NtWaitForSingleObject(handle, FALSE, &now);

    if (status != STATUS_TIMEOUT)
        return status ? status : STATUS_UNSUCCESSFUL;
    status = query(id, handle, thread);
    if (status == STATUS_OBJECT_TYPE_MISMATCH)      /* a native program's, in Wine */
        *id = 0;
    return status == STATUS_OBJECT_TYPE_MISMATCH ? STATUS_SUCCESS : status;
}

/* --- files --- */

#ifdef __MINGW32__

#include <windows.h>

NTSTATUS thing_file(HANDLE *file, const char *text)
{
    char folder[MAX_PATH], path[MAX_PATH];
    DWORD n;

    GetTempPathA(sizeof(folder), folder);
    GetTempFileNameA(folder, "tlk", 0, path);
    *file = CreateFileA(path, GENERIC_WRITE, FILE_SHARE_READ, NULL, CREATE_ALWAYS, 0, NULL);
    if (*file == INVALID_HANDLE_VALUE || !WriteFile(*file, text, (DWORD)strlen(text), &n, NULL))
        return STATUS_UNSUCCESSFUL;
    NtClose(*file);
    *file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
                        FILE_FLAG_DELETE_ON_CLOSE, NULL);
    return *file == INVALID_HANDLE_VALUE ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

NTSTATUS thing_pipe(HANDLE *reader, const char *text)
{
    HANDLE writer;
    DWORD n;
    BOOL good = CreatePipe(reader, &writer, NULL, 0);

    if (!good)
        return STATUS_UNSUCCESSFUL;
    good = WriteFile(writer, text, (DWORD)strlen(text), &n, NULL);
    NtClose(writer);
    return good ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

NTSTATUS thing_read(char *text, size_t size, HANDLE file)
{
    DWORD n = 0;

    memset(text, 0, size);
    return ReadFile(file, text, (DWORD)size - 1, &n, NULL) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

#else

#include <stdlib.h>
#include <unistd.h>

NTSTATUS thing_file(HANDLE *file, const char *text)
{
    char path[] = "/tmp/ntport-talk-XXXXXX";
    int fd = mkstemp(path);
    NTSTATUS status;

    if (fd < 0)
        return STATUS_UNSUCCESSFUL;
    unlink(path);
    status = write(fd, text, strlen(text)) == (ssize_t)strlen(text) && !lseek(fd, 0, SEEK_SET)
                 ? ntport_file_from_fd(file, fd, FILE_GENERIC_READ, NULL)
                 : STATUS_UNSUCCESSFUL;
    close(fd);
    return status;
}

NTSTATUS thing_pipe(HANDLE *reader, const char *text)
{
    (void)reader, (void)text;
    return STATUS_NOT_SUPPORTED;
}

NTSTATUS thing_read(char *text, size_t size, HANDLE file)
{
    int fd;
    NTSTATUS status = ntport_file_to_fd(&fd, file, FILE_READ_DATA);

    memset(text, 0, size);
    if (status)
        return status;
    if (pread(fd, text, size - 1, 0) < 0)
        status = STATUS_UNSUCCESSFUL;
    close(fd);
    return status;
}

#endif
