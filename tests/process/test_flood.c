/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Death and malice at full speed, over LPC and over ALPC: a port server with several busy clients, one of which is killed
 * at any instruction, or scribbles over the memory it shares. The others never notice.
 */
#include "tests/process/puppet.h"

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>

#include <stdlib.h>

#define PORT_NAME "\\RPC Control\\tested"

/* The acts of one family of calls, and how much of them. */
struct way {
    const char *create, *serve, *connect, *flood, *stop;
    const char *ask;                    /* one request */
    const char *ask_again;              /* after a mad server, and then close; or NULL */
    int much, little;                   /* rounds of a flood */
    int rounds, mad_rounds, mad_ms;
    int32_t ends[3];                    /* of a flood whose server is killed; then 0 */
};

static const struct way lpc = {
    .create = "create " PORT_NAME, .serve = "serve", .connect = "connect " PORT_NAME, .flood = "flood",
    .stop = "request stop", .ask = "request x", .ask_again = "request y",
    .much = 2000, .little = 100, .rounds = 20, .mad_rounds = 10, .mad_ms = 100,
    .ends = { STATUS_PORT_DISCONNECTED, STATUS_LPC_REPLY_LOST, 0 },
};

/* Requests of both kinds, long and short, and handles. */
static const struct way alpc = {
    .create = "alpc-create " PORT_NAME, .serve = "alpc-serve", .connect = "alpc-connect " PORT_NAME,
    .flood = "alpc-flood", .stop = "alpc-stop", .ask = "alpc-flood 1",
    .much = 300, .little = 50, .rounds = 12, .mad_rounds = 12, .mad_ms = 60,
    .ends = { STATUS_PORT_DISCONNECTED, STATUS_MESSAGE_LOST, 0 },
};

static void start_server(struct puppet *server, const struct way *way)
{
    puppet_start(server);
    must(server, "%s", way->create);
    tell(server, "%s", way->serve);
}

static void start_client(struct puppet *client, const struct way *way)
{
    puppet_start(client);
    must(client, "%s", way->connect);
}

/* n 0: for ever */
static void begin_flood(struct puppet *client, const struct way *way, int n)
{
    tell(client, "%s %d", way->flood, n);
}

/* honest: told "flood" before; it must have come through whole */
static void require_unharmed(struct puppet *honest, int n)
{
    struct answer answer = hear(honest);

    require(answer.status == 0 && answer_number(&answer, "done") == n,
            "the honest client's flood ends with 0x%08X%s", (unsigned)answer.status, answer.text);
}

static void end_server(struct puppet *server, struct puppet *honest, const struct way *way)
{
    must(honest, "%s", way->stop);
    require(hear(server).status == 0, "the server's loop failed");
    puppet_end(honest);
    puppet_end(server);
}

static void clients_killed_in_a_flood(const void *about)
{
    const struct way *way = about;
    struct puppet server, honest, victim;
    struct holdings before;

    server_start();
    holdings_take(&before);
    start_server(&server, way);
    start_client(&honest, way);
    for (int i = 0; i < way->rounds; i++) {
        start_client(&victim, way);
        begin_flood(&victim, way, 0);
        begin_flood(&honest, way, way->much);
        pause_ms((unsigned)rand() % 20);
        puppet_kill(&victim);
        require_unharmed(&honest, way->much);
    }
    end_server(&server, &honest, way);
    holdings_require_back(&before);
}

static void servers_killed_in_a_flood(const void *about)
{
    const struct way *way = about;
    struct puppet server, clients[3];
    struct holdings before;

    server_start();
    holdings_take(&before);
    for (int i = 0; i < way->rounds; i++) {
        start_server(&server, way);
        for (int k = 0; k < 3; k++) {
            start_client(&clients[k], way);
            begin_flood(&clients[k], way, 0);
        }
        pause_ms((unsigned)rand() % 20);
        puppet_kill(&server);
        for (int k = 0; k < 3; k++) {
            struct answer answer = hear(&clients[k]);

            require(status_among(answer.status, way->ends), "the flood ends with 0x%08X%s",
                    (unsigned)answer.status, answer.text);
            puppet_end(&clients[k]);
        }
    }
    holdings_require_back(&before);
}

static void ntserver_killed_in_a_flood(const void *about)
{
    const struct way *way = about;
    struct puppet server, clients[3];

    for (int i = 0; i < 5; i++) {
        pid_t ntserver = server_start();

        start_server(&server, way);
        for (int k = 0; k < 3; k++) {
            start_client(&clients[k], way);
            begin_flood(&clients[k], way, 0);
        }
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

static void scribbled_channel_hurts_nobody_else(const void *about)
{
    const struct way *way = about;
    struct puppet server, honest, hostile;
    struct holdings before;

    server_start();
    holdings_take(&before);
    start_server(&server, way);
    start_client(&honest, way);
    for (int seed = 1; seed <= way->mad_rounds; seed++) {
        struct answer answer;

        start_client(&hostile, way);
        must(&hostile, "%s 10", way->flood);
        begin_flood(&honest, way, way->much);
        answer = must(&hostile, "scribble channel %d %d", way->mad_ms, seed);
        require(answer_number(&answer, "regions") > 0, "no shared memory is named channel");
        require_unharmed(&honest, way->much);
        /* What becomes of its own calls is its own business. */
        tell(&hostile, "%s", way->ask);
        pause_ms(10);
        puppet_kill(&hostile);
        begin_flood(&honest, way, way->little);
        require_unharmed(&honest, way->little);
    }
    end_server(&server, &honest, way);
    holdings_require_back(&before);
}

/* the same with the roles swapped: the client's process survives its mad server */
static void scribbling_server_hurts_only_its_clients(const void *about)
{
    const struct way *way = about;
    struct puppet server, client;
    struct holdings before;

    server_start();
    holdings_take(&before);
    for (int seed = 1; seed <= way->mad_rounds; seed++) {
        puppet_start(&server);
        must(&server, "create " PORT_NAME);
        puppet_start(&client);
        tell(&client, "%s", way->connect);
        must(&server, "receive");
        must(&server, "accept yes");
        must(&server, "complete");
        require(hear(&client).status == 0, "no connection");
        tell(&client, "%s", way->ask);
        must(&server, "scribble channel 50 %d", seed);
        puppet_kill(&server);
        hear(&client);                  /* any status, but one comes */
        if (way->ask_again) {
            ask(&client, "%s", way->ask_again);
            must(&client, "close client");
        }
        must(&client, "event \\BaseNamedObjects\\alive");
        puppet_end(&client);
    }
    holdings_require_back(&before);
}

#define BOTH_WAYS(name) { #name, name, &lpc, 120 }, { "alpc_" #name, name, &alpc, 120 }

static const struct test_case cases[] = {
    BOTH_WAYS(clients_killed_in_a_flood),
    BOTH_WAYS(servers_killed_in_a_flood),
    BOTH_WAYS(ntserver_killed_in_a_flood),
    BOTH_WAYS(scribbled_channel_hurts_nobody_else),
    BOTH_WAYS(scribbling_server_hurts_only_its_clients),
};

int main(int argc, char **argv)
{
    return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
