/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests that every type of object takes: closing, duplicating, asking. */
#include "server/access.h"
#include "server/namespace.h"
#include "server/objects/directory.h"
#include "server/objects/file.h"
#include "server/objects/port.h"
#include "server/request.h"
#include "server/thread.h"

#include <string.h>

#ifndef STATUS_NOT_SAME_OBJECT          /* mingw-w64 10 lacks it */
#define STATUS_NOT_SAME_OBJECT ((NTSTATUS)0xC00001AC)
#endif

NTSTATUS handle_close_handle(struct session *session, const struct close_handle_request *req,
                             struct close_handle_reply *reply)
{
    NTSTATUS status = handle_close(session, req->handle, req->slot);

    reply->detach = port_left(session);
    return status;
}

/* Closes the source; its process is told when that is not the caller. */
static uint32_t close_source(struct session *session, struct session *source, uint64_t handle, uint32_t slot)
{
    NTSTATUS status = handle_close(source, handle, source == session ? slot : NO_SLOT_INDEX);
    uint32_t left = port_left(source);

    if (source == session || !NT_SUCCESS(status))
        return left;
    session_notify(source, &(struct notice){.type = NOTICE_HANDLE_CLOSED, .handle = handle});
    if (left)
        session_notify(source, &(struct notice){.type = NOTICE_PORT_LEFT, .id = left});
    return 0;
}

static struct session *process_session(struct session *session, uint64_t handle, NTSTATUS *status)
{
    _cleanup_(object_unrefp) struct process *process = NULL;

    process = handle_get(session, handle, &process_type, PROCESS_DUP_HANDLE, status);
    if (!process)
        return NULL;
    if (!process->session)
        *status = STATUS_PROCESS_IS_TERMINATING;
    return process->session;
}

static NTSTATUS duplicate(struct session *session, struct session *source,
                          const struct duplicate_object_request *req, uint64_t *handle)
{
    _cleanup_(object_unrefp) struct object *object = NULL;
    uint32_t granted, attributes, wanted;
    struct session *target;
    NTSTATUS status;

    object = handle_get_granted(source, req->source, NULL, 0, &granted, &attributes, &status);
    if (!object)
        return status;
    if (!req->target_process && req->options & DUPLICATE_CLOSE_SOURCE)
        return STATUS_SUCCESS;
    target = process_session(session, req->target_process, &status);
    if (!target)
        return status;
    if (!(req->options & DUPLICATE_SAME_ACCESS)) {
        status = access_check(session, object, req->access, &wanted);
        if (!NT_SUCCESS(status))
            return status;
        granted = wanted;
    }
    if (!(req->options & DUPLICATE_SAME_ATTRIBUTES))
        attributes = req->attributes;
    return handle_create(handle, target, object, granted, attributes);
}

/* DUPLICATE_CLOSE_SOURCE closes the source whatever comes of the rest, as NT does. */
NTSTATUS handle_duplicate_object(struct session *session, const struct duplicate_object_request *req,
                                 struct duplicate_object_reply *reply)
{
    NTSTATUS status;
    struct session *source = process_session(session, req->source_process, &status);

    if (!source)
        return status;
    status = duplicate(session, source, req, &reply->handle);
    if (req->options & DUPLICATE_CLOSE_SOURCE)
        reply->detach = close_source(session, source, req->source, req->slot);
    return status;
}

NTSTATUS handle_query_object(struct session *session, const struct query_object_request *req,
                             struct query_object_reply *reply)
{
    _cleanup_(object_unrefp) struct object *object = NULL;
    NTSTATUS status;

    object = handle_get_granted(session, req->handle, NULL, 0, &reply->access, &reply->attributes, &status);
    if (!object)
        return status;
    reply->attributes |= object->attributes & (OBJ_PERMANENT | OBJ_EXCLUSIVE);
    reply->handle_count = object->n_handles;
    reply->pointer_count = object->n_references - 1;    /* without ours */
    reply->name_length = namespace_path(object, NULL, 0);
    reply->type_length = (uint32_t)strlen(object->type->name) * 2;
    reply->sd_length = object->sd_size;
    reply->create_time = object->create_time;
    return STATUS_SUCCESS;
}

NTSTATUS handle_query_object_name(struct session *session, const struct query_object_name_request *req,
                                  struct query_object_name_reply *reply)
{
    _cleanup_(object_unrefp) struct object *object = NULL;
    void *out = session_scratch(session);
    uint32_t size;
    NTSTATUS status;

