/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Timers and the threads that they call. */
#pragma once

struct thread;

/* The thread is gone: its timers stop. */
void timer_thread_exit(struct thread *thread);
