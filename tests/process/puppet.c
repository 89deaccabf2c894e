/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The strings that puppets hang on: two pipes and lines of text.
 */
#include "tests/process/puppet.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define HANGS_AFTER_MS 10000
#define SETTLE_MS      40

void puppet_start(struct puppet *puppet)
{
    puppet_start_as(puppet, getuid());
}

void puppet_start_as(struct puppet *puppet, uid_t uid)
{
    int to[2], from[2];

    memset(puppet, 0, sizeof(*puppet));
    require(pipe2(to, O_CLOEXEC) == 0 && pipe2(from, O_CLOEXEC) == 0, "pipe: %s", strerror(errno));
    puppet->pid = fork();
    require(puppet->pid >= 0, "fork: %s", strerror(errno));
    if (puppet->pid == 0) {
        const char *program = built("tests/process/puppet");

        signal(SIGPIPE, SIG_DFL);
        dup2(to[0], 0);
        dup2(from[1], 3);
        if (uid != getuid() && !become(uid))
            _exit(96);
        execl(program, program, (char *)NULL);
        perror(program);
        _exit(99);
    }
    close(to[0]);
    close(from[1]);
    puppet->to = to[1];
    puppet->from = from[0];
}

static void let_go(struct puppet *puppet)
{
    close(puppet->to);
    close(puppet->from);
    puppet->pid = 0;
}

void puppet_kill(struct puppet *puppet)
{
    kill(puppet->pid, SIGKILL);
    waitpid(puppet->pid, NULL, 0);
    let_go(puppet);
}

void puppet_end(struct puppet *puppet)
{
    int64_t until = now_ms() + HANGS_AFTER_MS;
    int status = 0;

    close(puppet->to);
    while (waitpid(puppet->pid, &status, WNOHANG) == 0) {
        require(now_ms() < until, "puppet %d does not end", puppet->pid);
        pause_ms(1);
    }
    require(WIFEXITED(status) && WEXITSTATUS(status) == 0, "puppet %d ended with wait status 0x%x",
            puppet->pid, status);
    close(puppet->from);
    puppet->pid = 0;
}

static void vtell(struct puppet *puppet, const char *format, va_list arguments)
{
    char line[512];
    int length = vsnprintf(line, sizeof(line) - 1, format, arguments);

    snprintf(puppet->told, sizeof(puppet->told), "%.127s", line);
    line[length++] = '\n';
    require(write(puppet->to, line, (size_t)length) == length, "puppet %d has died before '%s'",
            puppet->pid, puppet->told);
}

void tell(struct puppet *puppet, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vtell(puppet, format, arguments);
    va_end(arguments);
}

/* Is there a whole line within that time? Its end becomes a zero. */
static bool line_comes(struct puppet *puppet, int ms)
{
    int64_t until = now_ms() + ms;

    for (;;) {
        struct pollfd readable = { .fd = puppet->from, .events = POLLIN };
        int64_t left = until - now_ms();
        ssize_t n;

        if (poll(&readable, 1, left > 0 ? (int)left : 0) == 0)
            return false;
        n = read(puppet->from, puppet->line + puppet->length, 1);
        require(n == 1, "puppet %d has died in '%s'", puppet->pid, puppet->told);
        if (puppet->line[puppet->length] == '\n') {
            puppet->line[puppet->length] = 0;
            puppet->length = 0;
            return true;
        }
        require(++puppet->length < sizeof(puppet->line), "puppet %d talks too much", puppet->pid);
    }
}

struct answer hear(struct puppet *puppet)
{
    struct answer answer = { 0 };
    char *text;

    require(line_comes(puppet, HANGS_AFTER_MS), "puppet %d hangs in '%s'", puppet->pid,
            puppet->told);
    answer.status = (int32_t)strtoul(puppet->line, &text, 16);
    snprintf(answer.text, sizeof(answer.text), "%s", text);
    return answer;
}

struct answer ask(struct puppet *puppet, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vtell(puppet, format, arguments);
    va_end(arguments);
    return hear(puppet);
}

struct answer must(struct puppet *puppet, const char *format, ...)
{
    struct answer answer;
    va_list arguments;

    va_start(arguments, format);
    vtell(puppet, format, arguments);
    va_end(arguments);
    answer = hear(puppet);
    require(answer.status >= 0, "'%s' gives 0x%08X%s", puppet->told, (unsigned)answer.status, answer.text);
    return answer;
}

/* How often the thread has slept and been made to; -1: it does not sleep now, or has ended. */
static long long turns_of(const char *status_path)
{
    FILE *status = fopen(status_path, "r");
    long long turns = 0, n;
    bool sleeps = false;
    char line[256];

    while (status && fgets(line, sizeof(line), status)) {
        sleeps |= strncmp(line, "State:\tS", 8) == 0;
        if (sscanf(line, "voluntary_ctxt_switches: %lld", &n) == 1 ||
            sscanf(line, "nonvoluntary_ctxt_switches: %lld", &n) == 1)
            turns += n;
    }
    if (status)
        fclose(status);
    return sleeps ? turns : -1;
}

/* Of all its threads together. */
static long long turns_taken(const struct puppet *puppet)
{
    long long turns = 0, n;
    char pattern[64];
    glob_t threads;

    snprintf(pattern, sizeof(pattern), "/proc/%d/task/*/status", puppet->pid);
    require(glob(pattern, 0, NULL, &threads) == 0, "puppet %d has died in '%s'", puppet->pid, puppet->told);
    for (size_t i = 0; i < threads.gl_pathc && turns >= 0; i++) {
        n = turns_of(threads.gl_pathv[i]);
        turns = n < 0 ? -1 : turns + n;
    }
    globfree(&threads);
    return turns;
}

static bool has_read_all(const struct puppet *puppet)
{
    int n = 0;

    require(ioctl(puppet->to, FIONREAD, &n) == 0, "FIONREAD: %s", strerror(errno));
    return n == 0;
}

/* On a busy machine it takes a while until it has begun: it has read what it was told, and then slept for a time. */
void leave_blocked(struct puppet *puppet)
{
    int64_t until = now_ms() + HANGS_AFTER_MS;
    long long before, turns = -1;

    do {
        require(now_ms() < until, "puppet %d does not come to rest in '%s'", puppet->pid, puppet->told);
        before = turns;
        require(!line_comes(puppet, SETTLE_MS), "the call did not block: %s", puppet->line);
        turns = turns_taken(puppet);
    } while (!has_read_all(puppet) || turns < 0 || turns != before);
}

int64_t answer_number(const struct answer *answer, const char *key)
{
    char wanted[32];
    const char *at;

    snprintf(wanted, sizeof(wanted), " %s=", key);
    at = strstr(answer->text, wanted);
    return at ? strtoll(at + strlen(wanted), NULL, 0) : -1;
}

bool answer_has(const struct answer *answer, const char *text)
{
    return strstr(answer->text, text) != NULL;
}

bool status_among(int32_t status, const int32_t *statuses)
{
    while (*statuses && *statuses != status)
        statuses++;
    return *statuses != 0;
}
