/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Threads of Wine's that run code of ours. What speaks to Wine's server must be one: a thread that
 * Wine did not make has no place there.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef void thread_function(void *argument);

/* In this process; it ends when the function returns. */
bool thread_start(thread_function *run, void *argument);
/* This thread is the only one left: the program has ended, but for us. */
bool thread_is_last(void);

/* For exports.c: where such a thread begins, code that calls the service (in either convention). */
void thread_entry_set(void *code);
extern void *const thread_service[2];
