/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Transports: the ways of a request and its reply that are compared. Each is one table, in a file
 * of its own, and knows nothing about clocks, rounds or CPUs.
 *
 * The order of a transport's life: setup() in the parent, then serve() in one process, relay() in a
 * second where there is one, connect() and call() in another; teardown() in the parent when those
 * are dead. A function that fails has said why on stderr.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

#define MESSAGE_MIN 8u
#define MESSAGE_MAX 65495u  /* what the data of one ALPC message can be */
#define LPC_DATA_MAX 608u   /* of one LPC message; longer data goes through a view */
#define CROWD_MESSAGE 64u /* where there are many clients, and sizes mean how many */

struct transport {
    const char *name;  /* on the command line and in JSON */
    const char *title; /* in the table */
    /* Why it cannot be measured here, a package that was not there or a limit; NULL: it can. May be NULL itself. */
    const char *(*missing)(size_t size);
    /* Makes what the processes share; size is that of every message. NULL: failed. */
    void *(*setup)(size_t size);
    /* Answers requests until the client is gone. */
    bool (*serve)(void *state);
    /* A process between the two; or NULL. */
    bool (*relay)(void *state);
    /* Waits for the server, if it must; or NULL. */
    bool (*connect)(void *state);
    /* One round trip. */
    bool (*call)(void *state, const void *request, void *reply);
    /* Instead of call(): works for so long, and gives one number, whose unit is its group's. Negative: failed. */
    double (*measure)(void *state, unsigned ms);
    /* The 99th percentile of what measure() has done last, if its number is the mean or median of many; or NULL. */
    double (*p99)(void *state);
    /* The process that set up the connection and should now be left alone; or NULL. 0: not found.
     */
    pid_t (*authority)(void *state);
    void (*teardown)(void *state);
};

extern const struct transport futex_slot, lpc_port, alpc_port, alpc_attributes, unix_stream, unix_seqpacket,
    unix_relay;
extern const struct transport alpc_stream, alpc_burst, alpc_bulk, unix_oneway, unix_oneway_seqpacket, unix_burst,
    unix_bulk, ring_stream, ring_burst;
extern const struct transport read_request_data, write_request_data, vm_read, vm_write, into_view, into_memory;
extern const struct transport alpc_crowd, alpc_processes, unix_crowd, unix_epoll, alpc_all, unix_all, completion_1, completion_2,
    completion_4, completion_8, completion_tail, list_1, list_4;
extern const struct transport futex_plain, futex_pairs, plain_pairs, unix_pairs, lpc_pairs, alpc_pairs;
extern const struct transport copy_ring, alpc_connects, unix_connects, object_call, idle_memory, idle_servers, idle_client;

extern const struct transport shared_spin, eventfd_slot, pipe_pair, dbus_daemon, dbus_broker, zeromq, nng_reqrep, grpc_unary;

/* Why the transport cannot be measured here, or NULL. */
static inline const char *transport_missing(const struct transport *transport, size_t size)
{
    return transport->missing ? transport->missing(size) : NULL;
}

/* What every server does with a request: the reply differs, so a client that got its own bytes back
 * does not take them for it. */
static inline void answer_message(void *message)
{
    uint64_t stamp;

    memcpy(&stamp, message, sizeof(stamp));
    stamp++;
    memcpy(message, &stamp, sizeof(stamp));
}
