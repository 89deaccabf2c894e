/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a connected pair costs that has nothing to say: resident memory of the client, the port server and ntserver for
 * one connection more, by the share of each page that is theirs (PSS), so that shared pages count once. The bound is
 * generous, the figure is printed.
 */
#include "tests/process/puppet.h"

#include <stdio.h>
#include <string.h>

#define PORT_NAME "\\RPC Control\\tested"
#define N_PAIRS   100
#define MOST      (32 * 1024)           /* bytes a pair, with the pages of the rings that have been touched */

static long pss_of(pid_t pid)
{
    char path[64], line[256];
    long kilobytes = -1;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", pid);
    file = fopen(path, "re");
    while (file && fgets(line, sizeof(line), file))
        if (sscanf(line, "Pss: %ld kB", &kilobytes) == 1)
            break;
    if (file)
        fclose(file);
    return kilobytes;
}

/* ntserver lets nobody look into it but for this; it maps nothing of a connection. */
static long rss_of(pid_t pid)
{
    char path[64];
    long pages = -1;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/statm", pid);
    file = fopen(path, "re");
    if (file && fscanf(file, "%*d %ld", &pages) != 1)
        pages = -1;
    if (file)
        fclose(file);
    return pages;
}

static long resident(const struct puppet *client, const struct puppet *server, pid_t ntserver)
{
    long a = pss_of(client->pid), b = pss_of(server->pid), c = rss_of(ntserver);

    require(a > 0 && b > 0 && c > 0, "/proc says nothing of the memory of %d, %d or %d", client->pid, server->pid,
            ntserver);
    return (a + b) * 1024 + c * 4096;
}

static void idle_pairs(const void *about)
{
    struct puppet client, server;
    long before, idle, used;
    pid_t ntserver;

    (void)about;
    ntserver = server_start();
    puppet_start(&server);
    must(&server, "alpc-create " PORT_NAME);
    tell(&server, "alpc-serve");
    puppet_start(&client);
    must(&client, "alpc-connect " PORT_NAME);
    must(&client, "alpc-flood 50");     /* both have all that they need once */
    must(&client, "alpc-connect-many 10 " PORT_NAME);
    before = resident(&client, &server, ntserver);
    must(&client, "alpc-connect-many %d " PORT_NAME, N_PAIRS);
    idle = (resident(&client, &server, ntserver) - before) / N_PAIRS;
    must(&client, "alpc-ask-many");
    used = (resident(&client, &server, ntserver) - before) / N_PAIRS;
    printf("%d idle pairs: %ld bytes each; after a request and its answer %ld\n", N_PAIRS, idle, used);
    require(idle <= MOST, "%ld bytes a pair, more than %d", idle, MOST);
    must(&client, "alpc-stop");
    require(hear(&server).status == 0, "the server's loop failed");
    puppet_end(&client);
    puppet_end(&server);
}

static const struct test_case cases[] = {
    { "idle_pairs_are_cheap", idle_pairs, NULL, 60 },
};

int main(int argc, char **argv)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    printf("a sanitizer's own memory would be counted\n");
    return 77;
#endif
    return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
