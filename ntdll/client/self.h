/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The calling thread: its TEB, its ids, and its place in the control memory.
 */
#pragma once

#include "common/control.h"
#include "ntdll/client/timeout.h"

#include <stdbool.h>
#include <windows.h>
#include <winternl.h>

struct self {
    uint32_t epoch;                     /* of the session it is registered with; 0: not yet */
    uint32_t slot;
    uint32_t pid, tid;
    struct control_slot *control;
    NTSTATUS exit_status;
    bool interrupted;                   /* a wait, by an APC of Wine's */
    void *teb;
    void *lpc; /* what nt/lpc_*.c keeps for the thread, freed by lpc_thread_exit */
};

/* The caller, registered with the server (which may start one). NULL: no server to be had. */
struct self *self(void);
/* The caller's TEB; never NULL, needs no server. */
PTEB self_teb(void);

/* The caller's slot as a request names it, 0 when it has none: it need not have been introduced. */
uint32_t self_caller(void);
/* Before a request that may answer STATUS_PENDING; makes sure that the watcher runs. false: it
 * cannot. */
bool self_arm(struct self *self);
/* Sleeps until the slot is rung. STATUS_TIMEOUT after the absolute CLOCK_MONOTONIC time; the
 * caller then cancels what it asked for. STATUS_INVALID_HANDLE: the server died. Else what the
 * server said. */
NTSTATUS self_sleep(struct self *self, const struct timespec *until);

/* Has the caller not been introduced to any session? */
bool self_is_new(void);
/* Is the caller's place of another session than the present one, or of none? */
bool self_is_stale(void);
/* A thread ends; lpc is what it kept in struct self. Written in nt/lpc_*.c. */
void lpc_thread_exit(void *lpc);
/* What exit_thread will say. */
void self_set_exit_status(NTSTATUS status);
/* fork: the child's only thread has not introduced itself to anybody. */
void self_forget(void);
