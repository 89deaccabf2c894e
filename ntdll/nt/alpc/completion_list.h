/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Completion lists, as the calls on ports see them (alpc 17). */
#pragma once

#include "ntdll/nt/lpc/lpc.h"

/* NtAlpcSetInformation's classes 6, 7, 8 and 10. STATUS_INVALID_PARAMETER also when the port has no list. */
NTSTATUS completion_list_register(struct port *port, HANDLE handle, const void *user, ULONG length);
NTSTATUS completion_list_unregister(struct port *port);
NTSTATUS completion_list_adjust(struct port *port, const void *user, ULONG length);
NTSTATUS completion_list_rundown(struct port *port);
/* A thread of the pool begins or ends to work on it. */
void completion_list_worker(struct port *port, bool begins);
bool completion_list_has_work(struct port *port);
/* This process has no handle to the port any more. */
void completion_list_of_port_ends(uint32_t port);
/* fork: the child has none. */
void completion_lists_forget(void);
/* What a receive on the port may take: of one that has a list only what does not come to the list. */
enum arrival_source completion_list_source(struct port *port);
