/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The caller's memory. The only code that survives a bad pointer: copies made by a small assembler
 * routine whose address range the SIGSEGV/SIGBUS handler knows. It owns nothing meanwhile.
 */
#pragma once

#include "common/protocol.h"
#include "ntdll/client/usermem_copy.h"

#include <stdbool.h>
#include <windows.h>
#include <winternl.h>
#include <ntpsapi.h>
#include <ntstatus.h>

/* false: part of it cannot be read / written; what was copied before stays. Never stops halfway
 * otherwise. */
bool user_read(void *to, const void *from, size_t size);
bool user_write(void *to, const void *from, size_t size);
/* Makes sure that the handler is ours (again); whose it was before gets the faults that are not. */
void usermem_install(void);
/* For the function below. */
bool user_pages_writable(void *to, size_t size);
/* Can it be written? Reads one byte of each page and writes it back, as NT's probe does: what another thread of the
 * caller's writes there at that moment may be undone. */
static inline bool user_writable(void *to, size_t size)
{
    const size_t page = 4096;
    uintptr_t first = (uintptr_t)to, last = first + size - 1;

    if (size - 1 >= page || last < first)
        return user_pages_writable(to, size);
    return usermem_rewrite(to) && usermem_rewrite((void *)last);
}
bool user_readable(const void *from, size_t size);

/* STATUS_DATATYPE_MISALIGNMENT, then STATUS_ACCESS_VIOLATION, as NT's probes. */
NTSTATUS user_probe_write(void *to, size_t size, size_t alignment);
NTSTATUS user_probe_read(const void *from, size_t size, size_t alignment);

/* NtCurrentThread() as it travels (self.c). */
uint64_t wire_current_thread(void);
/* A handle as it travels: without the two tag bits that are the program's; NtCurrentProcess() as
 * it is. */
static inline uint64_t wire_handle(HANDLE handle)
{
    uint64_t value = (uint64_t)(uintptr_t)handle;

    if (handle == NtCurrentThread())
        return wire_current_thread();
    return (int64_t)value < 0 ? value : value & ~(uint64_t)3;
}

/* OBJECT_ATTRIBUTES and what they point to, copied: the name, and the security descriptor made
 * self-relative. */
struct captured_attributes {
    wire_path path;
    wire_blob sd;
    void *memory;                       /* both; freed by captured_free */
};
/* attributes NULL: no name, no descriptor. STATUS_ACCESS_VIOLATION,
 * STATUS_DATATYPE_MISALIGNMENT, STATUS_INVALID_PARAMETER (Length), STATUS_OBJECT_NAME_INVALID
 * (odd length), STATUS_INVALID_SECURITY_DESCR, STATUS_NO_MEMORY */
NTSTATUS capture_attributes(struct captured_attributes *captured,
                            const OBJECT_ATTRIBUTES *attributes);
/* The same for a bare name, without attributes. */
NTSTATUS capture_name(struct captured_attributes *captured, const UNICODE_STRING *name);
void captured_free(struct captured_attributes *captured);
/* A security descriptor, made self-relative; the caller frees its data. STATUS_ACCESS_VIOLATION,
 * STATUS_INVALID_SECURITY_DESCR, STATUS_NO_MEMORY */
NTSTATUS capture_descriptor(wire_blob *sd, const void *from);
/* An ACL of the size that it says it has; the caller frees its data. STATUS_ACCESS_VIOLATION, STATUS_INVALID_ACL,
 * STATUS_NO_MEMORY */
NTSTATUS capture_acl(wire_blob *acl, const void *from);
/* A SID: fault, STATUS_INVALID_SID. At most 68 bytes. */
NTSTATUS capture_sid(uint8_t sid[68], uint32_t *size, const void *from);
