/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Waits for objects of ours and of Wine's together. The two servers know nothing of each other: this
 * thread waits for Wine's objects, among them the event of a watch (watch.h) that waits for ours. Its
 * place is in Wine's server, so that Wine's mutants become its own and its APCs reach it.
 *
 * An event or semaphore of Wine's that was sent is in both servers, and waited for in either.
 *
 * When both waits were satisfied Wine's counts, and what ours has taken is given back: nothing from a port,
 * a signal or a count from an object that came with a message.
 */
#include "wine/wait.h"

#include "wine/library.h"
#include "wine/loan.h"
#include "wine/object.h"
#include "wine/watch.h"
#include "wine/wine.h"

#define CURRENT_PROCESS ((uint64_t)-1)
#define WAIT_ANY        1u
#define SYNCHRONIZATION_EVENT 1

static const int64_t at_once = 0;

/* The handles of one wait, apart, and where each was. */
struct parts {
    uint32_t n_ours, n_wines;
    uint64_t ours[MAX_WAIT], wines[MAX_WAIT + 1];
    uint8_t ours_at[MAX_WAIT], wines_at[MAX_WAIT];
    bool any, alertable;
    uint64_t timeout;
    uint32_t n_lent;                        /* of Wine's, those that were sent; in a wait ours of them stand behind ours */
    uint64_t lent[MAX_WAIT];
    uint8_t lent_at[MAX_WAIT];
};

/* All of several are waited for in Wine. */
static void add_lent(struct parts *parts, uint32_t i, uint64_t handle)
{
    if (!parts->any) {
        loan_pull(handle);
    } else if (loan_of(handle) && parts->n_wines < MAX_WAIT) {
        parts->lent_at[parts->n_lent] = (uint8_t)i;
        parts->lent[parts->n_lent++] = handle;
    }
}

static void take_one(struct parts *parts, uint32_t i, uint64_t handle, uint64_t object)
{
    if (object) {
        parts->ours_at[parts->n_ours] = (uint8_t)i;
        parts->ours[parts->n_ours++] = object;
        return;
    }
    parts->wines_at[parts->n_wines] = (uint8_t)i;
    parts->wines[parts->n_wines++] = handle;
}

static void take_apart(struct parts *parts, const uint64_t *a, const uint64_t *objects)
{
    const uint64_t *handles = (const uint64_t *)(uintptr_t)a[1];

    parts->any = (uint32_t)a[2] == WAIT_ANY;
    parts->alertable = (uint8_t)a[3];
    parts->timeout = a[4];
    for (uint32_t i = 0; i < (uint32_t)a[0]; i++)
        take_one(parts, i, handles[i], objects[i]);
    for (uint32_t i = 0; i < parts->n_wines; i++)
        add_lent(parts, parts->wines_at[i], parts->wines[i]);
}

static uint32_t wait_wines(const struct parts *parts, uint32_t n, bool alertable, uint64_t timeout)
{
    return (uint32_t)wine_call(wine.NtWaitForMultipleObjects, n, (uintptr_t)parts->wines, parts->any,
                               alertable, timeout, 0, 0);
}

static uint32_t wait_ours(const struct parts *parts, uint64_t timeout)
{
    if (!parts->n_ours)
        return (uint32_t)(parts->any ? STATUS_TIMEOUT : STATUS_WAIT_0);
    return ours_call("NtWaitForMultipleObjects", parts->n_ours, (uintptr_t)parts->ours, parts->any, 0, timeout);
}

static bool is_index(uint32_t status, uint32_t from, uint32_t n)
{
    return status >= from && status < from + n;
}

/* A status of a part of the handles, as one of all. */
static uint32_t of_all(const struct parts *parts, uint32_t status, const uint8_t *at, uint32_t n)
{
    if (!parts->any)
        return status;
    if (is_index(status, STATUS_WAIT_0, n))
        return STATUS_WAIT_0 + at[status - STATUS_WAIT_0];
    if (is_index(status, STATUS_ABANDONED_WAIT_0, n))
        return STATUS_ABANDONED_WAIT_0 + at[status - STATUS_ABANDONED_WAIT_0];
    return status;
}

