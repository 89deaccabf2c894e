/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directory objects; see directory.h. Names are kept by namespace.c. */
#include "server/objects/directory.h"

#include "server/namespace.h"
#include "server/request.h"

#include <ntobapi.h>
#include <stdio.h>
#include <string.h>

/* What was permanent is so no more; without a handle nobody can name it either, so its name goes at once. */
static void release_entry(struct object *object, struct directory **orphans)
{
    object->attributes &= ~(uint32_t)OBJ_PERMANENT;
    if (object->n_handles) {
        object_unref(object);
        return;
    }
    namespace_remove(object);
    if (object->type == &directory_type) {      /* keeps its permanent reference while it stands in the list */
        struct directory *directory = (struct directory *)object;

        directory->next_orphan = *orphans;
        *orphans = directory;
    } else {
        object_unref(object);
    }
}

static void release_entries(struct directory *directory, struct directory **orphans)
{
    for (size_t i = 0; i < DIRECTORY_BUCKETS; i++)
        for (struct object *object = directory->buckets[i], *next; object; object = next) {
            next = object->next_in_bucket;
            if (object->attributes & OBJ_PERMANENT)
                release_entry(object, orphans);
        }
}

/* Nobody can name what is in it from now on, so nothing in it may stay for ever: its maker's account would never be
 * empty (R21). A list, not a recursion: clients choose how deep it is. */
static void directory_last_handle(struct object *object, uint32_t slot)
{
    struct directory *orphans = NULL;

    (void)slot;
    if (object->attributes & OBJ_PERMANENT)
        return;
    release_entries((struct directory *)object, &orphans);
    while (orphans) {
        struct directory *directory = orphans;

        orphans = directory->next_orphan;
        release_entries(directory, &orphans);
        object_unref(directory);
    }
}

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
    .last_handle = directory_last_handle,
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

/* A place in the directory, so that a walk need not begin at the start for each entry (R23). */
struct place {
    const struct directory *directory;
    size_t bucket;
    struct object *object;              /* NULL: behind the last */
};

static void skip_empty_buckets(struct place *place)
{
    while (!place->object && ++place->bucket < DIRECTORY_BUCKETS)
        place->object = place->directory->buckets[place->bucket];
}

static void place_next(struct place *place)
{
    place->object = place->object->next_in_bucket;
    skip_empty_buckets(place);
}

/* The entry with that number, counted through the buckets. */
static struct place place_of(const struct directory *directory, uint32_t index)
{
    struct place place = {directory, 0, directory->buckets[0]};

    skip_empty_buckets(&place);
    for (; place.object && index; index--)
        place_next(&place);
    return place;
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
    struct place place;
    NTSTATUS status;

    directory = handle_get(session, req->handle, &directory_type, DIRECTORY_QUERY, &status);
    if (!directory)
        return status;
    reply->next = req->index;
    place = place_of(directory, req->index);
    for (uint32_t n = 0; place.object && n < req->count; n++) {
        uint32_t size = write_entry(out + used, room - used, place.object);

        if (!size)
            break;
        used += size;
        reply->next++;
        place_next(&place);
    }
    reply->more = place.object != NULL;
    reply->entries = (wire_blob){out, used};
    return STATUS_SUCCESS;
}
