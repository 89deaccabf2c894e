/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the ALPC families share. By default the test is the server and actors are its clients. "alpc n" names the
 * section of the behavioural reference that a check comes from.
 */
#pragma once

#include "winetests/actor.h"

#include <ntalpcapi.h>

#define ALPC_DATA 1000

struct alpc_message {
    PORT_MESSAGE header;
    UCHAR data[ALPC_DATA];
};

/* A receiver's attribute buffer with these two; descending bits, so in this order. */
struct alpc_attributes {
    ALPC_MESSAGE_ATTRIBUTES header;
    ALPC_CONTEXT_ATTR context;
    ALPC_TOKEN_ATTR token;
};
#define ALPC_CONTEXT_AND_TOKEN (ALPC_MESSAGE_CONTEXT_ATTRIBUTE | ALPC_MESSAGE_TOKEN_ATTRIBUTE)

#define ALPC_TYPE(message) ((USHORT)(message)->header.u2.s2.Type)
#define ALPC_SIZE(message) ((USHORT)(message)->header.u1.s1.DataLength)
#define ALPC_TOTAL(message) ((USHORT)(message)->header.u1.s1.TotalLength)

#define GOES_ON LPC_CONTINUATION_REQUIRED

/* False, with a word about it, where there is no ALPC. */
bool alpc_available(void);

/* A new message: zeroed header, these bytes. */
void alpc_make(struct alpc_message *message, const void *data, size_t size);
void alpc_text(struct alpc_message *message, const char *text);
/* Text into a received message, whose header is kept. */
void alpc_answer(struct alpc_message *message, const char *text);

#define alpc_expect(message, type, text) alpc_expect_at(__FILE__, __LINE__, message, type, text)
/* text NULL: no data. */
void alpc_expect_at(const char *file, int line, const struct alpc_message *message, USHORT type,
                    const char *text);

/* Attributes with these flags and messages of up to max bytes. */
ALPC_PORT_ATTRIBUTES alpc_port_attributes(ULONG flags, SIZE_T max);
/* A connection port with a name of its own and messages of up to sizeof(struct alpc_message). */
HANDLE alpc_create(struct name *name, ULONG flags);

/* Send and receive from here, bounded. attributes may be NULL; its allocated ones are set. */
NTSTATUS alpc_send(HANDLE port, ULONG flags, struct alpc_message *message);
NTSTATUS alpc_receive(HANDLE port, struct alpc_message *message, struct alpc_attributes *attributes);
NTSTATUS alpc_poll(HANDLE port, struct alpc_message *message);

/* --- calls for actors --- */

struct alpc_connect_args {
    struct name name;
    ULONG flags;
    ALPC_PORT_ATTRIBUTES attributes;
    bool give_attributes, give_message, give_length, give_timeout;
    struct alpc_message message;
    SIZE_T length;
    unsigned int timeout;       /* ms */
    HANDLE port;
    NTSTATUS status;
};
void alpc_connect_prepare(struct alpc_connect_args *args, const struct name *name, ULONG flags,
                          const char *text);
void alpc_connect_run(void *args);

struct alpc_exchange_args {
    HANDLE port;
    ULONG flags;
    bool sends, receives, give_length;
    struct alpc_message out, in;
    struct alpc_attributes attributes;
    SIZE_T length;
    unsigned int timeout;       /* ms */
    NTSTATUS status;
};
/* A synchronous request with this text. */
void alpc_request_prepare(struct alpc_exchange_args *args, HANDLE port, const char *text);
void alpc_exchange_run(void *args);

/* --- a connection, from the test's side --- */

struct alpc_connection {
    struct actor *client;
    HANDLE server_port;         /* here */
    HANDLE client_port;         /* in the client's process */
    CLIENT_ID id;
};
/* A synchronous connect, accepted with this context, with checks. */
void alpc_connection_make(struct alpc_connection *connection, HANDLE port, const struct name *name,
                          struct actor *client, ULONG flags, PVOID context);
/* The client closes, its end is received, the server port is closed. The actor stays. */
void alpc_connection_end(struct alpc_connection *connection, HANDLE port);

/* The client does this: sends, and receives if it is synchronous. */
void alpc_request_begin(struct alpc_connection *connection, const char *text);
NTSTATUS alpc_request_end(struct alpc_connection *connection, struct alpc_message *reply);
/* The client sends without waiting. id: of a message it answers, or 0. */
NTSTATUS alpc_client_send(struct alpc_connection *connection, ULONG flags, ULONG id, const char *text);
/* The client receives. */
NTSTATUS alpc_client_receive(struct alpc_connection *connection, unsigned int timeout,
                             struct alpc_message *message);

/* --- clients that ask at the same time --- */

#define ALPC_ASKERS_MAX 8

struct alpc_askers {
    unsigned int n;
    struct alpc_connection connections[ALPC_ASKERS_MAX];
};
/* Connects n of them; every second one is a process of its own. */
void alpc_askers_make(struct alpc_askers *askers, unsigned int n, HANDLE port, const struct name *name);
/* Each asks so often, one question after the other. Over when all have their answers. */
void alpc_askers_run(const struct alpc_askers *askers, unsigned int n_requests);
void alpc_askers_end(struct alpc_askers *askers, HANDLE port);
