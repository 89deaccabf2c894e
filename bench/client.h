/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The client's process: carries out the parent's orders. */
#pragma once

#include "bench/pair.h"

/* Returns when the parent has closed its end of the control socket. */
void client_run(struct pair *pair);
