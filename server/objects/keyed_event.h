/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keyed events: where two threads of a process meet, one that waits and one that releases, by a key. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct thread;
struct keyed_event;

/* A thread that is there first. */
struct keyed_wait {
    struct keyed_event *event;          /* a reference; NULL: it does not wait so */
    uint64_t key;
    bool releases;
    struct thread *next;
};

/* It does not wait there any more. */
void keyed_wait_abandon(struct thread *thread);
