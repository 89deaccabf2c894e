/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Wine's table of system services: an array of addresses in ntdll.so that only its loader writes. */
#pragma once

#include <link.h>
#include <stdbool.h>

/* Puts a function in the place of another, whose address must stand exactly once in the library's
 * data. false when it does not; nothing is put back then, that is table_restore's. */
bool table_replace(const struct link_map *library, void *original, void *ours);
/* All of them as they were: Wine goes on as if we were not there. */
void table_restore(void);
