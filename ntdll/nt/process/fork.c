/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fork: the child is another process. It has no session and no handles, nothing of what its parent
 * shared is mapped in it (MADV_DONTFORK), and the locks that other threads held are free again. The
 * parent notices nothing.
 */
#include "ntdll/channel/alive.h"
#include "ntdll/channel/life.h"
#include "ntdll/channel/lock.h"
#include "ntdll/client/self.h"
#include "ntdll/client/session.h"
#include "ntdll/client/watcher.h"
#include "ntdll/nt/process/fork.h"
#include "ntdll/nt/port/port_table.h"
#include "ntdll/nt/memory/region.h"

#include <pthread.h>

static void in_child(void)
{
    alive_forget();                     /* before a channel could give back what the parent watches */
    session_forget();
    watcher_forget();
    self_forget();
    port_forget_all();
    hands_forget();
    lock_forget_owner();
    regions_after_fork();
    regions_unlock();
}

/* Named, so that a test of the parts can have it linked in. */
__attribute__((constructor)) void fork_register(void)
{
    pthread_atfork(regions_lock, regions_unlock, in_child);
}
