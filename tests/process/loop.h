/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the acts of the catalogue share: a connection of the puppet with itself, and the count of what was tried and what of
 * it came to nothing, as it should.
 */
#pragma once

#include "tests/process/acts.h"

#include <ntalpcapi.h>

#include <stdbool.h>
#include <stddef.h>

#define LOOP_DATA 4000

struct loop_message {
    PORT_MESSAGE header;
    UCHAR data[LOOP_DATA];
};

struct loop_attributes {
    ALPC_MESSAGE_ATTRIBUTES header;
    UCHAR room[0x98];
};

struct loop {
    HANDLE port, client, server;
};

/* flags: ALPC_PORFLG_*, of both ports. The puppet is over when it cannot be had. */
void loop_make(struct loop *loop, ULONG flags);
void loop_end(struct loop *loop);

void loop_message(struct loop_message *message, const char *text);
NTSTATUS loop_send(HANDLE port, ULONG flags, struct loop_message *message, void *attributes);
/* attributes: NULL, or what they may hold has been said. Waits no longer than ms. */
NTSTATUS loop_receive(HANDLE port, struct loop_message *message, void *attributes, int ms);
/* A request that is received, asynchronous. */
void loop_request(struct loop *loop, struct loop_message *received);
/* Throws away what is there. */
void loop_drain(HANDLE port);

/* The outcome of one attempt. */
void attempt_at(bool survived, const char *file, int line, NTSTATUS status);
#define attempt(survived, status) attempt_at(survived, __FILE__, __LINE__, status)
/* It must fail, with one of these; the list ends with 0. */
#define refused(status, ...) refused_at(__FILE__, __LINE__, status, (const NTSTATUS[]){__VA_ARGS__, 0})
void refused_at(const char *file, int line, NTSTATUS status, const NTSTATUS *allowed);
/* Puts the counts into the answer and begins anew. */
void attempts_told(void);

/* A number that is the same in each run. */
uint32_t loop_random(void);
