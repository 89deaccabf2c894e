/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One line an event on standard error, with systemd's levels in front when that is no terminal. Rate-limited:
 * what a client can provoke must not fill a disk or block us. */
#pragma once

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Also what log_info says. */
void log_verbose(void);
