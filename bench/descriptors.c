/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The limits on descriptors and processes; see descriptors.h. */
#include "bench/descriptors.h"

#include <sys/resource.h>

#define A_FEW  200u     /* what a process needs beside */
#define ENOUGH 65536u

void descriptors_raise(void)
{
    struct rlimit limit, more = {ENOUGH, ENOUGH};

    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return;
    if (limit.rlim_max < ENOUGH && setrlimit(RLIMIT_NOFILE, &more) == 0)    /* root may */
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* The object server has one for each, and one more for the page that sixteen client ports of a process share. */
const char *descriptors_missing(size_t n)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && n + n / 16 + A_FEW <= limit.rlim_cur)
        return NULL;
    return "more descriptors than ulimit -Hn allows";
}

/* Five in the object server, and the library has a thread of its own in each. */
const char *processes_missing(size_t n)
{
    struct rlimit descriptors, threads;

    if (getrlimit(RLIMIT_NOFILE, &descriptors) || getrlimit(RLIMIT_NPROC, &threads))
        return "its limits are not known";
    if (5 * n + A_FEW > descriptors.rlim_cur)
        return "more descriptors than ulimit -Hn allows";
    return 2 * n + A_FEW > threads.rlim_cur ? "more processes than ulimit -u allows" : NULL;
}
