/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Death and malice at full speed, over ALPC: like test_flood, with requests of both kinds, long and short, and with
 * handles. Whoever is killed or goes mad hurts only those who talk to it.
 */
#include "tests/process/puppet.h"

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>

#include <stdlib.h>

#define PORT_NAME "\\RPC Control\\tested"
#define ROUNDS    12

static void start_server(struct puppet *server)
{
    puppet_start(server);
    must(server, "alpc-create " PORT_NAME);
    tell(server, "alpc-serve");
}

static void start_client(struct puppet *client)
{
    puppet_start(client);
    must(client, "alpc-connect " PORT_NAME);
}

static void require_unharmed(struct puppet *honest, int n)
{
    struct answer answer = hear(honest);

    require(answer.status == 0 && answer_number(&answer, "done") == n,
            "the honest client's flood ends with 0x%08X%s", (unsigned)answer.status, answer.text);
}

static void end_server(struct puppet *server, struct puppet *honest)
{
    must(honest, "alpc-stop");
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
    start_server(&server);
    start_client(&honest);
    for (int i = 0; i < ROUNDS; i++) {
        start_client(&victim);
        tell(&victim, "alpc-flood 0");
        tell(&honest, "alpc-flood 300");
        pause_ms((unsigned)rand() % 20);
        puppet_kill(&victim);
        require_unharmed(&honest, 300);
    }
    end_server(&server, &honest);
    holdings_require_back(&before);
}

static void servers_killed_in_a_flood(const void *about)
{
    static const int32_t ends[] = { STATUS_PORT_DISCONNECTED, STATUS_MESSAGE_LOST, 0 };
    struct puppet server, clients[3];
    struct holdings before;

    (void)about;
    server_start();
    holdings_take(&before);
    for (int i = 0; i < ROUNDS; i++) {
        start_server(&server);
        for (int k = 0; k < 3; k++) {
            start_client(&clients[k]);
            tell(&clients[k], "alpc-flood 0");
        }
        pause_ms((unsigned)rand() % 20);
        puppet_kill(&server);
        for (int k = 0; k < 3; k++) {
            struct answer answer = hear(&clients[k]);

            require(status_among(answer.status, ends), "the flood ends with 0x%08X%s", (unsigned)answer.status,
                    answer.text);
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

        start_server(&server);
        for (int k = 0; k < 3; k++) {
            start_client(&clients[k]);
            tell(&clients[k], "alpc-flood 0");
        }
        pause_ms((unsigned)rand() % 20);
        server_kill(ntserver);
        for (int k = 0; k < 3; k++) {
            struct answer answer = hear(&clients[k]);

            require(answer.status < 0, "the flood ends with 0x%08X%s", (unsigned)answer.status, answer.text);
            puppet_end(&clients[k]);
        }
        require(hear(&server).status < 0, "the server's loop does not end");
        puppet_end(&server);
        server_stop();
    }
}

static void scribbled_channel_hurts_nobody_else(const void *about)
{
    struct puppet server, honest, hostile;
    struct holdings before;

    (void)about;
    server_start();
    holdings_take(&before);
    start_server(&server);
    start_client(&honest);
    for (int seed = 1; seed <= ROUNDS; seed++) {
        start_client(&hostile);
        must(&hostile, "alpc-flood 10");
        tell(&honest, "alpc-flood 300");
        must(&hostile, "scribble channel 60 %d", seed);
        require_unharmed(&honest, 300);
        tell(&hostile, "alpc-flood 1");         /* what becomes of it is its own business */
        pause_ms(10);
        puppet_kill(&hostile);
        tell(&honest, "alpc-flood 50");
        require_unharmed(&honest, 50);
    }
    end_server(&server, &honest);
    holdings_require_back(&before);
}

static void scribbling_server_hurts_only_its_clients(const void *about)
{
    struct puppet server, client;
    struct holdings before;

    (void)about;
    server_start();
    holdings_take(&before);
    for (int seed = 1; seed <= ROUNDS; seed++) {
        puppet_start(&server);
        must(&server, "create " PORT_NAME);
        puppet_start(&client);
        tell(&client, "alpc-connect " PORT_NAME);
        must(&server, "receive");
        must(&server, "accept yes");
        must(&server, "complete");
        require(hear(&client).status == 0, "no connection");
        tell(&client, "alpc-flood 1");
        must(&server, "scribble channel 50 %d", seed);
        puppet_kill(&server);
        hear(&client);                  /* any status, but one comes */
        must(&client, "event \\BaseNamedObjects\\alive");
        puppet_end(&client);
    }
    holdings_require_back(&before);
}

static const struct test_case cases[] = {
    { "clients_killed_in_a_flood", clients_killed_in_a_flood, NULL, 120 },
    { "servers_killed_in_a_flood", servers_killed_in_a_flood, NULL, 120 },
    { "ntserver_killed_in_a_flood", ntserver_killed_in_a_flood, NULL, 120 },
    { "scribbled_channel_hurts_nobody_else", scribbled_channel_hurts_nobody_else, NULL, 120 },
    { "scribbling_server_hurts_only_its_clients", scribbling_server_hurts_only_its_clients, NULL, 120 },
};

int main(int argc, char **argv)
{
    return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
