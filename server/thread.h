/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Process and thread objects. They outlive the process: a handle to one that has ended says so.
 */
#pragma once

#include "server/object.h"
#include "server/objects/completion.h"
#include "server/objects/keyed_event.h"

#include <sys/types.h>

struct terminate_port;                  /* a port that hears of the thread's end (objects/port.c) */
struct token;
struct connect;                         /* a connection under way (objects/port_connect.c) */

struct process {
    struct object object;
    struct session *session;            /* NULL: ended */
    pid_t pid;
    int32_t exit_status;
    int64_t exit_time;                  /* 0: lives */
};

struct thread {
    struct object object;
    struct process *process;            /* a reference */
    struct session *session;            /* NULL: ended */
    uint32_t slot;
    pid_t tid;
    uint64_t teb;
    int32_t exit_status;
    int64_t exit_time;
    struct terminate_port *terminate_ports;     /* last registered first */
    struct connect *connect;            /* it waits in NtConnectPort */
    struct wait *wait;                  /* it waits for objects (wait.c) */
    uint32_t wait_alerts;               /* while it waits for anything: WAIT_* that end that too */
    bool alerted, alerted_by_id;
    struct apc *apcs, **apcs_end;       /* user APCs that it has still to run (apc.c) */
    struct timer *timers;               /* that will queue one (objects/timer.c) */
    struct keyed_wait keyed;            /* it waits at a keyed event */
    struct mutant *mutants;             /* that it owns (objects/mutant.c) */
    struct token *token;                /* as which it acts, a reference; NULL: as its process (impersonate.c) */
    struct thread *next_of_token;
    struct worker worker;               /* what it is to completion ports (objects/completion.c) */
};

/* By the number that clients know; NULL. session may be NULL. */
struct thread *thread_find(struct session *session, uint32_t tid);
/* The thread is gone: its waits, its ports, its place; the object stays while somebody has a handle. */
void thread_end(struct thread *thread, int32_t status);
