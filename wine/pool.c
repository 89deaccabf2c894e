/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The thread pool's callbacks for ALPC ports. The pool is libntdll's, with all that it knows of when somebody is to be
 * called; but its threads are Wine's here, since what they call is a Windows program's.
 */
#include "wine/thread.h"
#include "wine/wine.h"

#include <stdlib.h>

/* What libntdll asks for (ntdll/nt/alpc/pool.c). */
typedef bool worker_next(void *worker, void *call[5]);
int ntport_start_worker(worker_next *next, void *worker) __attribute__((visibility("default")));

struct worker {
    worker_next *next;
    void *worker;
};

static bool next_call(void *argument, struct thread_call *call)
{
    struct worker *worker = argument;
    void *told[5];

    if (!worker->next(worker->worker, told)) {
        free(worker);
        return false;
    }
    *call = (struct thread_call){told[0], {told[1], told[2], told[3], told[4]}};
    return true;
}

/* 1: started; 0: it cannot be; -1: this is no Windows program, and libntdll has threads of its own. */
int ntport_start_worker(worker_next *next, void *given)
{
    struct worker *worker;

    if (!thread_can_start())
        return -1;
    worker = malloc(sizeof *worker);
    if (!worker)
        return 0;
    *worker = (struct worker){next, given};
    if (thread_start_calling(next_call, worker))
        return 1;
    free(worker);
    return 0;
}
