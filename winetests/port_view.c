/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Views: memory that comes with a connection, the client's, the server's, or both
 * (lpc-semantics 9). The client is another process; what it sees, it is asked.
 */
#include "winetests/port.h"

#define PAGE 0x1000
#define GRANULE 0x10000
#define MEGABYTE (1u << 20)

static HANDLE port;
static struct name name;

/* --- what the client is asked to do --- */

struct section_args {
    SIZE_T size;
    ULONG protection, attributes;
    HANDLE section;
    NTSTATUS status;
};

static void section_run(void *parameter)
{
    struct section_args *args = parameter;
    LARGE_INTEGER size = { .QuadPart = (LONGLONG)args->size };

    args->status = NtCreateSection(&args->section, SECTION_ALL_ACCESS, NULL, &size,
                                   args->protection, args->attributes, NULL);
}

static HANDLE section_make(struct actor *actor, SIZE_T size, ULONG protection, ULONG attributes)
{
    struct section_args args = { size, protection, attributes, NULL, STATUS_UNSUCCESSFUL };

    if (actor)
        actor_call(actor, section_run, &args, sizeof(args));
    else
        section_run(&args);
    ok_status(args.status, STATUS_SUCCESS);
    return args.section;
}

struct memory_args {
    char *place;
    char text[32];
    ULONG state;
    SIZE_T size;
};

static void read_run(void *parameter)
{
    struct memory_args *args = parameter;

    memcpy(args->text, args->place, sizeof(args->text));
}

static void write_run(void *parameter)
{
    struct memory_args *args = parameter;

    memcpy(args->place, args->text, sizeof(args->text));
}

static void state_run(void *parameter)
{
    struct memory_args *args = parameter;
    MEMORY_BASIC_INFORMATION info = { 0 };

    NtQueryVirtualMemory(NtCurrentProcess(), args->place, MemoryBasicInformation, &info,
                         sizeof(info), NULL);
    args->state = info.State;
}

static void commit_run(void *parameter)
{
    struct memory_args *args = parameter;
    SIZE_T size = args->size;
    PVOID place = args->place;

    args->state = NtAllocateVirtualMemory(NtCurrentProcess(), &place, 0, &size, MEM_COMMIT,
                                          PAGE_READWRITE);
}

static ULONG state_of(struct actor *actor, PVOID place)
{
    struct memory_args args = { .place = place };

    if (actor)
        actor_call(actor, state_run, &args, sizeof(args));
    else
        state_run(&args);
    return args.state;
}

/* After the other side has gone: the thread that hears of it may hold the port, and so the view, a moment longer. */
static ULONG state_in_the_end(struct actor *actor, PVOID place)
{
    LARGE_INTEGER pause = {.QuadPart = -100000};
    int i;

    for (i = 0; i < 500 && state_of(actor, place) != MEM_FREE; i++)
        NtDelayExecution(FALSE, &pause);
    return state_of(actor, place);
}

/* What one writes, the other reads, at both ends of the view and both ways. */
static void expect_shared(struct actor *client, PVOID there, PVOID here, SIZE_T size)
{
    struct memory_args args = { 0 };
    SIZE_T places[2] = { 0, size - sizeof(args.text) };
    int i;

    for (i = 0; i < 2; i++) {
        snprintf(args.text, sizeof(args.text), "client writes %d", i);
        args.place = (char *)there + places[i];
        actor_call(client, write_run, &args, sizeof(args));
        ok(!strcmp((char *)here + places[i], args.text), "the server sees another text");
        snprintf((char *)here + places[i], sizeof(args.text), "server writes %d", i);
        actor_call(client, read_run, &args, sizeof(args));
        ok(!strcmp(args.text, (char *)here + places[i]), "the client sees another text");
    }
}

/* --- the handshake with views --- */

struct views {
    struct actor *client;
    struct connect_args connect;
    HANDLE server_port;
    PORT_VIEW server_view;          /* as the server has it */
    REMOTE_PORT_VIEW client_view;
};

static void views_begin(struct views *views, struct actor *client)
{
    memset(views, 0, sizeof(*views));
    views->client = client;
    connect_prepare(&views->connect, &name, NULL, 0);
    views->server_view.Length = sizeof(views->server_view);
    views->client_view.Length = sizeof(views->client_view);
    views->client_view.ViewBase = UNTOUCHED;
    views->client_view.ViewSize = 0x5555;
    views->connect.server_view.ViewBase = UNTOUCHED;
    views->connect.server_view.ViewSize = 0x5555;
}

