/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /proc/PID/stat and /proc/PID/task/TID/stat. */
#include "ntdll/nt/process/process_stat.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define UNITS_PER_SECOND 10000000

void process_stat_read(struct process_stat *stat, uint32_t pid, uint32_t tid)
{
    unsigned long user, kernel;
    char path[64], text[1024], *fields;
    ssize_t n;
    int fd;

    *stat = (struct process_stat){0};
    if (tid)
        snprintf(path, sizeof path, "/proc/%u/task/%u/stat", pid, tid);
    else
        snprintf(path, sizeof path, "/proc/%u/stat", pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n <= 0)
        return;
    text[n] = 0;
    fields = strrchr(text, ')');                /* the name before it may hold anything */
    if (!fields || sscanf(fields + 1, " %*c %u %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                          &stat->parent, &user, &kernel) != 3)
        return;
    stat->user_time = (int64_t)user * (UNITS_PER_SECOND / sysconf(_SC_CLK_TCK));
    stat->kernel_time = (int64_t)kernel * (UNITS_PER_SECOND / sysconf(_SC_CLK_TCK));
}
