/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Requests: one handler for each line of protocol.def.
 * First everything that can fail, in NT's order; then what cannot.
 */
#pragma once

#include "common/protocol.h"
#include "server/session.h"

#define ARG(type, name)
#define RET(type, name)
#define REQUEST(op, states, args, rets)                                                       \
    NTSTATUS handle_##op(struct session *session, const struct op##_request *req,             \
                         struct op##_reply *reply);
#include "common/protocol.def"

struct connection_socket;

/* One packet: decodes, calls its handler, replies. false: it is none of ours. */
bool request_dispatch(struct connection_socket *socket, const uint8_t *packet, size_t size);
