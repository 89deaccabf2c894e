/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A conversation over ALPC. The server says STATUS_NOT_IMPLEMENTED in its answer when an attribute did not come. */
#include "tests/wine/signals.h"
#include "tests/wine/talk.h"
#include "tests/wine/things.h"

#define MAX_CLIENTS 16
#define KEY         ((PVOID)(ULONG_PTR)0x7a1c)

struct long_talk {
    struct talk talk;
    CHAR text[LONG_TEXT];
};

/* Attributes in a buffer stand by descending bit. */
struct attributes {
    ALPC_MESSAGE_ATTRIBUTES header;
    ALPC_DATA_VIEW_ATTR view;
    ALPC_CONTEXT_ATTR context;
    ALPC_HANDLE_ATTR handle;
};
#define ALL_ATTRIBUTES \
    (ALPC_MESSAGE_VIEW_ATTRIBUTE | ALPC_MESSAGE_CONTEXT_ATTRIBUTE | ALPC_MESSAGE_HANDLE_ATTRIBUTE)

static void attributes_init(struct attributes *attributes, ULONG valid)
{
    memset(attributes, 0, sizeof(*attributes));
    attributes->header.AllocatedAttributes = ALL_ATTRIBUTES;
    attributes->header.ValidAttributes = valid;
}

static bool came(const struct attributes *attributes, ULONG attribute)
{
    return attributes->header.ValidAttributes & attribute;
}

static ALPC_PORT_ATTRIBUTES port_attributes(void)
{
    return (ALPC_PORT_ATTRIBUTES){
        .Flags = ALPC_PORFLG_ALLOW_DUP_OBJECT | ALPC_PORFLG_ALLOW_IMPERSONATION,
        .SecurityQos = { sizeof(SECURITY_QUALITY_OF_SERVICE), SecurityImpersonation, SECURITY_DYNAMIC_TRACKING, FALSE },
        .MaxMessageLength = sizeof(struct long_talk),
        .MaxPoolUsage = (SIZE_T)-1,
        .MaxSectionSize = (SIZE_T)-1,
        .MaxViewSize = (SIZE_T)-1,
        .MaxTotalSectionSize = (SIZE_T)-1,
        .DupObjectTypes = ALPC_PORFLG_OBJECT_TYPE_ALL,
    };
}

static NTSTATUS associate(HANDLE port, HANDLE *completion)
{
    ALPC_PORT_ASSOCIATE_COMPLETION_PORT association = { .CompletionKey = KEY };
    NTSTATUS status;

    status = NtCreateIoCompletion(completion, IO_COMPLETION_ALL_ACCESS, NULL, 0);
    if (status)
        return status;
    association.CompletionPort = *completion;
    return NtAlpcSetInformation(port, AlpcAssociateCompletionPortInformation, &association, sizeof(association));
}

static NTSTATUS wait_for_packet(HANDLE completion)
{
    IO_STATUS_BLOCK io;
    PVOID key, context;
    NTSTATUS status;

    status = NtRemoveIoCompletion(completion, &key, &context, &io, NULL);
    return !status && key != KEY ? STATUS_DATA_ERROR : status;
}

/* A view of a section of the port's, of VIEW_SIZE. */
static NTSTATUS view_make(HANDLE port, ALPC_DATA_VIEW_ATTR *view)
{
    SIZE_T actual;
    NTSTATUS status;

    status = NtAlpcCreatePortSection(port, 0, NULL, VIEW_SIZE, &view->SectionHandle, &actual);
    view->ViewSize = VIEW_SIZE;
    return status ? status : NtAlpcCreateSectionView(port, 0, view);
}

static NTSTATUS send(HANDLE port, PORT_MESSAGE *message, struct attributes *attributes)
{
    return NtAlpcSendWaitReceivePort(port, ALPC_MSGFLG_RELEASE_MESSAGE, message,
                                     attributes ? &attributes->header : NULL, NULL, NULL, NULL, NULL);
}

/* --- the client --- */