static uint32_t ours_of_all(const struct parts *parts, uint32_t status)
{
    return of_all(parts, status, parts->ours_at, parts->n_ours);
}

static uint32_t wines_of_all(const struct parts *parts, uint32_t status)
{
    return of_all(parts, status, parts->wines_at, parts->n_wines);
}

/* What a wait for ours has taken, which counts for nothing. */
static void give_back(uint64_t object)
{
    struct { uint32_t type, state; } event = {0};

    switch (object_type_of_ours(object)) {
    case OBJECT_EVENT:
        ours_call("NtQueryEvent", object, 0, (uintptr_t)&event, sizeof event, 0);
        if (event.type == SYNCHRONIZATION_EVENT)
            ours_call("NtSetEvent", object, 0);
        break;
    case OBJECT_SEMAPHORE:
        ours_call("NtReleaseSemaphore", object, 1, 0);
        break;
    case OBJECT_MUTANT:
        ours_call("NtReleaseMutant", object, 0);
        break;
    default:
        break;
    }
}

static void give_all_back(const struct parts *parts, uint32_t status)
{
    if (parts->any) {
        if (is_index(status, STATUS_WAIT_0, parts->n_ours))
            give_back(parts->ours[status - STATUS_WAIT_0]);
        return;
    }
    for (uint32_t i = 0; status == STATUS_WAIT_0 && i < parts->n_ours; i++)
        give_back(parts->ours[i]);
}

static uint32_t look_at_wines(const struct parts *parts, uint32_t n)
{
    return n ? wait_wines(parts, n, false, (uintptr_t)&at_once) : (uint32_t)STATUS_TIMEOUT;
}

/* The first of the handles that is signalled counts. */
static uint32_t look_for_any(const struct parts *parts)
{
    uint32_t ours = wait_ours(parts, (uintptr_t)&at_once), at = ours_of_all(parts, ours), n = 0, status;

    if ((int32_t)ours < 0)
        return ours;
    while (n < parts->n_wines && (ours == STATUS_TIMEOUT || parts->wines_at[n] < at))
        n++;
    status = look_at_wines(parts, n);
    if (status == STATUS_TIMEOUT)
        return at;
    give_all_back(parts, ours);
    return wines_of_all(parts, status);
}

static uint32_t look_at_lent(const struct parts *parts)
{
    for (uint32_t i = 0; i < parts->n_lent; i++)
        if (loan_take_signal(parts->lent[i]))
            return STATUS_WAIT_0 + parts->lent_at[i];
    return (uint32_t)STATUS_TIMEOUT;
}

/* What is there already. Ours are looked at first, since that can be given back. */
static uint32_t look(const struct parts *parts)
{
    uint32_t ours, status;

    if (parts->any) {
        status = look_for_any(parts);
        return status == STATUS_TIMEOUT ? look_at_lent(parts) : status;
    }
    ours = wait_ours(parts, (uintptr_t)&at_once);
    if (ours != STATUS_WAIT_0 || !parts->n_wines)
        return ours;
    status = look_at_wines(parts, parts->n_wines);
    if (status == STATUS_TIMEOUT)
        give_all_back(parts, ours);
    return status;
}

/* The thread that waits would own it, not this one. */
static bool has_mutant(const struct parts *parts)
{
    for (uint32_t i = 0; i < parts->n_ours; i++)
        if (object_type_of_ours(parts->ours[i]) == OBJECT_MUTANT)
            return true;
    return false;
}

static struct watch *watch_parts(struct parts *parts)
{
    for (uint32_t i = 0; i < parts->n_lent; i++)
        parts->ours[parts->n_ours + i] = loan_of(parts->lent[i]);
    return watch_begin(parts->ours, parts->n_ours + parts->n_lent, parts->any);
}

