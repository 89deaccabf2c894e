/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What people ask of the running server: lists, single objects, the account. */
#include "server/access.h"
#include "server/account.h"
#include "server/json.h"
#include "server/loop.h"
#include "server/namespace.h"
#include "server/request.h"
#include "server/thread.h"

#define LIST_SIZE  (WIRE_MAX / 2)
#define ENTRY_SIZE 8192

static uint32_t count_threads(const struct session *session)
{
    uint32_t n = 0;

    for (uint32_t slot = 0; slot < CONTROL_SLOTS; slot++)
        n += session->threads[slot] != NULL;
    return n;
}

NTSTATUS handle_list_processes(struct session *session, const struct list_processes_request *req,
                               struct list_processes_reply *reply)
{
    struct json list = {.text = session_scratch(session), .size = LIST_SIZE};
    uint32_t n = 0;

    for (struct session *s = sessions; s; s = s->next, n++) {
        char text[256];
        struct json entry = {.text = text, .size = sizeof text};

        if (n < req->index || !session_may_open(session, s))
            continue;
        json_print(&entry, "{\"pid\": %d, \"uid\": %u, \"threads\": %u, \"handles\": %u}", s->pid, s->uid,
                   count_threads(s), handle_count(s));
        if (!json_entry(&list, &entry)) {
            reply->next = n;
            break;
        }
    }
    reply->json = (wire_blob){list.text, (uint32_t)list.used};
    return STATUS_SUCCESS;
}

NTSTATUS handle_list_handles(struct session *session, const struct list_handles_request *req,
                             struct list_handles_reply *reply)
{
    struct json list = {.text = session_scratch(session), .size = LIST_SIZE};
    struct session *found = session_find((pid_t)req->pid);
    uint32_t granted, attributes;
    struct object *object;

    if (!found)
        return STATUS_INVALID_CID;
    if (!session_may_open(session, found))
        return STATUS_ACCESS_DENIED;
    for (uint64_t handle = req->index; (handle = handle_next(found, handle, &object, &granted, &attributes));
         handle += 4) {
        char text[ENTRY_SIZE];
        struct json entry = {.text = text, .size = sizeof text};

        json_print(&entry, "{\"handle\": %llu, \"access\": %u, \"attributes\": %u, ",
                   (unsigned long long)handle, granted, attributes);
        json_object(&entry, object);
        json_print(&entry, "}");
        if (!json_entry(&list, &entry)) {
            reply->next = (uint32_t)handle;
            break;
        }
    }
    reply->json = (wire_blob){list.text, (uint32_t)list.used};
    return STATUS_SUCCESS;
}

NTSTATUS handle_stat_object(struct session *session, const struct stat_object_request *req,
                            struct stat_object_reply *reply)
{
    struct json json = {.text = session_scratch(session), .size = LIST_SIZE};
    _cleanup_(object_unrefp) struct object *object = NULL;
    NTSTATUS status;

    /* A link itself is shown rather than what it stands for. */
    object = namespace_lookup(session, &req->path, &symlink_type, &status);
    if (!object)
        object = namespace_lookup(session, &req->path, NULL, &status);
    if (!object)
        return status;
    json_print(&json, "{");
    json_object(&json, object);
    json_print(&json, ", \"created\": %lld, \"permanent\": %s, \"security_descriptor\": %u}",
               (long long)object->create_time, object->attributes & OBJ_PERMANENT ? "true" : "false",
               object->sd_size);
    reply->json = (wire_blob){json.text, (uint32_t)json.used};
    return STATUS_SUCCESS;
}

NTSTATUS handle_query_server(struct session *session, const struct query_server_request *req,
                             struct query_server_reply *reply)
{
    struct json json = {.text = session_scratch(session), .size = LIST_SIZE};
    char account[512];

    (void)req;
    account_describe(session->account, account, sizeof account);
    json_print(&json, "{\"account\": %s, \"sessions\": %u, ", account, session_count());
    json_print(&json, "\"counters\": {\"requests\": %llu, \"refused\": %llu, \"turns\": %llu, "
               "\"longest_turn_us\": %llu}}",
               (unsigned long long)loop_counters.requests, (unsigned long long)loop_counters.refused,
               (unsigned long long)loop_counters.turns,
               (unsigned long long)loop_counters.longest_turn_us);
    reply->json = (wire_blob){json.text, (uint32_t)json.used};
    return STATUS_SUCCESS;
}
