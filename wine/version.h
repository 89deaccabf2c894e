/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which Wine this is. */
#pragma once

#include <stdbool.h>

/* When a program begins: false, with a line on stderr, when the version is not known. */
bool version_check(void);
/* Its port calls are known to do nothing. */
bool version_has_only_stubs(void);
