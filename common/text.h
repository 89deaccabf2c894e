/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A text that grows. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct text {
    char *bytes;                        /* ends with a 0 when there is anything */
    size_t length, room;
    bool failed;                        /* no memory */
};

void text_add(struct text *text, const char *more);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
