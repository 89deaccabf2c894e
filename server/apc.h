/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * User APCs: what a thread is to run when it next waits alertably. Who owns the memory hears when one has gone.
 */
#pragma once

#include "server/object.h"

struct thread;

struct apc {
    struct apc *next;
    struct thread *thread;              /* in whose queue it is; NULL: in none */
    uint64_t routine, arguments[3];
    void (*gone)(struct apc *apc);      /* NULL: it does not matter */
};

/* To the end of the thread's queue; an alertable wait ends. */
void apc_queue(struct thread *thread, struct apc *apc);
/* Out of it again; gone is not called. */
void apc_withdraw(struct apc *apc);
/* The thread is gone, and so are its APCs. */
void apc_thread_exit(struct thread *thread);
