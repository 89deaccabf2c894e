/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Loans. The sender keeps a handle of its own to Wine's object and one to ours, until nobody else refers to ours: it asks
 * not after each message, but when there are twice as many as the last time. The receiver believes the name only if the
 * sender of the message, whom our server names, is the process in it, and Wine's process is that one (identity.h).
 *
 * What a native program can do with it: a section that is carried has the memory of Wine's, a file its descriptor.
 * Events and semaphores are mirrored (mirror.h) for the sender.
 */
#include "wine/loan.h"

#include "wine/file.h"
#include "wine/handles.h"
#include "wine/identity.h"
#include "wine/library.h"
#include "wine/object.h"
#include "wine/process.h"
#include "wine/section.h"
#include "wine/wine.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CURRENT_PROCESS ((uint64_t)-1)
#define NAME            "\\BaseNamedObjects\\ntport-wine-%" PRIx32 "-%" PRIx32 "-%" PRIx64 "-%" PRIx64 "-%" PRIx64
#define NAME_SIZE       160

/* What a name says. */
struct loan {
    struct identity owner;
    uint64_t handle, number;
};

/* Those of this process that may still be wanted. */
struct kept {
    struct kept *next;
    uint64_t given;                     /* the program's handle */
    uint64_t handle, object;            /* Wine's, ours */
    struct mirror mirror;
    bool is_mirrored;
    uint32_t n_references;              /* to ours, when it is on no way */
    uint32_t n_sending;
};

static struct kept *all_kept;
static unsigned int n_kept, n_next_sweep = 16;
static uint64_t last_number;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* By the program's handle: ours, of what is mirrored; read without the lock. */
#define N_HANDLES     65536
#define INDEX(handle) ((handle) >> 2)
static uint64_t lent_objects[N_HANDLES];

/* --- names --- */

struct wide_name {
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING string;
    uint16_t text[NAME_SIZE];
};

static void make_name(struct wide_name *name, const struct loan *loan)
{
    char text[NAME_SIZE];
    int n = snprintf(text, sizeof text, NAME, loan->owner.system_pid, loan->owner.wine_pid,
                     loan->owner.card, loan->handle, loan->number);

    for (int i = 0; i < n; i++)
        name->text[i] = (uint16_t)text[i];
    name->string = (UNICODE_STRING){(USHORT)(2 * n), (USHORT)(2 * n), (PWSTR)name->text};
    name->attributes = (OBJECT_ATTRIBUTES){.Length = sizeof name->attributes, .ObjectName = &name->string};
}

static bool read_name(struct loan *loan, uint64_t object)
{
    union {
        UNICODE_STRING string;
        uint8_t bytes[sizeof(UNICODE_STRING) + 2 * NAME_SIZE];
    } name;
    char text[NAME_SIZE] = "";
    uint32_t length;

    if (ours_call("NtQueryObject", object, ObjectNameInformation, (uintptr_t)&name, sizeof name, (uintptr_t)&length))
        return false;
    for (unsigned int i = 0; i < name.string.Length / 2u && i < NAME_SIZE - 1; i++)
        text[i] = (char)((const uint16_t *)name.string.Buffer)[i];
    return sscanf(text, "\\BaseNamedObjects\\ntport-wine-%" SCNx32 "-%" SCNx32 "-%" SCNx64 "-%" SCNx64 "-%" SCNx64,
                  &loan->owner.system_pid, &loan->owner.wine_pid, &loan->owner.card, &loan->handle,
                  &loan->number) == 5;
}

/* --- the sender's side --- */

static uint32_t references(uint64_t object)
{
    OBJECT_BASIC_INFORMATION basic = {0};

    ours_call("NtQueryObject", object, ObjectBasicInformation, (uintptr_t)&basic, sizeof basic, 0);
    return basic.PointerCount;
}

static bool is_back(const struct kept *kept)
{
    return !kept->n_sending && references(kept->object) <= kept->n_references;
}

static void set_lent(uint64_t handle, uint64_t object)
{
    if (INDEX(handle) < N_HANDLES)
        __atomic_store_n(&lent_objects[INDEX(handle)], object, __ATOMIC_RELEASE);
}

static void kept_free(struct kept *kept)
{
    if (kept->is_mirrored)
        mirror_return(&kept->mirror);
    if (loan_of(kept->given) == kept->object)
        set_lent(kept->given, 0);
    wine_close(kept->handle);
    ours_close(kept->object);
    free(kept);
}

