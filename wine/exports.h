/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* New exports of the PE ntdll.dll, and the table of system services behind them. */
#pragma once

#include <stdbool.h>

/* Once in a program, before its imports are looked up; says so when it cannot be. */
void exports_extend(void);
