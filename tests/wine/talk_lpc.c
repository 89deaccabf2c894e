/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A conversation over classic ports. Each connection has a view of the client's and one of the server's. */
#include "tests/wine/talk.h"

#define MAX_CLIENTS 16

/* --- the client; it has one connection --- */

static PORT_VIEW own_view;
static REMOTE_PORT_VIEW server_view;

static NTSTATUS lpc_connect(HANDLE *port, UNICODE_STRING *name)
{
    SECURITY_QUALITY_OF_SERVICE qos = { sizeof(qos), SecurityImpersonation, SECURITY_DYNAMIC_TRACKING, TRUE };
    HANDLE section;
    PVOID view;
    NTSTATUS status;

    status = section_make(&section, &view, VIEW_SIZE);
    if (status)
        return status;
    own_view = (PORT_VIEW){ .Length = sizeof(own_view), .SectionHandle = section, .ViewSize = VIEW_SIZE };
    server_view = (REMOTE_PORT_VIEW){ .Length = sizeof(server_view) };
    status = NtConnectPort(port, name, &qos, &own_view, &server_view, NULL, NULL, NULL);
    NtUnmapViewOfSection(NtCurrentProcess(), view);
    NtClose(section);           /* the port's view stays */
    return status;
}

static NTSTATUS lpc_request(HANDLE port, struct talk *talk)
{
    return NtRequestWaitReplyPort(port, &talk->header, &talk->header);
}

static NTSTATUS lpc_note(HANDLE port, struct talk *talk)
{
    return NtRequestPort(port, &talk->header);
}

static NTSTATUS step_short(HANDLE port)
{
    return talk_short(port, lpc_request);
}

static NTSTATUS step_datagram(HANDLE port)
{
    return talk_notes(port, lpc_note, lpc_request);
}

/* Written by the client, read and answered in the server's. */
static NTSTATUS step_view(HANDLE port)
{
    struct talk talk;
    NTSTATUS status;

    fill(own_view.ViewBase, VIEW_SIZE, 3);
    talk_init(&talk, TALK_VIEW);
    talk.number = sum(own_view.ViewBase, VIEW_SIZE);
    status = lpc_request(port, &talk);
    if (status || talk.status)
        return status ? status : talk.status;
    complement(own_view.ViewBase, own_view.ViewBase, VIEW_SIZE);
    return memcmp(own_view.ViewBase, server_view.ViewBase, VIEW_SIZE) ? STATUS_DATA_ERROR : STATUS_SUCCESS;
}

static NTSTATUS step_memory(HANDLE port)
{
    static UCHAR question[MEMORY_SIZE], answer[MEMORY_SIZE];
    struct talk talk;
    NTSTATUS status;

    fill(question, sizeof(question), 5);
    talk_init(&talk, TALK_MEMORY);
    talk.header.u2.s2.DataInfoOffset = offsetof(struct talk, memory);
    talk.memory.n = 2;
    talk.memory.entries[0] = (PORT_DATA_ENTRY){ question, sizeof(question) };
    talk.memory.entries[1] = (PORT_DATA_ENTRY){ answer, sizeof(answer) };
    status = lpc_request(port, &talk);
    if (status || talk.status)
        return status ? status : talk.status;
    complement(question, question, sizeof(question));
    return memcmp(question, answer, sizeof(question)) ? STATUS_DATA_ERROR : STATUS_SUCCESS;
}

static NTSTATUS step_who(HANDLE port)
{
    return talk_ask_who(port, lpc_request);
}

static const struct step steps[] = {
    { "short messages", step_short },
    { "datagrams", step_datagram },
    { "views", step_view },
    { "the client's memory", step_memory },
    { "acting as the client", step_who },
    { NULL, NULL },
};

/* --- the server --- */

static struct client {
    HANDLE port;
    ULONG64 n_notes;
    PVOID seen;                 /* the client's view */
    PVOID own;                  /* ours */
} clients[MAX_CLIENTS];

