/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * kill -9 of the client, the port server or ntserver at each step of a conversation: whoever is left
 * gets a status, works on, and nothing stays behind (threat-model P2, P9, P12; catalogue A1, A10).
 */
#include "tests/process/conversation.h"

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where two statuses stand, the death may be noticed before the call or during it. */
static const int32_t refused[] = { STATUS_PORT_CONNECTION_REFUSED, STATUS_OBJECT_NAME_NOT_FOUND, 0 };
static const int32_t gone[] = { STATUS_PORT_DISCONNECTED, STATUS_LPC_REPLY_LOST, 0 };
static const int32_t no_client[] = { STATUS_INVALID_CID, STATUS_REPLY_MESSAGE_MISMATCH,
                                     STATUS_PORT_DISCONNECTED, 0 };
static const int32_t no_caller[] = { STATUS_INVALID_CID, STATUS_REPLY_MESSAGE_MISMATCH,
                                     STATUS_PORT_DISCONNECTED, STATUS_LPC_REPLY_LOST, 0 };
static const int32_t no_name[] = { STATUS_OBJECT_NAME_NOT_FOUND, 0 };
static const int32_t nothing[] = { STATUS_TIMEOUT, 0 };

#define PORT_CLOSED 5

/* What the survivor does, one line after the other, and what it must get. */
struct line {
    const char *say;                    /* NULL: it is inside a call, whose end is awaited */
    const int32_t *statuses;            /* NULL: STATUS_SUCCESS */
    int type;                           /* of the message received; 0: any or none */
};

#define HEAR NULL

struct fate {
    const char *step;
    struct line then[5];
};

static const struct fate client_fates[] = {
    { "port_created", { { "receive server 0", nothing, 0 } } },
    { "connect_sent", { { "receive server 0", nothing, 0 } } },
    { "listened", { { "accept yes", no_client, 0 } } },
    { "accepted", { { "complete", NULL, 0 }, { "request-back x", gone, 0 } } },
    { "connected", { { "receive", NULL, PORT_CLOSED }, { "request-back x", gone, 0 } } },
    { "request_sent",
      { { "receive", NULL, 1 }, { "reply x", no_client, 0 }, { "receive", NULL, PORT_CLOSED } } },
    { "request_received", { { "reply x", no_client, 0 }, { "receive", NULL, PORT_CLOSED } } },
    { "replied", { { "receive", NULL, PORT_CLOSED } } },
    { "server_receives", { { HEAR, NULL, PORT_CLOSED } } },
    { "client_receives", { { "receive", NULL, PORT_CLOSED } } },
    { "views_mapped",
      { { "touch-views 3", NULL, 0 }, { "receive", NULL, PORT_CLOSED }, { "touch-views 4", NULL, 0 } } },
    { "memory_offered",
      { { "read-memory 65536", no_client, 0 },
        { "write-memory 65536", no_client, 0 },
        { "reply x", no_client, 0 },
        { "receive", NULL, PORT_CLOSED } } },
    { "called_back",
      { { HEAR, gone, 0 }, { "reply x", no_client, 0 }, { "receive", NULL, PORT_CLOSED } } },
    { "datagram_queued", { { "receive", NULL, 3 }, { "receive", NULL, PORT_CLOSED } } },
    { "client_closed", { { "receive", NULL, PORT_CLOSED } } },
    { "waiting_for_event", { { "set", NULL, 0 } } },
    { "wait_satisfied", { { "set", NULL, 0 } } },
    { "handle_given", { { "set", NULL, 0 }, { "receive", NULL, PORT_CLOSED } } },
};

static const struct fate server_fates[] = {
    { "port_created", { { "connect " PORT_NAME, no_name, 0 } } },
    { "connect_sent", { { HEAR, refused, 0 } } },
    { "listened", { { HEAR, refused, 0 } } },
    { "accepted", { { HEAR, refused, 0 } } },
    { "connected", { { "request x", gone, 0 }, { "datagram x", gone, 0 } } },
    { "request_sent", { { HEAR, gone, 0 } } },
    { "request_received", { { HEAR, gone, 0 } } },
    { "replied", { { "request x", gone, 0 } } },
    { "server_receives", { { "request x", gone, 0 } } },
    { "client_receives", { { HEAR, gone, 0 } } },
    { "views_mapped",
      { { "touch-views 3", NULL, 0 },
        { "request x", gone, 0 },
        { "touch-views 4", NULL, 0 },
        { "close client", NULL, 0 } } },
    { "memory_offered", { { HEAR, gone, 0 } } },
    { "called_back", { { "reply-wait x", no_caller, 0 } } },
    { "datagram_queued", { { "datagram x", gone, 0 } } },
    { "client_closed", { { "connect " PORT_NAME, no_name, 0 } } },
    { "waiting_for_event", { { 0 } } },
    { "wait_satisfied", { { "wait 0", NULL, 0 } } },
    { "handle_given", { { "request x", gone, 0 } } },
};

#define N(array) (sizeof(array) / sizeof((array)[0]))

static const struct fate *fate_find(const struct fate *fates, size_t n, const char *step)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(fates[i].step, step) == 0)
            return &fates[i];
    }
    case_failed(__FILE__, __LINE__, "nothing is said about '%s'", step);
}

