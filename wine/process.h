/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes and threads, which both servers have: opened by either's ids, and handles of the one's for the other's. */
#pragma once

#include <stdint.h>

/* A thread or process of Wine's in our server, or 0: it has made no call of ours. */
uint64_t process_import_thread(uint64_t thread, uint32_t access);
uint64_t process_import(uint64_t process, uint32_t access);
/* One of our server's in Wine. STATUS_INVALID_CID: it is none of this Wine's */
uint32_t process_export_thread(uint64_t *thread, uint64_t object, uint32_t access);
uint32_t process_export(uint64_t *process, uint64_t object, uint32_t access);

/* NtOpenProcess and NtOpenThread: an id that Wine does not know may be the system's. */
uint64_t process_open(const uint64_t *a);
uint64_t process_open_thread(const uint64_t *a);
/* NtAlpcOpenSenderProcess and NtAlpcOpenSenderThread, with the port's object */
uint64_t process_open_sender(const uint64_t *a, const uint64_t *given);
uint64_t process_open_sender_thread(const uint64_t *a, const uint64_t *given);
/* NtAlpcQueryInformation, one class of which asks about a thread */
uint64_t process_query_port(const uint64_t *a, const uint64_t *given);
/* NtTerminateProcess: over when our server knows of it, too. */
uint64_t process_end(const uint64_t *a);
