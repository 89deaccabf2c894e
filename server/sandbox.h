/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Before it serves, the server gives up what it does not need (R38, threat-model 5): first its process
 * attributes and limits, then every system call that is not on the list.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Descriptors above last_kept closed, umask, cwd, environment, signals, limits, no new privileges. At the very start;
 * with the filter below it cannot be undone. */
void sandbox_prepare(int last_kept);
/* No capabilities, non-dumpable; and root becomes that user, if there is one of the name (NULL: stays). When it listens: the
 * sockets are root's. false: it cannot. */
bool sandbox_drop_privileges(const char *user);
/* Landlock, where the kernel has it: this thread and those it starts open, make and run no file any more; they may still
 * take our sockets away. */
void sandbox_deny_files(void);
/* The allow-list, killing the process over any other call. Threads must exist before. false: this kernel has
 * no seccomp; *why. Builds with sanitizers, which need calls of their own, get none. */
bool sandbox_enter(const char **why);

/* The list, for the test that walks it. */
struct sandbox_rule {
    const char *name;
    int number;
    bool conditional;                   /* only with certain arguments */
};
extern const struct sandbox_rule sandbox_rules[];
extern const size_t n_sandbox_rules;
