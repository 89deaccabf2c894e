/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtReadRequestData and NtWriteRequestData where the kernel lets nobody touch another process's memory: the
 * thread that waits for the answer copies.
 */
#include "tests/process/conversation.h"

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>

#define SIZE 200000

static void offer_memory(struct conversation *c)
{
    conversation_start(c, step_find("connected"));
    must(&c->server, "forbid-memory");
    tell(&c->client, "request-memory %d", SIZE);
    must(&c->server, "receive");
}

static void requester_copies(const void *about)
{
    struct conversation c;
    struct answer answer;

    (void)about;
    offer_memory(&c);
    answer = must(&c.server, "read-memory %d", SIZE);
    require(answer_number(&answer, "done") == SIZE && answer_number(&answer, "last") == 'm',
            "reading gave%s", answer.text);
    require(ask(&c.server, "read-memory %d", SIZE + 1).status == STATUS_INVALID_PARAMETER,
            "more was read than the request declares");
    answer = must(&c.server, "write-memory %d", SIZE - 1);
    require(answer_number(&answer, "done") == SIZE - 1, "writing gave%s", answer.text);
    must(&c.server, "reply done");
    answer = hear(&c.client);
    require(answer.status == 0 && answer_number(&answer, "first") == 'w' &&
            answer_number(&answer, "last") == 'm', "the client finds%s", answer.text);
    puppet_end(&c.client);
    puppet_end(&c.server);
}

static void requester_is_killed(const void *about)
{
    struct conversation c;

    (void)about;
    offer_memory(&c);
    tell(&c.server, "read-memory %d", SIZE);
    pause_ms(1);
    puppet_kill(&c.client);
    hear(&c.server);                    /* any status, but one comes */
    require(ask(&c.server, "read-memory %d", SIZE).status < 0, "a dead client's memory was read");
    puppet_end(&c.server);
}

static const struct test_case cases[] = {
    { "requester_copies", requester_copies, NULL, 60 },
    { "requester_is_killed", requester_is_killed, NULL, 60 },
};

int main(int argc, char **argv)
{
    return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