/* Both have ended; which of them counts. */
static uint32_t outcome(const struct parts *parts, uint32_t status, uint32_t ours)
{
    if (parts->any && status == STATUS_WAIT_0 + parts->n_wines)
        return ours_of_all(parts, ours);
    if (!parts->any && status == STATUS_WAIT_0)
        return (int32_t)ours < 0 ? ours : STATUS_WAIT_0;
    if (parts->any && status == STATUS_TIMEOUT && is_index(ours, STATUS_WAIT_0, parts->n_ours))
        return ours_of_all(parts, ours);
    give_all_back(parts, ours);
    return wines_of_all(parts, status);
}

/* The same, when ours is that of one that was sent. */
static uint32_t outcome_of_lent(const struct parts *parts, uint32_t status, uint32_t i)
{
    if (status != STATUS_WAIT_0 + parts->n_wines && status != STATUS_TIMEOUT) {
        give_back(parts->ours[parts->n_ours + i]);
        return wines_of_all(parts, status);
    }
    loan_sync(parts->lent[i]);
    return STATUS_WAIT_0 + parts->lent_at[i];
}

static uint32_t sleep_until(struct parts *parts)
{
    struct watch *watch;
    uint32_t status, ours;

    if (has_mutant(parts))
        return (uint32_t)STATUS_NOT_IMPLEMENTED;
    watch = watch_parts(parts);
    if (!watch)
        return (uint32_t)STATUS_NO_MEMORY;
    parts->wines[parts->n_wines] = watch_event(watch);
    status = wait_wines(parts, parts->n_wines + 1, parts->alertable, parts->timeout);
    ours = watch_end(watch);
    if (is_index(ours, STATUS_WAIT_0 + parts->n_ours, parts->n_lent))
        return outcome_of_lent(parts, status, ours - STATUS_WAIT_0 - parts->n_ours);
    return outcome(parts, status, ours);
}

static uint32_t wait_apart(struct parts *parts)
{
    const int64_t *timeout = (const int64_t *)(uintptr_t)parts->timeout;
    uint32_t status;

    if (!parts->n_ours && !parts->n_lent)
        return wait_wines(parts, parts->n_wines, parts->alertable, parts->timeout);
    if (!parts->n_wines && !parts->alertable)
        return wait_ours(parts, parts->timeout);
    for (uint32_t i = 0; i < parts->n_lent; i++)
        loan_sync(parts->lent[i]);
    status = look(parts);
    return status == STATUS_TIMEOUT && (!timeout || *timeout || parts->alertable) ? sleep_until(parts) : status;
}

uint64_t wait_multiple(const uint64_t *a, const uint64_t objects[MAX_WAIT])
{
    struct parts parts = {0};

    take_apart(&parts, a, objects);
    return wait_apart(&parts);
}

uint64_t wait_single(const uint64_t *a, uint64_t object)
{
    struct parts parts = {.any = true, .alertable = (uint8_t)a[1], .timeout = a[2]};

    take_one(&parts, 0, a[0], object);
    if (!object)
        add_lent(&parts, 0, a[0]);
    return wait_apart(&parts);
}

/* Each server signals what is its own. STATUS_TIMEOUT: that has been done */
static uint32_t signal_now(uint64_t handle, uint64_t object)
{
    const uint64_t only_signal[MAX_ARGUMENTS] = {object ? object : handle, CURRENT_PROCESS, 0, (uintptr_t)&at_once};
    struct mirrored one = {.count = 1};
    uint32_t status;

    if (object)
        return (uint32_t)windows_call(library_call("NtSignalAndWaitForSingleObject"), only_signal);
    if (loan_act(&status, handle, mirror_signal, &one))
        return status ? status : (uint32_t)STATUS_TIMEOUT;
    return (uint32_t)wine_call_all(wine.NtSignalAndWaitForSingleObject, only_signal);
}

/* While nobody waits for what comes after it. */
uint64_t wait_after_signal(const uint64_t *a, uint64_t signalled, uint64_t waited)
{
    const uint64_t then[MAX_ARGUMENTS] = {a[1], a[2], a[3]};
    uint32_t status = signal_now(a[0], signalled);

    return status == STATUS_TIMEOUT ? wait_single(then, waited) : status;
}
