/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Handles of Wine's that stand for objects of ours.
 *
 * Wine's server holds one end of a socket for each, as it would hold a file; so the number is a
 * real handle, which Wine closes, duplicates and hands down. This process holds the other end and
 * the object's handle in our server. When nobody holds the first end any more, the other is at its
 * end, and the object is let go.
 *
 * In the socket lies a note that says whose object it is: a process that has got the handle by
 * inheritance or duplication reads it (and leaves it there), and takes a handle of its own to the
 * object from the process named, while that lives.
 */
#pragma once

#include "wine/call.h"

/* The object's handle, or 0: not one of ours. A load. */
uint64_t handle_known(uint64_t handle);
/* The same, also when another process made it. */
uint64_t handle_resolve(uint64_t handle);
/* The same, unless the handle was closed behind our back. For calls that get every handle. */
uint64_t handle_living(uint64_t handle);
/* A handle of Wine's that will stand for an object of ours: handle_fill gives it the object, which
 * goes over to it, or handle_cancel takes it back. */
uint32_t handle_reserve(uint64_t *handle);
void handle_fill(uint64_t handle, uint64_t object, uint32_t access);
void handle_cancel(uint64_t handle);
/* A handle of Wine's, to be closed when the last handle of this process to the object is gone. */
void handle_attach_holder(uint64_t handle, uint64_t holder);
/* It is a server port, whose queue is its connection port's. */
void handle_shares_queue(uint64_t handle);
/* Calls that, from any thread, when the last handle of this process to the port is gone. false: its
 * queue may be there longer than that. */
bool handle_attach(uint64_t handle, void (*gone)(uint64_t id), uint64_t id);
/* After Wine has closed it. */
void handle_closed(uint64_t handle);
/* Around closing: as soon as Wine has closed a handle, another thread may get its number. So it is
 * taken out before, and given up after that, or put back when Wine has not closed it. */
struct handle_taken {
    uint64_t object;
    struct end *end;
};
struct handle_taken handle_take(uint64_t handle);
void handle_give_up(const struct handle_taken *taken);
void handle_put_back(const struct handle_taken *taken, uint64_t handle);
/* Around duplicating one that stays: somebody may close it meanwhile. */
struct handle_taken handle_hold(uint64_t handle);
void handle_let_go(const struct handle_taken *held);
/* Another handle of Wine's to the same; source has no object: to something that is not known. */
void handle_duplicated(const struct handle_taken *source, uint64_t copy, uint32_t access, uint32_t options);
/* Of another process, whose id for Wine that is: it is going to be closed from here. Its own process is told, and knows when it
 * uses that number again. */
void handle_closes_elsewhere(uint64_t process, uint64_t wine_pid, uint64_t handle);
/* Of Wine's server: it stands for an object of ours. */
bool handle_is_noted(uint64_t handle);
