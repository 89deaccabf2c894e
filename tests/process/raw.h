/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The control socket without the library: for those who do not speak as it does. What goes wrong that is not the
 * server's doing fails the case.
 */
#pragma once

#include "common/protocol.h"

#include <stdbool.h>
#include <stdint.h>

/* where requests are put together */
extern uint8_t raw_packet[WIRE_MAX + 4096];

int raw_connect(void);
/* Connected, and hello said. */
int raw_session(void);
/* A request in raw_packet: its fields are to be encoded. */
void raw_begin(struct writer *w, uint32_t op, uint32_t serial);
/* false: the server has ended the connection */
bool raw_send(int fd, const void *data, size_t size);
/* The same for a packet, and takes what comes back for it: as raw_reply(). Behind one that gets no answer another one is sent. */
int32_t raw_ask(int fd, const void *packet, size_t size);
/* Takes a reply, and closes what comes with it. The status, or 1 when the connection is at its end. */
int32_t raw_reply(int fd);
