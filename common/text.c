/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts that grow; see text.h. */
#include "common/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_PIECE 256

void text_add(struct text *text, const char *more)
{
    size_t n = strlen(more), room = text->room ? text->room : 128;
    char *bytes;

    while (room <= text->length + n)
        room *= 2;
    if (!text->failed && room != text->room) {
        bytes = realloc(text->bytes, room);
        text->failed = !bytes;
        if (bytes) {
            text->bytes = bytes;
            text->room = room;
        }
    }
    if (text->failed)
        return;
    memcpy(text->bytes + text->length, more, n + 1);
    text->length += n;
}

void text_printf(struct text *text, const char *format, ...)
{
    char piece[LONGEST_PIECE];
    va_list args;

    va_start(args, format);
    vsnprintf(piece, sizeof piece, format, args);
    va_end(args);
    text_add(text, piece);
}
