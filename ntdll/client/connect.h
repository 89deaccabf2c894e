/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The way to the server's socket.
 */
#pragma once

#include <stdbool.h>

/* Connects *fd, which is set as soon as there is a descriptor. start: when nobody listens,
 * starts a server. false: *fd is -1, and the reason has been said once. */
bool server_connect(bool start, int *fd);
/* The place for deposits of a server that runs (deposit.h). */
bool server_connect_deposit(int *fd);
