/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All groups: who is compared with whom, and what is wanted of it. docs/performance.md says where the targets come from. */
#include "bench/group.h"

#include <assert.h>

/* An entry ends where the rest of it is as usual. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* None is to be worse than this, as a multiple of what has no spinning: a slot, and a socket. */
#define NO_WORSE {[ONE_CPU] = 1.5, [TWO_CPUS] = 1.5, [FREE] = 1.5}

#define SCHEDULER_GROUP(id, title_, n_busy_, pairs)                                               \
    static const struct group id = {                                                              \
        .name = "scheduler",                                                                      \
        .title = title_,                                                                          \
        .unit = "microseconds a round trip, mean",                                                \
        .less_is_better = true,                                                                   \
        .placed = {[ONE_CPU] = true, [TWO_CPUS] = true, [FREE] = true},                           \
        .n_busy = n_busy_,                                                                        \
        .entries = {                                                                              \
            {&plain_pairs, pairs, 0, {NO_TARGET}},                                                \
            {&lpc_pairs, pairs, 0, NO_WORSE},                                                     \
            {&alpc_pairs, pairs, 0, NO_WORSE},                                                    \
            {&futex_pairs, pairs, 0, {NO_TARGET}},                                                \
            {&unix_pairs, pairs, 4, {NO_TARGET}},                                                 \
            {&lpc_pairs, pairs, 4, NO_WORSE, "NT port (LPC), to AF_UNIX"},                        \
            {&alpc_pairs, pairs, 4, NO_WORSE, "NT port (ALPC), to AF_UNIX"},                      \
        },                                                                                        \
    };

SCHEDULER_GROUP(pair_alone, "a pair, nothing else running", 0, 1)
SCHEDULER_GROUP(pair_beside_busy, "a pair, and a process that wants a CPU", 1, 1)
SCHEDULER_GROUP(pairs_many, "8 pairs", 0, 8)

static const struct group stream = {
    .name = "stream",
    .title = "one way, 64 bytes",
    .unit = "million messages a second",
    .placed = {[ONE_CPU] = true, [TWO_CPUS] = true},
    .entries = {
        {&unix_oneway, 64, 0, {NO_TARGET}},
        {&unix_oneway_seqpacket, 64, 0, {NO_TARGET}},
        {&alpc_stream, 64, 0, {[ONE_CPU] = 20, [TWO_CPUS] = 20}},
        {&ring_stream, 64, 0, {NO_TARGET}},
        {&alpc_stream, 64, 3, {NO_TARGET}, "ALPC datagrams, to the ring"},
        {&unix_burst, 64, 0, {NO_TARGET}},
        {&alpc_burst, 64, 0, {NO_TARGET}},
        {&ring_burst, 64, 0, {NO_TARGET}},
        {&alpc_burst, 64, 7, {NO_TARGET}, "ALPC, bursts, to the ring's"},
    },
};

#define KIB 1024u
#define MIB (1024u * KIB)
#define LONGEST_DATA MESSAGE_MAX /* 64 KiB, less what a message has in front of them */

/* What one would use, next to who does nothing but copy. */
#define SIZES_GROUP(id, title_, size)                                                             \
    static const struct group id = {                                                              \
        .name = "sizes",                                                                          \
        .title = "request and reply of " title_,                                                  \
        .unit = "microseconds a round trip",                                                      \
        .less_is_better = true,                                                                   \
        .placed = {[ONE_CPU] = true, [TWO_CPUS] = true},                                          \
        .entries = {                                                                              \
            {&futex_slot, size, 0, {NO_TARGET}, "copies in shared memory"},                       \
            {&lpc_port, size, 0, {NO_TARGET}, size > LPC_DATA_MAX ? "NT port (LPC), a view" : NULL}, \
            {&alpc_port, size, 0, {NO_TARGET}},                                                   \
            {&unix_stream, size, 0, {NO_TARGET}},                                                 \
            {&pipe_pair, size, 0, {NO_TARGET}},                                                   \
        },                                                                                        \
    };

SIZES_GROUP(size_8, "8 bytes", 8)
SIZES_GROUP(size_64, "64 bytes", 64)
SIZES_GROUP(size_600, "600 bytes", 600)
SIZES_GROUP(size_4k, "4 KiB", 4 * KIB)
SIZES_GROUP(size_16k, "16 KiB", 16 * KIB)
SIZES_GROUP(size_64k, "64 KiB", LONGEST_DATA)


