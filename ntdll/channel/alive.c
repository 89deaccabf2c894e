/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asking whether processes live; see alive.h. */
#include "ntdll/channel/alive.h"

#include "common/shmem.h"

#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

static int watch = -1;                  /* the epoll, once one was needed */

static int open_watch(void)
{
    int fd = shm_load_acquire(&watch), fresh;

    if (fd >= 0)
        return fd;
    fresh = epoll_create1(EPOLL_CLOEXEC);
    if (fresh >= 0 && shm_compare_exchange(&watch, -1, fresh))
        return fresh;
    if (fresh >= 0)
        close(fresh);                   /* another thread was faster */
    return shm_load_acquire(&watch);
}

bool alive_keep(int pidfd)
{
    struct epoll_event end = {.events = EPOLLIN};

    return epoll_ctl(open_watch(), EPOLL_CTL_ADD, pidfd, &end) == 0;
}

/* By name: its description may have another descriptor in a child, and would be watched on. */
void alive_give_back(int pidfd)
{
    epoll_ctl(shm_load_acquire(&watch), EPOLL_CTL_DEL, pidfd, NULL);
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
    if (watch >= 0)
        close(watch);
    watch = -1;
}
