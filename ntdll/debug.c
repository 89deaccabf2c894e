/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tracing, switched by NTDEBUG=[program:][class][+|-]channel,... where class is fixme, err, warn or
 * trace (none: all four) and channel may be "all". What nobody mentions shows fixme and err. "help":
 * debug_help.c.
 *
 * A channel is a static structure in each file that traces (DEBUG_CHANNEL); its address stands in a
 * section of the library, so that the list needs no registration. Each line is one write, so lines
 * of several processes do not mix.
 */
#include "ntdll/debug.h"

#include "common/shmem.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define UNKNOWN       0xff
#define CLASS_BIT(c)  ((unsigned char)(1u << (c)))
#define ALL_CLASSES   0x0f
#define DEFAULT       (CLASS_BIT(DEBUG_FIXME) | CLASS_BIT(DEBUG_ERR))
#define LINE          1024

static const char *const class_names[] = {"fixme", "err", "warn", "trace"};

static bool is_word(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && !memcmp(text, word, length);
}

static unsigned char class_named(const char *text, size_t length)
{
    if (!length)
        return ALL_CLASSES;
    for (unsigned i = 0; i < 4; i++)
        if (is_word(text, length, class_names[i]))
            return CLASS_BIT(i);
    return 0;
}

/* What one element of the list makes of a channel's classes. A bare name is as good as one with
 * a plus. */
static unsigned char apply_element(unsigned char classes, const char *element, size_t length,
                                   const char *channel)
{
    const char *end = element + length, *colon = memchr(element, ':', length), *sign;
    unsigned char named = ALL_CLASSES;
    bool off = false;

    if (colon) {
        if (!is_word(element, (size_t)(colon - element), program_invocation_short_name))
            return classes;
        element = colon + 1;
    }
    for (sign = element; sign < end && *sign != '+' && *sign != '-';)
        sign++;
    if (sign < end) {
        named = class_named(element, (size_t)(sign - element));
        off = *sign == '-';
        element = sign + 1;
    }
    length = (size_t)(end - element);
    if (!is_word(element, length, "all") && !is_word(element, length, channel))
        return classes;
    return off ? classes & (unsigned char)~named : classes | named;
}

static unsigned char classes_of(const char *channel)
{
    const char *at = secure_getenv("NTDEBUG");
    unsigned char classes = DEFAULT;

    while (at && *at) {
        size_t length = strcspn(at, ", ");

        classes = apply_element(classes, at, length, channel);
        at += length;
        at += strspn(at, ", ");
    }
    return classes;
}

bool debug_enabled(struct debug_channel *channel, enum debug_class class)
{
    unsigned char classes = shm_load(&channel->classes);

    if (classes == UNKNOWN) {
        classes = classes_of(channel->name);
        shm_store(&channel->classes, classes);
    }
    return classes & CLASS_BIT(class);
}

void debug_print(struct debug_channel *channel, enum debug_class class, const char *function,
                 const char *format, ...)
{
    int saved = errno;
    char line[LINE];
    va_list args;
    int at, n;

    at = snprintf(line, sizeof line, "%d:%d:%s:%s:%s ", getpid(), gettid(), class_names[class],
                  channel->name, function);
    va_start(args, format);
    n = vsnprintf(line + at, sizeof line - (size_t)at - 1, format, args);
    va_end(args);
    at = n < 0 ? at : at + n;
    if (at > LINE - 2)
        at = LINE - 2;
    line[at++] = '\n';
    if (write(STDERR_FILENO, line, (size_t)at) < 0)
        errno = saved;                          /* nobody to tell */
    errno = saved;
}
