/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtReadRequestData and NtWriteRequestData: a server reaches into the memory that a waiting client
 * has named in its request (lpc-semantics 8.14, 8.15, 10).
 */
#include "winetests/port.h"

#define BIG (3u << 20)
#define SMALL 100
#define INFO_OFFSET 0x28

static HANDLE port;
static struct name name;

/* What the client shows: a small block, a large one, and one that is not there. */
struct shown {
    UCHAR *small, *big;
    UCHAR seed;
    ULONG n_wrong;
};

static void show(void *parameter)
{
    struct shown *shown = parameter;
    ULONG i;

    shown->small = malloc(SMALL);
    shown->big = malloc(BIG);
    for (i = 0; i < SMALL; i++)
        shown->small[i] = (UCHAR)(i + shown->seed);
    for (i = 0; i < BIG; i++)
        shown->big[i] = (UCHAR)(i * 7 + shown->seed);
}

/* What the server should have written. */
static void look(void *parameter)
{
    struct shown *shown = parameter;
    ULONG i;

    shown->n_wrong = 0;
    for (i = 0; i < BIG; i++)
        if (shown->big[i] != (UCHAR)(i * 3 + 1))
            shown->n_wrong++;
}

static void hide(void *parameter)
{
    struct shown *shown = parameter;

    free(shown->small);
    free(shown->big);
}

/* Where the entries are, when they lie behind the text of the message. */
static void add_entries(struct message *message, ULONG offset, const PORT_DATA_ENTRY *entries,
                        ULONG n)
{
    PORT_DATA_INFORMATION *info = (PORT_DATA_INFORMATION *)((UCHAR *)message + offset);

    info->CountDataEntries = n;
    memcpy(info->DataEntries, entries, n * sizeof(*entries));
    DATA_INFO_OFFSET(message) = (CSHORT)offset;
}

static NTSTATUS read_data(HANDLE handle, struct message *message, ULONG index, void *buffer,
                          SIZE_T size, SIZE_T *done)
{
    return NtReadRequestData(handle, &message->header, index, buffer, size, done);
}

static NTSTATUS write_data(HANDLE handle, struct message *message, ULONG index, void *buffer,
                           SIZE_T size, SIZE_T *done)
{
    return NtWriteRequestData(handle, &message->header, index, buffer, size, done);
}

/* A connection whose client waits with a request that names its memory. */
struct scene {
    struct connection connection;
    struct shown shown;
    struct message request;
};

static void scene_begin(struct scene *scene, bool process)
{
    struct message_args call = { 0 };
    PORT_DATA_ENTRY entries[3];

    memset(scene, 0, sizeof(*scene));
    connection_make(&scene->connection, port, &name, process ? actor_process(1) : actor_thread(),
                    NULL);
    scene->shown.seed = 5;
    actor_call(scene->connection.client, show, &scene->shown, sizeof(scene->shown));
    entries[0] = (PORT_DATA_ENTRY){ scene->shown.small, SMALL };
    entries[1] = (PORT_DATA_ENTRY){ scene->shown.big, BIG };
    entries[2] = (PORT_DATA_ENTRY){ (PVOID)(ULONG_PTR)0x1000, SMALL };
    call.port = scene->connection.client_port;
    message_make(&call.out, NULL, 0);
    memset(call.out.data, 0, sizeof(call.out.data));
    memcpy(call.out.data, "text", 5);
    DATA_LENGTH(&call.out) = 5;
    TOTAL_LENGTH(&call.out) = 40 + 8 + 8 + sizeof(entries);
    add_entries(&call.out, 40 + 8, entries, 3);
    actor_begin(scene->connection.client, request_run, &call, sizeof(call));
    ok_status(port_receive(port, NULL, NULL, &scene->request), STATUS_SUCCESS);
}

