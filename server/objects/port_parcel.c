/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Parcels: what goes along with a message (alpc 9, 10): references to objects, with the rights that the sender gives,
 * and a view of a section. They are with the server from the send on, so it matters to nobody when the
 * sender goes; the receiver asks for what it wants, and what nobody asked for is let go with the message.
 */
#include "server/objects/port_private.h"

#include "server/access.h"
#include "server/handle.h"

#include <ntexapi.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PARCELS 4096u               /* of one connection: what its receiver is made to hold (R21) */

struct parcel_entry {
    struct object *object;              /* a reference */
    uint32_t granted, attributes, code;
};

struct parcel {
    struct parcel *next;                /* of the connection */
    uint32_t id;
    enum channel_end receiver;
    struct section *section;            /* a reference, or NULL */
    uint64_t offset, size;
    bool secured;
    struct object *event;               /* signalled when it is released; a reference, or NULL */
    struct charge charge;
    uint32_t n_entries;
    struct parcel_entry entries[];
};

static const struct {
    const struct object_type *type;
    uint32_t code;
} codes[] = {
    {&file_type, ALPC_PORFLG_OBJECT_TYPE_FILE},
    {&thread_type, ALPC_PORFLG_OBJECT_TYPE_THREAD},
    {&semaphore_type, ALPC_PORFLG_OBJECT_TYPE_SEMAPHORE},
    {&event_type, ALPC_PORFLG_OBJECT_TYPE_EVENT},
    {&process_type, ALPC_PORFLG_OBJECT_TYPE_PROCESS},
    {&mutant_type, ALPC_PORFLG_OBJECT_TYPE_MUTEX},
    {&section_type, ALPC_PORFLG_OBJECT_TYPE_SECTION},
};

static uint32_t code_of(const struct object *object)
{
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (codes[i].type == object->type)
            return codes[i].code;
    return 0;
}

/* The ports whose word counts for what that end takes: of a server, its connection port and its own. */
static void receiving_port(const struct connection *connection, enum channel_end receiver, uint32_t *flags,
                           uint32_t *types)
{
    const struct port *port = receiver == CLIENT_END ? connection->client : connection->listener;

    *flags = port ? port->flags : 0;
    *types = port ? port->dup_types : 0;
    if (receiver == SERVER_END && connection->server) {
        *flags |= connection->server->flags;
        *types |= connection->server->dup_types;
    }
}

/* Never more than the sender has. */
static NTSTATUS grant(struct session *session, const struct parcel_handle *asked, struct parcel_entry *entry)
{
    uint32_t wanted;
    NTSTATUS status;

    if (!(asked->flags & ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS)) {
        status = access_check(session, entry->object, asked->access, &wanted);
        if (!NT_SUCCESS(status))
            return status;
        if (wanted & ~entry->granted)
            return STATUS_ACCESS_DENIED;
        entry->granted = wanted;
    }
    if (!(asked->flags & ALPC_HANDLEFLG_DUPLICATE_SAME_ATTRIBUTES))
        entry->attributes = asked->flags & ALPC_HANDLEFLG_DUPLICATE_INHERIT ? OBJ_INHERIT : 0;
    return STATUS_SUCCESS;
}

static NTSTATUS check_one(struct parcel_entry *entry, struct session *session, const struct parcel_handle *asked,
                          uint32_t types)
{
    entry->code = code_of(entry->object);
    if (!(entry->code & types) || (asked->type && asked->type != entry->code))
        return STATUS_OBJECT_TYPE_MISMATCH;
    return grant(session, asked, entry);
}

static NTSTATUS pack_one(struct parcel_entry *entry, struct session *session, const struct parcel_handle *asked,
                         uint32_t types)
{
    NTSTATUS status;

    entry->object = handle_get_granted(session, asked->handle, NULL, 0, &entry->granted, &entry->attributes, &status);
    if (!entry->object)
        return status;
    status = check_one(entry, session, asked, types);
    if (NT_SUCCESS(status))
        object_carry(entry->object);
    else
        entry->object = object_unref(entry->object);
    return status;
}

static void free_parcel(struct parcel *parcel)
{
    for (uint32_t i = 0; i < parcel->n_entries; i++)
        if (parcel->entries[i].object)
            object_carried(parcel->entries[i].object);
    if (parcel->section)
        object_unref(parcel->section);
    if (parcel->event) {
        event_type.signal(parcel->event, EVENT_MODIFY_STATE, NULL);
        object_unref(parcel->event);
    }
    charge_release(&parcel->charge);
    free(parcel);
}

