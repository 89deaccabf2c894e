/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a fork does to the library. */
#pragma once

/* Runs when the library is loaded. */
void fork_register(void);
