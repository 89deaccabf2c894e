/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Deadlines; see deadline.h. */
#include "server/deadline.h"

#include "server/object.h"

#include <stdlib.h>
#include <sys/timerfd.h>
#include <time.h>

#define UNITS_PER_SECOND 10000000ll
#define UNIX_EPOCH       (11644473600ll * UNITS_PER_SECOND)     /* 1970, since 1601 */
#define A_TURN           64             /* so many at most, then the clients have their turn */
#define GROWTH           256u

static struct heap {
    struct deadline **entries;          /* [1] is the first to come */
    uint32_t n;
    int fd;
} heaps[N_CLOCKS] = {{.fd = -1}, {.fd = -1}};

static uint32_t n_reserved, n_room;

int64_t deadline_now(enum deadline_clock clock)
{
    struct timespec now;

    if (clock == SYSTEM_TIME)
        return nt_time_now();
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * UNITS_PER_SECOND + now.tv_nsec / 100;
}

static bool grow(uint32_t room)
{
    for (int i = 0; i < N_CLOCKS; i++) {
        struct deadline **grown = realloc(heaps[i].entries, (room + 1) * sizeof(struct deadline *));

        if (!grown)
            return false;
        heaps[i].entries = grown;
    }
    n_room = room;
    return true;
}

NTSTATUS deadline_reserve(void)
{
    if (n_reserved == n_room && !grow(n_room + n_room / 2 + GROWTH))
        return STATUS_NO_MEMORY;
    n_reserved++;
    return STATUS_SUCCESS;
}

void deadline_unreserve(void)
{
    n_reserved--;
}

/* The kernel's timer, to the first of the heap; with nothing to come it rests. */
static void arm(enum deadline_clock clock)
{
    struct heap *heap = &heaps[clock];
    struct itimerspec at = {0};
    int64_t when;

    if (heap->n) {
        when = heap->entries[1]->when - (clock == SYSTEM_TIME ? UNIX_EPOCH : 0);
        if (when < 1)
            when = 1;                   /* 0 would mean never */
        at.it_value.tv_sec = when / UNITS_PER_SECOND;
        at.it_value.tv_nsec = when % UNITS_PER_SECOND * 100;
    }
    timerfd_settime(heap->fd, TFD_TIMER_ABSTIME, &at, NULL);
}

static void put(struct heap *heap, uint32_t place, struct deadline *deadline)
{
    heap->entries[place] = deadline;
    deadline->place = place;
}

static void move_up(struct heap *heap, struct deadline *deadline)
{
    uint32_t place = deadline->place;

    for (; place > 1 && heap->entries[place / 2]->when > deadline->when; place /= 2)
        put(heap, place, heap->entries[place / 2]);
    put(heap, place, deadline);
}

static void move_down(struct heap *heap, struct deadline *deadline)
{
    uint32_t place = deadline->place, child;

    while ((child = place * 2) <= heap->n) {
        if (child < heap->n && heap->entries[child + 1]->when < heap->entries[child]->when)
            child++;
        if (heap->entries[child]->when >= deadline->when)
            break;
        put(heap, place, heap->entries[child]);
        place = child;
    }
    put(heap, place, deadline);
}

static void take_out(struct heap *heap, struct deadline *deadline)
{
    uint32_t place = deadline->place;
    struct deadline *last = heap->entries[heap->n--];

    deadline->place = 0;
    if (last == deadline)
        return;
    put(heap, place, last);
    move_up(heap, last);
    move_down(heap, last);
}

void deadline_set(struct deadline *deadline, enum deadline_clock clock, int64_t when)
{
    struct heap *heap = &heaps[clock];

    deadline_cancel(deadline);
    deadline->clock = clock;
    deadline->when = when;
    put(heap, ++heap->n, deadline);
    move_up(heap, deadline);
    if (deadline->place == 1)
        arm(clock);
}

bool deadline_cancel(struct deadline *deadline)
{
    bool first = deadline->place == 1;

    if (!deadline->place)
        return false;
    take_out(&heaps[deadline->clock], deadline);
    if (first)
        arm(deadline->clock);
    return true;
}

int deadline_open_clock(enum deadline_clock clock)
{
    int fd = timerfd_create(clock == SYSTEM_TIME ? CLOCK_REALTIME : CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

    heaps[clock].fd = fd;
    return fd;
}

void deadlines_expire(void)
{
    for (int clock = 0; clock < N_CLOCKS; clock++) {
        struct heap *heap = &heaps[clock];
        int64_t now = deadline_now(clock);

        for (int i = 0; i < A_TURN && heap->n && heap->entries[1]->when <= now; i++) {
            struct deadline *first = heap->entries[1];

            take_out(heap, first);
            first->expire(first);
        }
        arm(clock);                     /* which also makes it unreadable, unless there is more */
    }
}
