/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sections as objects; mapping them is in section_map.c.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/packet.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"
#include "ntdll/nt/memory/protection.h"
#include "ntdll/nt/memory/region.h"

#include <ntmmapi.h>
#include <ntobapi.h>
#include <sys/stat.h>
#include <unistd.h>

DEBUG_CHANNEL(section);

#define KINDS  (SEC_COMMIT | SEC_RESERVE | SEC_IMAGE)
#define KNOWN                                                                                      \
    (KINDS | SEC_FILE | SEC_NOCACHE | SEC_WRITECOMBINE | SEC_LARGE_PAGES | SEC_BASED |             \
     SEC_NO_CHANGE)

#ifndef SEC_BASED
#define SEC_BASED 0x200000
#endif
#ifndef SEC_NO_CHANGE
#define SEC_NO_CHANGE 0x400000
#endif

static NTSTATUS check_arguments(ULONG protection, ULONG attributes)
{
    ULONG kind = attributes & KINDS;

    if (attributes & ~(ULONG)KNOWN || !kind || kind & (kind - 1))
        return STATUS_INVALID_PARAMETER_6;
    if (!NT_SUCCESS(protection_check(protection)) || protection == PAGE_NOACCESS ||
        protection & ~(ULONG)0xff)
        return STATUS_INVALID_PAGE_PROTECTION;
    if (attributes & (SEC_IMAGE | SEC_LARGE_PAGES | SEC_BASED))
        return STATUS_NOT_IMPLEMENTED;
    return STATUS_SUCCESS;
}

static NTSTATUS read_size(LARGE_INTEGER *size, const LARGE_INTEGER *from, HANDLE file)
{
    size->QuadPart = 0;
    if (from && !user_read(size, from, sizeof *size))
        return STATUS_ACCESS_VIOLATION;
    if (size->QuadPart < 0)
        return STATUS_SECTION_TOO_BIG;
    return !size->QuadPart && !file ? STATUS_INVALID_PARAMETER_4 : STATUS_SUCCESS;
}

/* A section may be larger than its file, which then grows. The server never touches the file, so
 * it is done here. */
static NTSTATUS grow_file(uint64_t section, ACCESS_MASK access, uint64_t size)
{
    struct map_section_request request = {.handle = section, .access = access};
    struct map_section_reply reply = {0};
    int fds[WIRE_MAX_FDS];
    struct stat st;
    NTSTATUS status = call_map_section(&request, &reply, fds);

    if (!NT_SUCCESS(status))
        return status;
    if (fstat(fds[0], &st) || !S_ISREG(st.st_mode) ||
        ((uint64_t)st.st_size < size && ftruncate(fds[0], (off_t)size)))
        status = STATUS_SECTION_NOT_EXTENDED;
    close_fds(fds, WIRE_MAX_FDS);
    return status;
}

NTSTATUS NTAPI NtCreateSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess,
                               POBJECT_ATTRIBUTES ObjectAttributes, PLARGE_INTEGER MaximumSize,
                               ULONG SectionPageProtection, ULONG AllocationAttributes,
                               HANDLE FileHandle)
{
    struct create_section_request request = {
        .access = DesiredAccess,
        .protection = SectionPageProtection,
        .attributes = AllocationAttributes,
        .file = wire_handle(FileHandle),
    };
    struct create_section_reply reply = {0};
    struct captured_attributes captured;
    LARGE_INTEGER size;
    NTSTATUS status;

    status = check_arguments(SectionPageProtection, AllocationAttributes);
    if (!NT_SUCCESS(status))
        return status;
    status = object_begin_create(&captured, SectionHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    status = read_size(&size, MaximumSize, FileHandle);
    if (NT_SUCCESS(status)) {
        request.path = captured.path;
        request.sd = captured.sd;
        request.size = (uint64_t)size.QuadPart;
        status = call_create_section(&request, &reply, NULL);
    }
    captured_free(&captured);
    if (status == STATUS_SUCCESS && FileHandle && size.QuadPart) {
        status = grow_file(reply.handle, 0, request.size);
        if (!NT_SUCCESS(status))
            NtClose((HANDLE)(uintptr_t)reply.handle);
    }
    TRACE("%#llx, %#llx bytes: %s", (unsigned long long)reply.handle,
          (unsigned long long)size.QuadPart, debug_status(status));
    return object_end(SectionHandle, reply.handle, status);
}
ZW_TWIN(CreateSection)

NTSTATUS NTAPI NtOpenSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess,
                             POBJECT_ATTRIBUTES ObjectAttributes)
{
    struct open_section_request request = {.access = DesiredAccess};
    struct open_section_reply reply = {0};
    struct captured_attributes captured;
    NTSTATUS status;

    status = object_begin_open(&captured, SectionHandle, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    status = call_open_section(&request, &reply, NULL);
    captured_free(&captured);
    TRACE("%#llx: %s", (unsigned long long)reply.handle, debug_status(status));
    return object_end(SectionHandle, reply.handle, status);
}
ZW_TWIN(OpenSection)

/* Here, unlike elsewhere, the returned length is as wide as a pointer. */
NTSTATUS NTAPI NtQuerySection(HANDLE SectionHandle,
                              SECTION_INFORMATION_CLASS SectionInformationClass,
                              PVOID SectionInformation, SIZE_T SectionInformationLength,
                              PSIZE_T ReturnLength)
{
    struct query_section_request request = {.handle = wire_handle(SectionHandle)};
    struct query_section_reply reply = {0};
    SECTION_BASIC_INFORMATION information = {0};
    SIZE_T length = sizeof information;
    NTSTATUS status;

    if ((unsigned)SectionInformationClass > SectionInternalImageInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (SectionInformationClass == SectionBasicInformation && SectionInformationLength < length)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!user_writable(SectionInformation, SectionInformationLength) ||
        (ReturnLength && !user_writable(ReturnLength, sizeof length)))
        return STATUS_ACCESS_VIOLATION;
    status = call_query_section(&request, &reply, NULL);
    if (!NT_SUCCESS(status))
        return status;
    if (SectionInformationClass != SectionBasicInformation)
        return STATUS_SECTION_NOT_IMAGE;
    information.AllocationAttributes = reply.attributes;
    if (!(reply.attributes & SEC_FILE))
        reply.size = (reply.size + PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1);
    information.MaximumSize.QuadPart = (LONGLONG)reply.size;
    if (!user_write(SectionInformation, &information, sizeof information) ||
        !write_optional(ReturnLength, &length, sizeof length))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}
ZW_TWIN(QuerySection)

NTSTATUS NTAPI NtExtendSection(HANDLE SectionHandle, PLARGE_INTEGER NewSectionSize)
{
    struct extend_section_request request = {.handle = wire_handle(SectionHandle)};
    struct extend_section_reply reply = {0};
    LARGE_INTEGER size;
    NTSTATUS status;

    if (!user_read(&size, NewSectionSize, sizeof size) ||
        !user_writable(NewSectionSize, sizeof size))
        return STATUS_ACCESS_VIOLATION;
    if (size.QuadPart < 0)
        return STATUS_INVALID_PARAMETER_2;
    request.size = (uint64_t)size.QuadPart;
    status = grow_file(request.handle, SECTION_EXTEND_SIZE, request.size);
    if (!NT_SUCCESS(status))
        return status;
    status = call_extend_section(&request, &reply, NULL);
    if (!NT_SUCCESS(status))
        return status;
    size.QuadPart = (LONGLONG)reply.size;
    return user_write(NewSectionSize, &size, sizeof size) ? status : STATUS_ACCESS_VIOLATION;
}
ZW_TWIN(ExtendSection)
