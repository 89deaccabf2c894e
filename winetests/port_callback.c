/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Callbacks: who serves a request asks its sender something before it answers
 * (lpc-semantics 8.9.1, 8.11). The asking thread is an actor of this process, so that the test can
 * look on while it waits.
 */
#include "winetests/port.h"

static HANDLE port;
static struct name name;

/* A connection, a request in hand, and the thread that will call back. */
struct scene {
    struct connection connection;
    struct actor *server;
    struct message request;
    struct message_args call;       /* the callback, for request_run */
    struct message_args client;     /* what the client does next */
};

static void scene_begin(struct scene *scene, bool process)
{
    memset(scene, 0, sizeof(*scene));
    connection_make(&scene->connection, port, &name, process ? actor_process(2) : actor_thread(),
                    (PVOID)11);
    scene->server = actor_thread();
    request_begin(&scene->connection, "request");
    ok_status(port_receive(port, NULL, NULL, &scene->request), STATUS_SUCCESS);
    scene->call.port = scene->connection.server_port;
    scene->client.port = scene->connection.client_port;
}

static void callback_begin(struct scene *scene, const char *text)
{
    scene->call.out = scene->request;
    message_answer(&scene->call.out, text);
    TYPE(&scene->call.out) = LPC_REQUEST;
    actor_begin(scene->server, request_run, &scene->call, sizeof(scene->call));
}

/* The client's request returns with the callback in it. */
static void callback_arrives(struct scene *scene, const char *text)
{
    ok_status(request_end(&scene->connection, &scene->client.in), STATUS_SUCCESS);
    expect_text(&scene->client.in, LPC_REQUEST, actor_sender(scene->server), text);
    ok_equal(scene->client.in.header.MessageId, scene->request.header.MessageId);
    ok(scene->client.in.header.CallbackId != 0, "CallbackId 0");
    ok_equal(DATA_INFO_OFFSET(&scene->client.in), 0);
}

/* The client answers and waits again. */
static void callback_answer(struct scene *scene, const char *text)
{
    message_answer(&scene->client.in, text);
    actor_begin(scene->connection.client, reply_wait_reply_run, &scene->client,
                sizeof(scene->client));
}

static void answer_arrives(struct scene *scene, const char *text)
{
    actor_end(scene->server, &scene->call);
    ok_status(scene->call.status, STATUS_SUCCESS);
    expect_text(&scene->call.in, LPC_REPLY, actor_sender(scene->server), text);
    ok_equal(scene->call.in.header.MessageId, scene->request.header.MessageId);
}

/* The reply to the request itself ends the client's second wait. */
static void finish(struct scene *scene)
{
    message_answer(&scene->request, "reply");
    ok_status(NtReplyPort(port, &scene->request.header), STATUS_SUCCESS);
    actor_end(scene->connection.client, &scene->client);
    ok_status(scene->client.status, STATUS_SUCCESS);
    expect_text(&scene->client.in, LPC_REPLY, scene->connection.id, "reply");
    ok_equal(scene->client.in.header.MessageId, scene->request.header.MessageId);
}

static void scene_end(struct scene *scene)
{
    connection_end(&scene->connection, port);
    actor_finish(scene->connection.client);
    actor_finish(scene->server);
}

static void test_round_trip(bool process)
{
    struct message message;
    struct scene scene;

    scene_begin(&scene, process);
    callback_begin(&scene, "callback");
    callback_arrives(&scene, "callback");
    ok(actor_blocked(scene.server), "the callback is over before it is answered");
    callback_answer(&scene, "answer");
    answer_arrives(&scene, "answer");
    ok(actor_blocked(scene.connection.client), "the client does not wait for the reply");
    /* a callback passes by the queues */
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
    finish(&scene);
    scene_end(&scene);
}

/* One after the other, with different ids. */
static void test_repeated(void)
{
    struct scene scene;
    ULONG ids[3];
    int i;

    scene_begin(&scene, true);
    for (i = 0; i < 3; i++) {
        callback_begin(&scene, "callback");
        if (i == 0) {
            callback_arrives(&scene, "callback");
        } else {
            /* it overwrites the buffer that answered the one before */
            actor_end(scene.connection.client, &scene.client);
            ok_status(scene.client.status, STATUS_SUCCESS);
            expect_text(&scene.client.in, LPC_REQUEST, actor_sender(scene.server), "callback");
        }
        ids[i] = scene.client.in.header.CallbackId;
        callback_answer(&scene, "answer");
        answer_arrives(&scene, "answer");
    }
    ok(ids[0] && ids[1] && ids[2] && ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2],
       "CallbackIds %u, %u, %u", (unsigned int)ids[0], (unsigned int)ids[1], (unsigned int)ids[2]);
    finish(&scene);
    scene_end(&scene);
}

