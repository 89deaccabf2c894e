/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Counts the system calls of a thread, exactly and without help: no ptrace, no tracepoint, no
 * privilege.
 *
 * Linux (since 5.11) can hand every system call of a thread to the thread itself as a SIGSYS, while
 * a byte in its memory says so ("syscall user dispatch"). Our handler notes the number, makes the
 * call, and goes on. A stretch without system calls is not disturbed at all, which ptrace cannot
 * say: a traced pair never gets into the state where both spin.
 *
 * A thread must not create threads or processes while it is counted.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define N_SYSCALLS 512u

/* In memory that the thread shares with whoever reads it. */
struct syscall_counter {
    uint8_t counting; /* anyone may set and clear it */
    uint32_t total;
    uint32_t by_number[N_SYSCALLS];
};

/* Makes the calling thread one that can be counted. false: this kernel does not let us. */
bool syscall_counter_attach(struct syscall_counter *counter);
void syscall_counter_switch(struct syscall_counter *counter, bool on);
