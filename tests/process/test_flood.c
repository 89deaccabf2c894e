/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Death and malice at full speed: a port server with several busy clients, one of which is killed at
 * any instruction, or scribbles over the memory it shares. The others never notice.
 */
#include "tests/process/puppet.h"

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>

#include <stdlib.h>

#define PORT_NAME "\\RPC Control\\tested"
#define ROUNDS    20

static void connect_and_flood(struct puppet *client, int n)
{
    puppet_start(client);
    must(client, "connect " PORT_NAME);
    tell(client, "flood %d", n);
}

/* honest: told "flood" before; it must have come through whole */
static void require_unharmed(struct puppet *honest, int n)
{
    struct answer answer = hear(honest);

    require(answer.status == 0 && answer_number(&answer, "done") == n,
            "the honest client's flood ends with 0x%08X%s", (unsigned)answer.status, answer.text);
}

static void end_server(struct puppet *server, struct puppet *honest)
{
    must(honest, "request stop");
    require(hear(server).status == 0, "the server's loop failed");
    puppet_end(honest);
    puppet_end(server);
}

static void clients_killed_in_a_flood(const void *about)
{
    struct puppet server, honest, victim;
    struct holdings before;

    (void)about;
    server_start();
    holdings_take(&before);
    puppet_start(&server);
    must(&server, "create " PORT_NAME);
    tell(&server, "serve");
    puppet_start(&honest);
    must(&honest, "connect " PORT_NAME);
    for (int i = 0; i < ROUNDS; i++) {
        connect_and_flood(&victim, 0);
        tell(&honest, "flood 2000");
        pause_ms((unsigned)rand() % 20);
        puppet_kill(&victim);
        require_unharmed(&honest, 2000);
    }
    end_server(&server, &honest);
    holdings_require_back(&before);
}

static void servers_killed_in_a_flood(const void *about)
{
    static const int32_t ends[] = { STATUS_PORT_DISCONNECTED, STATUS_LPC_REPLY_LOST, 0 };
    struct puppet server, clients[3];
    struct holdings before;

    (void)about;
    server_start();
    holdings_take(&before);
    for (int i = 0; i < ROUNDS; i++) {
        puppet_start(&server);
        must(&server, "create " PORT_NAME);
        tell(&server, "serve");
        for (int k = 0; k < 3; k++)
            connect_and_flood(&clients[k], 0);
        pause_ms((unsigned)rand() % 20);
        puppet_kill(&server);
        for (int k = 0; k < 3; k++) {
            struct answer answer = hear(&clients[k]);

            require(status_among(answer.status, ends), "the flood ends with 0x%08X%s",
                    (unsigned)answer.status, answer.text);
            puppet_end(&clients[k]);
        }
    }
    holdings_require_back(&before);
}

static void ntserver_killed_in_a_flood(const void *about)
{
    struct puppet server, clients[3];

    (void)about;
    for (int i = 0; i < 5; i++) {
        pid_t ntserver = server_start();

        puppet_start(&server);
        must(&server, "create " PORT_NAME);
        tell(&server, "serve");
        for (int k = 0; k < 3; k++)
            connect_and_flood(&clients[k], 0);
        pause_ms((unsigned)rand() % 20);
        server_kill(ntserver);
        for (int k = 0; k < 3; k++) {
            struct answer answer = hear(&clients[k]);

            require(answer.status < 0, "the flood ends with 0x%08X%s", (unsigned)answer.status,
                    answer.text);
            puppet_end(&clients[k]);
        }
        require(hear(&server).status < 0, "the server's loop does not end");
        puppet_end(&server);
        server_stop();
    }
}

/* about: what part of its shared memory the puppet ruins */
static void scribbled_memory_hurts_nobody_else(const void *about)
{
    struct puppet server, honest, hostile;
    struct holdings before;

    server_start();
    holdings_take(&before);
    puppet_start(&server);
    must(&server, "create " PORT_NAME);
    tell(&server, "serve");
    puppet_start(&honest);
    must(&honest, "connect " PORT_NAME);
    for (int seed = 1; seed <= ROUNDS / 2; seed++) {
        struct answer answer;

        puppet_start(&hostile);
        must(&hostile, "connect " PORT_NAME);
        must(&hostile, "flood 10");
        tell(&honest, "flood 2000");
        answer = must(&hostile, "scribble %s 100 %d", (const char *)about, seed);
        require(answer_number(&answer, "regions") > 0, "no shared memory is named %s",
                (const char *)about);
        require_unharmed(&honest, 2000);
        /* What becomes of its own calls is its own business. */
        tell(&hostile, "request x");
        pause_ms(10);
        puppet_kill(&hostile);
        tell(&honest, "flood 100");
        require_unharmed(&honest, 100);
    }
    end_server(&server, &honest);
    holdings_require_back(&before);
}

/* the same with the roles swapped: the client's process survives its mad server */
static void scribbling_server_hurts_only_its_clients(const void *about)
{
    struct puppet server, client;
    struct holdings before;

    server_start();
    holdings_take(&before);
    for (int seed = 1; seed <= ROUNDS / 2; seed++) {
        puppet_start(&server);
        must(&server, "create " PORT_NAME);
        puppet_start(&client);
        tell(&client, "connect " PORT_NAME);
        must(&server, "receive");
        must(&server, "accept yes");
        must(&server, "complete");
        require(hear(&client).status == 0, "no connection");
        tell(&client, "request x");
        must(&server, "scribble %s 50 %d", (const char *)about, seed);
        puppet_kill(&server);
        hear(&client);                  /* any status, but one comes */
        ask(&client, "request y");
        must(&client, "close client");
        must(&client, "event \\BaseNamedObjects\\alive");
        puppet_end(&client);
    }
    holdings_require_back(&before);
}

static const struct test_case cases[] = {
    { "clients_killed_in_a_flood", clients_killed_in_a_flood, NULL, 120 },
    { "servers_killed_in_a_flood", servers_killed_in_a_flood, NULL, 120 },
    { "ntserver_killed_in_a_flood", ntserver_killed_in_a_flood, NULL, 120 },
    { "scribbled_channel_hurts_nobody_else", scribbled_memory_hurts_nobody_else, "channel", 120 },
    { "scribbling_server_hurts_only_its_clients", scribbling_server_hurts_only_its_clients, "channel",
      120 },
};

int main(int argc, char **argv)
{
    return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
