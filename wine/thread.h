/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Threads of Wine's that run code of ours, or call what the program has. What speaks to Wine's server must be one: a thread
 * that Wine did not make has no place there.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef void thread_function(void *argument);

/* In this process; it ends when the function returns. */
bool thread_start(thread_function *run, void *argument);

/* A function of the program's, with Windows' convention, and its arguments. */
struct thread_call {
    void *function, *arguments[4];
};
typedef bool thread_next(void *argument, struct thread_call *call);

/* Calls what `next` says, again and again, and ends when that returns false. Such a thread is one of the program's: its DLLs
 * are told, and an exception that a function does not handle is the program's to handle. */
bool thread_start_calling(thread_next *next, void *argument);
/* This is a program of Wine's. */
bool thread_can_start(void);
/* This thread is the only one left: the program has ended, but for us. */
bool thread_is_last(void);

/* For exports.c: code that calls the service (in either convention), and RtlAddFunctionTable. */
void thread_prepare(void *stub, void *add_function_table);
extern void *const thread_service[2];
