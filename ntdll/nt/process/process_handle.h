/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Process handles, for calls that act on the memory or the life of a process. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>
#include <windows.h>

/* Is the handle one to this process, and does it grant the access? STATUS_NOT_IMPLEMENTED: it is
 * another process; else what the server says of the handle. */
NTSTATUS process_check_self(HANDLE process, ACCESS_MASK access);

/* A process that lives and a descriptor that stands for it, so that its id cannot be another's
 * meanwhile. STATUS_PROCESS_IS_TERMINATING */
struct process_reference {
    int pidfd;
    pid_t pid;
};
NTSTATUS process_refer(struct process_reference *reference, HANDLE process, ACCESS_MASK access);
/* Has it lived up to now? */
bool process_still_lives(const struct process_reference *reference);
void process_reference_release(struct process_reference *reference);
