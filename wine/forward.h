/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Our calls, as Wine's table of system services finds them. */
#pragma once

#include "wine/call.h"

#define CALL(name, n, kinds) CALL_##name,
enum { 
#include "wine/calls.def"
    N_CALLS };

struct call {
    const char *name;
    unsigned int n_arguments;
    const char *kinds;
    void *entry[2];             /* in the system's convention, in Windows' */
};
extern const struct call calls[N_CALLS];
