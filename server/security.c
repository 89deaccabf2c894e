/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NtQuerySecurityObject and NtSetSecurityObject, for objects of every type. */
#include "common/sd_make.h"
#include "server/access.h"
#include "server/handle.h"
#include "server/request.h"

#include <stdlib.h>
#include <string.h>

#define ALL_INFO (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | \
                  SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION)

static uint32_t access_to_query(uint32_t info)
{
    return (info & (ALL_INFO & ~SACL_SECURITY_INFORMATION) ? READ_CONTROL : 0) |
           (info & SACL_SECURITY_INFORMATION ? ACCESS_SYSTEM_SECURITY : 0);
}

static uint32_t access_to_set(uint32_t info)
{
    const uint32_t dacl = DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION |
                          UNPROTECTED_DACL_SECURITY_INFORMATION;
    const uint32_t sacl = SACL_SECURITY_INFORMATION | PROTECTED_SACL_SECURITY_INFORMATION |
                          UNPROTECTED_SACL_SECURITY_INFORMATION;
    const uint32_t owner = OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION;

    return (info & owner ? WRITE_OWNER : 0) | (info & dacl ? WRITE_DAC : 0) |
           (info & sacl ? ACCESS_SYSTEM_SECURITY : 0);
}

NTSTATUS handle_query_security(struct session *session, const struct query_security_request *req,
                               struct query_security_reply *reply)
{
    _cleanup_(object_unrefp) struct object *object = NULL;
    struct sd_parts parts = {0};
    uint8_t *shown;
    NTSTATUS status;

    object = handle_get(session, req->handle, NULL, access_to_query(req->info), &status);
    if (!object)
        return status;
    if (object->sd)
        parts = sd_parts_of(object->sd);
    status = sd_shown(&shown, &reply->sd.size, &parts, req->info);
    if (!NT_SUCCESS(status))
        return status;
    reply->sd.data = memcpy(session_scratch(session), shown, reply->sd.size);
    free(shown);
    return STATUS_SUCCESS;
}

static NTSTATUS check_change(const struct session *session, uint32_t info, const struct sd_parts *change)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (info & OWNER_SECURITY_INFORMATION && change->owner)
        status = check_owner(session, change->owner);
    if (NT_SUCCESS(status) && info & (SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION) &&
        change->control & SE_SACL_PRESENT)
        status = check_sacl(session, change->sacl);
    return status;
}

NTSTATUS handle_set_security(struct session *session, const struct set_security_request *req,
                             struct set_security_reply *reply)
{
    _cleanup_(object_unrefp) struct object *object = NULL;
    struct sd_parts parts, change;
    uint8_t *made;
    uint32_t size;
    NTSTATUS status;

    (void)reply;
    object = handle_get(session, req->handle, NULL, access_to_set(req->info), &status);
    if (!object)
        return status;
    if (!sd_valid(req->sd.data, req->sd.size))
        return STATUS_INVALID_SECURITY_DESCR;
    change = sd_parts_of(req->sd.data);
    status = check_change(session, req->info, &change);
    if (!NT_SUCCESS(status))
        return status;
    if (!object->sd)
        return STATUS_NO_SECURITY_ON_OBJECT;
    parts = sd_parts_of(object->sd);
    status = sd_changed(&made, &size, &parts, req->info, &change, 0, &object->type->access);
    return NT_SUCCESS(status) ? object_take_descriptor(object, made, size) : status;
}
