/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the port families share: messages, connection ports, and a client's calls as functions for
 * an actor. By default the test is the port server and actors are its clients. "lpc-semantics n"
 * names the section of the behavioural reference that a check comes from; most of them stand
 * beside the function.
 */
#pragma once

#include "winetests/actor.h"

#include <ntlpcapi.h>

/* lpc-semantics 2.3, x64 */
#define MAX_TOTAL 648
#define MAX_DATA 608
#define MAX_INFO 520

struct message {
    PORT_MESSAGE header;
    UCHAR data[MAX_DATA];
};

#define DATA_LENGTH(message) ((message)->header.u1.s1.DataLength)
#define TOTAL_LENGTH(message) ((message)->header.u1.s1.TotalLength)
#define TYPE(message) ((message)->header.u2.s2.Type)
#define DATA_INFO_OFFSET(message) ((message)->header.u2.s2.DataInfoOffset)

/* False, with a word about it, where there are no ports. */
bool ports_available(void);

/* A new message with these bytes; fields that the caller need not set hold garbage. */
void message_make(struct message *message, const void *data, size_t size);
void message_text(struct message *message, const char *text);
/* Puts text into a received message, which so becomes the reply to itself. */
void message_answer(struct message *message, const char *text);

/* A delivered message: its type, its bytes, the lengths that follow from them, and its sender. */
#define expect_message(message, type, id, data, size) \
    expect_message_at(__FILE__, __LINE__, message, type, id, data, size)
#define expect_text(message, type, id, text) \
    expect_message_at(__FILE__, __LINE__, message, type, id, text, strlen(text) + 1)
/* With when a thread or process began: under Wine that is the system's word, not what Wine says. */
#define expect_end(message, type, id, created) \
    expect_message(message, type, id, running_under_wine() ? NULL : (created), sizeof(*(created)))
void expect_message_at(const char *file, int line, const struct message *message, CSHORT type,
                       CLIENT_ID id, const void *data, size_t size);

/* A connection port with a name of its own and the highest limits. */
HANDLE port_create(struct name *name);
HANDLE port_create_with(struct name *name, ULONG max_info, ULONG max_message, bool waitable);
/* Bounded NtReplyWaitReceivePortEx; any of context and reply may be NULL. */
NTSTATUS port_receive(HANDLE port, PVOID *context, struct message *reply, struct message *message);
/* STATUS_TIMEOUT when there is nothing. */
NTSTATUS port_poll(HANDLE port, PVOID *context, struct message *message);

/* Until something is in the queue of a waitable port, without taking it. */
#define port_wait_queued(port) port_wait_queued_at(__FILE__, __LINE__, port)
void port_wait_queued_at(const char *file, int line, HANDLE port);

SECURITY_QUALITY_OF_SERVICE qos_make(SECURITY_IMPERSONATION_LEVEL level, BOOLEAN dynamic);

/* --- calls for actors; each has its arguments and leaves its results in the block --- */

struct connect_args {
    struct name name;
    SECURITY_QUALITY_OF_SERVICE qos;
    /* what is given besides PortHandle, PortName and Qos */
    bool give_client_view, give_server_view, give_max, give_info, give_length;
    PORT_VIEW client_view;
    REMOTE_PORT_VIEW server_view;
    ULONG max_message;
    ULONG info_length;
    UCHAR info[MAX_INFO + 16];
    HANDLE port;
    NTSTATUS status;
};
/* To this name, with size bytes of information. */
void connect_prepare(struct connect_args *args, const struct name *name, const void *info,
                     size_t size);
void connect_run(void *args);

struct message_args {
    HANDLE port;
    struct message out, in;
    PVOID context;
    unsigned int timeout;       /* ms, for receive_run */
    NTSTATUS status;
};
void request_run(void *args);               /* NtRequestWaitReplyPort: out, in */
void request_in_place_run(void *args);      /* the same buffer for both: in */
void datagram_run(void *args);              /* NtRequestPort: out */
void reply_run(void *args);                 /* NtReplyPort: out */
void reply_wait_reply_run(void *args);      /* NtReplyWaitReplyPort: in */
void receive_run(void *args);               /* NtReplyWaitReceivePortEx: in, context */
void reply_receive_run(void *args);         /* the same, with out as the reply */

/* The same for a server. */
struct serve_args {
    struct name name;
    HANDLE port, server_port;
    struct message message;
    NTSTATUS status;
};
void serve_create(void *args);              /* a waitable port of that name */
void serve_wait_queued(void *args);         /* until something has come */
void serve_receive(void *args);             /* into message */
void serve_accept(void *args);              /* what is in message */
void serve_complete(void *args);            /* server_port */
void serve_handshake(void *args);           /* the last three */

void register_run(void *args);              /* NtRegisterThreadTerminatePort: struct handle_args */

/* --- a connection, from the test's side --- */

struct connection {
    struct actor *client;
    HANDLE server_port;         /* here */
    HANDLE client_port;         /* in the client's process */
    CLIENT_ID id;
};
/* The handshake, with checks: listen, accept with this context, complete. */
void connection_make(struct connection *connection, HANDLE port, const struct name *name,
                     struct actor *client, PVOID context);
/* Both ends closed, the client's first; LPC_PORT_CLOSED is received. The actor stays. */
void connection_end(struct connection *connection, HANDLE port);

/* The client has sent this request and waits; it arrives at port. */
void request_begin(struct connection *connection, const char *text);
/* Its end: the status, and the reply when that is STATUS_SUCCESS. */
NTSTATUS request_end(struct connection *connection, struct message *reply);
