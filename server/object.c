/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Objects: birth, references, the two ends of life, and the list of types; see object.h. */
#include "server/object.h"

#include "server/account.h"
#include "server/namespace.h"
#include "server/wait.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

const struct object_type *const object_types[] = {
    &directory_type, &symlink_type, &token_type, &process_type, &thread_type, &event_type, &mutant_type,
    &semaphore_type, &timer_type, &keyed_event_type,
    &section_type, &file_type, &completion_type, &wait_packet_type, &completion_reserve_type, &port_type, NULL,
};

#define N_TYPES     (sizeof object_types / sizeof object_types[0] - 1)
#define FIRST_INDEX 2       /* NT's indexes begin there */

static uint32_t n_objects[N_TYPES], n_handles[N_TYPES];

int64_t nt_time_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (now.tv_sec + 11644473600ll) * 10000000 + now.tv_nsec / 100;
}

static size_t place_of(const struct object_type *type)
{
    size_t i = 0;

    while (object_types[i] != type)
        i++;
    return i;
}

uint32_t object_type_index(const struct object_type *type)
{
    return (uint32_t)place_of(type) + FIRST_INDEX;
}

void object_type_counts(const struct object_type *type, uint32_t *objects, uint32_t *handles)
{
    *objects = n_objects[place_of(type)];
    *handles = n_handles[place_of(type)];
}

void *object_new(const struct object_type *type, struct account *payer, NTSTATUS *status)
{
    struct object *object = calloc(1, type->size);

    if (!object) {
        *status = STATUS_NO_MEMORY;
        return NULL;
    }
    *status = charge_take(&object->charge, payer, 1, 0, 0);
    if (!NT_SUCCESS(*status)) {
        free(object);
        return NULL;
    }
    object->type = type;
    object->n_references = 1;
    object->create_time = nt_time_now();
    n_objects[place_of(type)]++;
    return object;
}

void *object_ref(void *pointer)
{
    struct object *object = pointer;

    object->n_references++;
    return object;
}

void *object_unref(void *pointer)
{
    struct object *object = pointer;

    assert(object->n_references);
    if (--object->n_references)
        return NULL;
    assert(!object->n_handles && !object->waiters);
    if (object->parent)
        namespace_remove(object);
    if (object->type->destroy)
        object->type->destroy(object);
    n_objects[place_of(object->type)]--;
    charge_release(&object->charge);
    free(object->name);
    free(object->sd);
    free(object);
    return NULL;
}

void object_unrefp(void *pointer)
{
    void *object = *(void **)pointer;

    if (object)
        object_unref(object);
}

/* A name goes with the last handle, or the last message that carries one, except a permanent object's (which is a reference). */
static void drop_name(struct object *object)
{
    if (!object->n_handles && !object->n_carried && object->parent && !(object->attributes & OBJ_PERMANENT))
        namespace_remove(object);
}

void object_handle_opened(struct object *object, struct session *session, uint32_t access)
{
    object->n_handles++;
    n_handles[place_of(object->type)]++;
    object_ref(object);
    if (object->type->handle_opened)
        object->type->handle_opened(object, session, access);
}

void object_handle_closed(struct object *object, struct session *session, bool left, uint32_t slot)
{
    object->n_handles--;
    n_handles[place_of(object->type)]--;
    if (left && object->type->session_left)
        object->type->session_left(object, session, slot);
    drop_name(object);
    if (!object->n_handles && object->type->last_handle)
        object->type->last_handle(object, slot);
    object_unref(object);
}

void object_carry(struct object *object)
{
    object->n_carried++;
}

void object_carried(struct object *object)
{
    object->n_carried--;
    drop_name(object);
    object_unref(object);
}
