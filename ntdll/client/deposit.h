/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Handing a file's descriptor to the server, on a road of its own (R20). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* A copy of the descriptor lies at the server under the ticket, for create_file. The caller
 * keeps fd. */
bool deposit_file(uint64_t *ticket, int fd);
