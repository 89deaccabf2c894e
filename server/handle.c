/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Handle tables; see handle.h. A table is an array of entries; free ones form a queue, so that a value comes
 * back as late as possible, and a table grows before too few of them rest.
 */
#include "server/handle.h"

#include "common/protocol.h"
#include "server/account.h"
#include "server/session.h"
#include "server/thread.h"

#include <stdlib.h>

#define MAX_HANDLES  16384u
#define KEEP_FREE    1024u          /* closed values that rest before they come again (P11) */
#define HANDLE_FLAGS (OBJ_INHERIT | OBJ_PROTECT_CLOSE)

struct entry {
    struct object *object;          /* NULL: free */
    uint32_t granted, attributes;
    uint32_t next_free;
};

struct handle_table {
    struct entry *entries;
    uint32_t size, n_used, n_free;
    uint32_t first_free, last_free; /* valid while n_free */
    struct charge charge;
};

static struct handle_table *table_of(struct session *session)
{
    if (!session->handles)
        session->handles = calloc(1, sizeof *session->handles);
    return session->handles;
}

static uint64_t value_of(uint32_t index)
{
    return (uint64_t)(index + 1) * 4;
}

/* NT ignores the two low bits. */
static struct entry *entry_of(const struct session *session, uint64_t handle)
{
    struct handle_table *table = session->handles;
    uint64_t index = handle / 4 - 1;

    return table && handle >= 4 && index < table->size && table->entries[index].object
               ? &table->entries[index]
               : NULL;
}

static void put_free(struct handle_table *table, uint32_t index)
{
    if (table->n_free++)
        table->entries[table->last_free].next_free = index;
    else
        table->first_free = index;
    table->last_free = index;
}

static bool grow(struct handle_table *table)
{
    uint32_t size = table->size ? table->size * 2 : 2 * KEEP_FREE;
    struct entry *entries = realloc(table->entries, size * sizeof *entries);

    if (!entries)
        return false;
    table->entries = entries;
    for (uint32_t i = table->size; i < size; i++) {
        entries[i] = (struct entry){0};
        put_free(table, i);
    }
    table->size = size;
    return true;
}

static NTSTATUS take_free(struct handle_table *table, uint32_t *index)
{
    bool room = table->size < MAX_HANDLES + KEEP_FREE;

    if (table->n_used >= MAX_HANDLES)
        return STATUS_QUOTA_EXCEEDED;
    if ((!table->n_free || (room && table->n_free < KEEP_FREE)) && !grow(table) && !table->n_free)
        return STATUS_NO_MEMORY;
    *index = table->first_free;
    table->first_free = table->entries[*index].next_free;
    table->n_free--;
    return STATUS_SUCCESS;
}

NTSTATUS handle_create(uint64_t *handle, struct session *session, struct object *object,
                       uint32_t granted, uint32_t attributes)
{
    struct handle_table *table = table_of(session);
    uint32_t index;
    NTSTATUS status;

    if (!table)
        return STATUS_NO_MEMORY;
    status = charge_take(&table->charge, session->account, 0, 1, 0);
    if (!NT_SUCCESS(status))
        return status;
    status = take_free(table, &index);
    if (!NT_SUCCESS(status)) {
        charge_give_back(&table->charge, 0, 1, 0);
        return status;
    }
    table->entries[index] = (struct entry){object, granted, attributes & HANDLE_FLAGS, 0};
    table->n_used++;
    object_handle_opened(object, session, granted);
    *handle = value_of(index);
    return STATUS_SUCCESS;
}

/* What a pseudo handle stands for. */
static struct object *pseudo(struct session *session, uint64_t handle)
{
    if (handle == PSEUDO_PROCESS)
        return &session->process->object;
    if (WIRE_IS_THREAD(handle)) {
        struct thread *thread = session_thread(session, WIRE_THREAD_SLOT(handle));
        return thread ? &thread->object : NULL;
    }
    return NULL;
}