static void scene_end(struct scene *scene)
{
    struct message reply;

    message_answer(&scene->request, "reply");
    ok_status(NtReplyPort(port, &scene->request.header), STATUS_SUCCESS);
    ok_status(request_end(&scene->connection, &reply), STATUS_SUCCESS);
    expect_text(&reply, LPC_REPLY, scene->connection.id, "reply");
    ok_equal(DATA_INFO_OFFSET(&reply), 0);
    actor_call(scene->connection.client, hide, &scene->shown, sizeof(scene->shown));
    connection_end(&scene->connection, port);
    actor_finish(scene->connection.client);
}

static void test_read_write(bool process)
{
    UCHAR *buffer = malloc(BIG), small[SMALL];
    struct scene scene;
    ULONG i, wrong = 0;
    SIZE_T done = 77;

    scene_begin(&scene, process);
    /* 13.a, 17: with data information the sender's TotalLength stays */
    ok_equal(TYPE(&scene.request), LPC_REQUEST);
    ok_equal(DATA_LENGTH(&scene.request), 5);
    ok_equal(TOTAL_LENGTH(&scene.request), 40 + 8 + 8 + 3 * sizeof(PORT_DATA_ENTRY));
    ok_equal(DATA_INFO_OFFSET(&scene.request), 48);
    ok(!memcmp(scene.request.data, "text", 5), "other data");

    ok_status(read_data(port, &scene.request, 0, small, SMALL, &done), STATUS_SUCCESS);
    ok_equal(done, SMALL);
    for (i = 0; i < SMALL; i++)
        wrong += small[i] != (UCHAR)(i + 5);
    ok_equal(wrong, 0);
    memset(buffer, 0, BIG);
    ok_status(read_data(scene.connection.server_port, &scene.request, 1, buffer, BIG, &done),
              STATUS_SUCCESS);
    ok_equal(done, BIG);
    for (i = 0; i < BIG; i++)
        wrong += buffer[i] != (UCHAR)(i * 7 + 5);
    ok_equal(wrong, 0);

    for (i = 0; i < BIG; i++)
        buffer[i] = (UCHAR)(i * 3 + 1);
    done = 77;
    ok_status(write_data(port, &scene.request, 1, buffer, BIG, &done), STATUS_SUCCESS);
    ok_equal(done, BIG);

    /* a part, from its beginning; and nothing */
    memset(small, 0x33, sizeof(small));
    ok_status(read_data(port, &scene.request, 0, small, 10, &done), STATUS_SUCCESS);
    ok_equal(done, 10);
    ok(small[9] == 14 && small[10] == 0x33, "not just 10 bytes");
    ok_status(read_data(port, &scene.request, 0, small, 0, &done), STATUS_SUCCESS);
    ok_equal(done, 0);
    ok_status(read_data(port, &scene.request, 0, small, 10, NULL), STATUS_SUCCESS);
    ok_status(read_data(port, &scene.request, 0, small, 10, no_memory()), STATUS_SUCCESS);
    scene_end(&scene);
    free(buffer);
}

static void test_written(void)
{
    struct message reply;
    struct scene scene;
    UCHAR *buffer = malloc(BIG);
    ULONG i;

    scene_begin(&scene, true);
    for (i = 0; i < BIG; i++)
        buffer[i] = (UCHAR)(i * 3 + 1);
    ok_status(write_data(port, &scene.request, 1, buffer, BIG, NULL), STATUS_SUCCESS);
    ok_status(NtReplyPort(port, &scene.request.header), STATUS_SUCCESS);
    ok_status(request_end(&scene.connection, &reply), STATUS_SUCCESS);
    actor_call(scene.connection.client, look, &scene.shown, sizeof(scene.shown));
    ok_equal(scene.shown.n_wrong, 0);
    /* with the reply the server's reach is over */
    ok_status(read_data(port, &scene.request, 0, buffer, 1, NULL), STATUS_REPLY_MESSAGE_MISMATCH);
    connection_end(&scene.connection, port);
    actor_finish(scene.connection.client);
    free(buffer);
}

