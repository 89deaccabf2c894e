/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Copies of what a caller describes an object by: attributes, name, security descriptor, SID.
 *
 * The caller's other threads may change all of it meanwhile. So each size is read once, memory is
 * taken for it, the bytes are copied, and the size that the copy has inside must still be the same.
 */
#include "ntdll/client/usermem.h"

#include <stdlib.h>
#include <string.h>

#define VALID_ATTRIBUTES 0x1ff2u            /* OBJ_VALID_ATTRIBUTES of Windows 10 */
#define SID_HEADER       8u
#define SID_MAX_PARTS    15u

static NTSTATUS sid_size(uint32_t *size, const void *from)
{
    uint8_t header[SID_HEADER];

    if (!user_read(header, from, sizeof header))
        return STATUS_ACCESS_VIOLATION;
    if (header[0] != SID_REVISION || header[1] > SID_MAX_PARTS)
        return STATUS_INVALID_SID;
    *size = SID_HEADER + 4u * header[1];
    return STATUS_SUCCESS;
}

static NTSTATUS acl_size(uint32_t *size, const void *from)
{
    ACL header;

    if (!user_read(&header, from, sizeof header))
        return STATUS_ACCESS_VIOLATION;
    if (header.AclRevision < MIN_ACL_REVISION || header.AclRevision > MAX_ACL_REVISION ||
        header.AclSize < sizeof header)
        return STATUS_INVALID_ACL;
    *size = header.AclSize;
    return STATUS_SUCCESS;
}

NTSTATUS capture_sid(uint8_t sid[68], uint32_t *size, const void *from)
{
    uint32_t expected;
    NTSTATUS status = sid_size(&expected, from);

    if (!NT_SUCCESS(status))
        return status;
    if (!user_read(sid, from, expected))
        return STATUS_ACCESS_VIOLATION;
    if (sid[0] != SID_REVISION || SID_HEADER + 4u * sid[1] != expected)
        return STATUS_INVALID_SID;
    *size = expected;
    return STATUS_SUCCESS;
}

/* A security descriptor's four parts, where they stand and how long they are. */
enum sd_part { SD_OWNER, SD_GROUP, SD_SACL, SD_DACL, N_SD_PARTS };

struct sd_source {
    SECURITY_DESCRIPTOR_CONTROL control;
    uint8_t sbz1;
    const char *part[N_SD_PARTS];               /* NULL: it has none */
    uint32_t size[N_SD_PARTS];
    uint32_t total;                             /* of the self-relative form; 0: no descriptor */
};

static uint32_t padded(uint32_t size)
{
    return (size + 3) & ~3u;
}

/* The parts' addresses, from either form. */
static NTSTATUS sd_find_parts(struct sd_source *source, const char *from)
{
    SECURITY_DESCRIPTOR_RELATIVE relative;
    SECURITY_DESCRIPTOR absolute;

    if (!user_read(&relative, from, sizeof relative))
        return STATUS_ACCESS_VIOLATION;
    if (relative.Revision != SECURITY_DESCRIPTOR_REVISION)
        return STATUS_UNKNOWN_REVISION;
    source->control = relative.Control;
    source->sbz1 = relative.Sbz1;
    if (relative.Control & SE_SELF_RELATIVE) {
        const uint32_t offset[N_SD_PARTS] = {relative.Owner, relative.Group, relative.Sacl,
                                             relative.Dacl};

        for (int i = 0; i < N_SD_PARTS; i++)
            source->part[i] = offset[i] ? from + offset[i] : NULL;
    } else {
        if (!user_read(&absolute, from, sizeof absolute))
            return STATUS_ACCESS_VIOLATION;
        source->part[SD_OWNER] = absolute.Owner;
        source->part[SD_GROUP] = absolute.Group;
        source->part[SD_SACL] = (const char *)absolute.Sacl;
        source->part[SD_DACL] = (const char *)absolute.Dacl;
    }
    if (!(source->control & SE_SACL_PRESENT))
        source->part[SD_SACL] = NULL;
    if (!(source->control & SE_DACL_PRESENT))
        source->part[SD_DACL] = NULL;
    return STATUS_SUCCESS;
}

static NTSTATUS sd_measure(struct sd_source *source, const void *from)
{
    NTSTATUS status = sd_find_parts(source, from);

    source->total = sizeof(SECURITY_DESCRIPTOR_RELATIVE);
    for (int i = 0; NT_SUCCESS(status) && i < N_SD_PARTS; i++) {
        if (!source->part[i])
            continue;
        status = i < SD_SACL ? sid_size(&source->size[i], source->part[i])
                             : acl_size(&source->size[i], source->part[i]);
        source->total += padded(source->size[i]);
    }
    return status;
}

/* Has the copied part the size that was measured? */
static bool sd_part_is_whole(const uint8_t *copy, enum sd_part part, uint32_t size)
{
    ACL acl;

    if (part < SD_SACL)
        return copy[0] == SID_REVISION && SID_HEADER + 4u * copy[1] == size;
    memcpy(&acl, copy, sizeof acl);
    return acl.AclSize == size;
}

