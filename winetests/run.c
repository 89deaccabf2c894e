/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Runs the conformance tests, family by family, and counts.
 *
 *   run [NAME...]          natively: each family with an object server of its own
 *   run --wine [NAME...]   the PE build, under Wine
 *   run --shim [NAME...]   the PE build under Wine, with the ports of libntport-wine.so
 *   run --self-test        shows that failing, crashing, hanging and lingering families are noticed
 *
 * A family runs in its own process group under a watchdog. This process adopts whoever loses its
 * parent (PR_SET_CHILD_SUBREAPER), so that nothing can stay behind unseen: when the family has
 * ended and the server has been asked to go (ntserver -k), there must be no process left and no
 * socket. The family itself compares its handles, descriptors and shared mappings before and after.
 *
 * One line a family, and at the end "N passed, N failed, N skipped". Output of a family goes to a
 * log file, which is shown when it fails.
 */
#include "winetests/run.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_SECONDS 120
/* The family's own watchdog comes first, this one for the case that it does not. */
#define GRACE_SECONDS 10
/* How long a server may take to leave, in ms. */
#define LEAVE_MS 5000
#define MAX_FAMILIES 128

static char build_directory[4096];      /* of the programs */
static char work_directory[] = "/tmp/ntport-winetests-XXXXXX";

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

unsigned int family_seconds(void)
{
    const char *text = getenv("NTPORT_TEST_TIMEOUT");
    int seconds = text ? atoi(text) : 0;

    return seconds > 0 ? (unsigned int)seconds : DEFAULT_SECONDS;
}

static void pause_ms(unsigned int ms)
{
    nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000l }, NULL);
}

/* The line "NAME: N tests executed (N marked as todo, N failures), N skipped." */
static void summary_read(struct outcome *outcome, const char *log)
{
    unsigned int tests, todos, failures, skips;
    FILE *file = fopen(log, "re");
    char line[1024], *colon;

    while (file && fgets(line, sizeof(line), file)) {
        colon = strchr(line, ':');
        if (!colon || sscanf(colon, ": %u tests executed (%u marked as todo, %u failures), %u "
                             "skipped.", &tests, &todos, &failures, &skips) != 4)
            continue;
        outcome->summary = true;
        outcome->tests += tests;
        outcome->todos += todos;
        outcome->failures += failures;
        outcome->skips += skips;
    }
    if (file)
        fclose(file);
}

static pid_t command_start(char *const args[], const char *log)
{
    pid_t pid = fork();
    int fd;

    if (pid)
        return pid;
    setpgid(0, 0);
    fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    dup2(fd, 1);
    dup2(fd, 2);
    fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(fd, 0);
    execvp(args[0], args);
    fprintf(stderr, "cannot run %s: %s\n", args[0], strerror(errno));
    _exit(127);
}

void command_run(struct outcome *outcome, char *const args[], unsigned int seconds, const char *log)
{
    double end = now() + seconds;
    pid_t pid = command_start(args, log), ended = 0;
    int status = 0;

    while (ended == 0 && now() < end) {
        ended = waitpid(pid, &status, WNOHANG);
        if (ended == 0)
            pause_ms(2);
    }
    outcome->ended = ended == pid;
    if (!outcome->ended) {
        kill(-pid, SIGKILL);
        waitpid(pid, &status, 0);
    }
    outcome->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    summary_read(outcome, log);
}