static const struct group messages = {
    .name = "messages",
    .title = "one way, 64 KiB",
    .unit = "GB a second",
    .placed = {[TWO_CPUS] = true},
    .entries = {
        {&into_memory, 64 * KIB, 0, {NO_TARGET}},
        {&unix_bulk, 64 * KIB, 0, {NO_TARGET}},
        {&alpc_bulk, LONGEST_DATA, 0, {[TWO_CPUS] = 0.5}},
        {&copy_ring, 64 * KIB, 0, {NO_TARGET}},
        {&alpc_bulk, LONGEST_DATA, 3, {NO_TARGET}, "the same, to two bare copies"},
    },
};

#define DATA_GROUP(id, title_, size)                                                              \
    static const struct group id = {                                                              \
        .name = "data",                                                                           \
        .title = title_,                                                                          \
        .unit = "GB a second",                                                                    \
        .placed = {[TWO_CPUS] = true},                                                            \
        .entries = {                                                                              \
            {&into_memory, size, 0, {NO_TARGET}},                                                 \
            {&into_view, size, 0, {[TWO_CPUS] = 0.95}},                                           \
            {&vm_read, size, 2, {NO_TARGET}},                                                     \
            {&read_request_data, size, 2, {[TWO_CPUS] = 0.9}},                                    \
            {&vm_write, size, 4, {NO_TARGET}},                                                    \
            {&write_request_data, size, 4, {[TWO_CPUS] = 0.9}},                                   \
        },                                                                                        \
    };

DATA_GROUP(data_short, "data of 64 KiB", 64 * KIB)
DATA_GROUP(data_medium, "data of 1 MiB", MIB)
DATA_GROUP(data_long, "data of 64 MiB", 64 * MIB)

static const struct group fan_in = {
    .name = "scale",
    .title = "one active client among many that are connected",
    .unit = "microseconds a round trip",
    .less_is_better = true,
    .placed = {[ONE_CPU] = true, [TWO_CPUS] = true},
    .entries = {
        {&alpc_crowd, 1, 0, {NO_TARGET}, "ALPC port, alone"},
        {&alpc_crowd, 10, 0, {[ONE_CPU] = 1.1, [TWO_CPUS] = 1.1}, "ALPC port, 10"},
        {&alpc_crowd, 100, 0, {[ONE_CPU] = 1.1, [TWO_CPUS] = 1.1}, "ALPC port, 100"},
        {&alpc_crowd, 1000, 0, {[ONE_CPU] = 1.1, [TWO_CPUS] = 1.1}, "ALPC port, 1,000"},
        {&alpc_crowd, 5000, 0, {[ONE_CPU] = 1.1, [TWO_CPUS] = 1.1}, "ALPC port, 5,000"},
        {&alpc_crowd, 10000, 0, {[ONE_CPU] = 1.1, [TWO_CPUS] = 1.1}, "ALPC port, 10,000"},
        {&alpc_processes, 3500, 0, {[ONE_CPU] = 1.1, [TWO_CPUS] = 1.1}, "ALPC port, 3,500 processes"},
        {&alpc_processes, 10000, 0, {[ONE_CPU] = 1.1, [TWO_CPUS] = 1.1}, "ALPC port, 10,000 processes"},
        {&unix_crowd, 1, 8, {NO_TARGET}, "AF_UNIX and epoll, alone"},
        {&unix_crowd, 5000, 8, {NO_TARGET}, "AF_UNIX and epoll, 5,000"},
    },
};

static const struct group all_active = {
    .name = "scale",
    .title = "all clients active",
    .unit = "thousand round trips a second",
    .placed = {[FREE] = true},
    .entries = {
        {&alpc_all, 1, 0, {NO_TARGET}, "ALPC port, 1"},
        {&alpc_all, 2, 0, {NO_TARGET}, "ALPC port, 2"},
        {&alpc_all, 10, 0, {NO_TARGET}, "ALPC port, 10"},
        {&alpc_all, 100, 0, {NO_TARGET}, "ALPC port, 100"},
        {&unix_all, 1, 0, {NO_TARGET}, "AF_UNIX and epoll, 1"},
        {&unix_all, 10, 2, {NO_TARGET}, "AF_UNIX and epoll, 10"},
        {&unix_all, 100, 3, {NO_TARGET}, "AF_UNIX and epoll, 100"},
    },
};

#define CLIENTS 100

