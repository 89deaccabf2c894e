/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is being done, on one line of the terminal that is overwritten; nothing where there is no
 * terminal. */
#pragma once

void progress_show(const char *format, ...) __attribute__((format(printf, 1, 2)));
void progress_clear(void);