static void client_gives(struct views *views, HANDLE section, ULONG offset, SIZE_T size)
{
    views->connect.give_client_view = true;
    views->connect.client_view.SectionHandle = section;
    views->connect.client_view.SectionOffset = offset;
    views->connect.client_view.ViewSize = size;
    /* 9.1: what stands there is no wish */
    views->connect.client_view.ViewBase = (PVOID)(ULONG_PTR)0x12340000;
}

static void server_gives(struct views *views, HANDLE section, ULONG offset, SIZE_T size)
{
    views->server_view.SectionHandle = section;
    views->server_view.SectionOffset = offset;
    views->server_view.ViewSize = size;
    views->server_view.ViewBase = (PVOID)(ULONG_PTR)0x12340000;
}

/* pass: whether the server passes a ClientView to be told where it is */
static void views_connect(struct views *views, bool pass, SIZE_T announced)
{
    struct message message;

    actor_begin(views->client, connect_run, &views->connect, sizeof(views->connect));
    ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
    ok_equal(message.header.ClientViewSize, announced);
    ok_status(NtAcceptConnectPort(&views->server_port, NULL, &message.header, TRUE,
                                  views->server_view.SectionHandle ? &views->server_view : NULL,
                                  pass ? &views->client_view : NULL), STATUS_SUCCESS);
    ok_status(NtCompleteConnectPort(views->server_port), STATUS_SUCCESS);
    actor_end(views->client, &views->connect);
    ok_status(views->connect.status, STATUS_SUCCESS);
}

static void views_end(struct views *views)
{
    struct message message;

    ok_status(actor_close(views->client, views->connect.port), STATUS_SUCCESS);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_PORT_CLOSED);
    ok_status(NtClose(views->server_port), STATUS_SUCCESS);
}

/* 9.1 */
static void test_client_view(void)
{
    struct actor *client = actor_process(1);
    struct views views;
    PVOID here, there;
    HANDLE section;

    section = section_make(client, MEGABYTE, PAGE_READWRITE, SEC_COMMIT);
    views_begin(&views, client);
    client_gives(&views, section, 0, MEGABYTE);
    views_connect(&views, true, MEGABYTE);
    here = views.client_view.ViewBase;
    there = views.connect.client_view.ViewBase;
    ok_equal(views.client_view.ViewSize, MEGABYTE);
    ok_equal(views.client_view.Length, sizeof(views.client_view));
    ok_equal(views.connect.client_view.ViewSize, MEGABYTE);
    ok_equal(views.connect.client_view.SectionOffset, 0);
    ok_equal(views.connect.client_view.ViewRemoteBase, here);
    ok_equal((ULONG_PTR)here % GRANULE, 0);
    ok_equal((ULONG_PTR)there % GRANULE, 0);

    /* the section's handle is not needed any more */
    ok_status(actor_close(client, section), STATUS_SUCCESS);
    expect_shared(client, there, here, MEGABYTE);

    /* 9.3: each view goes with its side's port */
    ok_equal(state_of(client, there), MEM_COMMIT);
    ok_status(actor_close(client, views.connect.port), STATUS_SUCCESS);
    ok_equal(state_of(client, there), MEM_FREE);
    ok_equal(state_of(NULL, here), MEM_COMMIT);
    ok(!strcmp(here, "server writes 0"), "the server's view has another text");
    ok_status(NtClose(views.server_port), STATUS_SUCCESS);
    ok_equal(state_of(NULL, here), MEM_FREE);
    actor_finish(client);
}

