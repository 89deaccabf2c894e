/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the shim uses of Wine's ntdll.so, and the originals of what it takes over. */
#pragma once

#include "wine/call.h"

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>

/* Hooks: Wine's own calls that we look into. HOOK(name) */
#define HOOKS(HOOK)                                                                               \
    HOOK(NtClose)                                                                                 \
    HOOK(NtDuplicateObject)                                                                       \
    HOOK(NtQueryObject)                                                                           \
    HOOK(NtWaitForSingleObject)                                                                   \
    HOOK(NtWaitForMultipleObjects)                                                                \
    HOOK(NtSignalAndWaitForSingleObject)                                                          \
    HOOK(NtAllocateVirtualMemory)                                                                 \
    HOOK(NtQueryVirtualMemory)                                                                    \
    HOOK(NtOpenKeyEx)

/* What we only call. USE(name) */
#define USED(USE)                                                                                 \
    USE(NtCreateEvent)                                                                            \
    USE(NtCreateThreadEx)                                                                         \
    USE(NtProtectVirtualMemory)                                                                   \
    USE(NtQueryInformationThread)                                                                 \
    USE(NtQuerySystemInformation)                                                                 \
    USE(NtResetEvent)                                                                             \
    USE(NtSetEvent)                                                                               \
    USE(NtSetIoCompletion)                                                                        \
    USE(RtlInitUnicodeString)                                                                     \
    USE(wine_server_fd_to_handle)                                                                 \
    USE(wine_server_handle_to_fd)

struct wine {
#define MEMBER(name) void *name;
    HOOKS(MEMBER)
    USED(MEMBER)
#undef MEMBER
    void *ntdll_init_syscalls, *KeAddSystemServiceTable;    /* one of them */
};
extern struct wine wine;

/* One line on stderr, with the reason why Wine runs without us. */
void refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
