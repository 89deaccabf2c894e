/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Voluntary context switches from /proc; see wakeups.h. */
#include "bench/wakeups.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t of_thread(pid_t pid, long tid)
{
    unsigned long long n = 0;
    char path[64], line[256];
    FILE *status;

    snprintf(path, sizeof(path), "/proc/%d/task/%ld/status", (int)pid, tid);
    status = fopen(path, "re");
    if (!status)
        return 0; /* it has ended meanwhile */
    while (fgets(line, sizeof(line), status))
        if (sscanf(line, "voluntary_ctxt_switches: %llu", &n) == 1)
            break;
    fclose(status);
    return n;
}

bool wakeups_read(pid_t pid, bool with_first, uint64_t *wakeups)
{
    struct dirent *entry;
    char path[64];
    DIR *tasks;

    snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
    tasks = opendir(path);
    if (!tasks)
        return false;
    *wakeups = 0;
    while ((entry = readdir(tasks))) {
        long tid = strtol(entry->d_name, NULL, 10);

        if (tid > 0 && (with_first || tid != pid))
            *wakeups += of_thread(pid, tid);
    }
    closedir(tasks);
    return true;
}
