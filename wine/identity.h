/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which of Wine's processes a process of the system is. Wine does not tell; so each shows a card: a
 * handle of Wine's to a socket, of which the kernel says who made it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct identity {
    uint32_t system_pid, wine_pid;
    uint64_t card;                      /* a handle in that process */
};

bool identity_mine(struct identity *mine);
/* That process, to take handles from; 0: it is not whom it says, or not there any more. */
uint64_t identity_open(const struct identity *other);
