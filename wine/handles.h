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
 * object from the process named, while that has its own.
 */
#pragma once

#include "wine/call.h"

/* The object's handle, or 0: not one of ours. A load. */
uint64_t handle_known(uint64_t handle);
/* The same, also when another process made it. */
uint64_t handle_resolve(uint64_t handle);
/* The same, unless the handle was closed behind our back. For calls that get every handle. */
uint64_t handle_living(uint64_t handle);
/* A handle of Wine's for an object of ours, which goes over to it (also when that fails).
 * attributes: OBJ_INHERIT */
uint32_t handle_wrap(uint64_t *handle, uint64_t object, uint32_t access, uint32_t attributes);
/* Another handle of Wine's to the same. */
void handle_duplicated(uint64_t handle, uint64_t duplicate, uint32_t access, uint32_t options);
/* After Wine has closed it. */
void handle_closed(uint64_t handle);
