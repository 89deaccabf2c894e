/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mutants and the threads that own them. */
#pragma once

struct thread;

/* The thread is gone: who waits for its mutants gets them, abandoned. */
void mutant_thread_exit(struct thread *thread);
