/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Handles that outlive who had them first: inherited by a child whose parent has closed its own or has ended, moved, sent
 * by somebody who is dead when the message is taken. A Windows program that is all of them.
 *
 *   heirs NAME               the test, with ports whose names begin so
 *   heirs heir PORT GO       waits for the event, then asks about the port; its status is the exit status
 *   heirs taker PORT GO ID   takes the port out of the hands of that process, and asks about it when the event says so
 *   heirs founder GO         makes a port and a heir, and ends; the exit status is the heir's id
 *   heirs dying NAME SENT DIE    sends two events, says so, and ends when it is told to
 */
#include "tests/wine/talk.h"

#include <windows.h>

#define PATIENCE_MS 20000
#define N_MOVES     1000

static const char *program;

/* --- processes --- */

static PROCESS_INFORMATION start(const char *arguments)
{
    PROCESS_INFORMATION information = { 0 };
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    char line[600];

    snprintf(line, sizeof(line), "\"%s\" %s", program, arguments);
    if (!CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &information))
        report(false, line, (NTSTATUS)GetLastError());
    CloseHandle(information.hThread);
    return information;
}

static DWORD end_of(HANDLE process)
{
    DWORD code = STATUS_TIMEOUT;

    if (WaitForSingleObject(process, PATIENCE_MS) == WAIT_OBJECT_0)
        GetExitCodeProcess(process, &code);
    CloseHandle(process);
    return code;
}

static HANDLE inheritable_event(void)
{
    SECURITY_ATTRIBUTES attributes = { sizeof(attributes), NULL, TRUE };

    return CreateEventA(&attributes, TRUE, FALSE, NULL);
}

/* --- ports --- */

static ALPC_PORT_ATTRIBUTES limits(void)
{
    return (ALPC_PORT_ATTRIBUTES){
        .Flags = ALPC_PORFLG_ALLOW_DUP_OBJECT | ALPC_PORFLG_ALLOW_MULTIHANDLE_ATTRIBUTE,
        .MaxMessageLength = sizeof(struct talk),
        .DupObjectTypes = ALPC_PORFLG_OBJECT_TYPE_ALL,
    };
}

static NTSTATUS make_port(HANDLE *port, UNICODE_STRING *name)
{
    ALPC_PORT_ATTRIBUTES attributes = limits();
    OBJECT_ATTRIBUTES object;

    InitializeObjectAttributes(&object, name, 0, NULL, NULL);
    return NtAlpcCreatePort(port, &object, &attributes);
}

static NTSTATUS ask_about(HANDLE port)
{
    ALPC_BASIC_INFORMATION information;

    return NtAlpcQueryInformation(port, AlpcBasicInformation, &information, sizeof(information), NULL);
}

static HANDLE inheritable_copy(HANDLE port, DWORD options)
{
    HANDLE copy = NULL;

    DuplicateHandle(GetCurrentProcess(), port, GetCurrentProcess(), &copy, 0, TRUE, DUPLICATE_SAME_ACCESS | options);
    return copy;
}

/* --- inherited --- */

static int heir(HANDLE port, HANDLE go)
{
    WaitForSingleObject(go, PATIENCE_MS);
    return (int)ask_about(port);
}

static PROCESS_INFORMATION start_heir(HANDLE port, HANDLE go)
{
    char arguments[100];

    snprintf(arguments, sizeof(arguments), "heir %p %p", port, go);
    return start(arguments);
}

/* Its first use of the port comes after we have closed ours. */
static void inherits(const char *what, HANDLE port)
{
    HANDLE go = inheritable_event(), child = start_heir(port, go).hProcess;
    NTSTATUS status;

    NtClose(port);
    SetEvent(go);
    status = (NTSTATUS)end_of(child);
    report(!status, what, status);
    CloseHandle(go);
}

