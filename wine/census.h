/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The ids that Wine has for the processes and threads that use ports. Messages have the system's, which
 * is all that our server knows.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* This thread, and its process, are in it from now on. */
void census_join(void);

/* A thread and its process; thread 0: only that. */
struct census_ids {
    uint32_t process, thread;
};
/* From the system's ids to Wine's; false: it is none of this Wine's. */
bool census_find(struct census_ids *wines, const struct census_ids *systems);
/* The reverse. */
bool census_find_system(struct census_ids *systems, const struct census_ids *wines);
/* A thread or process of Wine's in our server, or 0: it has made no call of ours. */
uint64_t census_import_thread(uint64_t thread, uint32_t access);
uint64_t census_import_process(uint64_t process, uint32_t access);
/* One of our server's in Wine. STATUS_INVALID_CID: it is none of this Wine's */
uint32_t census_export_thread(uint64_t *thread, uint64_t object, uint32_t access);
uint32_t census_export_process(uint64_t *process, uint64_t object, uint32_t access);

/* NtOpenProcess and NtOpenThread: an id that Wine does not know may be the system's. */
uint64_t census_open_process(const uint64_t *a);
uint64_t census_open_thread(const uint64_t *a);
/* NtAlpcOpenSenderProcess and NtAlpcOpenSenderThread, with the port's object */
uint64_t census_open_sender_process(const uint64_t *a, const uint64_t *given);
uint64_t census_open_sender_thread(const uint64_t *a, const uint64_t *given);
/* NtAlpcQueryInformation, one class of which asks about a thread */
uint64_t census_query_port(const uint64_t *a, const uint64_t *given);
/* NtTerminateProcess: over when our server knows of it, too. */
uint64_t census_end_process(const uint64_t *a);
