/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* File objects; see file.h. */
#include "server/objects/file.h"

#include "server/account.h"
#include "server/handle.h"
#include "server/intake.h"
#include "server/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void file_destroy(struct object *object)
{
    struct file *file = (struct file *)object;

    if (file->fd >= 0)
        intake_close(file->uid, file->fd);
    free(file->path);
}

static void file_describe(struct object *object, char *buffer, size_t size)
{
    snprintf(buffer, size, "\"size\": %llu", (unsigned long long)((struct file *)object)->size);
}

const struct object_type file_type = {
    .name = "File",
    .size = sizeof(struct file),
    .access = {FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_GENERIC_EXECUTE, FILE_ALL_ACCESS},
    .valid_access = FILE_ALL_ACCESS,
    .destroy = file_destroy,
    .describe = file_describe,
};

static uint32_t mapped_access(uint32_t access)
{
    if (access & (GENERIC_READ | GENERIC_ALL))
        access |= FILE_GENERIC_READ;
    if (access & (GENERIC_WRITE | GENERIC_ALL))
        access |= FILE_GENERIC_WRITE;
    if (access & (MAXIMUM_ALLOWED | GENERIC_ALL))
        access |= FILE_ALL_ACCESS;
    return access & FILE_ALL_ACCESS;
}

NTSTATUS handle_create_file(struct session *session, const struct create_file_request *req,
                            struct create_file_reply *reply)
{
    _cleanup_(object_unrefp) struct file *file = NULL;
    NTSTATUS status;

    file = object_new(&file_type, session->account, &status);
    if (!file)
        return status;
    file->fd = -1;
    file->uid = session->uid;
    file->size = req->size;
    status = charge_take(&file->object.charge, session->account, 0, 0, req->name.size);
    if (!NT_SUCCESS(status))
        return status;
    file->path = malloc(req->name.size + 2);
    if (!file->path)
        return STATUS_NO_MEMORY;
    memcpy(file->path, req->name.data, req->name.size);
    file->path_size = req->name.size;
    file->fd = intake_take(session->uid, session->pid, req->ticket);
    if (file->fd < 0)
        return STATUS_INVALID_HANDLE;
    return handle_create(&reply->handle, session, &file->object, mapped_access(req->access), 0);
}

/* Between users a file is nothing to be mapped or read (R20). */
NTSTATUS handle_file_descriptor(struct session *session, const struct file_descriptor_request *req,
                                struct file_descriptor_reply *reply)
{
    _cleanup_(object_unrefp) struct file *file = NULL;
    NTSTATUS status;

    (void)reply;
    file = handle_get(session, req->handle, &file_type, req->access, &status);
    if (!file)
        return status;
    if (file->uid != session->uid)
        return STATUS_ACCESS_DENIED;
    session_send_fd(session, file->fd);
    return STATUS_SUCCESS;
}