static void inherits_all(void)
{
    HANDLE port, copy;

    make_port(&port, NULL);
    SetHandleInformation(port, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    inherits("inherited, and then closed by the parent", port);

    make_port(&port, NULL);
    inherits("moved, inherited, closed", inheritable_copy(port, DUPLICATE_CLOSE_SOURCE));

    make_port(&port, NULL);
    copy = inheritable_copy(port, 0);
    NtClose(port);
    inherits("the first one closed, the copy inherited and closed", copy);
}

static int founder(HANDLE go)
{
    HANDLE port;

    make_port(&port, NULL);
    return (int)start_heir(inheritable_copy(port, DUPLICATE_CLOSE_SOURCE), go).dwProcessId;
}

/* What it has is in the table of a process that is no more. */
static void inherits_from_the_dead(void)
{
    HANDLE go = inheritable_event(), child;
    char arguments[100];
    NTSTATUS status;
    DWORD id;

    snprintf(arguments, sizeof(arguments), "founder %p", go);
    id = end_of(start(arguments).hProcess);
    child = OpenProcess(SYNCHRONIZE | PROCESS_QUERY_INFORMATION, FALSE, id);
    SetEvent(go);
    status = (NTSTATUS)end_of(child);
    report(status == STATUS_INVALID_HANDLE, "inherited, and the parent ended: a status", status);
    CloseHandle(go);
}

/* --- taken away --- */

static int taker(HANDLE port, HANDLE go, DWORD id)
{
    HANDLE victim = OpenProcess(PROCESS_DUP_HANDLE, FALSE, id), own;

    if (!DuplicateHandle(victim, port, GetCurrentProcess(), &own, 0, FALSE, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE))
        return (int)GetLastError();
    SetEvent(go);
    return (int)ask_about(own);
}

/* Wine gives the lowest number that is free. */
static HANDLE event_with_number(HANDLE wanted)
{
    HANDLE event;
    int i;

    for (i = 0; i < 100; i++) {
        event = CreateEventA(NULL, TRUE, FALSE, NULL);
        if (event == wanted)
            return event;
    }
    return NULL;
}

/* What has its number then is not the port. */
static void is_taken_away(void)
{
    HANDLE taken = inheritable_event(), port, child, event;
    char arguments[100];
    NTSTATUS status;

    make_port(&port, NULL);
    snprintf(arguments, sizeof(arguments), "taker %p %p %lu", port, taken, GetCurrentProcessId());
    child = start(arguments).hProcess;
    WaitForSingleObject(taken, PATIENCE_MS);
    event = event_with_number(port);
    report(event && WaitForSingleObject(event, 0) == WAIT_TIMEOUT && SetEvent(event) &&
           WaitForSingleObject(event, 0) == WAIT_OBJECT_0, "taken away, and an event has its number", STATUS_SUCCESS);
    status = (NTSTATUS)end_of(child);
    report(!status, "who has taken it has it", status);
    CloseHandle(taken);
    CloseHandle(event);
}

/* --- sent --- */

static NTSTATUS send_events(HANDLE port)
{
    struct {
        ALPC_MESSAGE_ATTRIBUTES header;
        ALPC_HANDLE_ATTR handle;
    } attributes = { { ALPC_MESSAGE_HANDLE_ATTRIBUTE, ALPC_MESSAGE_HANDLE_ATTRIBUTE },
                     { .Flags = ALPC_HANDLEFLG_INDIRECT } };
    ALPC_HANDLE_ATTR32 events[2] = { { .Flags = ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS },
                                     { .Flags = ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS } };
    struct talk talk;
    HANDLE event;
    int i;

    for (i = 0; i < 2; i++) {
        event_make(&event);
        events[i].Handle = HandleToULong(event);
    }
    attributes.handle.HandleAttrArray = events;
    attributes.handle.HandleCount = 2;
    talk_init(&talk, TALK_EVENT);
    return NtAlpcSendWaitReceivePort(port, 0, &talk.header, &attributes.header, NULL, NULL, NULL, NULL);
}

static int dying(UNICODE_STRING *name, HANDLE sent, HANDLE die)
{
    ALPC_PORT_ATTRIBUTES attributes = limits();
    NTSTATUS status;
    HANDLE port;

    status = NtAlpcConnectPort(&port, name, NULL, &attributes, ALPC_MSGFLG_SYNC_REQUEST, NULL, NULL, NULL, NULL, NULL,
                               NULL);
    if (!status)
        status = send_events(port);
    if (status)
        return (int)status;
    SetEvent(sent);
    WaitForSingleObject(die, PATIENCE_MS);
    TerminateProcess(GetCurrentProcess(), 7);
    return 1;
}

static NTSTATUS receive(HANDLE port, struct talk *talk)
{
    LARGE_INTEGER patience = { .QuadPart = -PATIENCE_MS * 10000ll };
    SIZE_T length = sizeof(*talk);

    return NtAlpcSendWaitReceivePort(port, 0, NULL, NULL, &talk->header, &length, NULL, &patience);
}

/* A server, and a client of it that has sent, and lives until it is told to die. */
struct dying_client {
    HANDLE listener, port, process, sent, die;
};

static NTSTATUS dying_client_make(struct dying_client *client, const char *name)
{
    ALPC_PORT_ATTRIBUTES attributes = limits();
    char arguments[200];
    struct talk hello;
    NTSTATUS status;

    client->sent = inheritable_event();
    client->die = inheritable_event();
    snprintf(arguments, sizeof(arguments), "dying \"%s\" %p %p", name, client->sent, client->die);
    client->process = start(arguments).hProcess;
    status = receive(client->listener, &hello);
    if (!status)
        status = NtAlpcAcceptConnectPort(&client->port, client->listener, 0, NULL, &attributes, NULL, &hello.header,
                                         NULL, TRUE);
    WaitForSingleObject(client->sent, PATIENCE_MS);
    return status;
}

static void dying_client_dies(struct dying_client *client)
{
    DWORD code;

    SetEvent(client->die);
    code = end_of(client->process);
    report(code == 7, "its sender is dead", (NTSTATUS)code);
}

static void dying_client_end(struct dying_client *client)
{
    NtClose(client->port);
    NtClose(client->listener);
    CloseHandle(client->sent);
    CloseHandle(client->die);
}

static bool is_the_message(const PORT_MESSAGE *message)
{
    return (message->u2.s2.Type & 0xff) == LPC_REQUEST && ((const struct talk *)message)->command == TALK_EVENT;
}

static NTSTATUS ask_for(HANDLE port, PORT_MESSAGE *message, ULONG index)
{
    ALPC_MESSAGE_HANDLE_INFORMATION information = { .Index = index };
    NTSTATUS status = NtAlpcQueryInformationMessage(port, message, AlpcMessageHandleInformation, &information,
                                                    sizeof(information), NULL);

    return status ? status : NtClose((HANDLE)(ULONG_PTR)information.Handle);
}

/* They are taken when they are asked for, one by one. */
static void take_both(struct dying_client *client, PORT_MESSAGE *message)
{
    NTSTATUS status;

    if (!report(message && is_the_message(message), "a message with two events", STATUS_SUCCESS))
        return;
    status = ask_for(client->listener, message, 0);
    report(!status, "the first is taken", status);
    dying_client_dies(client);
    status = ask_for(client->listener, message, 1);
    report(status == STATUS_INVALID_HANDLE, "the second cannot be", status);
}

static void receives_from_the_dead(const char *name, UNICODE_STRING *wide_name)
{
    struct dying_client client = { 0 };
    struct talk talk;
    NTSTATUS status;

    make_port(&client.listener, wide_name);
    status = dying_client_make(&client, name);
    report(!status, "a client that sends", status);
    status = receive(client.listener, &talk);
    take_both(&client, status ? NULL : &talk.header);
    dying_client_end(&client);
}

static void lists_from_the_dead(const char *name, UNICODE_STRING *wide_name)
{
    const ULONG size = 0x10000;
    PALPC_COMPLETION_LIST_HEADER list;
    struct dying_client client = { 0 };
    PORT_MESSAGE *message;
    struct talk talk;
    NTSTATUS status;

    list = VirtualAlloc(NULL, size, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
    make_port(&client.listener, wide_name);
    AlpcRegisterCompletionList(client.listener, list, size, 1, 0);
    status = dying_client_make(&client, name);
    report(!status, "a client that sends to a list", status);
    status = receive(client.listener, &talk);
    report(status == STATUS_ALPC_CHECK_COMPLETION_LIST, "it is in the list", status);
    message = AlpcGetMessageFromCompletionList(list, NULL);
    take_both(&client, message);
    if (message)
        AlpcFreeCompletionListMessage(list, message);
    AlpcUnregisterCompletionList(client.listener);
    dying_client_end(&client);
}

/* --- heritable by request --- */

static bool is_heritable(HANDLE handle)
{
    DWORD flags = 0;

    return GetHandleInformation(handle, &flags) && flags & HANDLE_FLAG_INHERIT;
}

static HANDLE connect_here(UNICODE_STRING *name, ULONG flags)
{
    ALPC_PORT_ATTRIBUTES attributes = limits();
    OBJECT_ATTRIBUTES object;
    HANDLE port = NULL;
    NTSTATUS status;

    InitializeObjectAttributes(&object, NULL, flags, NULL, NULL);
    status = NtAlpcConnectPort(&port, name, &object, &attributes, 0, NULL, NULL, NULL, NULL, NULL, NULL);
    report(!status && is_heritable(port) == !!flags, flags ? "a port that is to be inherited" : "and one that is not",
           status);
    return port;
}

static HANDLE send_to_itself(HANDLE listener, HANDLE port, HANDLE event, ULONG flags)
{
    struct {
        ALPC_MESSAGE_ATTRIBUTES header;
        ALPC_HANDLE_ATTR handle;
    } attributes = { { ALPC_MESSAGE_HANDLE_ATTRIBUTE, ALPC_MESSAGE_HANDLE_ATTRIBUTE },
                     { .Flags = ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS | flags, .Handle = event } };
    ALPC_MESSAGE_HANDLE_INFORMATION information = { 0 };
    struct talk talk;

    talk_init(&talk, TALK_EVENT);
    NtAlpcSendWaitReceivePort(port, 0, &talk.header, &attributes.header, NULL, NULL, NULL, NULL);
    receive(listener, &talk);
    NtAlpcQueryInformationMessage(listener, &talk.header, AlpcMessageHandleInformation, &information,
                                  sizeof(information), NULL);
    return (HANDLE)(ULONG_PTR)information.Handle;
}

static void is_heritable_by_request(UNICODE_STRING *name)
{
    ALPC_PORT_ATTRIBUTES attributes = limits();
    HANDLE listener, port, other, accepted, event, handle;
    struct talk hello;

    make_port(&listener, name);
    port = connect_here(name, OBJ_INHERIT);
    receive(listener, &hello);
    NtAlpcAcceptConnectPort(&accepted, listener, 0, NULL, &attributes, NULL, &hello.header, NULL, TRUE);
    other = connect_here(name, 0);
    receive(listener, &hello);
    NtAlpcAcceptConnectPort(&accepted, listener, 0, NULL, &attributes, NULL, &hello.header, NULL, FALSE);
    event_make(&event);
    handle = send_to_itself(listener, port, event, ALPC_HANDLEFLG_DUPLICATE_INHERIT);
    report(is_heritable(handle), "an event that is to be inherited", STATUS_SUCCESS);
    NtClose(handle);
    handle = send_to_itself(listener, port, event, 0);
    report(handle && !is_heritable(handle), "and once more, when it is not", STATUS_SUCCESS);
    NtClose(handle);
    NtClose(event);
    NtClose(other);
    NtClose(port);
    NtClose(listener);
}

/* --- moved --- */

/* As soon as one is moved, its number may be another thread's. */
static DWORD WINAPI move(void *failed)
{
    HANDLE port, copy;
    int i;

    for (i = 0; i < N_MOVES && !*(volatile LONG *)failed; i++) {
        if (make_port(&port, NULL))
            InterlockedIncrement(failed);
        copy = i % 4 ? inheritable_copy(port, DUPLICATE_CLOSE_SOURCE) : port;
        if (ask_about(copy))
            InterlockedIncrement(failed);
        NtClose(copy);
    }
    return 0;
}

static void moves(void)
{
    HANDLE threads[4];
    LONG failed = 0;
    int i;

    for (i = 0; i < 4; i++)
        threads[i] = CreateThread(NULL, 0, move, &failed, 0, NULL);
    for (i = 0; i < 4; i++) {
        WaitForSingleObject(threads[i], INFINITE);
        CloseHandle(threads[i]);
    }
    report(!failed, "handles that four threads move, which get each other's numbers", failed);
}

static HANDLE handle_of(const char *text)
{
    return (HANDLE)(ULONG_PTR)strtoull(text, NULL, 16);
}

static UNICODE_STRING *wide(const char *ascii)
{
    static WCHAR text[128];
    static UNICODE_STRING name;
    size_t i;

    for (i = 0; i < 127 && ascii[i]; i++)
        text[i] = (WCHAR)(UCHAR)ascii[i];
    text[i] = 0;
    RtlInitUnicodeString(&name, text);
    return &name;
}

int main(int argc, char **argv)
{
    program = argv[0];
    if (argc == 5 && argv[1][0] == 't')
        return taker(handle_of(argv[2]), handle_of(argv[3]), (DWORD)strtoul(argv[4], NULL, 10));
    if (argc == 5)
        return dying(wide(argv[2]), handle_of(argv[3]), handle_of(argv[4]));
    if (argc == 4)
        return heir(handle_of(argv[2]), handle_of(argv[3]));
    if (argc == 3)
        return founder(handle_of(argv[2]));
    if (argc != 2)
        return 2;
    inherits_all();
    inherits_from_the_dead();
    is_taken_away();
    receives_from_the_dead(argv[1], wide(argv[1]));
    lists_from_the_dead(argv[1], wide(argv[1]));
    is_heritable_by_request(wide(argv[1]));
    moves();
    return 0;
}