static NTSTATUS alpc_connect(HANDLE *port, UNICODE_STRING *name)
{
    ALPC_PORT_ATTRIBUTES attributes = port_attributes();
    struct talk hello;
    SIZE_T length = sizeof(hello);

    talk_init(&hello, TALK_SHOUT);
    return NtAlpcConnectPort(port, name, NULL, &attributes, ALPC_MSGFLG_SYNC_REQUEST, NULL, &hello.header, &length,
                             NULL, NULL, NULL);
}

/* What is sent along, and what is to come back, may be NULL. */
static NTSTATUS request(HANDLE port, struct talk *talk, SIZE_T length, struct attributes *out, struct attributes *in)
{
    NTSTATUS status;

    if (in)
        attributes_init(in, 0);
    status = NtAlpcSendWaitReceivePort(port, ALPC_MSGFLG_SYNC_REQUEST, &talk->header, out ? &out->header : NULL,
                                       &talk->header, &length, in ? &in->header : NULL, NULL);
    return status ? status : talk->status;
}

static NTSTATUS alpc_shout(HANDLE port, struct talk *talk)
{
    return request(port, talk, sizeof(*talk), NULL, NULL);
}

static NTSTATUS alpc_note(HANDLE port, struct talk *talk)
{
    return send(port, &talk->header, NULL);
}

static NTSTATUS step_short(HANDLE port)
{
    return talk_short(port, alpc_shout);
}

static NTSTATUS step_datagram(HANDLE port)
{
    return talk_notes(port, alpc_note, alpc_shout);
}

static NTSTATUS step_long(HANDLE port)
{
    static struct long_talk talk;
    NTSTATUS status;
    size_t i;

    talk_init(&talk.talk, TALK_LONG);
    talk.talk.header.u1.s1.DataLength = (CSHORT)(sizeof(talk) - sizeof(talk.talk.header));
    talk.talk.header.u1.s1.TotalLength = (CSHORT)sizeof(talk);
    memset(talk.text, 'x', sizeof(talk.text));
    status = request(port, &talk.talk, sizeof(talk), NULL, NULL);
    for (i = 0; i < sizeof(talk.text) && !status; i++)
        if (talk.text[i] != 'X')
            status = STATUS_DATA_ERROR;
    return status;
}

/* The server finds what is in the view, and changes it. */
static NTSTATUS step_view(HANDLE port)
{
    static UCHAR wanted[VIEW_SIZE];
    struct attributes out;
    struct talk talk;
    NTSTATUS status;

    attributes_init(&out, ALPC_MESSAGE_VIEW_ATTRIBUTE);
    status = view_make(port, &out.view);
    if (status)
        return status;
    fill(out.view.ViewBase, VIEW_SIZE, 3);
    complement(wanted, out.view.ViewBase, VIEW_SIZE);
    talk_init(&talk, TALK_VIEW);
    talk.number = sum(out.view.ViewBase, VIEW_SIZE);
    status = request(port, &talk, sizeof(talk), &out, NULL);
    if (!status && memcmp(wanted, out.view.ViewBase, VIEW_SIZE))
        status = STATUS_DATA_ERROR;
    return status;
}

/* Lets an answer go that brought something. */
static NTSTATUS release(HANDLE port, struct talk *talk)
{
    return talk->header.u2.s2.Type & LPC_CONTINUATION_REQUIRED ? send(port, &talk->header, NULL) : STATUS_SUCCESS;
}

static NTSTATUS step_view_back(HANDLE port)
{
    struct attributes in;
    struct talk talk;
    NTSTATUS status;

    talk_init(&talk, TALK_GIVE_VIEW);
    status = request(port, &talk, sizeof(talk), NULL, &in);
    if (status)
        return status;
    if (!came(&in, ALPC_MESSAGE_VIEW_ATTRIBUTE))
        return STATUS_NOT_IMPLEMENTED;
    if (in.view.ViewSize != VIEW_SIZE || sum(in.view.ViewBase, VIEW_SIZE) != talk.number)
        return STATUS_DATA_ERROR;
    status = NtAlpcDeleteSectionView(port, 0, in.view.ViewBase);
    return status ? status : release(port, &talk);
}

