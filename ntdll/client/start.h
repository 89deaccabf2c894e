/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Starting the server. */
#pragma once

#include <stdbool.h>

/* Runs ntserver and waits until it listens, or another one does. */
bool server_start(void);
