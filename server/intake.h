/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The intake: a thread that takes descriptors of files from clients, and closes them.
 *
 * A descriptor can be made so that receiving or closing it blocks as long as its maker likes (R19), so
 * the main thread does neither. A deposit is one packet, a 64-bit ticket of the client's choice with one
 * regular file, on a connection of its own.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Starts the thread on the listening socket. */
bool intake_start(int listener);
/* The descriptor that this process deposited under the ticket; -1: none (yet). */
int intake_take(uid_t uid, pid_t pid, uint64_t ticket);
/* Has it closed. */
void intake_close(int fd);
