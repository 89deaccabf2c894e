/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The library starts the server when nobody listens: one server, however many ask at once (P13), and
 * none that stays when all have gone and it is told to.
 */
#include "tests/process/puppet.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RACERS 100

/* Servers that became our children, being nobody else's. */
static int count_servers(void)
{
    DIR *proc = opendir("/proc");
    struct dirent *entry;
    int n = 0;

    while ((entry = readdir(proc))) {
        char path[300], name[32] = "", state;
        FILE *file;
        int parent = 0;

        snprintf(path, sizeof(path), "/proc/%s/stat", entry->d_name);
        file = atoi(entry->d_name) ? fopen(path, "r") : NULL;
        if (!file)
            continue;
        if (fscanf(file, "%*d (%31[^)]) %c %d", name, &state, &parent) == 3 && state != 'Z' &&
            strcmp(name, "ntserver") == 0 && parent == getpid())
            n++;
        fclose(file);
    }
    closedir(proc);
    return n;
}

static void racers_get_one_server(const void *about)
{
    static struct puppet racers[RACERS];
    struct answer answer;

    (void)about;
    for (int i = 0; i < RACERS; i++) {
        puppet_start(&racers[i]);
        must(&racers[i], "count");              /* it runs, and has not called anybody */
    }
    require(count_servers() == 0, "a server runs before anybody asked for it");
    for (int i = 0; i < RACERS; i++)
        tell(&racers[i], "event \\BaseNamedObjects\\race");
    for (int i = 0; i < RACERS; i++) {
        answer = hear(&racers[i]);
        require(answer.status >= 0, "racer %d gets 0x%08X", i, (unsigned)answer.status);
    }
    answer = must(&racers[0], "event-handles");
    require(answer_number(&answer, "handles") == RACERS,
            "of %d racers %lld see the same event: there are several servers", RACERS,
            (long long)answer_number(&answer, "handles"));
    require(count_servers() == 1, "%d servers run", count_servers());
    for (int i = 0; i < RACERS; i++)
        puppet_end(&racers[i]);
}

static void stale_socket_is_replaced(const void *about)
{
    struct puppet puppet;

    (void)about;
    server_kill(server_start());                /* its socket stays */
    require(access(server_socket(), F_OK) == 0, "a killed server took its socket along");
    puppet_start(&puppet);
    must(&puppet, "event \\BaseNamedObjects\\first");
    puppet_end(&puppet);
}

static void stopped_server_is_started_again(const void *about)
{
    struct puppet puppet;

    (void)about;
    puppet_start(&puppet);
    for (int i = 0; i < 5; i++) {
        must(&puppet, "event \\BaseNamedObjects\\again");
        must(&puppet, "set");
        server_stop();
        require(ask(&puppet, "set").status < 0, "an event outlives its server");
    }
    puppet_end(&puppet);
}

static void ntobj_starts_no_server(const void *about)
{
    char command[4200];

    (void)about;
    snprintf(command, sizeof(command), "'%s' ls >/dev/null 2>&1", built("tools/ntobj/ntobj"));
    require(system(command) != 0, "ntobj finds a server where none is");
    require(access(server_socket(), F_OK) != 0, "ntobj has started a server");
}

static const struct test_case cases[] = {
    { "racers_get_one_server", racers_get_one_server, NULL, 120 },
    { "stale_socket_is_replaced", stale_socket_is_replaced, NULL, 0 },
    { "stopped_server_is_started_again", stopped_server_is_started_again, NULL, 0 },
    { "ntobj_starts_no_server", ntobj_starts_no_server, NULL, 0 },
};

int main(int argc, char **argv)
{
    return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
