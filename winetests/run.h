/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The runner's parts: run.c runs families and counts, run_wine.c knows how Wine is started. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct outcome {
    unsigned int tests, todos, failures, skips;
    bool summary;               /* the family has said how it went */
    bool ended;                 /* by itself, in time */
    int code;                   /* its exit code, or 128 + signal */
    unsigned int left;          /* processes that were still there */
};

/* Runs args in a process group of its own, for so many seconds; output goes to log and is read. */
void command_run(struct outcome *outcome, char *const args[], unsigned int seconds,
                 const char *log);
/* How long a family may take: $NTPORT_TEST_TIMEOUT, or the default. */
unsigned int family_seconds(void);

/* Makes Wine ready; false, with a word about it, where there is none. */
bool wine_begin(void);
void wine_end(void);
/* The program that runs PE programs. */
const char *wine_program(void);
