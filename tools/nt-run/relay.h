/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libntport-relay.so: in front of libntdll.so by LD_PRELOAD, it says of each native call that the program makes what goes
 * in and what comes out: channel relay of NTDEBUG, two lines a call, since one may never return. NTDEBUG_RELAY has patterns
 * of the calls that are wanted; without it all are.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <windows.h>
#include <winternl.h>

#define RELAY_ARGUMENTS 11
#define RELAY_PEEK      48              /* bytes of an argument's memory that are looked at, for what has changed */

struct relay_argument {
    const char *type, *name;
};

struct relay_call {
    const char *name;
    unsigned n;
    const struct relay_argument *arguments;
};

/* Between entry and return: what the memory of the arguments held. */
struct relay_state {
    const struct relay_call *call;      /* NULL: not wanted */
    uintptr_t values[RELAY_ARGUMENTS];
    unsigned char before[RELAY_ARGUMENTS][RELAY_PEEK];
};

void relay_enter(struct relay_state *state, const struct relay_call *call, const uintptr_t *values);
NTSTATUS relay_leave(const struct relay_state *state, NTSTATUS status);
/* The library's own function. */
void *relay_next(const char *name);

/* What stands behind an argument of that type, as text; nothing for those that are not looked into. */
struct relay_text {
    char text[512];
    size_t length;
};
void relay_say(struct relay_text *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* false: the address cannot be read. */
bool relay_peek(void *to, uintptr_t address, size_t size);
/* The value itself. */
void relay_value(struct relay_text *out, const char *type, uintptr_t value);
/* What it points to, in braces, when there is something to say. */
void relay_content(struct relay_text *out, const char *type, uintptr_t value);
/* How many bytes behind a pointer of that type a call may write; 0: not looked at. */
size_t relay_output_size(const char *type);
/* Those bytes, as text. */
void relay_output(struct relay_text *out, const char *type, uintptr_t value);
