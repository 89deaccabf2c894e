/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Symbolic link objects; see symlink.h. They are followed by namespace.c. */
#include "server/objects/symlink.h"

#include "server/account.h"
#include "server/namespace.h"
#include "server/request.h"

#include <ntobapi.h>
#include <stdlib.h>
#include <string.h>

static void symlink_destroy(struct object *object)
{
    free(((struct symlink *)object)->target);
}

const struct object_type symlink_type = {
    .name = "SymbolicLink",
    .size = sizeof(struct symlink),
    .access = {STANDARD_RIGHTS_READ | SYMBOLIC_LINK_QUERY, STANDARD_RIGHTS_WRITE,
               STANDARD_RIGHTS_EXECUTE | SYMBOLIC_LINK_QUERY, SYMBOLIC_LINK_ALL_ACCESS},
    .valid_access = SYMBOLIC_LINK_ALL_ACCESS,
    .destroy = symlink_destroy,
};

NTSTATUS handle_create_symlink(struct session *session, const struct create_symlink_request *req,
                               struct create_symlink_reply *reply)
{
    _cleanup_(object_unrefp) struct symlink *link = NULL;
    NTSTATUS status;

    if (!req->target.size)
        return STATUS_INVALID_PARAMETER;
    link = object_new(&symlink_type, session->account, &status);
    if (!link)
        return status;
    status = charge_take(&link->object.charge, session->account, 0, 0, req->target.size);
    if (!NT_SUCCESS(status))
        return status;
    link->target = malloc(req->target.size);
    if (!link->target)
        return STATUS_NO_MEMORY;
    memcpy(link->target, req->target.data, req->target.size);
    link->target_size = req->target.size;
    return namespace_create(session, &req->path, &req->sd, &link->object, req->access, &reply->handle);
}

NTSTATUS handle_open_symlink(struct session *session, const struct open_symlink_request *req,
                             struct open_symlink_reply *reply)
{
    return namespace_open(session, &req->path, &symlink_type, req->access, &reply->handle);
}

NTSTATUS handle_query_symlink(struct session *session, const struct query_symlink_request *req,
                              struct query_symlink_reply *reply)
{
    _cleanup_(object_unrefp) struct symlink *link = NULL;
    void *out = session_scratch(session);
    NTSTATUS status;

    link = handle_get(session, req->handle, &symlink_type, SYMBOLIC_LINK_QUERY, &status);
    if (!link)
        return status;
    memcpy(out, link->target, link->target_size);
    reply->target = (wire_str){out, link->target_size};
    return STATUS_SUCCESS;
}