/* 9.3: rounding of offset and size */
static void test_rounding(void)
{
    static const struct {
        ULONG offset;
        SIZE_T size;
        ULONG wanted_offset;
        SIZE_T wanted_size;
    } cases[] = {
        { 0, 0, 0, 4 * GRANULE },
        { 0, 1, 0, PAGE },
        { 0, PAGE + 1, 0, 2 * PAGE },
        { GRANULE, 0, GRANULE, 3 * GRANULE },
        { GRANULE, PAGE, GRANULE, PAGE },
        { 0x12345, PAGE, GRANULE, 4 * PAGE },
        { GRANULE + PAGE, PAGE, GRANULE, 2 * PAGE },
    };
    struct actor *client = actor_process(1);
    HANDLE section, own;
    struct views views;
    size_t i;

    section = section_make(client, 4 * GRANULE, PAGE_READWRITE, SEC_COMMIT);
    own = section_make(NULL, 4 * GRANULE, PAGE_READWRITE, SEC_COMMIT);
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        views_begin(&views, client);
        client_gives(&views, section, cases[i].offset, cases[i].size);
        server_gives(&views, own, cases[i].offset, cases[i].size);
        views.connect.give_server_view = true;
        views_connect(&views, true, cases[i].wanted_size);
        ok_equal(views.connect.client_view.SectionOffset, cases[i].wanted_offset);
        ok_equal(views.connect.client_view.ViewSize, cases[i].wanted_size);
        ok_equal(views.client_view.ViewSize, cases[i].wanted_size);
        ok_equal(views.server_view.SectionOffset, cases[i].wanted_offset);
        ok_equal(views.server_view.ViewSize, cases[i].wanted_size);
        ok_equal(views.connect.server_view.ViewSize, cases[i].wanted_size);
        expect_shared(client, views.connect.client_view.ViewBase, views.client_view.ViewBase,
                      cases[i].wanted_size);
        expect_shared(client, views.connect.server_view.ViewBase, views.server_view.ViewBase,
                      cases[i].wanted_size);
        views_end(&views);
    }
    NtClose(own);
    actor_finish(client);
}

/* 9.1: mapped whether or not the server wants to know where */
static void test_not_asked(void)
{
    struct actor *client = actor_process(1);
    struct views views;

    views_begin(&views, client);
    client_gives(&views, section_make(client, GRANULE, PAGE_READWRITE, SEC_COMMIT), 0, 0);
    views_connect(&views, false, GRANULE);
    ok(views.connect.client_view.ViewRemoteBase != NULL, "not mapped in the server");
    ok_equal(views.client_view.ViewBase, UNTOUCHED);
    expect_shared(client, views.connect.client_view.ViewBase,
                  views.connect.client_view.ViewRemoteBase, GRANULE);
    views_end(&views);
    actor_finish(client);
}

/* 9.1, 9.2: no views at all; what each side is told then */
static void test_no_views(void)
{
    struct actor *client = actor_process(1);
    struct views views;

    views_begin(&views, client);
    views.connect.give_server_view = true;
    views_connect(&views, true, 0);
    ok_equal(views.client_view.Length, sizeof(views.client_view));
    ok_equal(views.client_view.ViewBase, NULL);
    ok_equal(views.client_view.ViewSize, 0);
    /* 17: the Length is kept */
    ok_equal(views.connect.server_view.Length, sizeof(views.connect.server_view));
    ok_equal(views.connect.server_view.ViewBase, NULL);
    ok_equal(views.connect.server_view.ViewSize, 0);
    views_end(&views);
    actor_finish(client);
}

/* 9.2 */
static void test_server_view(bool asked)
{
    struct actor *client = actor_process(1);
    struct views views;
    PVOID here, there;
    HANDLE section;

    section = section_make(NULL, MEGABYTE, PAGE_READWRITE, SEC_COMMIT);
    views_begin(&views, client);
    server_gives(&views, section, 0, 0);
    views.connect.give_server_view = asked;
    views_connect(&views, false, 0);
    here = views.server_view.ViewBase;
    there = views.server_view.ViewRemoteBase;
    ok_equal(views.server_view.ViewSize, MEGABYTE);
    ok_equal(views.connect.server_view.ViewBase, asked ? there : UNTOUCHED);
    ok_equal(views.connect.server_view.ViewSize, asked ? MEGABYTE : 0x5555);
    ok_equal(views.connect.server_view.Length, sizeof(views.connect.server_view));
    NtClose(section);
    expect_shared(client, there, here, MEGABYTE);

    /* the other way round: the server's port first */
    ok_status(NtClose(views.server_port), STATUS_SUCCESS);
    ok_equal(state_of(NULL, here), MEM_FREE);
    ok_equal(state_of(client, there), MEM_COMMIT);
    ok_status(actor_close(client, views.connect.port), STATUS_SUCCESS);
    ok_equal(state_in_the_end(client, there), MEM_FREE);
    actor_finish(client);
}