static NTSTATUS request_with_handle(HANDLE port, struct talk *talk, HANDLE handle)
{
    struct attributes out;

    attributes_init(&out, ALPC_MESSAGE_HANDLE_ATTRIBUTE);
    out.handle.Flags = ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS;
    out.handle.Handle = handle;
    return request(port, talk, sizeof(*talk), &out, NULL);
}

static NTSTATUS is_set(HANDLE event)
{
    LARGE_INTEGER now = { .QuadPart = 0 };

    return NtWaitForSingleObject(event, FALSE, &now);
}

static NTSTATUS step_event(HANDLE port)
{
    struct talk talk;
    HANDLE event;
    NTSTATUS status;

    status = event_make(&event);
    if (status)
        return status;
    talk_init(&talk, TALK_EVENT);
    status = request_with_handle(port, &talk, event);
    if (!status)
        status = is_set(event);
    NtClose(event);
    return status;
}

static NTSTATUS step_event_back(HANDLE port)
{
    struct attributes in;
    struct talk talk;
    NTSTATUS status;

    talk_init(&talk, TALK_GIVE_EVENT);
    status = request(port, &talk, sizeof(talk), NULL, &in);
    if (status)
        return status;
    if (!came(&in, ALPC_MESSAGE_HANDLE_ATTRIBUTE))
        return STATUS_NOT_IMPLEMENTED;
    status = is_set(in.handle.Handle);
    NtClose(in.handle.Handle);
    return status ? status : release(port, &talk);
}

static NTSTATUS step_section(HANDLE port)
{
    static UCHAR wanted[VIEW_SIZE];
    struct talk talk;
    HANDLE section;
    PVOID view;
    NTSTATUS status;

    status = section_make(&section, &view, VIEW_SIZE);
    if (status)
        return status;
    fill(view, VIEW_SIZE, 9);
    complement(wanted, view, VIEW_SIZE);
    talk_init(&talk, TALK_SECTION);
    talk.number = sum(view, VIEW_SIZE);
    status = request_with_handle(port, &talk, section);
    if (!status && memcmp(wanted, view, VIEW_SIZE))
        status = STATUS_DATA_ERROR;
    NtUnmapViewOfSection(NtCurrentProcess(), view);
    NtClose(section);
    return status;
}

static NTSTATUS keep(HANDLE port, struct talk *talk, HANDLE handle)
{
    return request_with_handle(port, talk, handle);
}

/* Without waiting for the answer, */
static NTSTATUS alpc_ask(HANDLE port, struct talk *talk)
{
    return NtAlpcSendWaitReceivePort(port, 0, &talk->header, NULL, NULL, NULL, NULL, NULL);
}

/* which comes later. */
static NTSTATUS alpc_answer(HANDLE port, struct talk *talk)
{
    SIZE_T length = sizeof(*talk);

    return NtAlpcSendWaitReceivePort(port, 0, NULL, NULL, &talk->header, &length, NULL, NULL);
}

static const struct signal_calls signal_calls = { keep, alpc_shout, alpc_ask, alpc_answer };

static NTSTATUS step_events(HANDLE port)
{
    return signals_ping(port, &signal_calls, false);
}

static NTSTATUS step_semaphores(HANDLE port)
{
    return signals_ping(port, &signal_calls, true);
}

static NTSTATUS step_shared(HANDLE port)
{
    return signals_shared(port, &signal_calls);
}

static NTSTATUS step_state(HANDLE port)
{
    return signals_state(port, &signal_calls);
}

#define FILE_TEXT "in the file"

static NTSTATUS step_file(HANDLE port)
{
    struct talk talk;
    HANDLE file;
    NTSTATUS status = thing_file(&file, FILE_TEXT);

    if (status)
        return status;
    talk_init(&talk, TALK_FILE);
    status = request_with_handle(port, &talk, file);
    NtClose(file);
    return !status && strcmp(talk.text, FILE_TEXT) ? STATUS_DATA_ERROR : status;
}