/* Waits for adopted processes to end; returns how many are left, and kills them. */
static unsigned int orphans_reap(unsigned int ms)
{
    double end = now() + ms / 1e3;
    char path[64], list[4096];
    unsigned int left = 0;
    ssize_t size;
    pid_t pid;
    char *word, *rest;
    int fd;

    for (;;) {
        pid = waitpid(-1, NULL, WNOHANG);
        if (pid < 0)
            return 0;
        if (pid == 0 && now() > end)
            break;
        if (pid == 0)
            pause_ms(2);
    }
    snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
    while ((fd = open(path, O_RDONLY | O_CLOEXEC)) >= 0) {
        size = read(fd, list, sizeof(list) - 1);
        close(fd);
        if (size <= 0)
            break;
        list[size] = 0;
        for (word = strtok_r(list, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
            kill((pid_t)atoi(word), SIGKILL);
            waitpid((pid_t)atoi(word), NULL, 0);
            left++;
        }
    }
    return left;
}

static void log_show(const char *log)
{
    FILE *file = fopen(log, "re");
    char line[1024];

    while (file && fgets(line, sizeof(line), file))
        if (!strstr(line, " tests executed ("))
            printf("    %s", line);
    if (file)
        fclose(file);
}

enum verdict { PASSED, FAILED, SKIPPED, VERDICTS };
/* What a family, or this program, ends with when it cannot be tried here. */
#define EXIT_SKIPPED 77

static enum verdict verdict_of(const struct outcome *outcome)
{
    if (!outcome->ended || !outcome->summary || outcome->failures || outcome->left)
        return FAILED;
    if (outcome->code == EXIT_SKIPPED)
        return SKIPPED;
    return outcome->code ? FAILED : PASSED;
}

static enum verdict report(const char *name, const struct outcome *outcome, const char *log,
                           double seconds)
{
    static const char *const words[] = { "PASS", "FAIL", "SKIP" };
    enum verdict verdict = verdict_of(outcome);

    printf("%s %-20s %6u tests", words[verdict], name, outcome->tests);
    if (outcome->todos)
        printf(", %u todo", outcome->todos);
    if (outcome->skips)
        printf(", %u skipped", outcome->skips);
    if (outcome->failures)
        printf(", %u failures", outcome->failures);
    printf("  %.2f s", seconds);
    if (!outcome->ended)
        printf("  did not end");
    else if (outcome->code > 128)
        printf("  killed by signal %d", outcome->code - 128);
    else if (!outcome->summary)
        printf("  ended early with %d", outcome->code);
    if (outcome->left)
        printf("  left %u processes or sockets behind", outcome->left);
    printf("\n");
    if (verdict == FAILED)
        log_show(log);
    fflush(stdout);
    return verdict;
}

/* --- native families --- */

static void paths_set(const char *name, char *log, size_t size)
{
    char text[4200];

    snprintf(text, sizeof(text), "%s/%s.socket", work_directory, name);
    setenv("NTPORT_SERVER", text, 1);
    snprintf(log, size, "%s/%s.log", work_directory, name);
    unlink(log);
}

/* Asks the server to leave; whatever is there after that has been left behind. */
static void server_end(struct outcome *outcome, const char *log)
{
    const char *server = getenv("NTPORT_SERVER_BINARY");
    char *const args[] = { (char *)(server ? server : "ntserver"), "-k", NULL };
    struct outcome ignored = { 0 };
    struct stat information;

    command_run(&ignored, args, GRACE_SECONDS, log);
    outcome->left += orphans_reap(LEAVE_MS);
    if (!lstat(getenv("NTPORT_SERVER"), &information)) {
        printf("    %s is still there\n", getenv("NTPORT_SERVER"));
        unlink(getenv("NTPORT_SERVER"));
        outcome->left++;
    }
}

static void native_run(struct outcome *outcome, char *const args[], const char *log)
{
    command_run(outcome, args, family_seconds() + GRACE_SECONDS, log);
    server_end(outcome, log);
}

static enum verdict native_family(const char *name)
{
    char program[4200], log[4200];
    char *const args[] = { program, (char *)name, NULL };
    struct outcome outcome = { 0 };
    double begin = now();

    snprintf(program, sizeof(program), "%s/ntdll_test", build_directory);
    paths_set(name, log, sizeof(log));
    native_run(&outcome, args, log);
    return report(name, &outcome, log, now() - begin);
}

/* --- the same under Wine --- */

static enum verdict wine_family(const char *name)
{
    char program[4200], log[4200];
    char *const args[] = { (char *)wine_program(), program, (char *)name, NULL };
    struct outcome outcome = { 0 };
    double begin = now();

    snprintf(program, sizeof(program), "%s/ntdll_test.exe", build_directory);
    snprintf(log, sizeof(log), "%s/%s.wine.log", work_directory, name);
    command_run(&outcome, args, family_seconds() + GRACE_SECONDS, log);
    return report(name, &outcome, log, now() - begin);
}

/* --- and with our ports in it --- */

/* What is the same there as natively. */
static const char *const shim_families[] = {
    "port_create", "port_connect", "port_connect_args", "port_connect_info", "port_public",
    "port_message", "port_message_args", "port_receive", "port_reply", "port_callback", "port_data",
    "port_view", "port_waitable", "port_query", "port_security", "port_impersonate", "port_share",
    "port_death", "port_many", "port_teardown",
    "alpc_connect", "alpc_message", "alpc_view", "alpc_cancel", "alpc_alert", "alpc_query", "alpc_classes",
    "alpc_security", "alpc_direct", "alpc_handle", "alpc_many", "alpc_share", "alpc_classic", "alpc_completion",
    "alpc_completion_list", "alpc_end", "alpc_pool", "alpc_pool_more",
};
#define N_SHIM_FAMILIES (sizeof(shim_families) / sizeof(shim_families[0]))

static void shim_set(void)
{
    char text[4200];

    snprintf(text, sizeof(text), "%s/../ntdll/.libs/libntdll.so", build_directory);
    setenv("NTPORT_WINE_NTDLL", text, 1);
    snprintf(text, sizeof(text), "%s/../wine/.libs/libntport-wine.so", build_directory);
    setenv("LD_PRELOAD", text, 1);
}

/* Wine's own server and services stay until the end, so only ours may not be left. */
static enum verdict shim_family(const char *name)
{
    const char *server = getenv("NTPORT_SERVER_BINARY");
    char *const leave[] = { (char *)server, "-k", NULL };
    struct outcome ignored = { 0 };
    enum verdict verdict;
    char log[4200];

    paths_set(name, log, sizeof(log));
    shim_set();
    verdict = wine_family(name);
    unsetenv("LD_PRELOAD");
    command_run(&ignored, leave, GRACE_SECONDS, log);
    return verdict;
}

/* --- what must be noticed --- */

static bool noticed(const char *how, bool (*test)(const struct outcome *outcome))
{
    char program[4200], log[4200];
    char *const args[] = { program, "--break", (char *)how, NULL };
    struct outcome outcome = { 0 };
    bool good;

    snprintf(program, sizeof(program), "%s/ntdll_test", build_directory);
    paths_set(how, log, sizeof(log));
    setenv("NTPORT_TEST_TIMEOUT", "2", 1);
    native_run(&outcome, args, log);
    good = test(&outcome);
    printf("%s a family that does \"%s\" is %snoticed\n", good ? "PASS" : "FAIL", how,
           good ? "" : "not ");
    return good;
}

static bool has_failed(const struct outcome *outcome)
{
    return outcome->failures == 1 && outcome->code == 1;
}

static bool has_crashed(const struct outcome *outcome)
{
    return outcome->code > 128 && !outcome->summary;
}

static bool has_hung(const struct outcome *outcome)
{
    return !outcome->summary && (outcome->code == 4 || !outcome->ended);
}

static bool has_lingered(const struct outcome *outcome)
{
    return outcome->left > 0;
}

static unsigned int self_test(void)
{
    return !noticed("fail", has_failed) + !noticed("crash", has_crashed) +
           !noticed("hang", has_hung) + !noticed("linger", has_lingered);
}

/* --- choosing --- */

static unsigned int families_list(char names[][32])
{
    char command[4200], line[256];
    unsigned int n = 0;
    FILE *list;

    /* the native program knows the same families, and needs no Wine to say so */
    snprintf(command, sizeof(command), "'%s/ntdll_test' --list", build_directory);
    list = popen(command, "re");
    while (list && n < MAX_FAMILIES && fgets(line, sizeof(line), list))
        if (sscanf(line, "%31s", names[n]) == 1)
            n++;
    if (list)
        pclose(list);
    return n;
}

static void locate(void)
{
    ssize_t size = readlink("/proc/self/exe", build_directory, sizeof(build_directory) - 1);
    char server[4200];

    if (size < 0)
        exit(2);
    build_directory[size] = 0;
    dirname(build_directory);
    snprintf(server, sizeof(server), "%s/../server/ntserver", build_directory);
    /* what the environment says is for an installed one */
    setenv("NTPORT_SERVER_BINARY", server, 0);
}

static void logs_end(bool keep)
{
    char command[4200];

    if (keep) {
        printf("logs are in %s\n", work_directory);
        return;
    }
    snprintf(command, sizeof(command), "rm -rf '%s'", work_directory);
    if (system(command))
        perror(work_directory);
}

static bool have_pe_program(void)
{
    char program[4200];

    snprintf(program, sizeof(program), "%s/ntdll_test.exe", build_directory);
    if (!access(program, R_OK))
        return true;
    printf("%s was not built; on Debian: apt-get install gcc-mingw-w64-x86-64\n", program);
    return false;
}

enum ground { NATIVE, WINE, SHIM };

/* The named families, or all of them. */
static void families_run(enum ground ground, int n_chosen, char **chosen,
                         unsigned int n_verdicts[VERDICTS])
{
    static enum verdict (*const run[])(const char *) = { native_family, wine_family, shim_family };
    static char names[MAX_FAMILIES][32];
    unsigned int n = ground == SHIM ? N_SHIM_FAMILIES : families_list(names), i;

    if (n_chosen)
        n = n_chosen;
    for (i = 0; i < n; i++) {
        const char *all = ground == SHIM ? shim_families[i % N_SHIM_FAMILIES] : names[i];

        n_verdicts[run[ground](n_chosen ? chosen[i] : all)]++;
    }
}

static enum ground ground_of(const char *option)
{
    if (option && !strcmp(option, "--wine"))
        return WINE;
    return option && !strcmp(option, "--shim") ? SHIM : NATIVE;
}

int main(int argc, char **argv)
{
    enum ground ground = ground_of(argv[1]);
    bool self = argc > 1 && !strcmp(argv[1], "--self-test");
    unsigned int n[VERDICTS] = { 0 };
    int first = ground ? 2 : 1;

    prctl(PR_SET_CHILD_SUBREAPER, 1);
    locate();
    if (ground && (!have_pe_program() || !wine_begin()))
        return EXIT_SKIPPED;
    if (!mkdtemp(work_directory)) {
        perror(work_directory);
        return 2;
    }
    if (self) {
        n[FAILED] = self_test();
        n[PASSED] = 4 - n[FAILED];
    } else {
        families_run(ground, argc - first, argv + first, n);
    }
    if (ground)
        wine_end();
    logs_end(n[FAILED]);
    printf("%u passed, %u failed", n[PASSED], n[FAILED]);
    if (n[SKIPPED])
        printf(", %u skipped", n[SKIPPED]);
    printf("\n");
    return n[FAILED] || !n[PASSED] ? 1 : 0;
}
