/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The log; see log.h. */
#include "server/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define LINES_A_SECOND 20

enum { LEVEL_ERROR = 3, LEVEL_WARNING = 4, LEVEL_INFO = 6 };    /* sd-daemon(3) */

static bool verbose;

void log_verbose(void)
{
    verbose = true;
}

/* true: this line may be written; *dropped: how many were not, before it. */
static bool admit(unsigned *dropped)
{
    static time_t second;
    static unsigned n_lines, n_dropped;
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec != second) {
        second = now.tv_sec;
        n_lines = 0;
    }
    if (n_lines >= LINES_A_SECOND) {
        n_dropped++;
        return false;
    }
    n_lines++;
    *dropped = n_dropped;
    n_dropped = 0;
    return true;
}

static void print(int level, const char *format, va_list args)
{
    char line[512];
    int saved = errno;
    unsigned dropped;
    size_t used;
    int n;

    if (!admit(&dropped))
        return;
    n = isatty(STDERR_FILENO) ? snprintf(line, sizeof line, "ntserver: ")
                              : snprintf(line, sizeof line, "<%d>ntserver: ", level);
    used = (size_t)n;
    if (dropped)
        used += (size_t)snprintf(line + used, sizeof line - used, "(%u lines dropped) ", dropped);
    n = vsnprintf(line + used, sizeof line - used - 1, format, args);
    used += n < 0 ? 0 : (size_t)n < sizeof line - used - 1 ? (size_t)n : sizeof line - used - 2;
    line[used++] = '\n';
    if (write(STDERR_FILENO, line, used) < 0)
        errno = saved;                  /* nobody listens; that is no reason to stop */
    errno = saved;
}

#define LOG(name, level)                        \
    void name(const char *format, ...)          \
    {                                           \
        va_list args;                           \
                                                \
        va_start(args, format);                 \
        print(level, format, args);             \
        va_end(args);                           \
    }
LOG(log_error, LEVEL_ERROR)
LOG(log_warning, LEVEL_WARNING)

void log_info(const char *format, ...)
{
    va_list args;

    if (!verbose)
        return;
    va_start(args, format);
    print(LEVEL_INFO, format, args);
    va_end(args);
}
