/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Our libntdll.so inside of a Wine program: loaded when the first of our calls is made, so that a
 * program without ports has nothing of it.
 */
#pragma once

#include "wine/call.h"

/* A call of it by its name: NULL when there is no library or it has no such call. */
void *library_call(const char *name);
/* That call, made: its status. */
#define ours_call(name, ...) ours_status(library_call(name), (uint64_t[MAX_ARGUMENTS]){__VA_ARGS__})
static inline uint32_t ours_status(void *call, const uint64_t a[MAX_ARGUMENTS])
{
    return (uint32_t)windows_call(call, a);
}
/* One of our calls has been made. */
bool library_is_loaded(void);
/* The same call as one of Wine's, with an object of ours in the place of the first argument. */
uint64_t library_call_with(const char *name, const uint64_t a[MAX_ARGUMENTS], uint64_t object);
