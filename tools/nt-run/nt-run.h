/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of nt-run share. */
#pragma once

#include <limits.h>
#include <stdbool.h>

/* As env(1) and timeout(1) have them. */
#define EXIT_OURS         125           /* nt-run itself failed */
#define EXIT_NOT_RUNNABLE 126
#define EXIT_NOT_FOUND    127

/* Says what is wrong, and what to do, on standard error; ends with that status. */
void fail(int status, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));

/* Where things of ours are: first beside a build or installation that the environment names, then where they were
 * installed. false: not there; path is where it should be. */
bool find_server(char path[PATH_MAX]);
bool find_library(const char *name, char path[PATH_MAX]);
/* In $PATH, or as it is when it has a slash. */
bool find_program(const char *name, char path[PATH_MAX]);
/* The Wine that is used: $WINE, wine64 or wine. */
bool find_wine(char path[PATH_MAX]);

enum program_kind { PROGRAM_NATIVE, PROGRAM_STATIC, PROGRAM_WINDOWS, PROGRAM_WINDOWS_32, PROGRAM_UNREADABLE };
enum program_kind program_kind(const char *path);

/* A server of its own: NTPORT_SERVER is set for what is started from here on; and its end. */
void private_begin(void);
void private_end(void);

/* What is missing on this machine; the exit status: 0 when nothing is that must be there. */
int doctor(void);