static NTSTATUS sd_copy(uint8_t *to, const struct sd_source *source)
{
    SECURITY_DESCRIPTOR_RELATIVE header = {
        .Revision = SECURITY_DESCRIPTOR_REVISION,
        .Sbz1 = source->sbz1,
        .Control = source->control | SE_SELF_RELATIVE,
    };
    DWORD *const offsets[N_SD_PARTS] = {&header.Owner, &header.Group, &header.Sacl, &header.Dacl};
    uint32_t at = sizeof header;

    memset(to, 0, source->total);
    for (int i = 0; i < N_SD_PARTS; i++) {
        if (!source->part[i])
            continue;
        if (!user_read(to + at, source->part[i], source->size[i]))
            return STATUS_ACCESS_VIOLATION;
        if (!sd_part_is_whole(to + at, (enum sd_part)i, source->size[i]))
            return STATUS_INVALID_SECURITY_DESCR;
        *offsets[i] = at;
        at += padded(source->size[i]);
    }
    memcpy(to, &header, sizeof header);
    return STATUS_SUCCESS;
}

/* The header of a name. None, or an empty one, leaves it empty. */
static NTSTATUS name_header(UNICODE_STRING *header, const UNICODE_STRING *name)
{
    *header = (UNICODE_STRING){0};
    if (!name)
        return STATUS_SUCCESS;
    if (!user_read(header, name, sizeof *header))
        return STATUS_ACCESS_VIOLATION;
    if (header->Length && (uintptr_t)header->Buffer % sizeof(WCHAR))
        return STATUS_DATATYPE_MISALIGNMENT;
    if (header->Length % sizeof(WCHAR))
        return STATUS_OBJECT_NAME_INVALID;
    return STATUS_SUCCESS;
}

/* Both into memory of our own: first the descriptor, then the name, as NT does. */
static NTSTATUS copy_both(struct captured_attributes *captured, const struct sd_source *source,
                          const UNICODE_STRING *name)
{
    NTSTATUS status = STATUS_SUCCESS;
    uint8_t *memory;

    if (!source->total && !name->Length)
        return STATUS_SUCCESS;
    memory = malloc(source->total + name->Length);
    if (!memory)
        return STATUS_NO_MEMORY;
    if (source->total)
        status = sd_copy(memory, source);
    if (NT_SUCCESS(status) && !user_read(memory + source->total, name->Buffer, name->Length))
        status = STATUS_ACCESS_VIOLATION;
    if (!NT_SUCCESS(status)) {
        free(memory);
        return status;
    }
    captured->memory = memory;
    captured->sd = (wire_blob){memory, source->total};
    captured->path.name = (wire_str){memory + source->total, name->Length};
    return STATUS_SUCCESS;
}

static NTSTATUS read_attributes(OBJECT_ATTRIBUTES *attributes, const OBJECT_ATTRIBUTES *from)
{
    if ((uintptr_t)from & 3)
        return STATUS_DATATYPE_MISALIGNMENT;
    if (!user_read(attributes, from, sizeof *attributes))
        return STATUS_ACCESS_VIOLATION;
    if (attributes->Length != sizeof *attributes || attributes->Attributes & ~VALID_ATTRIBUTES)
        return STATUS_INVALID_PARAMETER;
    return attributes->RootDirectory && !attributes->ObjectName ? STATUS_OBJECT_NAME_INVALID
                                                                : STATUS_SUCCESS;
}

NTSTATUS capture_attributes(struct captured_attributes *captured, const OBJECT_ATTRIBUTES *from)
{
    struct sd_source source = {0};
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name;
    NTSTATUS status;

    *captured = (struct captured_attributes){0};
    if (!from)
        return STATUS_SUCCESS;
    status = read_attributes(&attributes, from);
    if (NT_SUCCESS(status) && attributes.SecurityDescriptor)
        status = sd_measure(&source, attributes.SecurityDescriptor);
    if (NT_SUCCESS(status))
        status = name_header(&name, attributes.ObjectName);
    if (NT_SUCCESS(status))
        status = copy_both(captured, &source, &name);
    if (!NT_SUCCESS(status))
        return status;
    captured->path.root = wire_handle(attributes.RootDirectory);
    captured->path.attributes = attributes.Attributes;
    return STATUS_SUCCESS;
}

NTSTATUS capture_name(struct captured_attributes *captured, const UNICODE_STRING *from)
{
    struct sd_source source = {0};
    UNICODE_STRING name;
    NTSTATUS status;

    *captured = (struct captured_attributes){0};
    status = name_header(&name, from);
    return NT_SUCCESS(status) ? copy_both(captured, &source, &name) : status;
}

void captured_free(struct captured_attributes *captured)
{
    free(captured->memory);
    captured->memory = NULL;
}

NTSTATUS capture_descriptor(wire_blob *sd, const void *from)
{
    struct sd_source source = {0};
    NTSTATUS status;
    uint8_t *memory;

    *sd = (wire_blob){0};
    status = sd_measure(&source, from);
    if (!NT_SUCCESS(status))
        return status;
    memory = malloc(source.total);
    if (!memory)
        return STATUS_NO_MEMORY;
    status = sd_copy(memory, &source);
    if (NT_SUCCESS(status))
        *sd = (wire_blob){memory, source.total};
    else
        free(memory);
    return status;
}

NTSTATUS capture_acl(wire_blob *acl, const void *from)
{
    ACL header;

    *acl = (wire_blob){0};
    if (!user_read(&header, from, sizeof header))
        return STATUS_ACCESS_VIOLATION;
    if (header.AclSize < sizeof header)
        return STATUS_INVALID_ACL;
    acl->data = malloc(header.AclSize);
    if (!acl->data)
        return STATUS_NO_MEMORY;
    acl->size = header.AclSize;
    if (user_read(acl->data, from, acl->size) && !memcmp(acl->data, &header, sizeof header))
        return STATUS_SUCCESS;
    free(acl->data);
    *acl = (wire_blob){0};
    return STATUS_ACCESS_VIOLATION;
}