    object = handle_get(session, req->handle, NULL, 0, &status);
    if (!object)
        return status;
    if (object->type == &file_type) {
        const struct file *file = (struct file *)object;

        size = file->path_size;
        memcpy(out, file->path, size);
    } else {
        size = namespace_path(object, out, WIRE_MAX / 2);
        if (size > WIRE_MAX / 2)
            return STATUS_NAME_TOO_LONG;
    }
    reply->name = (wire_str){out, size};
    return STATUS_SUCCESS;
}

NTSTATUS handle_query_object_type(struct session *session, const struct query_object_type_request *req,
                                  struct query_object_type_reply *reply)
{
    _cleanup_(object_unrefp) struct object *object = NULL;
    const struct object_type *type;
    uint16_t *out = session_scratch(session);
    NTSTATUS status;

    object = handle_get(session, req->handle, NULL, 0, &status);
    if (!object)
        return status;
    type = object->type;
    for (size_t i = 0; type->name[i]; i++)
        out[i] = (uint8_t)type->name[i];
    reply->name = (wire_str){out, (uint32_t)strlen(type->name) * 2};
    reply->index = object_type_index(type);
    object_type_counts(type, &reply->n_objects, &reply->n_handles);
    reply->invalid_attributes = type->invalid_attributes;
    reply->generic_read = type->access.GenericRead;
    reply->generic_write = type->access.GenericWrite;
    reply->generic_execute = type->access.GenericExecute;
    reply->generic_all = type->access.GenericAll;
    reply->valid_access = type->valid_access;
    return STATUS_SUCCESS;
}

NTSTATUS handle_set_handle_flags(struct session *session, const struct set_handle_flags_request *req,
                                 struct set_handle_flags_reply *reply)
{
    _cleanup_(object_unrefp) struct object *object = NULL;
    NTSTATUS status;

    (void)reply;
    object = handle_get(session, req->handle, NULL, 0, &status);
    if (object && object->type == &port_type)
        port_handle_protected(object);
    return handle_set_attributes(session, req->handle, req->attributes);
}

/* A permanent object is a reference of its own; its name stays when the last handle goes. */
NTSTATUS handle_make_temporary(struct session *session, const struct make_temporary_request *req,
                               struct make_temporary_reply *reply)
{
    _cleanup_(object_unrefp) struct object *object = NULL;
    NTSTATUS status;

    (void)reply;
    object = handle_get(session, req->handle, NULL, DELETE, &status);
    if (!object)
        return status;
    if (object->attributes & OBJ_PERMANENT) {
        object->attributes &= ~(uint32_t)OBJ_PERMANENT;
        object_unref(object);
    }
    return STATUS_SUCCESS;
}

/* In a directory that lives on merely as its parent, a name leads nowhere (directory.c). */
static bool has_lasting_name(const struct object *object)
{
    const struct object *parent = object->parent ? &object->parent->object : NULL;

    return parent && (parent->n_handles || parent->attributes & OBJ_PERMANENT);
}

NTSTATUS handle_make_permanent(struct session *session, const struct make_permanent_request *req,
                               struct make_permanent_reply *reply)
{
    _cleanup_(object_unrefp) struct object *object = NULL;
    NTSTATUS status;

    (void)reply;
    object = handle_get(session, req->handle, NULL, 0, &status);
    if (!object)
        return status;
    if (object->type->invalid_attributes & OBJ_PERMANENT)
        return STATUS_INVALID_PARAMETER;
    if (has_lasting_name(object) && !(object->attributes & OBJ_PERMANENT)) {
        object->attributes |= OBJ_PERMANENT;
        object_ref(object);
    }
    return STATUS_SUCCESS;
}

NTSTATUS handle_compare_objects(struct session *session, const struct compare_objects_request *req,
                                struct compare_objects_reply *reply)
{
    _cleanup_(object_unrefp) struct object *first = NULL, *second = NULL;
    NTSTATUS status;

    (void)reply;
    first = handle_get(session, req->first, NULL, 0, &status);
    if (!first)
        return status;
    second = handle_get(session, req->second, NULL, 0, &status);
    if (!second)
        return status;
    return first == second ? STATUS_SUCCESS : STATUS_NOT_SAME_OBJECT;
}