/* Both; pointers are translated by the distance of the two addresses, as csrss does it. */
static void test_both(void)
{
    struct actor *client = actor_process(1);
    struct memory_args args = { .text = "by way of the distance" };
    struct views views;
    LONG_PTR distance;

    views_begin(&views, client);
    client_gives(&views, section_make(client, GRANULE, PAGE_READWRITE, SEC_COMMIT), 0, 0);
    server_gives(&views, section_make(NULL, 2 * GRANULE, PAGE_READWRITE, SEC_COMMIT), 0, 0);
    views.connect.give_server_view = true;
    views_connect(&views, true, GRANULE);
    NtClose(views.server_view.SectionHandle);
    ok(views.connect.client_view.ViewBase != views.connect.server_view.ViewBase, "one view");
    expect_shared(client, views.connect.client_view.ViewBase, views.client_view.ViewBase, GRANULE);
    expect_shared(client, views.connect.server_view.ViewBase, views.server_view.ViewBase,
                  2 * GRANULE);
    args.place = (char *)views.connect.client_view.ViewBase + 0x1230;
    actor_call(client, write_run, &args, sizeof(args));
    distance = (char *)views.connect.client_view.ViewRemoteBase -
               (char *)views.connect.client_view.ViewBase;
    ok(!strcmp(args.place + distance, args.text), "another text");
    views_end(&views);
    actor_finish(client);
}

/* 15: a reserved section, committed bit by bit through the view (csrlib) */
static void test_reserved(void)
{
    struct actor *client = actor_process(1);
    struct memory_args args = { .size = PAGE };
    struct views views;

    views_begin(&views, client);
    client_gives(&views, section_make(client, MEGABYTE, PAGE_READWRITE, SEC_RESERVE), 0, 0);
    views_connect(&views, true, MEGABYTE);
    args.place = (char *)views.connect.client_view.ViewBase + GRANULE;
    actor_call(client, commit_run, &args, sizeof(args));
    ok_status((NTSTATUS)args.state, STATUS_SUCCESS);
    expect_shared(client, args.place, (char *)views.client_view.ViewBase + GRANULE, PAGE);
    views_end(&views);
    actor_finish(client);
}

/* 9.3: on a refusal the mapping goes, and nothing is written */
static void test_refused(void)
{
    struct actor *client = actor_process(1);
    struct message message;
    struct views views;
    HANDLE section, server;

    section = section_make(client, GRANULE, PAGE_READWRITE, SEC_COMMIT);
    views_begin(&views, client);
    client_gives(&views, section, 100, 100);
    views.connect.give_server_view = true;
    actor_begin(client, connect_run, &views.connect, sizeof(views.connect));
    ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
    ok_status(NtAcceptConnectPort(&server, NULL, &message.header, FALSE, NULL, NULL),
              STATUS_SUCCESS);
    actor_end(client, &views.connect);
    ok_status(views.connect.status, STATUS_PORT_CONNECTION_REFUSED);
    ok_equal(views.connect.client_view.ViewBase, (PVOID)(ULONG_PTR)0x12340000);
    ok_equal(views.connect.client_view.ViewSize, 100);
    ok_equal(views.connect.client_view.SectionOffset, 100);
    ok_equal(views.connect.server_view.ViewBase, UNTOUCHED);
    actor_finish(client);
}

