/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statuses by name, for traces. */
#include "ntdll/debug.h"

#include <ntstatus.h>
#include <stdio.h>

const char *debug_status(NTSTATUS status)
{
    static const struct {
        NTSTATUS status;
        const char *name;
    } names[] = {
#define STATUS_NAME(name) {name, #name},
#include "ntdll/status_names.def"
    };
    static __thread char number[16];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].status == status)
            return names[i].name;
    snprintf(number, sizeof number, "0x%08x", (unsigned)status);
    return number;
}
