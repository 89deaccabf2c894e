/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The event loop: one thread, never blocks on a client (R18). Reads one packet a turn from whoever has
 * one, dispatches it, writes the reply.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct session;

struct loop_options {
    int idle_seconds;                   /* leave when nobody has been connected so long; -1: never */
};

/* Before the sandbox closes. for_everybody: else for the server's user and root alone. 0, or an error number. */
int loop_init(int listener, bool for_everybody);
/* Runs until loop_stop or idleness. */
void loop_run(const struct loop_options *options);
void loop_stop(void);
bool loop_was_stopped(void);

/* One accepted connection: a new one, a process's first, or its second. */
struct connection_socket {
    int fd;
    uid_t uid;
    gid_t gid;
    pid_t pid;                          /* SO_PEERCRED */
    struct session *session;            /* NULL: nothing said yet */
    bool is_events, dead, wants_write;
    uint8_t *unsent;                    /* a reply that did not fit; one at most */
    size_t unsent_size;
    struct connection_socket *next_dead;
};

/* Writes to be retried when the socket is writable. */
void loop_want_write(struct connection_socket *socket, bool want);
/* Watched for the process's end. */
bool loop_watch_process(struct session *session);
void loop_unwatch_process(struct session *session);
/* Closed at the end of this turn. */
void loop_close(struct connection_socket *socket);

/* How long turns take, and how many there were: for query_server. */
struct loop_counters {
    uint64_t turns, requests, refused;
    uint64_t longest_turn_us;
};
extern struct loop_counters loop_counters;
