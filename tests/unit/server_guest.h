/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Guests: simulated processes of the object server, in the test's own process. A guest has a real socket pair and a
 * real session; its process id is made up. The event loop and the intake are played by server_guest.c, so requests
 * run one by one, when the test says so.
 */
#pragma once

#include "common/protocol.h"
#include "server/handle.h"
#include "server/request.h"
#include "server/session.h"
#include "server/thread.h"

struct connection_socket;

struct guest {
    struct session *session;            /* NULL: the server has ended it */
    struct connection_socket *socket;
    int end, events_end;                /* the process's ends; events_end is -1 until guest_attach */
    uint32_t slot;                      /* of its one thread */
    uint64_t secret;
    struct control_memory *control;     /* as the process sees it */
    struct notice heard[NOTICES_A_PACKET];
    size_t n_heard, at;
};

/* Once, before the first guest. */
void guests_begin(void);
/* Says hello and registers a thread. false: it was not let in. */
bool guest_enter(struct guest *guest, uid_t uid);
/* Connects for notices. */
bool guest_attach(struct guest *guest);
/* The process is gone. */
void guest_leave(struct guest *guest);

/* One packet as it came from the process, and its answer: the bytes behind the header, up to WIRE_MAX. false: the
 * server ended the connection instead. Descriptors that came along are closed. */
bool guest_send(struct guest *guest, const void *packet, size_t size, struct wire_header *header,
                uint8_t *answer, size_t *answer_size);
/* Somebody who has connected and said nothing yet. says: false: the server ended the connection. */
struct connection_socket *guest_stranger(int *end);
bool guest_stranger_says(struct connection_socket *stranger, const void *packet, size_t size);
void guest_stranger_leaves(struct connection_socket *stranger, int end);

/* The next notice for it; false: there is none. */
bool guest_hear(struct guest *guest, struct notice *notice);

/* A path argument from ASCII; lives until the 16th call after this one. */
wire_path guest_path(uint64_t root, const char *text, uint32_t attributes);
wire_str guest_text(const char *text);

/* Objects and handles that exist, of all types. */
struct totals {
    uint32_t objects, handles, sessions;
};
struct totals guests_totals(void);

/* Requests by name, for tests that want the answer alone. */
NTSTATUS guest_create_event(struct guest *guest, const char *path, uint32_t attributes, uint64_t *handle);
NTSTATUS guest_create_directory(struct guest *guest, const char *path, uint32_t attributes, uint64_t *handle);
NTSTATUS guest_create_link(struct guest *guest, const char *path, const char *target, uint64_t *handle);
NTSTATUS guest_open_event(struct guest *guest, const char *path, uint32_t attributes, uint64_t *handle);
NTSTATUS guest_close(struct guest *guest, uint64_t handle);
