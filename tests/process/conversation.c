/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The steps of a conversation over LPC at which somebody may die. Each is reached by letting two
 * puppets do what leads there.
 */
#include "tests/process/conversation.h"

#include <string.h>

static void reach_created(struct conversation *c)
{
    must(&c->server, "create " PORT_NAME);
}

static void reach_connect_sent(struct conversation *c)
{
    reach_created(c);
    tell(&c->client, "connect " PORT_NAME);
    leave_blocked(&c->client);
}

static void reach_listened(struct conversation *c)
{
    reach_connect_sent(c);
    must(&c->server, "receive");
}

static void reach_accepted(struct conversation *c)
{
    reach_listened(c);
    must(&c->server, "accept yes 77");
}

static void reach_connected(struct conversation *c)
{
    reach_accepted(c);
    must(&c->server, "complete");
    require(hear(&c->client).status == 0, "no connection");
}

static void reach_request_sent(struct conversation *c)
{
    reach_connected(c);
    tell(&c->client, "request hello");
    leave_blocked(&c->client);
}

static void reach_request_received(struct conversation *c)
{
    reach_request_sent(c);
    must(&c->server, "receive");
}

static void reach_replied(struct conversation *c)
{
    reach_request_received(c);
    must(&c->server, "reply there");
    require(hear(&c->client).status == 0, "the reply did not come");
}

static void reach_server_receives(struct conversation *c)
{
    reach_connected(c);
    tell(&c->server, "receive");
    leave_blocked(&c->server);
}

static void reach_client_receives(struct conversation *c)
{
    reach_connected(c);
    tell(&c->client, "receive client");
    leave_blocked(&c->client);
}

static void reach_views_mapped(struct conversation *c)
{
    reach_created(c);
    tell(&c->client, "connect-view " PORT_NAME);
    must(&c->server, "accept-view");
    must(&c->server, "complete");
    require(hear(&c->client).status == 0, "no connection with views");
    must(&c->client, "touch-views 1");
    must(&c->server, "touch-views 2");
}

static void reach_memory_offered(struct conversation *c)
{
    reach_connected(c);
    tell(&c->client, "request-memory 65536");
    must(&c->server, "receive");
    must(&c->server, "read-memory 65536");
}

static void reach_called_back(struct conversation *c)
{
    reach_request_received(c);
    tell(&c->server, "callback who");
    require(hear(&c->client).status == 0, "the callback did not come");
    leave_blocked(&c->server);
}

static void reach_datagram_queued(struct conversation *c)
{
    reach_connected(c);
    must(&c->client, "datagram psst");
}

static void reach_client_closed(struct conversation *c)
{
    reach_connected(c);
    must(&c->client, "close client");
}

static void reach_waiting_for_event(struct conversation *c)
{
    must(&c->server, "event \\BaseNamedObjects\\tested");
    must(&c->client, "event \\BaseNamedObjects\\tested");
    tell(&c->client, "wait");
    leave_blocked(&c->client);
}

static void reach_wait_satisfied(struct conversation *c)
{
    reach_waiting_for_event(c);
    must(&c->server, "set");
    require(hear(&c->client).status == 0, "the wait did not end");
}

static void reach_handle_given(struct conversation *c)
{
    struct answer ids;

    reach_connected(c);
    ids = must(&c->client, "ids");
    must(&c->server, "event \\BaseNamedObjects\\tested");
    must(&c->server, "give-event %d", (int)answer_number(&ids, "pid"));
}

const struct step steps[] = {
    { "port_created", reach_created, false, false },
    { "connect_sent", reach_connect_sent, true, false },
    { "listened", reach_listened, true, false },
    { "accepted", reach_accepted, true, false },
    { "connected", reach_connected, false, false },
    { "request_sent", reach_request_sent, true, false },
    { "request_received", reach_request_received, true, false },
    { "replied", reach_replied, false, false },
    { "server_receives", reach_server_receives, false, true },
    { "client_receives", reach_client_receives, true, false },
    { "views_mapped", reach_views_mapped, false, false },
    { "memory_offered", reach_memory_offered, true, false },
    { "called_back", reach_called_back, false, true },
    { "datagram_queued", reach_datagram_queued, false, false },
    { "client_closed", reach_client_closed, false, false },
    { "waiting_for_event", reach_waiting_for_event, true, false },
    { "wait_satisfied", reach_wait_satisfied, false, false },
    { "handle_given", reach_handle_given, false, false },
};
const size_t n_steps = sizeof(steps) / sizeof(steps[0]);

const struct step *step_find(const char *name)
{
    for (size_t i = 0; i < n_steps; i++) {
        if (strcmp(steps[i].name, name) == 0)
            return &steps[i];
    }
    case_failed(__FILE__, __LINE__, "there is no step '%s'", name);
}

void conversation_start(struct conversation *c, const struct step *step)
{
    puppet_start(&c->client);
    puppet_start(&c->server);
    step->reach(c);
}
