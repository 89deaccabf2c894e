/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options -k and -w: another server's end. */
#pragma once

#include <stdbool.h>

/* Waits until the server that listens at the path has ended, and has it end when asked to. Waiting does not keep
 * it. An exit status: 0 when it has ended; nobody there is a failure for kill_it only. */
int stop_server(const char *path, bool kill_it);