/* 8.14, in its order; the same for writing */
static void test_order(void)
{
    typedef NTSTATUS data_function(HANDLE, struct message *, ULONG, void *, SIZE_T, SIZE_T *);
    static data_function *const both[] = { read_data, write_data };
    struct connection other;
    struct message wrong;
    struct scene scene;
    UCHAR small[SMALL] = { 0 };
    SIZE_T done = 77;
    HANDLE event;
    int i;

    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    scene_begin(&scene, true);
    connection_make(&other, port, &name, actor_process(1), NULL);
    for (i = 0; i < 2; i++) {
        data_function *call = both[i];

        test_context(i ? "NtWriteRequestData" : "NtReadRequestData");
        ok_status(call(BAD_HANDLE, no_memory(), 0, small, 1, &done), STATUS_ACCESS_VIOLATION);
        wrong = scene.request;
        DATA_INFO_OFFSET(&wrong) = 0;
        ok_status(call(BAD_HANDLE, &wrong, 0, small, 1, &done), STATUS_INVALID_PARAMETER);
        wrong = scene.request;
        wrong.header.ClientId.UniqueThread = (HANDLE)(ULONG_PTR)0x7ffffff0;
        ok_status(call(BAD_HANDLE, &wrong, 0, small, 1, &done), STATUS_INVALID_HANDLE);
        ok_status(call(event, &wrong, 0, small, 1, &done), STATUS_OBJECT_TYPE_MISMATCH);
        wrong.header.MessageId = 0;
        ok_status(call(port, &wrong, 0, small, 1, &done), STATUS_INVALID_CID);
        wrong = scene.request;
        wrong.header.MessageId = 0;
        ok_status(call(port, &wrong, 9, small, 1, &done), STATUS_REPLY_MESSAGE_MISMATCH);
        wrong.header.MessageId = scene.request.header.MessageId + 1;
        ok_status(call(port, &wrong, 9, small, 1, &done), STATUS_REPLY_MESSAGE_MISMATCH);
        ok_status(call(other.server_port, &scene.request, 0, small, 1, &done),
                  STATUS_REPLY_MESSAGE_MISMATCH);
        ok_status(call(port, &scene.request, 3, small, 1, &done), STATUS_INVALID_PARAMETER);
        ok_status(call(port, &scene.request, ~0u, small, 1, &done), STATUS_INVALID_PARAMETER);
        ok_status(call(port, &scene.request, 0, small, SMALL + 1, &done),
                  STATUS_INVALID_PARAMETER);
        /* so much is no buffer at all */
        ok_status(call(port, &scene.request, 0, small, ~(SIZE_T)0, &done),
                  STATUS_ACCESS_VIOLATION);
        ok(!NT_SUCCESS(call(port, &scene.request, 2, small, SMALL, &done)),
           "memory that is not there");
        ok_equal(done, 77);
    }
    ok_status(read_data(port, &scene.request, 0, no_memory(), 10, NULL), STATUS_ACCESS_VIOLATION);
    ok_status(read_data(port, &scene.request, 0, readonly_memory(), 10, NULL),
              STATUS_ACCESS_VIOLATION);
    ok_status(write_data(port, &scene.request, 0, no_memory(), 10, NULL), STATUS_ACCESS_VIOLATION);
    test_context(NULL);
    connection_end(&other, port);
    scene_end(&scene);
    actor_finish(other.client);
    NtClose(event);
}

/* 10: the copy that counts was taken when the request was sent; the receiver's is its own */
static void test_own_copy(void)
{
    PORT_DATA_INFORMATION *info;
    struct message changed;
    struct scene scene;
    UCHAR small[SMALL];

    scene_begin(&scene, true);
    changed = scene.request;
    info = (PORT_DATA_INFORMATION *)((UCHAR *)&changed + DATA_INFO_OFFSET(&changed));
    info->CountDataEntries = 100;
    info->DataEntries[0].Size = BIG;
    info->DataEntries[0].Base = scene.shown.big;
    ok_status(read_data(port, &changed, 0, small, SMALL + 1, NULL), STATUS_INVALID_PARAMETER);
    ok_status(read_data(port, &changed, 50, small, 1, NULL), STATUS_INVALID_PARAMETER);
    ok_status(read_data(port, &changed, 0, small, SMALL, NULL), STATUS_SUCCESS);
    ok_equal(small[0], 5);
    scene_end(&scene);
}

