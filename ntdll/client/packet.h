/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One packet out, one packet in: the road itself, which knows neither sessions nor threads.
 */
#pragma once

#include "common/control.h"
#include "common/protocol.h"

#include <stdbool.h>
#include <windows.h>
#include <winternl.h>

/* A connected socket and the place where its packets are made and read. */
struct connection {
    int fd;
    uint32_t serial;
    struct control_answer *answer;      /* where short answers may come, or NULL: all by the socket */
    bool told;                          /* something, since the last answer: the server may not have heard of it yet; atomic */
    uint8_t packet[WIRE_MAX];
};

/* An encoder writes its request here. */
struct writer packet_begin(struct connection *connection);

/* What came back. fds: as many as the caller has places for, the rest -1. */
struct packet_reply {
    NTSTATUS status;
    struct reader reader;
    int fds[WIRE_MAX_FDS];
};

/* Sends what the writer holds as this request of that thread (struct wire_header), and takes the answer. fds: it may bring
 * some. false: there is no server at the other end any more, or none that keeps to the protocol; no descriptor is left open
 * then. */
bool packet_exchange(struct connection *connection, uint32_t op, uint32_t caller, bool fds, const struct writer *writer,
                     struct packet_reply *reply);
/* The same for a request that gets no answer. */
bool packet_tell(struct connection *connection, uint32_t op, uint32_t caller, const struct writer *writer);
void close_fds(int *fds, int n);
