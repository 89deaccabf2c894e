/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All groups: who is compared with whom, and what is wanted of it. docs/performance.md says where the targets come from. */
#include "bench/group.h"

#include <assert.h>

static const struct group stream = {
    .name = "stream",
    .title = "one way, 64 bytes",
    .unit = "million messages a second",
    .placed = {[ONE_CPU] = true, [TWO_CPUS] = true},
    .entries = {
        {&unix_oneway, 64, 0, {NO_TARGET}},
        {&unix_oneway_seqpacket, 64, 0, {NO_TARGET}},
        {&alpc_stream, 64, 0, {[ONE_CPU] = 20, [TWO_CPUS] = 20}},
        {&unix_burst, 64, 0, {NO_TARGET}},
        {&alpc_burst, 64, 0, {NO_TARGET}},
    },
};

#define KIB 1024u
#define MIB (1024u * KIB)
#define LONGEST_DATA (65535u - 40u)

static const struct group messages = {
    .name = "messages",
    .title = "one way, 64 KiB",
    .unit = "GB a second",
    .placed = {[TWO_CPUS] = true},
    .entries = {
        {&into_memory, 64 * KIB, 0, {NO_TARGET}},
        {&unix_bulk, 64 * KIB, 0, {NO_TARGET}},
        {&alpc_bulk, LONGEST_DATA, 0, {[TWO_CPUS] = 0.5}},
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

const struct group *const groups[] = {&stream, &messages, &data_short, &data_medium, &data_long};
const unsigned n_groups = sizeof(groups) / sizeof(groups[0]);
static_assert(sizeof(groups) / sizeof(groups[0]) <= MAX_GROUPS, "results");