/* 9.3, 8.4, 8.6: sections that cannot be mapped so */
static void test_errors(void)
{
    const bool wine_forgets = running_under_wine();
    struct actor *client = actor_process(1);
    struct message message;
    struct views views;
    HANDLE readonly, small, unwritable, server = UNTOUCHED;
    int i;

    readonly = section_make(client, GRANULE, PAGE_READONLY, SEC_COMMIT);
    small = section_make(client, GRANULE, PAGE_READWRITE, SEC_COMMIT);
    views_begin(&views, client);
    if (wine_forgets) {
        win_skip("a section's protection is not known: only the handle's access is");
    } else {
        client_gives(&views, readonly, 0, 0);
        actor_call(client, connect_run, &views.connect, sizeof(views.connect));
        ok_status(views.connect.status, STATUS_SECTION_PROTECTION);
    }
    client_gives(&views, small, 0, GRANULE + 1);
    actor_call(client, connect_run, &views.connect, sizeof(views.connect));
    ok_status(views.connect.status, STATUS_INVALID_VIEW_SIZE);
    client_gives(&views, small, GRANULE, PAGE);
    actor_call(client, connect_run, &views.connect, sizeof(views.connect));
    ok_status(views.connect.status, STATUS_INVALID_VIEW_SIZE);
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);

    /* a handle that does not permit to write */
    ok_status(NtDuplicateObject(NtCurrentProcess(), section_make(NULL, GRANULE, PAGE_READWRITE, SEC_COMMIT),
                                NtCurrentProcess(), &unwritable, SECTION_MAP_READ | SECTION_QUERY, 0,
                                DUPLICATE_CLOSE_SOURCE), STATUS_SUCCESS);
    client_gives(&views, unwritable, 0, 0);
    connect_run(&views.connect);
    ok_status(views.connect.status, STATUS_ACCESS_DENIED);
    NtClose(unwritable);

    /* the server's: the client is refused each time */
    readonly = section_make(NULL, GRANULE, PAGE_READONLY, SEC_COMMIT);
    small = section_make(NULL, GRANULE, PAGE_READWRITE, SEC_COMMIT);
    for (i = wine_forgets; i < 2; i++) {
        views_begin(&views, client);
        server_gives(&views, i ? small : readonly, 0, i ? GRANULE + 1 : 0);
        actor_begin(client, connect_run, &views.connect, sizeof(views.connect));
        ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
        ok_status(NtAcceptConnectPort(&server, NULL, &message.header, TRUE, &views.server_view,
                                      NULL),
                  i ? STATUS_INVALID_VIEW_SIZE : STATUS_SECTION_PROTECTION);
        actor_end(client, &views.connect);
        ok_status(views.connect.status, STATUS_PORT_CONNECTION_REFUSED);
    }
    ok_equal(server, UNTOUCHED);
    NtClose(readonly);
    NtClose(small);
    actor_finish(client);
}

/* Both sides in one process have a view each. */
static void test_one_process(void)
{
    struct actor *client = actor_thread();
    struct views views;

    views_begin(&views, client);
    client_gives(&views, section_make(NULL, GRANULE, PAGE_READWRITE, SEC_COMMIT), 0, 0);
    views_connect(&views, true, GRANULE);
    NtClose(views.connect.client_view.SectionHandle);
    ok(views.connect.client_view.ViewBase != views.client_view.ViewBase, "one view");
    expect_shared(client, views.connect.client_view.ViewBase, views.client_view.ViewBase, GRANULE);
    views_end(&views);
    ok_equal(state_in_the_end(NULL, views.client_view.ViewBase), MEM_FREE);
    ok_equal(state_in_the_end(NULL, views.connect.client_view.ViewBase), MEM_FREE);
    actor_finish(client);
}

/* A client that is killed takes its own view with it, not the server's. */
static void test_killed(void)
{
    struct actor *client = actor_process(1);
    struct message message;
    struct views views;

    views_begin(&views, client);
    client_gives(&views, section_make(client, GRANULE, PAGE_READWRITE, SEC_COMMIT), 0, 0);
    views_connect(&views, true, GRANULE);
    expect_shared(client, views.connect.client_view.ViewBase, views.client_view.ViewBase, GRANULE);
    actor_kill(client);
    ok_status(port_receive(port, NULL, NULL, &message), STATUS_SUCCESS);
    ok_equal(TYPE(&message), LPC_PORT_CLOSED);
    ok(!strcmp(views.client_view.ViewBase, "server writes 0"), "another text");
    ok_status(NtClose(views.server_port), STATUS_SUCCESS);
    ok_equal(state_of(NULL, views.client_view.ViewBase), MEM_FREE);
}

START_TEST(port_view)
{
    if (!ports_available())
        return;
    port = port_create(&name);
    test_client_view();
    test_rounding();
    test_not_asked();
    test_no_views();
    test_server_view(true);
    test_server_view(false);
    test_both();
    test_reserved();
    test_refused();
    test_errors();
    test_one_process();
    test_killed();
    NtClose(port);
}