/* Under lock. */
static void sweep(void)
{
    struct kept **at = &all_kept, *kept;

    while ((kept = *at)) {
        if (!is_back(kept)) {
            at = &kept->next;
            continue;
        }
        *at = kept->next;
        kept_free(kept);
        n_kept--;
    }
    n_next_sweep = 2 * n_kept + 16;
}

static bool keep(const struct kept *new, enum object_type type)
{
    struct kept *kept = malloc(sizeof *kept);

    if (!kept)
        return false;
    *kept = *new;
    kept->n_references = references(new->object);
    kept->n_sending = 1;
    kept->is_mirrored = mirror_begin(&kept->mirror, type, new->handle, new->object);
    if (kept->is_mirrored)
        mirror_lend(&kept->mirror);
    pthread_mutex_lock(&lock);
    if (n_kept >= n_next_sweep)
        sweep();
    kept->next = all_kept;
    all_kept = kept;
    n_kept++;
    if (kept->is_mirrored)
        set_lent(new->given, new->object);
    pthread_mutex_unlock(&lock);
    return true;
}

/* A handle that was sent before, and still is the same object's. */
static uint64_t lend_again(uint64_t handle)
{
    uint64_t object = 0;

    pthread_mutex_lock(&lock);
    for (struct kept *kept = all_kept; kept && !object; kept = kept->next)
        if (kept->given == handle &&
            !(uint32_t)wine_call(wine.NtCompareObjects, handle, kept->handle, 0, 0, 0, 0, 0)) {
            kept->n_sending++;
            object = kept->object;
            if (kept->is_mirrored)
                mirror_lend(&kept->mirror);
        }
    pthread_mutex_unlock(&lock);
    return object;
}

static uint32_t make_object(uint64_t *object, enum object_type type, uint64_t handle, const struct loan *loan)
{
    struct wide_name name;

    make_name(&name, loan);
    if (type == OBJECT_SECTION)
        return section_import(object, handle, &name.attributes);
    if (type == OBJECT_FILE)
        return file_import(object, handle, &name.string);
    return object_create_like(object, type, handle, &name.attributes);
}

/* Processes and threads are the same in both servers. */
static uint32_t lend_by_id(uint64_t *object, enum object_type type, uint64_t handle)
{
    *object = type == OBJECT_PROCESS ? process_import(handle, object_access(handle))
                                     : process_import_thread(handle, object_access(handle));
    return *object ? 0 : (uint32_t)STATUS_NOT_IMPLEMENTED;
}

uint32_t loan_make(uint64_t *object, uint64_t handle)
{
    enum object_type type = object_type_of_wine(handle);
    struct loan loan = {.number = __atomic_add_fetch(&last_number, 1, __ATOMIC_RELAXED)};
    uint32_t status;

    if (type == OBJECT_NONE)
        return (uint32_t)STATUS_INVALID_HANDLE;
    if (type == OBJECT_PROCESS || type == OBJECT_THREAD)
        return lend_by_id(object, type, handle);
    *object = lend_again(handle);
    if (*object)
        return 0;
    if (type == OBJECT_OTHER || !identity_mine(&loan.owner))
        return (uint32_t)STATUS_NOT_IMPLEMENTED;
    status = (uint32_t)wine_call(wine.NtDuplicateObject, CURRENT_PROCESS, handle, CURRENT_PROCESS,
                                 (uintptr_t)&loan.handle, 0, 0, DUPLICATE_SAME_ACCESS);
    if (status)
        return status;
    status = make_object(object, type, handle, &loan);
    if (!status && !keep(&(struct kept){.given = handle, .handle = loan.handle, .object = *object}, type)) {
        ours_close(*object);
        status = (uint32_t)STATUS_NO_MEMORY;
    }
    if (status)
        wine_close(loan.handle);
    return status;
}

void loan_sent(uint64_t object)
{
    bool is_kept = false;

    pthread_mutex_lock(&lock);
    for (struct kept *kept = all_kept; kept; kept = kept->next)
        if (kept->object == object) {
            kept->n_sending--;
            is_kept = true;
            if (kept->is_mirrored && is_back(kept))
                mirror_return(&kept->mirror);
        }
    pthread_mutex_unlock(&lock);
    if (!is_kept)                       /* a process or thread */
        ours_close(object);
}

