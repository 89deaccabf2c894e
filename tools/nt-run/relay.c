/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The two lines of a call; see relay.h. */
#include "tools/nt-run/relay.h"

#include "ntdll/debug.h"

#include <dlfcn.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

DEBUG_CHANNEL(relay);

void relay_say(struct relay_text *out, const char *format, ...)
{
    size_t room = sizeof out->text - out->length;
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(out->text + out->length, room, format, args);
    va_end(args);
    if (n > 0)
        out->length += (size_t)n < room ? (size_t)n : room - 1;
}

/* By the kernel, which does not fault. */
bool relay_peek(void *to, uintptr_t address, size_t size)
{
    struct iovec here = {to, size}, there = {(void *)address, size};

    return address && process_vm_readv(getpid(), &here, 1, &there, 1, 0) == (ssize_t)size;
}

/* "NtAlpc*,NtClose" */
static bool is_wanted(const char *name)
{
    const char *at = getenv("NTDEBUG_RELAY");
    char pattern[64];

    if (!at || !*at)
        return true;
    for (; *at; at += strspn(at, ",")) {
        size_t length = strcspn(at, ",");

        snprintf(pattern, sizeof pattern, "%.*s", (int)length, at);
        if (fnmatch(pattern, name, 0) == 0)
            return true;
        at += length;
    }
    return false;
}

void relay_enter(struct relay_state *state, const struct relay_call *call, const uintptr_t *values)
{
    struct relay_text text = {.length = 0};
    int saved = errno;

    state->call = NULL;
    if (!debug_on_(DEBUG_TRACE) || !is_wanted(call->name))
        return;
    state->call = call;
    for (unsigned i = 0; i < call->n; i++) {
        const struct relay_argument *argument = &call->arguments[i];
        size_t size = relay_output_size(argument->type);

        state->values[i] = values[i];
        memset(state->before[i], 0, RELAY_PEEK);
        if (size)
            relay_peek(state->before[i], values[i], size);
        relay_say(&text, "%s%s=", i ? ", " : "", argument->name);
        relay_value(&text, argument->type, values[i]);
        relay_content(&text, argument->type, values[i]);
    }
    debug_print(&debug_channel_, DEBUG_TRACE, call->name, "Call (%s)", text.text);
    errno = saved;
}

/* What the call has changed, and only that. */
NTSTATUS relay_leave(const struct relay_state *state, NTSTATUS status)
{
    struct relay_text text = {.length = 0};
    unsigned char now[RELAY_PEEK];
    int saved = errno;

    if (!state->call)
        return status;
    text.text[0] = 0;
    for (unsigned i = 0; i < state->call->n; i++) {
        const struct relay_argument *argument = &state->call->arguments[i];
        size_t size = relay_output_size(argument->type);

        if (!size || !relay_peek(now, state->values[i], size) || !memcmp(now, state->before[i], size))
            continue;
        relay_say(&text, " %s=", argument->name);
        relay_output(&text, argument->type, state->values[i]);
    }
    debug_print(&debug_channel_, DEBUG_TRACE, state->call->name, "Ret %s%s", debug_status(status), text.text);
    errno = saved;
    return status;
}

void *relay_next(const char *name)
{
    void *next = dlsym(RTLD_NEXT, name);

    if (!next) {
        fprintf(stderr, "nt-run: there is no %s behind libntport-relay.so; the program brings an older libntdll.so\n", name);
        abort();
    }
    return next;
}