void *handle_get_granted(struct session *session, uint64_t handle, const struct object_type *type,
                         uint32_t access, uint32_t *granted, uint32_t *attributes, NTSTATUS *status)
{
    struct entry *entry = entry_of(session, handle);
    struct object *object = entry ? entry->object : pseudo(session, handle);

    *status = STATUS_INVALID_HANDLE;
    if (!object)
        return NULL;
    *status = STATUS_OBJECT_TYPE_MISMATCH;
    if (type && object->type != type)
        return NULL;
    *granted = entry ? entry->granted : object->type->valid_access;
    *attributes = entry ? entry->attributes : 0;
    *status = STATUS_ACCESS_DENIED;
    if (access & ~*granted)
        return NULL;
    *status = STATUS_SUCCESS;
    return object_ref(object);
}

void *handle_get(struct session *session, uint64_t handle, const struct object_type *type,
                 uint32_t access, NTSTATUS *status)
{
    uint32_t granted, attributes;

    return handle_get_granted(session, handle, type, access, &granted, &attributes, status);
}

bool handle_exists(struct session *session, const struct object *object)
{
    struct handle_table *table = session->handles;

    for (uint32_t i = 0; table && i < table->size; i++)
        if (table->entries[i].object == object)
            return true;
    return false;
}

/* The object's handle is not counted off yet. */
static struct object *take_entry(struct handle_table *table, struct entry *entry)
{
    struct object *object = entry->object;

    *entry = (struct entry){0};
    table->n_used--;
    put_free(table, (uint32_t)(entry - table->entries));
    charge_give_back(&table->charge, 0, 1, 0);
    return object;
}

NTSTATUS handle_close(struct session *session, uint64_t handle, uint32_t slot)
{
    struct entry *entry = entry_of(session, handle);
    struct object *object;

    if (!entry)
        return STATUS_INVALID_HANDLE;
    if (entry->attributes & OBJ_PROTECT_CLOSE)
        return STATUS_HANDLE_NOT_CLOSABLE;
    object = take_entry(session->handles, entry);
    /* Only types that ask for it are worth the search for another handle. */
    object_handle_closed(object, session,
                         object->type->session_left && (object->n_handles == 1 || !handle_exists(session, object)), slot);
    return STATUS_SUCCESS;
}

/* Counted first: searching the table for another handle, for each one, takes a second when there are many. */
void handle_close_all(struct session *session)
{
    struct handle_table *table = session->handles;

    for (uint32_t i = 0; table && i < table->size; i++)
        if (table->entries[i].object)
            table->entries[i].object->n_closing++;
    for (uint32_t i = 0; table && i < table->size && table->n_used; i++)
        if (table->entries[i].object) {
            struct object *object = take_entry(table, &table->entries[i]);

            object_handle_closed(object, session, --object->n_closing == 0, NO_SLOT_INDEX);
        }
}

void handle_table_free(struct session *session)
{
    if (!session->handles)
        return;
    charge_release(&session->handles->charge);
    free(session->handles->entries);
    free(session->handles);
    session->handles = NULL;
}

uint32_t handle_count(const struct session *session)
{
    return session->handles ? session->handles->n_used : 0;
}

uint64_t handle_next(const struct session *session, uint64_t from, struct object **object,
                     uint32_t *granted, uint32_t *attributes)
{
    uint64_t end = session->handles ? value_of(session->handles->size) : 0;

    for (uint64_t handle = from < 4 ? 4 : from & ~3ull; handle < end; handle += 4) {
        struct entry *entry = entry_of(session, handle);

        if (entry) {
            *object = entry->object;
            *granted = entry->granted;
            *attributes = entry->attributes;
            return handle;
        }
    }
    return 0;
}

NTSTATUS handle_set_attributes(struct session *session, uint64_t handle, uint32_t attributes)
{
    struct entry *entry = entry_of(session, handle);

    if (!entry)
        return STATUS_INVALID_HANDLE;
    entry->attributes = attributes & HANDLE_FLAGS;
    return STATUS_SUCCESS;
}
