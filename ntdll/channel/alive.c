/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asking whether processes live; see alive.h. */
#include "ntdll/channel/alive.h"

#include "common/shmem.h"

#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int watch = -1;                  /* the epoll, as long as something is kept; read without the lock by who keeps something */
static unsigned n_kept;

/* Under lock. */
static void close_if_unused(void)
{
    if (n_kept || watch < 0)
        return;
    close(watch);
    shm_store_release(&watch, -1);
}

bool alive_keep(int pidfd)
{
    struct epoll_event end = {.events = EPOLLIN};
    bool kept;

    pthread_mutex_lock(&lock);
    if (watch < 0)
        shm_store_release(&watch, epoll_create1(EPOLL_CLOEXEC));
    kept = epoll_ctl(watch, EPOLL_CTL_ADD, pidfd, &end) == 0;
    n_kept += kept;
    close_if_unused();
    pthread_mutex_unlock(&lock);
    return kept;
}

/* By name: its description may have another descriptor in a child, and would be watched on. */
void alive_give_back(int pidfd)
{
    pthread_mutex_lock(&lock);
    if (epoll_ctl(watch, EPOLL_CTL_DEL, pidfd, NULL) == 0)
        n_kept--;
    close_if_unused();
    pthread_mutex_unlock(&lock);
    close(pidfd);
}

/* Whoever has ended is told of until his pidfd is given back; then each is asked itself. */
static bool nobody_has_ended(void)
{
    struct epoll_event end;

    return epoll_wait(shm_load_acquire(&watch), &end, 1, 0) == 0;
}

bool is_alive(int pidfd, bool kept)
{
    struct pollfd end = {.fd = pidfd, .events = POLLIN};

    return (kept && nobody_has_ended()) || poll(&end, 1, 0) == 0;
}

void alive_forget(void)
{
    pthread_mutex_init(&lock, NULL);
    n_kept = 0;
    close_if_unused();
}