/* The client, asked, asks back before it answers. */
static void test_nested(void)
{
    struct message_args inner = { 0 }, server = { 0 };
    struct message first;
    struct scene scene;

    scene_begin(&scene, true);
    callback_begin(&scene, "callback");
    callback_arrives(&scene, "callback");
    first = scene.client.in;

    inner.port = scene.connection.client_port;
    inner.out = first;
    message_answer(&inner.out, "counter-question");
    actor_begin(scene.connection.client, request_run, &inner, sizeof(inner));
    actor_end(scene.server, &scene.call);
    ok_status(scene.call.status, STATUS_SUCCESS);
    expect_text(&scene.call.in, LPC_REQUEST, scene.connection.id, "counter-question");
    ok(scene.call.in.header.CallbackId != first.header.CallbackId, "the same CallbackId");

    server.port = scene.connection.server_port;
    server.in = scene.call.in;
    message_answer(&server.in, "counter-answer");
    actor_begin(scene.server, reply_wait_reply_run, &server, sizeof(server));
    actor_end(scene.connection.client, &inner);
    ok_status(inner.status, STATUS_SUCCESS);
    expect_text(&inner.in, LPC_REPLY, scene.connection.id, "counter-answer");
    ok(actor_blocked(scene.server), "the server does not wait for its own answer");

    scene.client.in = first;
    callback_answer(&scene, "answer");
    actor_end(scene.server, &server);
    ok_status(server.status, STATUS_SUCCESS);
    expect_text(&server.in, LPC_REPLY, actor_sender(scene.server), "answer");
    finish(&scene);
    scene_end(&scene);
}

/* 8.9.1, step 4: plain NtReplyPort answers, but gives up the wait */
static void test_plain_reply(void)
{
    struct scene scene;

    scene_begin(&scene, true);
    callback_begin(&scene, "callback");
    callback_arrives(&scene, "callback");
    scene.client.out = scene.client.in;
    message_answer(&scene.client.out, "answer");
    actor_call(scene.connection.client, reply_run, &scene.client, sizeof(scene.client));
    ok_status(scene.client.status, STATUS_SUCCESS);
    answer_arrives(&scene, "answer");
    ok_status(NtReplyPort(port, &scene.request.header), STATUS_REPLY_MESSAGE_MISMATCH);
    scene_end(&scene);
}

/* 17: while a callback is out, a reply to the request finds nobody, and an answer must name it */
static void test_stray(void)
{
    struct message_args wrong = { 0 };
    struct message reply;
    struct scene scene;

    scene_begin(&scene, true);
    callback_begin(&scene, "callback");
    callback_arrives(&scene, "callback");
    reply = scene.request;
    ok_status(NtReplyPort(port, &reply.header), STATUS_REPLY_MESSAGE_MISMATCH);
    ok_status(NtReplyPort(scene.connection.server_port, &reply.header),
              STATUS_REPLY_MESSAGE_MISMATCH);

    wrong.port = scene.connection.client_port;
    wrong.out = scene.client.in;
    wrong.out.header.CallbackId++;
    actor_call(scene.connection.client, reply_run, &wrong, sizeof(wrong));
    ok_status(wrong.status, STATUS_REPLY_MESSAGE_MISMATCH);
    wrong.in = wrong.out;
    actor_call(scene.connection.client, reply_wait_reply_run, &wrong, sizeof(wrong));
    ok_status(wrong.status, STATUS_REPLY_MESSAGE_MISMATCH);
    wrong.out.header.CallbackId = 0;
    actor_call(scene.connection.client, reply_run, &wrong, sizeof(wrong));
    ok_status(wrong.status, STATUS_REPLY_MESSAGE_MISMATCH);
    ok(actor_blocked(scene.server), "answered by mistake");

    callback_answer(&scene, "answer");
    answer_arrives(&scene, "answer");
    finish(&scene);
    scene_end(&scene);
}