static void live_on(struct puppet *survivor, const struct fate *fate)
{
    for (size_t i = 0; i < N(fate->then); i++) {
        const struct line *line = &fate->then[i];
        const char *said = line->say ? line->say : "the call under way";
        struct answer answer;

        if (!line->say && !line->statuses && !line->type)
            return;                     /* no more lines */
        if (line->say)
            tell(survivor, "%s", line->say);
        answer = hear(survivor);
        require(line->statuses ? status_among(answer.status, line->statuses) : answer.status == 0,
                "after the death '%s' gives 0x%08X%s", said, (unsigned)answer.status, answer.text);
        require(line->type == 0 || answer_number(&answer, "type") == line->type,
                "after the death '%s' gives%s", said, answer.text);
    }
}

/* Until the object server has seen the death, and told who must know. */
static void let_news_spread(void)
{
    pause_ms(150);
}

/* A client that has nothing to do with it connects and is served. */
static void serve_newcomer(struct puppet *server)
{
    struct puppet client;

    puppet_start(&client);
    tell(server, "serve");
    must(&client, "connect " PORT_NAME);
    must(&client, "flood 100");
    must(&client, "request stop");
    require(hear(server).status == 0, "the server's loop failed");
    puppet_end(&client);
}

static void client_dies(const void *about)
{
    const struct step *step = about;
    struct conversation c;
    struct holdings before;

    c.ntserver = server_start();
    holdings_take(&before);
    conversation_start(&c, step);
    puppet_kill(&c.client);
    let_news_spread();
    live_on(&c.server, fate_find(client_fates, N(client_fates), step->name));
    if (strstr(step->name, "wait") != step->name)
        serve_newcomer(&c.server);
    puppet_end(&c.server);
    holdings_require_back(&before);
    require(process_lives(c.ntserver), "ntserver died of it");
}

static void server_dies(const void *about)
{
    const struct step *step = about;
    struct conversation c;
    struct holdings before;
    struct puppet other;

    c.ntserver = server_start();
    holdings_take(&before);
    conversation_start(&c, step);
    puppet_kill(&c.server);
    let_news_spread();
    live_on(&c.client, fate_find(server_fates, N(server_fates), step->name));

    /* Another one takes its place, and the survivor works with it. */
    puppet_start(&other);
    if (strcmp(step->name, "waiting_for_event") == 0) {
        must(&other, "event \\BaseNamedObjects\\tested");
        must(&other, "set");
        require(hear(&c.client).status == 0, "the wait did not end");
    }
    must(&other, "create " PORT_NAME);
    tell(&other, "serve");
    must(&c.client, "connect " PORT_NAME);
    must(&c.client, "flood 100");
    must(&c.client, "request stop");
    require(hear(&other).status == 0, "the new server's loop failed");
    puppet_end(&other);
    puppet_end(&c.client);
    holdings_require_back(&before);
    require(process_lives(c.ntserver), "ntserver died of it");
}

/* Whatever it was about: the old session is over. */
static void require_over(struct puppet *puppet, bool waits, const char *then)
{
    struct answer answer;

    if (!waits)
        tell(puppet, "%s", then);
    answer = hear(puppet);
    require(answer.status < 0, "after ntserver's death '%s' gives 0x%08X%s",
            waits ? "the call under way" : then, (unsigned)answer.status, answer.text);
}

static void ntserver_dies(const void *about)
{
    const struct step *step = about;
    struct conversation c;

    c.ntserver = server_start();
    conversation_start(&c, step);
    server_kill(c.ntserver);
    let_news_spread();
    require_over(&c.client, step->client_waits, "request x");
    require_over(&c.server, step->server_waits, "receive server 0");

    /* The next call starts another server, and both of them work with it. */
    must(&c.server, "create " PORT_NAME);
    tell(&c.server, "serve");
    must(&c.client, "connect " PORT_NAME);
    must(&c.client, "flood 100");
    must(&c.client, "request stop");
    require(hear(&c.server).status == 0, "the server's loop failed");
    puppet_end(&c.client);
    puppet_end(&c.server);
}

/* Each callback comes once more, and what is bound afterwards is with the next server. */
static void pool_outlives_ntserver(const void *about)
{
    pid_t ntserver = server_start();
    struct puppet puppet;

    (void)about;
    puppet_start(&puppet);
    must(&puppet, "alpc-pool 5");
    server_kill(ntserver);
    must(&puppet, "alpc-called-back 5");
    must(&puppet, "alpc-pool 1");
    puppet_end(&puppet);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *who;
        void (*run)(const void *about);
    } victims[] = {
        { "client", client_dies }, { "server", server_dies }, { "ntserver", ntserver_dies }
    };
    struct test_case *cases = calloc(N(victims) * n_steps + 1, sizeof(*cases));
    size_t n = 0;
    int status;

    for (size_t i = 0; cases && i < N(victims); i++) {
        for (size_t k = 0; k < n_steps; k++) {
            char *name = NULL;

            if (asprintf(&name, "%s_killed_at_%s", victims[i].who, steps[k].name) > 0)
                cases[n++] = (struct test_case){ name, victims[i].run, &steps[k], 60 };
        }
    }
    if (cases)
        cases[n] = (struct test_case){ "pool_outlives_ntserver", pool_outlives_ntserver, NULL, 60 };
    status = run_cases(argc, argv, cases, n + 1);
    while (n)
        free((char *)cases[--n].name);
    free(cases);
    return status;
}
