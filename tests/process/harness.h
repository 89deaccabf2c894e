/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tests of real processes. Each case runs in a process of its own, with a directory and so a server of
 * its own, under a watchdog; everything it starts is its descendant, and a case that leaves one
 * behind has failed. The test programs themselves never load libntdll: its users are puppets
 * (puppet.h), so that they can be killed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct test_case {
    const char *name;                   /* the promise */
    void (*run)(const void *about);
    const void *about;                  /* given to run */
    unsigned seconds;                   /* until the watchdog ends it; 0: 60 */
};

/* Runs those named on the command line, or all; the program's exit status. */
int run_cases(int argc, char **argv, const struct test_case *cases, size_t n);

/* Ends the case. */
void case_failed(const char *file, int line, const char *format, ...)
    __attribute__((noreturn, format(printf, 3, 4)));
#define require(condition, ...) \
    ((condition) ? (void)0 : case_failed(__FILE__, __LINE__, __VA_ARGS__))

/* Where programs of this build are: "server/ntserver". The text is valid until the next call. */
const char *built(const char *path);
/* The socket's path, which is in the environment as NTPORT_SERVER too. */
const char *server_socket(void);
/* What a server started here says; the end of it is shown when the case fails. */
const char *server_log(void);

/* A server in the foreground, listening. */
pid_t server_start(void);
/* Asks it to end and waits for it; for one that was started by the library too. */
void server_stop(void);
/* The same for everybody: ntserver --system, in a directory that everybody may look into. */
pid_t server_start_system(void);
/* That directory alone. */
void system_directory(void);
void server_kill(pid_t pid);
/* This process becomes that user, for good. */
bool become(uid_t uid);
bool process_lives(pid_t pid);

/* What the server holds for this user: a snapshot, and the wait until it is the same again. */
struct holdings {
    int64_t processes, objects, handles, bytes;
};
void holdings_take(struct holdings *holdings);
/* For another user; only root can. */
void holdings_take_of(struct holdings *holdings, uid_t uid);
void holdings_require_back(const struct holdings *before);
void holdings_require_back_of(const struct holdings *before, uid_t uid);

/* milliseconds of CLOCK_MONOTONIC */
int64_t now_ms(void);
void pause_ms(unsigned ms);
