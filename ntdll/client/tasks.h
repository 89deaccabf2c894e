/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The threads of this process, as the kernel lists them. */
#pragma once

#include <stdbool.h>

/* How many have not ended; many when it cannot be told. */
int tasks_running(void);
/* Has the first thread ended, or is it ending right now by calling this? */
bool tasks_leader_ended(void);
