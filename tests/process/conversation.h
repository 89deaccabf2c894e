/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A client and a port server, brought to a chosen step of a conversation.
 */
#pragma once

#include "tests/process/puppet.h"

struct conversation {
    struct puppet client, server;
    pid_t ntserver;
};

struct step {
    const char *name;
    void (*reach)(struct conversation *c);      /* from two puppets that have done nothing */
    bool client_waits, server_waits;            /* inside a call when the step is reached */
};

extern const struct step steps[];
extern const size_t n_steps;
const struct step *step_find(const char *name);

void conversation_start(struct conversation *c, const struct step *step);

#define PORT_NAME "\\RPC Control\\tested"
