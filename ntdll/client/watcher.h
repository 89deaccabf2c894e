/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The watcher: a thread of ours that reads what the server says unasked, and learns of the server's
 * end, so that every other thread can sleep on one single word.
 */
#pragma once

#include "common/notice.h"

#include <stdbool.h>

/* Runs from the first time anybody may have to sleep. false: no server. A load when it runs
 * already. */
bool watcher_start(void);

/* Is there one right now? */
bool watcher_runs(void);
/* A thread of the program ends, maybe the last but the watcher. */
void watcher_thread_leaves(void);
/* fork: the child has no watcher. */
void watcher_forget(void);

/* Written in nt/port_table.c; called by the watcher without any lock held. */
void port_notice(const struct notice *notice);
void port_server_died(void);
