/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Waits for objects of ours and of Wine's together. The two servers know nothing of each other: this
 * thread waits for Wine's objects, among them the event of a watch (watch.h) that waits for ours. Its
 * place is in Wine's server, so that Wine's mutants become its own and its APCs reach it.
 *
 * Nothing is taken from a port by waiting for it. So when both waits were satisfied Wine's counts, and
 * nothing of ours has to be given back.
 */
#include "wine/wait.h"

#include "wine/library.h"
#include "wine/watch.h"
#include "wine/wine.h"

#include <string.h>

#define CURRENT_PROCESS ((uint64_t)-1)
#define WAIT_ANY        1u

static const int64_t at_once = 0;

/* The handles of one wait, apart, and where each was. */
struct parts {
    uint32_t n_ours, n_wines;
    uint64_t ours[MAX_WAIT], wines[MAX_WAIT + 1];
    uint8_t ours_at[MAX_WAIT], wines_at[MAX_WAIT];
    bool any, alertable;
    uint64_t timeout;
};

static void take_apart(struct parts *parts, const uint64_t *a, const uint64_t *objects)
{
    const uint64_t *handles = (const uint64_t *)(uintptr_t)a[1];

    parts->any = (uint32_t)a[2] == WAIT_ANY;
    parts->alertable = (uint8_t)a[3];
    parts->timeout = a[4];
    for (uint32_t i = 0; i < (uint32_t)a[0]; i++)
        if (objects[i]) {
            parts->ours_at[parts->n_ours] = (uint8_t)i;
            parts->ours[parts->n_ours++] = objects[i];
        } else {
            parts->wines_at[parts->n_wines] = (uint8_t)i;
            parts->wines[parts->n_wines++] = handles[i];
        }
}

static uint32_t wait_wines(const struct parts *parts, uint32_t n, bool alertable, uint64_t timeout)
{
    return (uint32_t)wine_call(wine.NtWaitForMultipleObjects, n, (uintptr_t)parts->wines, parts->any,
                               alertable, timeout, 0, 0);
}

static uint32_t wait_ours(const struct parts *parts, uint64_t timeout)
{
    return (uint32_t)windows_call(
        library_call("NtWaitForMultipleObjects"),
        (uint64_t[MAX_ARGUMENTS]){parts->n_ours, (uintptr_t)parts->ours, parts->any, 0, timeout});
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

static uint32_t look_at_wines(const struct parts *parts, uint32_t n)
{
    return n ? wait_wines(parts, n, false, (uintptr_t)&at_once) : (uint32_t)STATUS_TIMEOUT;
}

/* The first of the handles that is signalled counts. */
static uint32_t look_for_any(const struct parts *parts)
{
    uint32_t ours = ours_of_all(parts, wait_ours(parts, (uintptr_t)&at_once)), n = 0, status;

    if ((int32_t)ours < 0)
        return ours;
    while (n < parts->n_wines && (ours == STATUS_TIMEOUT || parts->wines_at[n] < ours))
        n++;
    status = look_at_wines(parts, n);
    return status == STATUS_TIMEOUT ? ours : wines_of_all(parts, status);
}

/* What is there already. Ours are looked at first, since that takes nothing. */
static uint32_t look(const struct parts *parts)
{
    uint32_t status;

    if (parts->any)
        return look_for_any(parts);
    status = wait_ours(parts, (uintptr_t)&at_once);
    if (status != STATUS_WAIT_0 || !parts->n_wines)
        return status;
    return look_at_wines(parts, parts->n_wines);
}

static uint32_t sleep_until(struct parts *parts)
{
    struct watch *watch = watch_begin(parts->ours, parts->n_ours, parts->any);
    uint32_t status, ours;

    if (!watch)
        return (uint32_t)STATUS_NO_MEMORY;
    parts->wines[parts->n_wines] = watch_event(watch);
    status = wait_wines(parts, parts->n_wines + 1, parts->alertable, parts->timeout);
    ours = watch_end(watch);
    if (parts->any && status == STATUS_WAIT_0 + parts->n_wines)
        return ours_of_all(parts, ours);
    if (!parts->any && status == STATUS_WAIT_0 && (int32_t)ours < 0)
        return ours;
    return wines_of_all(parts, status);
}

static uint32_t wait_apart(struct parts *parts)
{
    const int64_t *timeout = (const int64_t *)(uintptr_t)parts->timeout;
    uint32_t status;

    if (!parts->n_wines && !parts->alertable)
        return wait_ours(parts, parts->timeout);
    status = look(parts);
    if (status != STATUS_TIMEOUT || (timeout && !*timeout && !parts->alertable))
        return status;
    return sleep_until(parts);
}

uint64_t wait_multiple(const uint64_t *a, const uint64_t objects[MAX_WAIT])
{
    struct parts parts = {0};

    take_apart(&parts, a, objects);
    return wait_apart(&parts);
}

uint64_t wait_single(const uint64_t *a, uint64_t object)
{
    struct parts parts = {
        .n_ours = 1, .ours = {object}, .any = true, .alertable = (uint8_t)a[1], .timeout = a[2],
    };

    return wait_apart(&parts);
}

/* Each server signals what is its own, while nobody waits for what comes after it. */
uint64_t wait_after_signal(const uint64_t *a, uint64_t signalled, uint64_t waited)
{
    const uint64_t only_signal[MAX_ARGUMENTS] = {signalled ? signalled : a[0], CURRENT_PROCESS, 0,
                                                 (uintptr_t)&at_once};
    const uint64_t wait[MAX_ARGUMENTS] = {a[1], a[2], a[3]};
    uint32_t status;

    if (signalled)
        status = (uint32_t)windows_call(library_call("NtSignalAndWaitForSingleObject"), only_signal);
    else
        status = (uint32_t)wine_call_all(wine.NtSignalAndWaitForSingleObject, only_signal);
    if (status != STATUS_TIMEOUT)
        return status;
    return waited ? wait_single(wait, waited) : wine_call_all(wine.NtWaitForSingleObject, wait);
}
