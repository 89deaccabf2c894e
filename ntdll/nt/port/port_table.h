/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What NtClose and NtDuplicateObject tell the ports of this process.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* A close that needs no answer: of the one handle to one end of a connection, on which nobody is in a call. false: nothing has
 * happened. */
bool port_leave(uint64_t handle, uint32_t slot);
/* Before a close request: calls that begin now do not find the handle any more. */
void port_handle_closing(uint64_t handle);
/* After it, with the reply's detach (0: nothing): as soon as no thread is in a call on it. */
void port_detach(uint32_t detach);
/* begin_wait answered STATUS_MORE_PROCESSING_REQUIRED: a waitable port is among the handles. For each of them; then
 * the wait is begun again. Does nothing for what is no port. */
void port_watch(uint64_t handle);
/* A packet has said that the server has put something into a queue, and the notice of that may be still under way. */
void port_expect_mail(void);
/* A thread ends; lpc is what it kept in struct self. */
void lpc_thread_exit(void *lpc);
/* fork: the child has no session. */
void port_forget_all(void);