/* Between Windows programs; for a native one it is an empty file. */
static NTSTATUS step_pipe(HANDLE port)
{
    struct talk talk;
    HANDLE pipe;
    NTSTATUS status = thing_pipe(&pipe, FILE_TEXT);

    if (status)
        return status == STATUS_NOT_SUPPORTED ? STATUS_SUCCESS : status;
    talk_init(&talk, TALK_PIPE);
    status = request_with_handle(port, &talk, pipe);
    NtClose(pipe);
    return !status && strcmp(talk.text, talk.windows ? FILE_TEXT : "") ? STATUS_DATA_ERROR : status;
}

static NTSTATUS send_self(HANDLE port, bool thread)
{
    const bool windows = HERE_IS_WINDOWS;
    struct talk talk;
    HANDLE self;
    NTSTATUS status = thing_self(&self, thread);

    if (status)
        return status;
    talk_init(&talk, thread ? TALK_THREAD : TALK_PROCESS);
    status = request_with_handle(port, &talk, self);
    NtClose(self);
    if (!status && talk.number != (talk.windows && !windows ? 0 : thing_own_id(thread, talk.windows)))
        status = STATUS_DATA_ERROR;
    return status;
}

static NTSTATUS step_process(HANDLE port)
{
    return send_self(port, false);
}

static NTSTATUS step_thread(HANDLE port)
{
    return send_self(port, true);
}

static NTSTATUS step_who(HANDLE port)
{
    return talk_ask_who(port, alpc_shout);
}

/* Asks without waiting; a packet says that the answer is there. The last step: the port stays associated. */
static NTSTATUS step_completion(HANDLE port)
{
    LARGE_INTEGER now = { .QuadPart = 0 };
    HANDLE completion = NULL;
    SIZE_T length = sizeof(struct talk);
    struct talk talk;
    NTSTATUS status;

    status = associate(port, &completion);
    if (status)
        return status;
    talk_init(&talk, TALK_SHOUT);
    strcpy(talk.text, "later");
    status = NtAlpcSendWaitReceivePort(port, 0, &talk.header, NULL, NULL, NULL, NULL, NULL);
    if (!status)
        status = wait_for_packet(completion);
    if (!status)
        status = NtAlpcSendWaitReceivePort(port, 0, NULL, NULL, &talk.header, &length, NULL, &now);
    return !status && strcmp(talk.text, "LATER") ? STATUS_DATA_ERROR : status;
}

static const struct step steps[] = {
    { "short messages", step_short },
    { "datagrams", step_datagram },
    { "a long message", step_long },
    { "a view", step_view },
    { "a view with the answer", step_view_back },
    { "an event", step_event },
    { "an event with the answer", step_event_back },
    { "a section", step_section },
    { "events both ways", step_events },
    { "semaphores both ways", step_semaphores },
    { "counts that both take", step_shared },
    { "an event that stays", step_state },
    { "a file", step_file },
    { "a pipe", step_pipe },
    { "a process", step_process },
    { "a thread", step_thread },
    { "acting as the client", step_who },
    { "a client's completion port", step_completion },
    { NULL, NULL },
};

/* --- the server --- */

static struct client {
    HANDLE port;
    ULONG64 n_notes;
    HANDLE signals[MAX_SIGNALS];
} clients[MAX_CLIENTS];

static NTSTATUS accept(struct client *client, HANDLE port, struct talk *talk)
{
    return NtAlpcAcceptConnectPort(&client->port, port, 0, NULL, NULL, client, &talk->header, NULL, TRUE);
}

static NTSTATUS work_in_view(HANDLE port, struct talk *talk, const struct attributes *in)
{
    PVOID view = in->view.ViewBase;

    if (!came(in, ALPC_MESSAGE_VIEW_ATTRIBUTE))
        return STATUS_NOT_IMPLEMENTED;
    if (in->view.ViewSize != VIEW_SIZE || sum(view, VIEW_SIZE) != talk->number)
        return STATUS_DATA_ERROR;
    complement(view, view, VIEW_SIZE);
    return NtAlpcDeleteSectionView(port, 0, view);
}

