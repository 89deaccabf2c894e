/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Failing: one line that says what was wrong and what to do about it, then the end of the program.
 * A command line tool has nothing to save, so nothing here returns an error.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* "ntobj: " and the text on standard error; exit status 1. */
void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
/* The same for a status of the server about the thing that the user named. */
void fail_status(int32_t status, const char *thing) __attribute__((noreturn));

/* Zeroed memory, never NULL. */
void *allocate(size_t size);
void release(void *memory);