/* 8.14, row 6: a request that names nothing */
static void test_without(void)
{
    struct connection connection;
    struct message message, reply;
    UCHAR byte;

    connection_make(&connection, port, &name, actor_process(1), NULL);
    request_begin(&connection, "no data information");
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_equal(DATA_INFO_OFFSET(&message), 0);
    DATA_INFO_OFFSET(&message) = INFO_OFFSET;
    ok_status(read_data(port, &message, 0, &byte, 1, NULL), STATUS_INVALID_PARAMETER);
    ok_status(write_data(port, &message, 0, &byte, 1, NULL), STATUS_INVALID_PARAMETER);
    DATA_INFO_OFFSET(&message) = 0;
    ok_status(NtReplyPort(port, &message.header), STATUS_SUCCESS);
    ok_status(request_end(&connection, &reply), STATUS_SUCCESS);
    connection_end(&connection, port);
    actor_finish(connection.client);
}

/* 10: what is malformed is refused when it is sent, before the handle is looked at (8.9, row 3) */
static void test_malformed(void)
{
    static const struct {
        CSHORT offset, total;
        ULONG count;
        NTSTATUS status;
    } cases[] = {
        { 0x27, 200, 1, STATUS_INVALID_PARAMETER },
        { 1, 200, 1, STATUS_INVALID_PARAMETER },
        { -8, 200, 1, STATUS_INVALID_PARAMETER },
        { 200 - 0x18 + 8, 200, 1, STATUS_INVALID_PARAMETER },
        { 200, 200, 1, STATUS_INVALID_PARAMETER },
        { 0x28, 0x38, 0, STATUS_INVALID_PARAMETER },
        { 0x28, 0x40, 2, STATUS_INVALID_PARAMETER },
        { 0x28, 0x58, 4, STATUS_INVALID_PARAMETER },
        { 0x28, 200, 0xffffffff, STATUS_INVALID_PARAMETER },
        { 0x28, 200, 0x10000000, STATUS_INVALID_PARAMETER },
        /* good ones: it is the handle that is bad */
        { 0x28, 0x40, 1, STATUS_INVALID_HANDLE },
        { 200 - 0x18, 200, 1, STATUS_INVALID_HANDLE },
        { 0x28, 200, 9, STATUS_INVALID_HANDLE },
        { 0x28, 0x40, 0, STATUS_INVALID_HANDLE },
    };
    struct message message;
    PORT_DATA_INFORMATION *info;
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        message_make(&message, NULL, 0);
        memset(message.data, 0, sizeof(message.data));
        TOTAL_LENGTH(&message) = cases[i].total;
        DATA_INFO_OFFSET(&message) = cases[i].offset;
        if (cases[i].offset >= 0x28 && cases[i].offset < 600) {
            info = (PORT_DATA_INFORMATION *)((UCHAR *)&message + cases[i].offset);
            info->CountDataEntries = cases[i].count;
        }
        ok(NtRequestWaitReplyPort(BAD_HANDLE, &message.header, &message.header) == cases[i].status,
           "offset %d in %d with %u entries: not %s", cases[i].offset, cases[i].total,
           (unsigned int)cases[i].count, status_name(cases[i].status));
    }
}

START_TEST(port_data)
{
    if (!ports_available())
        return;
    port = port_create(&name);
    test_read_write(true);
    test_read_write(false);
    test_written();
    test_order();
    test_own_copy();
    test_without();
    test_malformed();
    NtClose(port);
}
