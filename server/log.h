/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One line an event on standard error, with systemd's levels in front when that is no terminal. Rate-limited:
 * what a client can provoke must not fill a disk. From any thread, and without ever waiting for a reader. */
#pragma once

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Also what log_info says. */
void log_verbose(void);
/* Once standard error is what it stays; before the sandbox, and before other threads. */
void log_open(void);
