/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mirrors; see mirror.h. */
#include "wine/mirror.h"

#include "wine/library.h"
#include "wine/wine.h"

#define BASIC_INFORMATION  0
#define NOTIFICATION_EVENT 0
#define MANY               4096         /* counts that are carried over one by one */

struct event_information {
    uint32_t type, state;
};
struct semaphore_information {
    uint32_t current, maximum;
};

static const int64_t at_once = 0;

/* --- the two sides --- */

static uint32_t in_wine(void *function, uint64_t handle, uint64_t a, uint64_t b)
{
    return (uint32_t)wine_call(function, handle, a, b, 0, 0, 0, 0);
}

static bool take_wines(const struct mirror *mirror)
{
    return in_wine(wine.NtWaitForSingleObject, mirror->wines, false, (uintptr_t)&at_once) == STATUS_WAIT_0;
}

static bool take_ours(const struct mirror *mirror)
{
    return ours_call("NtWaitForSingleObject", mirror->ours, false, (uintptr_t)&at_once) == STATUS_WAIT_0;
}

static struct event_information event_in_wine(const struct mirror *mirror)
{
    struct event_information event = {0};

    wine_call(wine.NtQueryEvent, mirror->wines, BASIC_INFORMATION, (uintptr_t)&event, sizeof event, 0, 0, 0);
    return event;
}

static bool is_set_in_ours(const struct mirror *mirror)
{
    struct event_information event = {0};

    ours_call("NtQueryEvent", mirror->ours, BASIC_INFORMATION, (uintptr_t)&event, sizeof event, 0);
    return event.state;
}

static struct semaphore_information semaphore_in_wine(const struct mirror *mirror)
{
    struct semaphore_information semaphore = {0, INT32_MAX};

    wine_call(wine.NtQuerySemaphore, mirror->wines, BASIC_INFORMATION, (uintptr_t)&semaphore, sizeof semaphore, 0, 0, 0);
    return semaphore;
}

static uint32_t count_in_ours(const struct mirror *mirror)
{
    struct semaphore_information semaphore = {0};

    ours_call("NtQuerySemaphore", mirror->ours, BASIC_INFORMATION, (uintptr_t)&semaphore, sizeof semaphore, 0);
    return semaphore.current;
}

static void set_in_wine(const struct mirror *mirror, bool set)
{
    in_wine(set ? wine.NtSetEvent : wine.NtResetEvent, mirror->wines, 0, 0);
}

static void set_in_ours(struct mirror *mirror, bool set)
{
    ours_call(set ? "NtSetEvent" : "NtResetEvent", mirror->ours, 0, 0);
    mirror->last = set;
}

/* --- carrying over --- */

bool mirror_begin(struct mirror *mirror, enum object_type type, uint64_t wines, uint64_t ours)
{
    *mirror = (struct mirror){.wines = wines, .ours = ours, .type = type};
    if (type != OBJECT_EVENT)
        return type == OBJECT_SEMAPHORE;
    mirror->stays = event_in_wine(mirror).type == NOTIFICATION_EVENT;
    mirror->last = is_set_in_ours(mirror);
    return true;
}

void mirror_sync(struct mirror *mirror)
{
    bool ours, wines;

    if (!mirror->stays)
        return;
    ours = is_set_in_ours(mirror);
    wines = event_in_wine(mirror).state;
    if (ours != mirror->last && ours != wines)
        set_in_wine(mirror, ours);
    else if (ours == mirror->last && ours != wines)
        set_in_ours(mirror, ours = wines);
    mirror->last = ours;
}

void mirror_lend(struct mirror *mirror)
{
    mirror_sync(mirror);
    for (int i = 0; !mirror->stays && i < MANY && take_wines(mirror); i++)
        if (mirror->type == OBJECT_EVENT)
            set_in_ours(mirror, true);
        else
            ours_call("NtReleaseSemaphore", mirror->ours, 1, 0);
}

void mirror_return(struct mirror *mirror)
{
    mirror_sync(mirror);
    for (int i = 0; !mirror->stays && i < MANY && take_ours(mirror); i++)
        if (mirror->type == OBJECT_EVENT)
            set_in_wine(mirror, true);
        else
            in_wine(wine.NtReleaseSemaphore, mirror->wines, 1, 0);
}

/* The sender has carried over what it did itself to a notification event. */
void mirror_hand_over(struct mirror *mirror)
{
    if (!mirror->stays)
        mirror_return(mirror);
}

bool mirror_take(struct mirror *mirror)
{
    bool took = take_ours(mirror);

    if (took)
        mirror_sync(mirror);
    return took;
}

/* --- the calls --- */

uint32_t mirror_set_event(struct mirror *mirror, struct mirrored *call)
{
    uint32_t status;

    if (!mirror->stays && call->out) {
        status = ours_call("NtSetEvent", mirror->ours, (uintptr_t)&call->previous, 0);
        call->previous |= event_in_wine(mirror).state;
        return status;
    }
    status = in_wine(wine.NtSetEvent, mirror->wines, (uintptr_t)&call->previous, 0);
    if (!status && mirror->stays)
        set_in_ours(mirror, true);
    return status;
}

uint32_t mirror_reset_event(struct mirror *mirror, struct mirrored *call)
{
    uint32_t ours = 0, status = in_wine(wine.NtResetEvent, mirror->wines, (uintptr_t)&call->previous, 0);

    if (status)
        return status;
    ours_call("NtResetEvent", mirror->ours, (uintptr_t)&ours, 0);
    mirror->last = false;
    call->previous |= ours;
    return 0;
}

uint32_t mirror_pulse_event(struct mirror *mirror, struct mirrored *call)
{
    uint32_t status = in_wine(wine.NtPulseEvent, mirror->wines, (uintptr_t)&call->previous, 0);

    if (!status && call->out)
        ours_call("NtPulseEvent", mirror->ours, 0, 0);
    mirror->last = false;
    return status;
}

uint32_t mirror_release_semaphore(struct mirror *mirror, struct mirrored *call)
{
    struct semaphore_information semaphore = semaphore_in_wine(mirror);
    uint32_t status, there = semaphore.current + count_in_ours(mirror);

    if (there > semaphore.maximum || call->count > semaphore.maximum - there)
        return (uint32_t)STATUS_SEMAPHORE_LIMIT_EXCEEDED;
    status = call->out ? ours_call("NtReleaseSemaphore", mirror->ours, call->count, 0)
                       : in_wine(wine.NtReleaseSemaphore, mirror->wines, call->count, 0);
    call->previous = there;
    return status;
}

uint32_t mirror_signal(struct mirror *mirror, struct mirrored *call)
{
    return mirror->type == OBJECT_EVENT ? mirror_set_event(mirror, call) : mirror_release_semaphore(mirror, call);
}

uint32_t mirror_query(struct mirror *mirror, struct mirrored *call)
{
    mirror_sync(mirror);
    call->previous = mirror->type == OBJECT_EVENT ? is_set_in_ours(mirror) : count_in_ours(mirror);
    return 0;
}
