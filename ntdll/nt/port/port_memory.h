/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory of ports in this process. */
#pragma once

#include "ntdll/nt/port/port.h"

/* Shared, and not a child's after fork; NULL: it could not be. */
void *port_map_memory(int fd, size_t size);
void port_close_fds(int *fds, int n);

/* Its queues and its channel. known: the queue that it receives from, when it is mapped already, or NULL. When it fails, what there
 * is goes by port_unmap(). */
bool port_map(struct port *port, const struct port_memory *from, bool fresh, struct queue *known);
void port_unmap(struct port *port);
/* The server's end of a connection, below a queue that is mapped. fresh: we accept it right now. A reference, or NULL. */
struct channel *port_map_server_end(struct queue *queue, const struct port_memory *from, bool fresh);
