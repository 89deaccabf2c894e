/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Section objects; see section.h. The server hands out the descriptor and keeps the account; the libraries
 * map it and enforce protections.
 */
#include "server/objects/section.h"

#include "server/account.h"
#include "server/namespace.h"
#include "server/objects/file.h"
#include "server/request.h"
#include "server/shm.h"

#include <stdio.h>
#include <unistd.h>

#define MAX_SECTION (1ull << 40)

int section_fd(const struct section *section)
{
    return section->file ? section->file->fd : section->fd;
}

bool section_mappable_by(const struct section *section, uid_t uid)
{
    return !section->file || section->file->uid == uid;
}

static void section_destroy(struct object *object)
{
    struct section *section = (struct section *)object;

    if (section->file)
        object_unref(section->file);
    else if (section->fd >= 0)
        close(section->fd);
}

static void section_describe(struct object *object, char *buffer, size_t size)
{
    struct section *section = (struct section *)object;

    snprintf(buffer, size, "\"size\": %llu, \"backed_by\": \"%s\"", (unsigned long long)section->size,
             section->file ? "file" : "memory");
}

const struct object_type section_type = {
    .name = "Section",
    .size = sizeof(struct section),
    .access = {STANDARD_RIGHTS_READ | SECTION_QUERY | SECTION_MAP_READ,
               STANDARD_RIGHTS_WRITE | SECTION_MAP_WRITE, STANDARD_RIGHTS_EXECUTE | SECTION_MAP_EXECUTE,
               SECTION_ALL_ACCESS},
    .valid_access = SECTION_ALL_ACCESS | SYNCHRONIZE,
    .destroy = section_destroy,
    .describe = section_describe,
};

/* Memory of ours: sized once and sealed (R1), charged before it exists (R21). */
static NTSTATUS back_by_memory(struct section *section, struct session *session, uint64_t size)
{
    NTSTATUS status;

    if (!size)
        return STATUS_INVALID_PARAMETER_4;
    if (size > MAX_SECTION)
        return STATUS_SECTION_TOO_BIG;
    status = charge_take(&section->object.charge, session->account, 0, 0, (size + 4095) & ~4095ull);
    if (NT_SUCCESS(status))
        status = shm_create(&section->fd, "ntport-section", (size + 4095) & ~4095ull);
    section->size = size;
    return status;
}

static NTSTATUS back_by_file(struct section *section, struct session *session, uint64_t handle,
                             uint64_t size, uint32_t protection)
{
    bool writes = protection & (PAGE_READWRITE | PAGE_EXECUTE_READWRITE);
    uint32_t access = FILE_READ_DATA | (writes ? FILE_WRITE_DATA : 0);
    NTSTATUS status;

    section->file = handle_get(session, handle, &file_type, access, &status);
    if (!section->file)
        return status;
    if (!section->file->size && !size)
        return STATUS_MAPPED_FILE_SIZE_ZERO;
    if (size > section->file->size && !writes)
        return STATUS_SECTION_TOO_BIG;
    if (size > section->file->size)
        section->file->size = size;     /* the library makes it longer, now that it may */
    section->size = size ? size : section->file->size;
    return STATUS_SUCCESS;
}

NTSTATUS handle_create_section(struct session *session, const struct create_section_request *req,
                               struct create_section_reply *reply)
{
    _cleanup_(object_unrefp) struct section *section = NULL;
    NTSTATUS status;

    section = object_new(&section_type, session->account, &status);
    if (!section)
        return status;
    section->fd = -1;
    section->protection = req->protection;
    section->attributes = req->attributes;
    status = req->file ? back_by_file(section, session, req->file, req->size, req->protection)
                       : back_by_memory(section, session, req->size);
    if (!NT_SUCCESS(status))
        return status;
    return namespace_create(session, &req->path, &req->sd, &section->object, req->access, &reply->handle);
}

NTSTATUS handle_open_section(struct session *session, const struct open_section_request *req,
                             struct open_section_reply *reply)
{
    return namespace_open(session, &req->path, &section_type, req->access, &reply->handle);
}

NTSTATUS handle_query_section(struct session *session, const struct query_section_request *req,
                              struct query_section_reply *reply)
{
    _cleanup_(object_unrefp) struct section *section = NULL;
    NTSTATUS status;

    section = handle_get(session, req->handle, &section_type, SECTION_QUERY, &status);
    if (!section)
        return status;
    reply->size = section->size;
    reply->attributes = section->attributes | (section->file ? SEC_FILE : 0);
    return STATUS_SUCCESS;
}

/* Only a file can grow; the library has made it longer before it asks. Never shrinks. */
NTSTATUS handle_extend_section(struct session *session, const struct extend_section_request *req,
                               struct extend_section_reply *reply)
{
    _cleanup_(object_unrefp) struct section *section = NULL;
    NTSTATUS status;

    section = handle_get(session, req->handle, &section_type, SECTION_EXTEND_SIZE, &status);
    if (!section)
        return status;
    if (!section->file)
        return STATUS_SECTION_NOT_EXTENDED;
    if (req->size > section->size) {
        section->size = req->size;
        if (section->file->size < req->size)
            section->file->size = req->size;
    }
    reply->size = section->size;
    return STATUS_SUCCESS;
}

NTSTATUS handle_map_section(struct session *session, const struct map_section_request *req,
                            struct map_section_reply *reply)
{
    _cleanup_(object_unrefp) struct section *section = NULL;
    NTSTATUS status;

    section = handle_get(session, req->handle, &section_type, req->access, &status);
    if (!section)
        return status;
    if (!section_mappable_by(section, session->uid))
        return STATUS_ACCESS_DENIED;
    reply->size = section->size;
    reply->attributes = section->attributes;
    reply->protection = section->protection;
    session_send_fd(session, section_fd(section));
    return STATUS_SUCCESS;
}
