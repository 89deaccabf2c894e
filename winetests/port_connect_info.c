/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Connection information: how much of it arrives on each side, and what is not touched
 * (lpc-semantics 7.1). The client is another process.
 */
#include "winetests/port.h"

static UCHAR bytes[MAX_INFO + 16];

static void fill(void)
{
    size_t i;

    for (i = 0; i < sizeof(bytes); i++)
        bytes[i] = (UCHAR)(i * 7 + 1);
}

/* One handshake: the client offers, the server sees and answers, the client gets. */
struct exchange {
    ULONG max_info;             /* of the port */
    ULONG offered;              /* by the client */
    ULONG seen;                 /* by the server */
    ULONG answered;             /* by the server */
    ULONG got;                  /* by the client */
};

static void run(struct actor *client, const struct exchange *x, bool accept)
{
    struct connect_args connect;
    struct message message, answer;
    HANDLE port, server = NULL;
    struct name name;

    port = port_create_with(&name, x->max_info, MAX_TOTAL, false);
    connect_prepare(&connect, &name, bytes, x->offered);
    connect.info_length = x->offered;
    actor_begin(client, connect_run, &connect, sizeof(connect));
    memset(&message, 0x33, sizeof(message));
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    expect_message(&message, LPC_CONNECTION_REQUEST, actor_sender(client), bytes, x->seen);
    ok(message.data[x->seen] == 0x33, "byte %u was written", (unsigned int)x->seen);

    /* what is answered is said by DataLength alone */
    answer = message;
    memset(answer.data, 0x44, sizeof(answer.data));
    DATA_LENGTH(&answer) = (CSHORT)x->answered;
    TOTAL_LENGTH(&answer) = 0;
    ok_status(NtAcceptConnectPort(&server, NULL, &answer.header, (BOOLEAN)accept, NULL, NULL),
              STATUS_SUCCESS);
    if (accept)
        ok_status(NtCompleteConnectPort(server), STATUS_SUCCESS);
    actor_end(client, &connect);
    ok_status(connect.status, accept ? STATUS_SUCCESS : STATUS_PORT_CONNECTION_REFUSED);
    ok(connect.info_length == x->got, "limit %u, %u offered, %u answered: got %u, wanted %u",
       (unsigned int)x->max_info, (unsigned int)x->offered, (unsigned int)x->answered,
       (unsigned int)connect.info_length, (unsigned int)x->got);
    ok(!x->got || (connect.info[0] == 0x44 && connect.info[x->got - 1] == 0x44), "other bytes");
    /* the client's own bytes stay behind what came, and its buffer's end is not crossed */
    if (x->got < x->offered && x->offered <= sizeof(connect.info))
        ok_equal(connect.info[x->got], bytes[x->got]);
    if (x->offered < sizeof(connect.info))
        ok_equal(connect.info[x->offered], 0xa5);

    if (accept) {
        actor_close(client, connect.port);
        NtClose(server);
    }
    NtClose(port);
}

static void test_lengths(struct actor *client)
{
    static const struct exchange exchanges[] = {
        /* limit, offered, seen, answered, got */
        { MAX_INFO, 0, 0, 0, 0 },
        { MAX_INFO, 0, 0, 8, 0 },
        { MAX_INFO, 1, 1, 1, 1 },
        { MAX_INFO, 7, 7, 3, 3 },
        { MAX_INFO, 7, 7, 0, 0 },
        { MAX_INFO, 7, 7, 64, 7 },
        { MAX_INFO, MAX_INFO, MAX_INFO, MAX_INFO, MAX_INFO },
        /* more than can be is cut off without a word */
        { MAX_INFO, MAX_INFO + 1, MAX_INFO, MAX_INFO, MAX_INFO },
        { MAX_INFO, MAX_INFO + 16, MAX_INFO, MAX_INFO + 1, MAX_INFO },
        /* 17: the port's own limit counts when it is not 0 */
        { 16, 16, 16, 16, 16 },
        { 16, 17, 16, 17, 16 },
        { 0, 100, 100, 100, 100 },
    };
    size_t i;

    for (i = 0; i < sizeof(exchanges) / sizeof(exchanges[0]); i++) {
        run(client, &exchanges[i], true);
        /* refused with data: lsass says why in it */
        run(client, &exchanges[i], false);
    }
}

