/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Watches. The thread is one of Wine's, since it sets an event of Wine's; in our library it is a
 * thread like any other, whose wait an alert ends. It serves one wait after the other, and leaves
 * when there was none for some seconds.
 */
#include "wine/watch.h"

#include "wine/library.h"
#include "wine/object.h"
#include "wine/thread.h"
#include "wine/wine.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NOTIFICATION_EVENT    0
#define SYNCHRONIZATION_EVENT 1
#define CURRENT_PROCESS       ((uint64_t)-1)
#define CURRENT_THREAD        ((uint64_t)-2)
#define IDLE_TIME             (-50000000ll)     /* 5 s */

struct watch {
    struct watch *next;                     /* of those that have nothing to do */
    uint64_t go, begun, satisfied, over;    /* events of Wine's */
    uint64_t thread;                        /* in our server */
    const uint64_t *objects;
    const struct futex_waitv *words;        /* instead of them */
    uint32_t stop;                          /* a word more */
    uint32_t n, status;
    bool any;
};

static struct watch *idle;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool make_event(uint64_t *event, uint32_t type)
{
    return !(uint32_t)wine_call(wine.NtCreateEvent, (uintptr_t)event, EVENT_ALL_ACCESS, 0, type, 0, 0, 0);
}

static void set_event(uint64_t event)
{
    wine_call(wine.NtSetEvent, event, 0, 0, 0, 0, 0, 0);
}

static uint32_t wait_event(uint64_t event, const int64_t *timeout)
{
    return (uint32_t)wine_call(wine.NtWaitForSingleObject, event, 0, (uintptr_t)timeout, 0, 0, 0, 0);
}

static void watch_free(struct watch *watch)
{
    const uint64_t events[] = {watch->go, watch->begun, watch->satisfied, watch->over};

    for (int i = 0; i < 4; i++)
        if (events[i])
            wine_close(events[i]);
    free(watch);
}

/* Somebody may just have taken it. */
static bool leave_idle(const struct watch *watch)
{
    struct watch **at = &idle;

    pthread_mutex_lock(&lock);
    while (*at && *at != watch)
        at = &(*at)->next;
    if (*at)
        *at = watch->next;
    else
        watch = NULL;
    pthread_mutex_unlock(&lock);
    return watch;
}

/* A handle for each wait: one of a server that has ended could be alerted by nobody. */
static void open_thread(struct watch *watch)
{
    ours_call("NtDuplicateObject", CURRENT_PROCESS, CURRENT_THREAD, CURRENT_PROCESS, (uintptr_t)&watch->thread, 0, 0,
              DUPLICATE_SAME_ACCESS);
    set_event(watch->begun);
}

static void sleep_on_words(struct watch *watch)
{
    struct futex_waitv words[FUTEX_WAITV_MAX];
    uint32_t n = watch->n < FUTEX_WAITV_MAX - 1 ? watch->n : FUTEX_WAITV_MAX - 1;

    memcpy(words, watch->words, n * sizeof words[0]);
    words[n] = (struct futex_waitv){.uaddr = (uintptr_t)&watch->stop, .flags = FUTEX_32};
    set_event(watch->begun);
    while (syscall(SYS_futex_waitv, words, n + 1, 0, NULL, CLOCK_MONOTONIC) < 0 && errno == EINTR)
        ;
    watch->status = __atomic_load_n(&watch->stop, __ATOMIC_ACQUIRE) ? (uint32_t)STATUS_ALERTED : STATUS_WAIT_0;
}

/* An alert that came when the wait before was over is not for this one. */
static void wait_for_objects(struct watch *watch)
{
    ours_call("NtTestAlert", 0);
    open_thread(watch);
    watch->status = ours_call("NtWaitForMultipleObjects", watch->n, (uintptr_t)watch->objects, watch->any, true, 0);
}

static void watch_once(struct watch *watch)
{
    if (watch->words)
        sleep_on_words(watch);
    else
        wait_for_objects(watch);
    if (watch->status != (uint32_t)STATUS_ALERTED)
        set_event(watch->satisfied);
    set_event(watch->over);
}

static void run(void *argument)
{
    const int64_t timeout = IDLE_TIME;
    struct watch *watch = argument;

    for (;;) {
        if (!wait_event(watch->go, &timeout))
            watch_once(watch);
        else if (leave_idle(watch))
            break;
    }
    watch_free(watch);
}

static struct watch *watch_make(void)
{
    struct watch *watch = calloc(1, sizeof *watch);

    if (!watch)
        return NULL;
    if (make_event(&watch->go, SYNCHRONIZATION_EVENT) &&
        make_event(&watch->begun, SYNCHRONIZATION_EVENT) &&
        make_event(&watch->satisfied, NOTIFICATION_EVENT) &&
        make_event(&watch->over, SYNCHRONIZATION_EVENT) && thread_start(run, watch))
        return watch;
    watch_free(watch);
    return NULL;
}

static struct watch *watch_get(void)
{
    struct watch *watch;

    pthread_mutex_lock(&lock);
    watch = idle;
    if (watch)
        idle = watch->next;
    pthread_mutex_unlock(&lock);
    return watch ? watch : watch_make();
}

static void watch_go(struct watch *watch)
{
    watch->thread = 0;
    watch->stop = 0;
    wine_call(wine.NtResetEvent, watch->satisfied, 0, 0, 0, 0, 0, 0);
    set_event(watch->go);
    wait_event(watch->begun, NULL);
}

struct watch *watch_begin(const uint64_t *objects, uint32_t n, bool any)
{
    struct watch *watch = watch_get();

    if (!watch)
        return NULL;
    watch->words = NULL;
    watch->objects = objects;
    watch->n = n;
    watch->any = any;
    watch_go(watch);
    return watch;
}

struct watch *watch_begin_words(const struct futex_waitv *words, uint32_t n)
{
    struct watch *watch = watch_get();

    if (!watch)
        return NULL;
    watch->words = words;
    watch->n = n;
    watch_go(watch);
    return watch;
}

uint64_t watch_event(const struct watch *watch)
{
    return watch->satisfied;
}

static void watch_stop(struct watch *watch)
{
    if (!watch->words) {
        ours_call("NtAlertThread", watch->thread);
        return;
    }
    __atomic_store_n(&watch->stop, 1, __ATOMIC_RELEASE);
    syscall(SYS_futex, &watch->stop, FUTEX_WAKE, 1, NULL, NULL, 0);
}

uint32_t watch_end(struct watch *watch)
{
    const int64_t now = 0;
    uint32_t status;

    if (wait_event(watch->over, &now)) {
        watch_stop(watch);
        wait_event(watch->over, NULL);
    }
    if (!watch->words)
        ours_close(watch->thread);
    status = watch->status;
    pthread_mutex_lock(&lock);
    watch->next = idle;
    idle = watch;
    pthread_mutex_unlock(&lock);
    return status;
}
