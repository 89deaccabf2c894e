/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A message with its inserts put in: what FormatMessage makes of a text. */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <windows.h>

struct message_text {
    WCHAR *units; /* from the process heap; not terminated */
    size_t n, room;
    BOOL out_of_memory;
};

/* What %1 and the following stand for: an array, or a list that is read in order, as far as it is
 * needed. */
#define MAX_INSERTS 99
struct message_arguments {
    const ULONG_PTR *array;
    va_list *list;
    BOOL wide;                   /* what a plain %1 is a string of */
    ULONG_PTR read[MAX_INSERTS]; /* of the list */
    size_t n_read;
};

/* FALSE: no memory. */
BOOL message_text_expand(struct message_text *out, const WCHAR *source, DWORD flags,
                         struct message_arguments *arguments);
void message_text_free(struct message_text *text);
