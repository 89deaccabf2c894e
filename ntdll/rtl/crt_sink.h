/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where formatted text goes: a buffer of WCHARs or of bytes, or a stream that is fed through one.
 * Either kind takes text of either kind and converts it.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <windef.h>

struct sink {
    bool is_wide;                       /* what the buffer holds and what is counted */
    WCHAR *wide;                        /* one of the two; the other one is NULL */
    char *narrow;
    size_t capacity;                    /* what comes behind it is counted and dropped */
    size_t used;
    size_t count;                       /* all that was put */
    WCHAR half;                         /* narrow: the first half of a pair, without its second */
    FILE *stream;                       /* takes what is in the buffer instead of dropping it */
    bool failed;                        /* the stream did not take it */
};

void sink_init_wide(struct sink *sink, WCHAR *buffer, size_t capacity);
void sink_init_narrow(struct sink *sink, char *buffer, size_t capacity);

void sink_put_wide(struct sink *sink, const WCHAR *text, size_t n);
void sink_put_narrow(struct sink *sink, const char *text, size_t n);
void sink_pad(struct sink *sink, char c, size_t n);
/* Nothing follows: what waits is put, a stream gets the rest. */
void sink_end(struct sink *sink);

/* How much room a text takes in this sink. */
size_t sink_measure_wide(const struct sink *sink, const WCHAR *text, size_t n);
size_t sink_measure_narrow(const struct sink *sink, const char *text, size_t n);