static NTSTATUS new_parcel(struct parcel **out, struct session *session, enum channel_end receiver, uint32_t n)
{
    struct parcel *parcel = calloc(1, sizeof *parcel + n * sizeof parcel->entries[0]);
    NTSTATUS status;

    if (!parcel)
        return STATUS_NO_MEMORY;
    parcel->receiver = receiver;
    parcel->n_entries = n;
    status = charge_take(&parcel->charge, session->account, 1, n, 0);
    if (!NT_SUCCESS(status)) {
        free(parcel);
        return status;
    }
    *out = parcel;
    return STATUS_SUCCESS;
}

static void enter(struct parcel *parcel, struct connection *connection, uint32_t *id)
{
    static uint32_t last_id;

    connection->n_parcels++;

    do
        parcel->id = ++last_id;
    while (!parcel->id);
    parcel->next = connection->parcels;
    connection->parcels = parcel;
    *id = parcel->id;
}

static NTSTATUS check_handles(const struct connection *connection, enum channel_end receiver,
                              const wire_blob *handles, uint32_t *n, uint32_t *types)
{
    uint32_t flags;

    *n = handles->size / (uint32_t)sizeof(struct parcel_handle);
    receiving_port(connection, receiver, &flags, types);
    if (*n > PARCEL_HANDLES_MAX)
        return STATUS_LPC_HANDLE_COUNT_EXCEEDED;
    if (connection->n_parcels >= MAX_PARCELS)
        return STATUS_QUOTA_EXCEEDED;
    if (*n && !(flags & ALPC_PORFLG_ALLOW_DUP_OBJECT))
        return STATUS_ACCESS_DENIED;
    return *n > 1 && !(flags & ALPC_PORFLG_ALLOW_MULTIHANDLE_ATTRIBUTE) ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}

static NTSTATUS make(struct parcel **out, struct connection *connection, struct session *session,
                     enum channel_end receiver, const wire_blob *handles)
{
    uint32_t n, types;
    NTSTATUS status = check_handles(connection, receiver, handles, &n, &types);

    if (NT_SUCCESS(status))
        status = new_parcel(out, session, receiver, n);
    for (uint32_t i = 0; NT_SUCCESS(status) && i < n; i++) {
        struct parcel_handle asked;

        memcpy(&asked, (const uint8_t *)handles->data + i * sizeof asked, sizeof asked);
        status = pack_one(&(*out)->entries[i], session, &asked, types);
        if (!NT_SUCCESS(status))
            free_parcel(*out);
    }
    return status;
}

NTSTATUS parcel_pack(struct connection *connection, struct session *session, enum channel_end receiver,
                     const wire_blob *handles, uint32_t *id)
{
    struct parcel *parcel;
    NTSTATUS status;

    if (!handles->size)
        return STATUS_SUCCESS;
    status = make(&parcel, connection, session, receiver, handles);
    if (NT_SUCCESS(status))
        enter(parcel, connection, id);
    return status;
}

static struct parcel **find(struct connection *connection, uint32_t id)
{
    struct parcel **link = &connection->parcels;

    while (*link && (*link)->id != id)
        link = &(*link)->next;
    return link;
}

void parcel_release(struct connection *connection, uint32_t id)
{
    struct parcel **link = find(connection, id), *parcel = *link;

    if (!parcel)
        return;
    *link = parcel->next;
    connection->n_parcels--;
    free_parcel(parcel);
}

void parcel_release_all(struct connection *connection)
{
    while (connection->parcels)
        parcel_release(connection, connection->parcels->id);
}

/* The connection, if the session holds that end of it. */
static struct connection *held(struct session *session, uint32_t channel, enum channel_end end)
{
    struct connection *connection = connection_find(channel);

    if (!connection || connection->client == connection->listener)
        return NULL;
    return port_holds_end(session, connection, end) ? connection : NULL;
}

/* Whose process receives what that end sends. */
static uid_t receiver(const struct connection *connection, enum channel_end sender)
{
    const struct port *client = connection->client;

    return sender == CLIENT_END || !client ? connection->listener->uid : client->uid;
}

NTSTATUS handle_alpc_pack(struct session *session, const struct alpc_pack_request *req,
                          struct alpc_pack_reply *reply)
{
    struct connection *connection = held(session, req->channel, req->end);
    struct section *section = NULL;
    struct parcel *parcel;
    NTSTATUS status;

