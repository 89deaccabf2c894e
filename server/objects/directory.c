/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directory objects; see directory.h. Names are kept by namespace.c. */
#include "server/objects/directory.h"

#include "server/namespace.h"
#include "server/request.h"

#include <ntobapi.h>
#include <stdio.h>
#include <string.h>

static void directory_describe(struct object *object, char *buffer, size_t size)
{
    snprintf(buffer, size, "\"entries\": %u", ((struct directory *)object)->n_entries);
}

const struct object_type directory_type = {
    .name = "Directory",
    .size = sizeof(struct directory),
    .access = {STANDARD_RIGHTS_READ | DIRECTORY_QUERY | DIRECTORY_TRAVERSE,
               STANDARD_RIGHTS_WRITE | DIRECTORY_CREATE_OBJECT | DIRECTORY_CREATE_SUBDIRECTORY,
               STANDARD_RIGHTS_EXECUTE | DIRECTORY_QUERY | DIRECTORY_TRAVERSE, DIRECTORY_ALL_ACCESS},
    .valid_access = DIRECTORY_ALL_ACCESS,
    .describe = directory_describe,
};

NTSTATUS handle_create_directory(struct session *session, const struct create_directory_request *req,
                                 struct create_directory_reply *reply)
{
    _cleanup_(object_unrefp) struct directory *directory = NULL;
    NTSTATUS status;

    directory = object_new(&directory_type, session->account, &status);
    if (!directory)
        return status;
    return namespace_create(session, &req->path, &req->sd, &directory->object, req->access, &reply->handle);
}

NTSTATUS handle_open_directory(struct session *session, const struct open_directory_request *req,
                               struct open_directory_reply *reply)
{
    return namespace_open(session, &req->path, &directory_type, req->access, &reply->handle);
}

/* The entry with that number, counted through the buckets. */
static struct object *entry_at(const struct directory *directory, uint32_t index)
{
    for (size_t i = 0; i < DIRECTORY_BUCKETS; i++)
        for (struct object *object = directory->buckets[i]; object; object = object->next_in_bucket)
            if (!index--)
                return object;
    return NULL;
}

/* u16 bytes of the name, u16 bytes of the type's name, name, type's name. Its size, or 0: no room. */
static uint32_t write_entry(uint8_t *at, uint32_t room, const struct object *object)
{
    uint16_t sizes[2] = {(uint16_t)object->name_size, (uint16_t)(strlen(object->type->name) * 2)};
    uint32_t size = 4u + sizes[0] + sizes[1];

    if (size > room)
        return 0;
    memcpy(at, sizes, 4);
    memcpy(at + 4, object->name, sizes[0]);
    for (uint32_t i = 0; i < sizes[1] / 2u; i++) {
        uint16_t c = (uint8_t)object->type->name[i];
        memcpy(at + 4 + sizes[0] + i * 2, &c, 2);
    }
    return size;
}

NTSTATUS handle_query_directory(struct session *session, const struct query_directory_request *req,
                                struct query_directory_reply *reply)
{
    _cleanup_(object_unrefp) struct directory *directory = NULL;
    uint8_t *out = session_scratch(session);
    uint32_t room = req->size < WIRE_MAX / 2 ? req->size : WIRE_MAX / 2, used = 0;
    NTSTATUS status;

    directory = handle_get(session, req->handle, &directory_type, DIRECTORY_QUERY, &status);
    if (!directory)
        return status;
    reply->next = req->index;
    for (uint32_t n = 0; n < req->count; n++) {
        struct object *object = entry_at(directory, reply->next);
        uint32_t size = object ? write_entry(out + used, room - used, object) : 0;

        if (!size)
            break;
        used += size;
        reply->next++;
    }
    reply->more = entry_at(directory, reply->next) != NULL;
    reply->entries = (wire_blob){out, used};
    return STATUS_SUCCESS;
}
