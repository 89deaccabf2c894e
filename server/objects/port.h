/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the rest of the server must know of ports. */
#pragma once

#include "server/session.h"
#include "server/thread.h"

/* A thread ends: LPC_CLIENT_DIED to the ports it registered, last registered first; its connect is
 * given up. Before the process's handles are closed. */
void port_thread_exit(struct thread *thread);
/* The process is gone and its handles are closed: forget which ports it used. */
void port_session_exit(struct session *session);
/* The port the session does not hold a handle to any more but may still use, or 0 (close_handle's
 * detach). Called after handle_close. */
uint32_t port_left(struct session *session);
/* It goes; its ports have forgotten it. */
void letters_leave(struct session *session);
/* One of its handles will not be closed by closing it. */
void port_handle_protected(struct object *object);