static const struct group completion_threads = {
    .name = "scale",
    .title = "threads at one completion port, 100 clients, 500 us of work a request",
    .unit = "thousand round trips a second",
    .placed = {[FREE] = true},
    .entries = {
        {&completion_1, CLIENTS, 0, {NO_TARGET}},
        {&completion_2, CLIENTS, 0, {NO_TARGET}},
        {&completion_4, CLIENTS, 0, {NO_TARGET}},
        {&completion_8, CLIENTS, 0, {[FREE] = 1.5}},
    },
};

static const struct group completion_latency = {
    .name = "scale",
    .title = "the same, how long the slowest wait",
    .unit = "p99 / median",
    .less_is_better = true,
    .placed = {[FREE] = true},
    .entries = {
        {&completion_tail, CLIENTS, 0, {[FREE] = 10}},
    },
};

static const struct group completion_lists = {
    .name = "scale",
    .title = "completion list under load",
    .unit = "system calls a message",
    .less_is_better = true,
    .placed = {[TWO_CPUS] = true},
    .entries = {
        {&list_1, 64, 0, {[TWO_CPUS] = 0.01}},
        {&list_4, 64, 1, {[TWO_CPUS] = 0.01}},
    },
};

static const struct group connects = {
    .name = "server",
    .title = "connect, accept, one request and its answer, close",
    .unit = "thousand a second",
    .placed = {[ONE_CPU] = true, [TWO_CPUS] = true},
    .entries = {
        {&unix_connects, 1, 0, {NO_TARGET}},
        {&alpc_connects, 1, 0, {[ONE_CPU] = 0.3, [TWO_CPUS] = 0.3}},
    },
};

static const struct group object_calls = {
    .name = "server",
    .title = "calls of the object server",
    .unit = "microseconds a call",
    .less_is_better = true,
    .placed = {[ONE_CPU] = true, [TWO_CPUS] = true},
    .entries = {
        {&unix_seqpacket, 64, 0, {NO_TARGET}},
        {&object_call, 64, 0, {[ONE_CPU] = 1.2, [TWO_CPUS] = 1.2}},
    },
};

static const struct group memory = {
    .name = "idle",
    .title = "resident memory of idle connections",
    .unit = "KiB each",
    .less_is_better = true,
    .placed = {[FREE] = true},
    .entries = {
        {&idle_memory, 1, 0, {[FREE] = 16}},
    },
};

static const struct group idle = {
    .name = "idle",
    .title = "time of a CPU that an idle pair uses",
    .unit = "percent",
    .less_is_better = true,
    .placed = {[FREE] = true},
    .entries = {
        {&idle_servers, 1, 0, {[FREE] = 0.01}},
        {&idle_client, 1, 1, {[FREE] = 0.01}},
    },
};

/* A ratio is how many times as long as an ALPC port a peer takes; a target is the least of it. */
static const struct group peers = {
    .name = "peers",
    .title = "round trips by other means, 64 bytes",
    .unit = "microseconds a round trip",
    .placed = {[ONE_CPU] = true, [TWO_CPUS] = true},
    .entries = {
        {&alpc_port, 64, 0, {NO_TARGET}},
        {&lpc_port, 64, 0, {NO_TARGET}},
        {&futex_slot, 64, 0, {NO_TARGET}},
        {&shared_spin, 64, 0, {NO_TARGET}, .unfit = {[ONE_CPU] = "who only spins needs a CPU for itself"}},
        {&eventfd_slot, 64, 0, {NO_TARGET}},
        {&pipe_pair, 64, 0, {NO_TARGET}},
        {&unix_stream, 64, 0, {NO_TARGET}},
        {&unix_relay, 64, 0, {NO_TARGET}},
        {&dbus_daemon, 64, 0, {[ONE_CPU] = 6}},
        {&dbus_broker, 64, 0, {NO_TARGET}},
        {&zeromq, 64, 0, {NO_TARGET}},
        {&nng_reqrep, 64, 0, {NO_TARGET}},
        {&grpc_unary, 64, 0, {[ONE_CPU] = 15}},
    },
};

const struct group *const groups[] = {
    &size_8, &size_64, &size_600, &size_4k, &size_16k, &size_64k, &pair_alone, &pair_beside_busy, &pairs_many, &stream, &messages, &data_short, &data_medium, &data_long, &fan_in, &all_active, &completion_threads,
    &completion_latency, &completion_lists, &connects, &object_calls, &memory, &idle, &peers,
};
const unsigned n_groups = sizeof(groups) / sizeof(groups[0]);
static_assert(sizeof(groups) / sizeof(groups[0]) <= MAX_GROUPS, "results");