    if (!connection)
        return STATUS_INVALID_PARAMETER;
    if (req->section) {
        section = handle_get(session, req->section, &section_type, SECTION_MAP_READ, &status);
        if (!section)
            return status;
        if (!section_mappable_by(section, receiver(connection, req->end))) {
            object_unref(section);
            return STATUS_ACCESS_DENIED;
        }
    }
    status = make(&parcel, connection, session, req->end == CLIENT_END ? SERVER_END : CLIENT_END, &req->handles);
    if (NT_SUCCESS(status) && section &&
        (req->offset % 4096 || !req->size || req->offset >= section->size || req->size > section->size - req->offset)) {
        free_parcel(parcel);
        status = STATUS_INVALID_VIEW_SIZE;
    }
    if (!NT_SUCCESS(status)) {
        if (section)
            object_unref(section);
        return status;
    }
    parcel->section = section;
    parcel->offset = req->offset;
    parcel->size = req->size;
    parcel->secured = req->secured;
    enter(parcel, connection, &reply->parcel);
    return STATUS_SUCCESS;
}

/* One addressed to that end, which the session holds. */
static struct parcel *addressed(struct session *session, uint32_t channel, enum channel_end end, uint32_t id)
{
    struct connection *connection = held(session, channel, end);
    struct parcel *parcel = connection && id ? *find(connection, id) : NULL;

    return parcel && parcel->receiver == end ? parcel : NULL;
}

NTSTATUS handle_alpc_unpack(struct session *session, const struct alpc_unpack_request *req,
                            struct alpc_unpack_reply *reply)
{
    struct parcel *parcel = addressed(session, req->channel, req->end, req->parcel);
    const struct parcel_entry *entry;

    if (!parcel)
        return STATUS_INVALID_MESSAGE;
    reply->count = parcel->n_entries;
    if (req->index == PARCEL_COUNT)
        return STATUS_SUCCESS;
    if (req->index >= parcel->n_entries)
        return STATUS_INVALID_HANDLE;
    entry = &parcel->entries[req->index];
    reply->type = entry->code;
    reply->access = entry->granted;
    return handle_create(&reply->handle, session, entry->object, entry->granted, entry->attributes);
}

NTSTATUS handle_alpc_unpack_view(struct session *session, const struct alpc_unpack_view_request *req,
                                 struct alpc_unpack_view_reply *reply)
{
    struct parcel *parcel = addressed(session, req->channel, req->end, req->parcel);

    if (!parcel)
        return STATUS_INVALID_MESSAGE;
    if (!parcel->section)
        return STATUS_NOT_FOUND;
    reply->offset = parcel->offset;
    reply->size = parcel->size;
    reply->section_size = parcel->section->size;
    reply->protection = parcel->section->protection;
    reply->attributes = parcel->section->attributes;
    reply->secured = parcel->secured;
    session_send_fd(session, section_fd(parcel->section));
    return STATUS_SUCCESS;
}

/* One that the session has packed, and that is not released. */
static struct parcel *sent_from(struct session *session, uint32_t channel, enum channel_end end, uint32_t id)
{
    struct connection *connection = held(session, channel, end);
    struct parcel *parcel = connection && id ? *find(connection, id) : NULL;

    return parcel && parcel->receiver != end ? parcel : NULL;
}

NTSTATUS handle_alpc_direct(struct session *session, const struct alpc_direct_request *req,
                            struct alpc_direct_reply *reply)
{
    struct parcel *parcel = sent_from(session, req->channel, req->end, req->parcel);
    struct object *event;
    NTSTATUS status;

    (void)reply;
    if (!parcel || parcel->event)
        return STATUS_INVALID_PARAMETER;
    event = handle_get(session, req->event, &event_type, EVENT_MODIFY_STATE, &status);
    if (!event)
        return status;
    parcel->event = event;
    return STATUS_SUCCESS;
}

NTSTATUS handle_alpc_direct_status(struct session *session, const struct alpc_direct_status_request *req,
                                   struct alpc_direct_status_reply *reply)
{
    (void)reply;
    if (!held(session, req->channel, req->end))
        return STATUS_INVALID_PARAMETER;
    return sent_from(session, req->channel, req->end, req->parcel) ? STATUS_PENDING : STATUS_SUCCESS;
}

/* By either end: the receiver is done with it, or the sender could not send. */
NTSTATUS handle_alpc_release(struct session *session, const struct alpc_release_request *req,
                             struct alpc_release_reply *reply)
{
    struct connection *connection = held(session, req->channel, SERVER_END);

    (void)reply;
    if (!connection)
        connection = held(session, req->channel, CLIENT_END);
    if (!connection)
        return STATUS_INVALID_PARAMETER;
    parcel_release(connection, req->parcel);
    return STATUS_SUCCESS;
}