static NTSTATUS set_event(const struct attributes *in)
{
    NTSTATUS status;

    if (!came(in, ALPC_MESSAGE_HANDLE_ATTRIBUTE))
        return STATUS_NOT_IMPLEMENTED;
    status = NtSetEvent(in->handle.Handle, NULL);
    NtClose(in->handle.Handle);
    return status;
}

static NTSTATUS work_in_section(struct talk *talk, const struct attributes *in)
{
    PVOID view;
    NTSTATUS status;

    if (!came(in, ALPC_MESSAGE_HANDLE_ATTRIBUTE))
        return STATUS_NOT_IMPLEMENTED;
    status = section_map(&view, in->handle.Handle);
    NtClose(in->handle.Handle);
    if (status)
        return status;
    if (sum(view, VIEW_SIZE) != talk->number)
        status = STATUS_DATA_ERROR;
    complement(view, view, VIEW_SIZE);
    NtUnmapViewOfSection(NtCurrentProcess(), view);
    return status;
}

static NTSTATUS keep_signal(struct client *client, struct talk *talk, const struct attributes *in)
{
    HANDLE *place = &client->signals[talk->number % MAX_SIGNALS];

    if (!came(in, ALPC_MESSAGE_HANDLE_ATTRIBUTE))
        return STATUS_NOT_IMPLEMENTED;
    if (*place)
        NtClose(*place);
    *place = in->handle.Handle;
    return STATUS_SUCCESS;
}

static NTSTATUS read_thing(struct talk *talk, const struct attributes *in)
{
    NTSTATUS status;

    if (!came(in, ALPC_MESSAGE_HANDLE_ATTRIBUTE))
        return STATUS_NOT_IMPLEMENTED;
    status = thing_read(talk->text, sizeof(talk->text), in->handle.Handle);
    NtClose(in->handle.Handle);
    return status;
}

static NTSTATUS look_at(struct talk *talk, const struct attributes *in, bool thread)
{
    NTSTATUS status;

    if (!came(in, ALPC_MESSAGE_HANDLE_ATTRIBUTE))
        return STATUS_NOT_IMPLEMENTED;
    status = thing_id(&talk->number, in->handle.Handle, thread);
    NtClose(in->handle.Handle);
    return status;
}

static NTSTATUS give_view(HANDLE port, struct talk *talk, struct attributes *out)
{
    NTSTATUS status = view_make(port, &out->view);

    if (status)
        return status;
    out->header.ValidAttributes = ALPC_MESSAGE_VIEW_ATTRIBUTE;
    fill(out->view.ViewBase, VIEW_SIZE, 11);
    talk->number = sum(out->view.ViewBase, VIEW_SIZE);
    return STATUS_SUCCESS;
}

static NTSTATUS give_event(struct attributes *out)
{
    NTSTATUS status = event_make(&out->handle.Handle);

    if (status)
        return status;
    out->header.ValidAttributes = ALPC_MESSAGE_HANDLE_ATTRIBUTE;
    out->handle.Flags = ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS;
    return NtSetEvent(out->handle.Handle, NULL);
}

static NTSTATUS act(HANDLE port, struct talk *talk)
{
    return NtAlpcImpersonateClientOfPort(port, &talk->header, NULL);
}

