/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of this folder tell each other. */
#pragma once

#include "common/notice.h"
#include "ntdll/nt/port/port.h"

/* port_table.c. if_early: what is kept for later if there is no such port yet; or NULL. A reference, or NULL. */
struct port *port_by_id(uint32_t id, const struct notice *if_early);
struct queue *port_queue_or_later(uint32_t id, const struct notice *if_early);
/* The port that owns the queue has no handle left in any process: what is queued is freed (lpc-semantics 12). loopback: its channel
 * to itself, or NULL */
void port_close_queue(struct queue *queue, struct channel *loopback);

/* port_view.c */
void port_unmap_views(uint32_t port);
void port_views_forget(void);

/* port_channel.c */
void port_channels_forget(void);
