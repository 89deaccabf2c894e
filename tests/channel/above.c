/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What ntdll/channel expects of the layer above it, for a program that has it alone: these channels are of one user. */
#include "ntdll/channel/channel.h"

#include <stdlib.h>

void channel_ring_by_server(struct channel *channel)
{
    (void)channel;
    abort();
}
