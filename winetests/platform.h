/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The few things that the tests need from the system below, outside of what is tested: pipes to
 * their helper processes, those processes, the watchdog, and the count of what was left behind.
 * platform_linux.c and platform_windows.c have the same functions.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A pipe goes one way and carries whole blocks. */
typedef intptr_t pipe_end;
#define PIPE_CLOSED (-1)

bool pipe_create(pipe_end *reader, pipe_end *writer);
void pipe_close(pipe_end end);
bool pipe_write(pipe_end writer, const void *block, size_t size);

enum pipe_result { PIPE_DONE, PIPE_TIMEOUT, PIPE_END };
/* ms < 0: for ever. A block that has begun to arrive is waited for. */
enum pipe_result pipe_read(pipe_end reader, void *block, size_t size, int ms);

/* This program once more, as "ntdll_test --actor ENDS...", with these ends handed down. */
struct process;
struct process *process_start(const pipe_end *ends, unsigned int n_ends);
uint32_t process_id(const struct process *process);
/* End of the process, bounded; -1 when it was killed or did not end. Frees it. */
int process_wait(struct process *process);
void process_kill(struct process *process);
/* Keeps ends that were handed down from going any further. */
void pipe_keep(pipe_end end);

/* Linux's ids of the caller, also under Wine. */
void linux_ids(uintptr_t *process, uintptr_t *thread);

/* After that many seconds: a line, the helpers killed, and the end of this process. */
void watchdog_start(unsigned int seconds, const char *what);

/* What this process holds: open descriptors, and mappings of shared memory. 0 where not counted. */
struct holdings {
    unsigned int descriptors, mappings;
};
struct holdings holdings_count(void);