/* --- what is mirrored --- */

uint64_t loan_of(uint64_t handle)
{
    return INDEX(handle) < N_HANDLES ? __atomic_load_n(&lent_objects[INDEX(handle)], __ATOMIC_ACQUIRE) : 0;
}

/* Nothing of the program's memory is touched under the lock, since a fault would keep it. */
bool loan_act(uint32_t *status, uint64_t handle, mirror_function *act, struct mirrored *call)
{
    uint64_t object = loan_of(handle);
    bool found = false;

    if (!object)
        return false;
    pthread_mutex_lock(&lock);
    for (struct kept *kept = all_kept; kept && !found; kept = kept->next)
        if (kept->object == object) {
            found = true;
            call->out = !is_back(kept);
            *status = act(&kept->mirror, call);
        }
    pthread_mutex_unlock(&lock);
    return found;
}

static uint32_t act_return(struct mirror *mirror, struct mirrored *call)
{
    (void)call;
    mirror_return(mirror);
    return 0;
}

static uint32_t act_sync(struct mirror *mirror, struct mirrored *call)
{
    (void)call;
    mirror_sync(mirror);
    return 0;
}

static uint32_t act_take(struct mirror *mirror, struct mirrored *call)
{
    (void)call;
    return mirror_take(mirror) ? STATUS_WAIT_0 : (uint32_t)STATUS_TIMEOUT;
}

void loan_pull(uint64_t handle)
{
    struct mirrored nothing = {0};
    uint32_t status;

    loan_act(&status, handle, act_return, &nothing);
}

void loan_sync(uint64_t handle)
{
    struct mirrored nothing = {0};
    uint32_t status;

    loan_act(&status, handle, act_sync, &nothing);
}

bool loan_take_signal(uint64_t handle)
{
    struct mirrored nothing = {0};
    uint32_t status;

    return loan_act(&status, handle, act_take, &nothing) && status == STATUS_WAIT_0;
}

void loan_closed(uint64_t handle)
{
    if (loan_of(handle))
        set_lent(handle, 0);
}

/* --- the receiver's --- */

static uint32_t take(uint64_t *handle, const struct loan *loan, uint32_t access)
{
    uint64_t process = identity_open(&loan->owner);
    uint32_t status;

    if (!process)
        return (uint32_t)STATUS_INVALID_HANDLE;
    status = (uint32_t)wine_call(wine.NtDuplicateObject, process, loan->handle, CURRENT_PROCESS,
                                 (uintptr_t)handle, access, 0, 0);
    wine_close(process);
    return status;
}

/* What was set on the way goes along; from now on Wine's is what counts. */
static uint32_t take_loan(uint64_t *handle, const struct loan *loan, uint64_t object, uint32_t access)
{
    uint32_t status = take(handle, loan, access);
    struct mirror mirror;

    if (!status && mirror_begin(&mirror, object_type_of_ours(object), *handle, object))
        mirror_hand_over(&mirror);
    return status;
}

static uint32_t stand_in(uint64_t *handle, uint64_t object, uint32_t access)
{
    uint32_t status = handle_reserve(handle);

    if (status) {
        ours_close(object);
        return status;
    }
    handle_fill(*handle, object, access);
    object_inherit_like(*handle, object);
    return 0;
}

/* What both servers have, if Wine has this one. */
static uint32_t take_same(uint64_t *handle, uint64_t object, uint32_t access)
{
    switch (object_type_of_ours(object)) {
    case OBJECT_PROCESS:
        return process_export(handle, object, access);
    case OBJECT_THREAD:
        return process_export_thread(handle, object, access);
    case OBJECT_FILE:
        return file_export(handle, object, access);
    default:
        return (uint32_t)STATUS_NOT_IMPLEMENTED;
    }
}

uint32_t loan_take(uint64_t *handle, uint64_t object, uint32_t access, uint64_t sender)
{
    struct loan loan;
    uint32_t status;

    if (read_name(&loan, object) && loan.owner.system_pid == sender)
        status = take_loan(handle, &loan, object, access);
    else if (take_same(handle, object, access))
        return stand_in(handle, object, access);
    else
        status = 0;
    if (!status)
        object_inherit_like(*handle, object);
    ours_close(object);
    return status;
}
