/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The log; see log.h.
 *
 * A line never waits for its reader (R24). A pipe, terminal or file is opened once more, so that we may say
 * O_NONBLOCK without changing it for others that have it; a socket, which cannot be opened, takes the flag with each
 * line. What does not go out at once is lost, and counted with what was too much.
 */
#include "server/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LINES_A_SECOND 20

enum { LEVEL_ERROR = 3, LEVEL_WARNING = 4, LEVEL_INFO = 6 };    /* sd-daemon(3) */

static bool verbose, is_person, is_socket;
static int log_fd = STDERR_FILENO;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;       /* guards what admit() counts */

void log_verbose(void)
{
    verbose = true;
}

void log_open(void)
{
    struct stat st;
    int fd;

    is_person = isatty(STDERR_FILENO);
    is_socket = fstat(STDERR_FILENO, &st) == 0 && S_ISSOCK(st.st_mode);
    if (is_socket)
        return;
    fd = open("/proc/self/fd/2", O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd >= 0)
        log_fd = fd;
}

/* true: this line may be written; *dropped: how many were not, before it. */
static bool admit(unsigned *dropped, bool lost)
{
    static time_t second;
    static unsigned n_lines, n_dropped;
    struct timespec now;
    bool admitted;

    clock_gettime(CLOCK_MONOTONIC, &now);
    pthread_mutex_lock(&lock);
    if (now.tv_sec != second) {
        second = now.tv_sec;
        n_lines = 0;
    }
    admitted = !lost && n_lines < LINES_A_SECOND;
    if (admitted) {
        n_lines++;
        *dropped = n_dropped;
        n_dropped = 0;
    } else {
        n_dropped += 1 + *dropped;
    }
    pthread_mutex_unlock(&lock);
    return admitted;
}

static void print(int level, const char *format, va_list args)
{
    char line[512];
    int saved = errno, n;
    unsigned dropped = 0;
    size_t used;

    if (!admit(&dropped, false))
        return;
    n = is_person ? snprintf(line, sizeof line, "ntserver: ")
                  : snprintf(line, sizeof line, "<%d>ntserver: ", level);
    used = (size_t)n;
    if (dropped)
        used += (size_t)snprintf(line + used, sizeof line - used, "(%u lines dropped) ", dropped);
    n = vsnprintf(line + used, sizeof line - used - 1, format, args);
    used += n < 0 ? 0 : (size_t)n < sizeof line - used - 1 ? (size_t)n : sizeof line - used - 2;
    line[used++] = '\n';
    if ((is_socket ? send(log_fd, line, used, MSG_DONTWAIT | MSG_NOSIGNAL) : write(log_fd, line, used)) < 0)
        admit(&dropped, true);          /* nobody reads; that is no reason to stop */
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
