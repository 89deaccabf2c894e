/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Puppets: processes that use the library and do what they are told, one line at a time
 * (puppet_main.c has the commands). Telling and hearing are apart, so that a puppet can be left in the
 * middle of a call that blocks, and killed there.
 */
#pragma once

#include "tests/process/harness.h"

struct puppet {
    pid_t pid;
    int to, from;                       /* pipes */
    char told[128];                     /* the last line, for messages */
    char line[512];                     /* what was heard of the answer under way */
    size_t length;
};

struct answer {
    int32_t status;                     /* of the call */
    char text[480];                     /* "type=1 text=hello" */
};

void puppet_start(struct puppet *puppet);
/* As that user and group, without supplementary groups; only root can. */
void puppet_start_as(struct puppet *puppet, uid_t uid);
/* SIGKILL; returns when it is gone. */
void puppet_kill(struct puppet *puppet);
/* Its input ends: it leaves as programs do, with open handles. */
void puppet_end(struct puppet *puppet);

void tell(struct puppet *puppet, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The case fails when there is no answer for ten seconds: the puppet hangs. */
struct answer hear(struct puppet *puppet);
/* Both. */
struct answer ask(struct puppet *puppet, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same, and the status must be a success. */
struct answer must(struct puppet *puppet, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Told something that blocks: gives it time to get there, and requires that it has not answered. */
void leave_blocked(struct puppet *puppet);

/* "type" of "type=1 text=hello", as a number; -1: not there */
int64_t answer_number(const struct answer *answer, const char *key);
bool answer_has(const struct answer *answer, const char *text);
/* One of the statuses, which end with 0 (STATUS_SUCCESS cannot be among them). */
bool status_among(int32_t status, const int32_t *statuses);
