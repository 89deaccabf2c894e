/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NTDEBUG=+lpc,warn+server,-event: Wine's grammar. One line an event on standard error: pid, tid,
 * class, channel, function, text. Off costs a load and a branch.
 */
#pragma once

#include "common/shmem.h"

#include <stdbool.h>
#include <windows.h>

enum debug_class { DEBUG_FIXME, DEBUG_ERR, DEBUG_WARN, DEBUG_TRACE };

struct debug_channel {
    const char *name;
    unsigned char classes;              /* a bit each; 0xff: not yet looked up */
};

bool debug_enabled(struct debug_channel *channel, enum debug_class class);
void debug_print(struct debug_channel *channel, enum debug_class class, const char *function,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));
/* "STATUS_INVALID_HANDLE", or the number in a static buffer of the thread */
const char *debug_status(NTSTATUS status);

/* One a file. The second line puts it on the list of NTDEBUG=help. */
#define DEBUG_CHANNEL(channel)                                                                \
    static struct debug_channel debug_channel_ = {#channel, 0xff};                            \
    static struct debug_channel *const debug_listed_                                          \
        __attribute__((section("ntdll_channels"), used)) = &debug_channel_

#define debug_on_(class) \
    (shm_load(&debug_channel_.classes) & 1u << (class) && debug_enabled(&debug_channel_, (class)))
#define TRACE(...)                                                                                 \
    (debug_on_(DEBUG_TRACE) ? debug_print(&debug_channel_, DEBUG_TRACE, __func__, __VA_ARGS__)     \
                            : (void)0)
#define WARN(...)                                                                                  \
    (debug_on_(DEBUG_WARN) ? debug_print(&debug_channel_, DEBUG_WARN, __func__, __VA_ARGS__)       \
                           : (void)0)
#define ERR(...)                                                                                   \
    (debug_on_(DEBUG_ERR) ? debug_print(&debug_channel_, DEBUG_ERR, __func__, __VA_ARGS__)         \
                          : (void)0)