static NTSTATUS accept(struct client *client, struct talk *talk)
{
    PORT_VIEW ours = { .Length = sizeof(ours), .ViewSize = VIEW_SIZE };
    REMOTE_PORT_VIEW theirs = { .Length = sizeof(theirs) };
    PVOID view;
    NTSTATUS status;

    status = section_make(&ours.SectionHandle, &view, VIEW_SIZE);
    if (status)
        return status;
    status = NtAcceptConnectPort(&client->port, client, &talk->header, TRUE, &ours, &theirs);
    NtUnmapViewOfSection(NtCurrentProcess(), view);
    NtClose(ours.SectionHandle);
    if (status)
        return status;
    client->own = ours.ViewBase;
    client->seen = theirs.ViewBase;
    return NtCompleteConnectPort(client->port);
}

static NTSTATUS work_in_memory(HANDLE port, struct talk *talk)
{
    UCHAR bytes[MEMORY_SIZE];
    SIZE_T done = 0;
    NTSTATUS status;

    status = NtReadRequestData(port, &talk->header, 0, bytes, sizeof(bytes), &done);
    if (status || done != sizeof(bytes))
        return status ? status : STATUS_PARTIAL_COPY;
    complement(bytes, bytes, sizeof(bytes));
    return NtWriteRequestData(port, &talk->header, 1, bytes, sizeof(bytes), &done);
}

static NTSTATUS act(HANDLE port, struct talk *talk)
{
    return NtImpersonateClientOfPort(port, &talk->header);
}

static NTSTATUS work(struct client *client, struct talk *talk)
{
    switch (talk->command) {
    case TALK_SHOUT:
        talk_shout(talk->text, sizeof(talk->text));
        return STATUS_SUCCESS;
    case TALK_COUNT:
        talk->number = client->n_notes;
        return STATUS_SUCCESS;
    case TALK_VIEW:
        if (sum(client->seen, VIEW_SIZE) != talk->number)
            return STATUS_DATA_ERROR;
        complement(client->own, client->seen, VIEW_SIZE);
        return STATUS_SUCCESS;
    case TALK_MEMORY:
        return work_in_memory(client->port, talk);
    case TALK_WHO:
        return talk_who(client->port, talk, act);
    default:
        return STATUS_INVALID_PARAMETER;
    }
}

static void serve(struct client *client, struct talk *talk)
{
    talk->status = work(client, talk);
    talk->windows = HERE_IS_WINDOWS;
}

/* Gives the last answer and takes the next message. When who should get the answer has gone, it takes only. */
static NTSTATUS next(HANDLE port, struct client **client, struct talk *talk, bool answers)
{
    PVOID context = NULL;
    NTSTATUS status;

    status = NtReplyWaitReceivePort(port, &context, answers ? &talk->header : NULL, &talk->header);
    if (status && answers)
        status = NtReplyWaitReceivePort(port, &context, NULL, &talk->header);
    *client = context;
    return status;
}

static NTSTATUS lpc_listen(UNICODE_STRING *name, unsigned int n_clients, bool by_completion)
{
    unsigned int n_accepted = 0, n_gone = 0;
    OBJECT_ATTRIBUTES attributes;
    struct client *client;
    struct talk talk;
    bool answers = false;
    NTSTATUS status;
    HANDLE port;

    (void)by_completion;        /* classic ports know none */
    InitializeObjectAttributes(&attributes, name, 0, NULL, NULL);
    status = NtCreatePort(&port, &attributes, 0, sizeof(talk), 0);
    report(!status, "create", status);
    while (!status && n_gone < n_clients) {
        status = next(port, &client, &talk, answers);
        answers = !status && talk.header.u2.s2.Type == LPC_REQUEST;
        if (answers)
            serve(client, &talk);
        else if (!status && talk.header.u2.s2.Type == LPC_CONNECTION_REQUEST)
            status = n_accepted < MAX_CLIENTS ? accept(&clients[n_accepted++], &talk) : STATUS_QUOTA_EXCEEDED;
        else if (!status && talk.header.u2.s2.Type == LPC_DATAGRAM)
            client->n_notes++;
        else if (!status && talk.header.u2.s2.Type == LPC_PORT_CLOSED)
            n_gone += !NtClose(client->port);
    }
    return status ? status : NtClose(port);
}

const struct kind lpc = { "lpc", lpc_connect, lpc_request, steps, lpc_listen };