/* An unchanged message echoes the client's bytes. */
static void test_echo(struct actor *client)
{
    struct connect_args connect;
    struct message message;
    HANDLE port, server;
    struct name name;

    port = port_create(&name);
    connect_prepare(&connect, &name, "echo", 5);
    actor_begin(client, connect_run, &connect, sizeof(connect));
    NtListenPort(port, &message.header);
    ok_status(NtAcceptConnectPort(&server, NULL, &message.header, TRUE, NULL, NULL),
              STATUS_SUCCESS);
    NtCompleteConnectPort(server);
    actor_end(client, &connect);
    ok_status(connect.status, STATUS_SUCCESS);
    ok_equal(connect.info_length, 5);
    ok(!memcmp(connect.info, "echo", 5), "another text");
    actor_close(client, connect.port);
    NtClose(server);
    NtClose(port);
}

/* Without a buffer, without a length, without either. */
static void test_missing(struct actor *client)
{
    struct connect_args connect;
    struct message message;
    HANDLE port, server;
    struct name name;
    int given;

    for (given = 0; given < 3; given++) {
        port = port_create(&name);
        connect_prepare(&connect, &name, bytes, 10);
        connect.give_info = given == 1;
        connect.give_length = given == 2;
        connect.give_max = given == 2;
        actor_begin(client, connect_run, &connect, sizeof(connect));
        memset(&message, 0, sizeof(message));
        NtListenPort(port, &message.header);
        expect_message(&message, LPC_CONNECTION_REQUEST, actor_sender(client), NULL, 0);
        ok_equal(message.data[0], 0);
        message_answer(&message, "answer");
        NtAcceptConnectPort(&server, NULL, &message.header, TRUE, NULL, NULL);
        NtCompleteConnectPort(server);
        actor_end(client, &connect);
        ok_status(connect.status, STATUS_SUCCESS);
        ok_equal(connect.info[0], bytes[0]);
        /* 7.1: the length is written only together with a buffer */
        ok_equal(connect.info_length, 10);
        ok_equal(connect.max_message, given == 2 ? MAX_TOTAL : 0x5555);
        actor_close(client, connect.port);
        NtClose(server);
        NtClose(port);
    }
}

/* 8.1 and 17: the limit that the client learns; 0 stands for the highest */
static void test_max_message(struct actor *client)
{
    static const ULONG limits[][2] = { { 0, MAX_TOTAL }, { 48, 48 }, { 100, 100 }, { 1, 1 },
                                       { MAX_TOTAL, MAX_TOTAL } };
    struct connect_args connect;
    struct message message;
    HANDLE port, server;
    struct name name;
    size_t i;

    for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        port = port_create_with(&name, 0, limits[i][0], false);
        connect_prepare(&connect, &name, NULL, 0);
        actor_begin(client, connect_run, &connect, sizeof(connect));
        ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
        NtAcceptConnectPort(&server, NULL, &message.header, TRUE, NULL, NULL);
        NtCompleteConnectPort(server);
        actor_end(client, &connect);
        ok_status(connect.status, STATUS_SUCCESS);
        ok_equal(connect.max_message, limits[i][1]);
        actor_close(client, connect.port);
        NtClose(server);
        NtClose(port);
    }
}

START_TEST(port_connect_info)
{
    struct actor *client;

    if (!ports_available())
        return;
    fill();
    client = actor_process(1);
    test_lengths(client);
    test_echo(client);
    test_missing(client);
    test_max_message(client);
    actor_finish(client);
}