static NTSTATUS work(struct client *client, HANDLE port, struct long_talk *talk, const struct attributes *in,
                     struct attributes *out)
{
    switch (talk->talk.command) {
    case TALK_SHOUT:
        talk_shout(talk->talk.text, sizeof(talk->talk.text));
        return STATUS_SUCCESS;
    case TALK_LONG:
        talk_shout(talk->text, sizeof(talk->text));
        return STATUS_SUCCESS;
    case TALK_COUNT:
        talk->talk.number = client->n_notes;
        return STATUS_SUCCESS;
    case TALK_VIEW:
        return work_in_view(port, &talk->talk, in);
    case TALK_GIVE_VIEW:
        return give_view(client->port, &talk->talk, out);
    case TALK_EVENT:
        return set_event(in);
    case TALK_SECTION:
        return work_in_section(&talk->talk, in);
    case TALK_GIVE_EVENT:
        return give_event(out);
    case TALK_KEEP:
        return keep_signal(client, &talk->talk, in);
    case TALK_AWAIT:
    case TALK_LOOK:
    case TALK_RAISE:
    case TALK_LOWER:
    case TALK_DRAIN:
        return signal_work(client->signals[talk->talk.number % MAX_SIGNALS], &talk->talk);
    case TALK_FILE:
    case TALK_PIPE:
        return read_thing(&talk->talk, in);
    case TALK_PROCESS:
    case TALK_THREAD:
        return look_at(&talk->talk, in, talk->talk.command == TALK_THREAD);
    case TALK_WHO:
        return talk_who(client->port, &talk->talk, act);
    default:
        return STATUS_INVALID_PARAMETER;
    }
}

/* The client may have gone; then the answer is nobody's. An answer that cannot bring what it should says so. */
static void answer(struct client *client, struct talk *talk, struct attributes *out)
{
    bool brings = out->header.ValidAttributes;
    NTSTATUS status;

    status = send(client->port, &talk->header, brings ? out : NULL);
    if (out->handle.Handle)
        NtClose(out->handle.Handle);
    if (!status || !brings)
        return;
    talk->status = status;
    send(client->port, &talk->header, NULL);
}

static NTSTATUS receive(HANDLE port, HANDLE completion, struct long_talk *talk, struct attributes *in)
{
    SIZE_T length = sizeof(*talk);
    NTSTATUS status;

    attributes_init(in, 0);
    status = completion ? wait_for_packet(completion) : STATUS_SUCCESS;
    if (status)
        return status;
    return NtAlpcSendWaitReceivePort(port, 0, NULL, NULL, &talk->talk.header, &length, &in->header, NULL);
}

static NTSTATUS create(HANDLE *port, HANDLE *completion, UNICODE_STRING *name, bool by_completion)
{
    ALPC_PORT_ATTRIBUTES limits = port_attributes();
    OBJECT_ATTRIBUTES attributes;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, name, 0, NULL, NULL);
    status = NtAlpcCreatePort(port, &attributes, &limits);
    report(!status, "create", status);
    if (status || !by_completion)
        return status;
    status = associate(*port, completion);
    if (status == STATUS_NOT_IMPLEMENTED) {
        report_gap("a server's completion port", status);
        NtClose(*completion);
        *completion = NULL;
        return STATUS_SUCCESS;
    }
    report(!status, "a server's completion port", status);
    return status;
}

static NTSTATUS alpc_listen(UNICODE_STRING *name, unsigned int n_clients, bool by_completion)
{
    static struct long_talk talk;
    unsigned int n_accepted = 0, n_gone = 0;
    HANDLE port, completion = NULL;
    struct attributes in, out;
    struct client *client;
    NTSTATUS status = create(&port, &completion, name, by_completion);

    while (!status && n_gone < n_clients) {
        status = receive(port, completion, &talk, &in);
        if (status)
            break;
        client = in.context.PortContext;
        switch (talk.talk.header.u2.s2.Type & 0xff) {
        case LPC_CONNECTION_REQUEST:
            status = n_accepted < MAX_CLIENTS ? accept(&clients[n_accepted++], port, &talk.talk)
                                              : STATUS_QUOTA_EXCEEDED;
            break;
        case LPC_REQUEST:
            attributes_init(&out, 0);
            talk.talk.status = work(client, port, &talk, &in, &out);
            talk.talk.windows = HERE_IS_WINDOWS;
            answer(client, &talk.talk, &out);
            break;
        case LPC_DATAGRAM:
            client->n_notes++;
            break;
        case LPC_PORT_CLOSED:
            n_gone += !NtClose(client->port);
            break;
        }
    }
    if (completion)
        NtClose(completion);
    return status ? status : NtClose(port);
}

const struct kind alpc = { "alpc", alpc_connect, alpc_shout, steps, alpc_listen };
