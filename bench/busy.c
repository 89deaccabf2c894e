/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Neighbours that want a CPU; see busy.h. They are free to move, and die with us. */
#include "bench/busy.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t pids[2 * MAX_BUSY];
static unsigned n_pids;

bool busy_start(unsigned n)
{
    pid_t parent = getpid();

    for (; n_pids < n; n_pids++) {
        pids[n_pids] = fork();
        if (pids[n_pids] < 0) {
            perror("fork");
            return false;
        }
        if (pids[n_pids] > 0)
            continue;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGTERM, SIG_DFL);
        while (getppid() == parent)
            for (volatile unsigned i = 0; i < 100000000; i++)
                ;
        _exit(0);
    }
    return true;
}

void busy_end(unsigned n)
{
    while (n_pids > n) {
        n_pids--;
        kill(pids[n_pids], SIGKILL);
        waitpid(pids[n_pids], NULL, 0);
    }
}
