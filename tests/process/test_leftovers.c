/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Nothing stays behind: neither in the server when processes end, in whatever way, nor in a process
 * that has closed what it opened (P9).
 */
#include "tests/process/conversation.h"

#include <stdio.h>

/* about: how the puppet ends */
static void hoard_is_given_back(const void *about)
{
    void (*end)(struct puppet *puppet) = (void (*)(struct puppet *))about;
    struct puppet puppet;
    struct holdings before;

    server_start();
    holdings_take(&before);
    for (int i = 0; i < 5; i++) {
        puppet_start(&puppet);
        must(&puppet, "hoard 1000");
        end(&puppet);
    }
    holdings_require_back(&before);
}

/* One connection from beginning to end, and all that belongs to it closed. */
static void converse(struct puppet *client, struct puppet *server)
{
    struct answer answer;

    tell(client, "connect " PORT_NAME);
    must(server, "receive");
    must(server, "accept yes 5");
    must(server, "complete");
    require(hear(client).status == 0, "no connection");
    tell(client, "request hello");
    must(server, "receive");
    must(server, "reply hello");
    require(hear(client).status == 0, "no reply");
    must(client, "close client");
    answer = must(server, "receive");
    require(answer_number(&answer, "type") == 5, "instead of LPC_PORT_CLOSED there comes%s",
            answer.text);
    must(server, "close connection");
}

static void require_same_count(struct puppet *puppet, const struct answer *before, const char *who)
{
    struct answer now;
    int64_t until = now_ms() + 2000;

    do {
        now = must(puppet, "count");
        if (answer_number(&now, "fds") <= answer_number(before, "fds") &&
            answer_number(&now, "memfds") <= answer_number(before, "memfds"))
            return;
        pause_ms(10);
    } while (now_ms() < until);
    case_failed(__FILE__, __LINE__, "the %s had%s and has%s", who, before->text, now.text);
}

static void hundred_connections_leave_nothing(const void *about)
{
    struct puppet client, server;
    struct answer client_count, server_count;
    struct holdings before;

    (void)about;
    server_start();
    puppet_start(&client);
    puppet_start(&server);
    must(&server, "create " PORT_NAME);
    converse(&client, &server);                 /* what is only made once is made now */
    holdings_take(&before);
    client_count = must(&client, "count");
    server_count = must(&server, "count");
    for (int i = 0; i < 100; i++)
        converse(&client, &server);
    require_same_count(&client, &client_count, "client");
    require_same_count(&server, &server_count, "server");
    holdings_require_back(&before);
    puppet_end(&client);
    puppet_end(&server);
}

static void refused_connections_leave_nothing(const void *about)
{
    struct puppet client, server;
    struct answer client_count, server_count;
    struct holdings before;

    (void)about;
    server_start();
    puppet_start(&client);
    puppet_start(&server);
    must(&server, "create " PORT_NAME);
    for (int i = 0; i < 100; i++) {
        tell(&client, "connect " PORT_NAME);
        must(&server, "receive");
        must(&server, "accept no");
        require(hear(&client).status < 0, "a refused client is connected");
        if (i == 0) {
            holdings_take(&before);
            client_count = must(&client, "count");
            server_count = must(&server, "count");
        }
    }
    require_same_count(&client, &client_count, "client");
    require_same_count(&server, &server_count, "server");
    holdings_require_back(&before);
    puppet_end(&client);
    puppet_end(&server);
}

static void given_handles_die_with_the_taker(const void *about)
{
    struct puppet giver, taker;
    struct holdings before;

    (void)about;
    server_start();
    puppet_start(&giver);
    must(&giver, "event \\BaseNamedObjects\\gift");
    for (int i = 0; i < 10; i++) {
        if (i == 1)
            holdings_take(&before);             /* what giving itself needs is there now */
        puppet_start(&taker);
        must(&taker, "event \\BaseNamedObjects\\mine");
        for (int k = 0; k < 50; k++)
            must(&giver, "give-event %d", (int)taker.pid);
        puppet_kill(&taker);
        if (i == 0)
            pause_ms(200);
    }
    holdings_require_back(&before);
    puppet_end(&giver);
}

static const struct test_case cases[] = {
    { "hoard_of_an_exiting_process_is_given_back", hoard_is_given_back, (const void *)puppet_end, 0 },
    { "hoard_of_a_killed_process_is_given_back", hoard_is_given_back, (const void *)puppet_kill, 0 },
    { "hundred_connections_leave_nothing", hundred_connections_leave_nothing, NULL, 0 },
    { "refused_connections_leave_nothing", refused_connections_leave_nothing, NULL, 0 },
    { "given_handles_die_with_the_taker", given_handles_die_with_the_taker, NULL, 0 },
};

int main(int argc, char **argv)
{
    return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
