/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The line that says what is being done; see progress.h. */
#include "bench/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define CLEAR_LINE "\r\033[K"

void progress_show(const char *format, ...)
{
    va_list arguments;

    if (!isatty(STDERR_FILENO))
        return;
    fputs(CLEAR_LINE, stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
}

void progress_clear(void)
{
    if (isatty(STDERR_FILENO))
        fputs(CLEAR_LINE, stderr);
}
