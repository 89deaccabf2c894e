/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Wait completion packets: waits that post a packet to a completion port instead of keeping a thread. */
#pragma once

struct wait_packet;

/* What it waits for has been signalled, and its wait is over. */
void wait_packet_signaled(struct wait_packet *packet);
