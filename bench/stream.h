/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whole messages over a socket, for the transports that use one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Both ends of a connection; ends[0] is the client's. false: failed, and said so. */
bool stream_pair(int ends[2], int type);
/* false at the end of the stream and when it fails. */
bool stream_read(int fd, void *message, size_t size);
bool stream_write(int fd, const void *message, size_t size);
