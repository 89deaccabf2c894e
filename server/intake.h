/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The intake: threads that take descriptors of files from clients, and close them.
 *
 * A descriptor can be made so that receiving or closing it blocks as long as its maker likes (R19), so
 * the main thread does neither, and each user has a thread of its own. A deposit is one packet, a 64-bit ticket of the
 * client's choice with one regular file, on a connection of its own; it is sent when the server's first byte has come, and
 * a second one says that it is there.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Starts the threads on the listening socket. for_everybody: else for the server's user and root alone. */
bool intake_start(int listener, bool for_everybody);
/* The descriptor that this process deposited under the ticket; -1: none (yet). */
int intake_take(uid_t uid, pid_t pid, uint64_t ticket);
/* Has one that this user deposited closed. */
void intake_close(uid_t uid, int fd);
