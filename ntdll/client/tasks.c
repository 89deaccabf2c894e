/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /proc/self/task. The first thread stays listed, as a zombie, when it has left by pthread_exit
 * before the others.
 */
#include "ntdll/client/tasks.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ThreadSanitizer has a thread of its own. */
#if defined __SANITIZE_THREAD__
#define NOT_OF_THE_PROGRAM 1
#elif defined __has_feature
#if __has_feature(thread_sanitizer)
#define NOT_OF_THE_PROGRAM 1
#endif
#endif
#ifndef NOT_OF_THE_PROGRAM
#define NOT_OF_THE_PROGRAM 0
#endif

static bool leader_is_zombie(void)
{
    char path[40], text[256], *end;
    ssize_t n;
    int fd;

    snprintf(path, sizeof path, "/proc/self/task/%d/stat", getpid());
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n <= 0)
        return false;
    text[n] = 0;
    end = strrchr(text, ')');                   /* the name before it may hold anything */
    return end && end[1] == ' ' && end[2] == 'Z';
}

bool tasks_leader_ended(void)
{
    return gettid() == getpid() || leader_is_zombie();
}

int tasks_running(void)
{
    DIR *directory = opendir("/proc/self/task");
    struct dirent *entry;
    int n = 0;

    if (!directory)
        return INT_MAX;
    while ((entry = readdir(directory)))
        n += entry->d_name[0] != '.';
    closedir(directory);
    return n - NOT_OF_THE_PROGRAM - (leader_is_zombie() ? 1 : 0);
}