/* 8.9.1, step 1, in its order; after the tests that every request has */
static void test_order(void)
{
    struct message request, out, in;
    struct connection connection;
    HANDLE server;

    connection_make(&connection, port, &name, actor_process(1), NULL);
    server = connection.server_port;
    request_begin(&connection, "request");
    ok_status(port_receive(port, NULL, NULL, &request), STATUS_SUCCESS);

    out = request;
    out.header.MessageId = 0;
    ok_status(NtRequestWaitReplyPort(BAD_HANDLE, &out.header, &in.header), STATUS_INVALID_HANDLE);
    TOTAL_LENGTH(&out) = MAX_TOTAL + 1;
    ok_status(NtRequestWaitReplyPort(server, &out.header, &in.header),
              STATUS_PORT_MESSAGE_TOO_LONG);
    TOTAL_LENGTH(&out) = TOTAL_LENGTH(&request);
    out.header.ClientId.UniqueThread = (HANDLE)(ULONG_PTR)0x7ffffff0;
    ok_status(NtRequestWaitReplyPort(server, &out.header, &in.header), STATUS_INVALID_PARAMETER);
    out.header.MessageId = request.header.MessageId;
    ok_status(NtRequestWaitReplyPort(server, &out.header, &in.header), STATUS_INVALID_CID);
    out = request;
    out.header.MessageId++;
    ok_status(NtRequestWaitReplyPort(server, &out.header, &in.header),
              STATUS_REPLY_MESSAGE_MISMATCH);
    out = request;
    out.header.ClientId = own_id();
    ok_status(NtRequestWaitReplyPort(server, &out.header, &in.header),
              STATUS_REPLY_MESSAGE_MISMATCH);
    ok(actor_blocked(connection.client), "called back by mistake");

    ok_status(NtReplyPort(server, &request.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &in), STATUS_SUCCESS);
    out = request;
    ok_status(NtRequestWaitReplyPort(server, &out.header, &in.header),
              STATUS_REPLY_MESSAGE_MISMATCH);
    connection_end(&connection, port);
    actor_finish(connection.client);
}

/* 8.11: what is no callback cannot be answered like one */
static void test_no_callback(void)
{
    struct connection connection;
    struct message request, reply;

    connection_make(&connection, port, &name, actor_process(1), NULL);
    request_begin(&connection, "request");
    ok_status(port_receive(port, NULL, NULL, &request), STATUS_SUCCESS);
    ok_status(NtReplyPort(port, &request.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &reply), STATUS_SUCCESS);
    ok_status(NtReplyWaitReplyPort(connection.server_port, &request.header),
              STATUS_REPLY_MESSAGE_MISMATCH);
    connection_end(&connection, port);
    actor_finish(connection.client);
}

/* 8.11, 12: the server port goes while the client waits for the second time */
static void test_server_closes(void)
{
    struct message message;
    struct scene scene;

    scene_begin(&scene, true);
    callback_begin(&scene, "callback");
    callback_arrives(&scene, "callback");
    callback_answer(&scene, "answer");
    answer_arrives(&scene, "answer");
    ok_status(NtClose(scene.connection.server_port), STATUS_SUCCESS);
    actor_end(scene.connection.client, &scene.client);
    ok_status(scene.client.status, STATUS_LPC_REPLY_LOST);
    ok_status(actor_close(scene.connection.client, scene.connection.client_port), STATUS_SUCCESS);
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
    actor_finish(scene.connection.client);
    actor_finish(scene.server);
}

/* 12: the client goes while the server waits for its answer */
static void test_client_dies(void)
{
    struct message message;
    struct scene scene;

    scene_begin(&scene, true);
    callback_begin(&scene, "callback");
    callback_arrives(&scene, "callback");
    actor_kill(scene.connection.client);
    actor_end(scene.server, &scene.call);
    ok_status(scene.call.status, STATUS_LPC_REPLY_LOST);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_PORT_CLOSED);
    NtClose(scene.connection.server_port);
    actor_finish(scene.server);
}

START_TEST(port_callback)
{
    if (!ports_available())
        return;
    port = port_create(&name);
    test_round_trip(true);
    test_round_trip(false);
    test_repeated();
    test_nested();
    test_plain_reply();
    test_stray();
    test_order();
    test_no_callback();
    test_server_closes();
    test_client_dies();
    NtClose(port);
}
