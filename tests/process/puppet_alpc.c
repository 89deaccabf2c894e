/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Acts of ALPC: a server of everything that comes, and a client that sends every kind of message and checks what
 * comes back.
 */
#include "tests/process/acts.h"

#include <ntalpcapi.h>
#include <nttp.h>
#include <ntexapi.h>
#include <ntobapi.h>

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define DATA_MAX 20000
#define ASKS_TO_STOP 0x5709u

struct big_message {
    PORT_MESSAGE header;
    UCHAR data[DATA_MAX];
};

struct all_attributes {
    ALPC_MESSAGE_ATTRIBUTES header;
    UCHAR room[0x98];
};

static ALPC_PORT_ATTRIBUTES port_attributes(void)
{
    return (ALPC_PORT_ATTRIBUTES){
        .Flags = ALPC_PORFLG_ALLOW_DUP_OBJECT,
        .MaxMessageLength = sizeof(struct big_message),
        .DupObjectTypes = ALPC_PORFLG_OBJECT_TYPE_ALL,
    };
}

static NTSTATUS alpc_create(char *arguments)
{
    ALPC_PORT_ATTRIBUTES limits = port_attributes();
    OBJECT_ATTRIBUTES attributes;

    InitializeObjectAttributes(&attributes, nt_name(arguments), 0, NULL, open_to_all());
    return NtAlpcCreatePort(&server_port, &attributes, &limits);
}

static NTSTATUS alpc_connect(char *arguments)
{
    ALPC_PORT_ATTRIBUTES limits = port_attributes();

    return NtAlpcConnectPort(&client_port, nt_name(arguments), NULL, &limits, ALPC_MSGFLG_SYNC_REQUEST, NULL, NULL,
                             NULL, NULL, NULL, nt_timeout(10000));
}

static void fill(struct big_message *message, uint32_t number, size_t size)
{
    memset(&message->header, 0, sizeof(message->header));
    message->header.u1.s1.DataLength = (CSHORT)size;
    message->header.u1.s1.TotalLength = (CSHORT)(sizeof(PORT_MESSAGE) + size);
    for (size_t i = 0; i + 4 <= size; i += 4) {
        uint32_t word = number + (uint32_t)i;

        memcpy(message->data + i, &word, 4);
    }
}

static bool is_filled(const struct big_message *message, uint32_t number, size_t size)
{
    if ((USHORT)message->header.u1.s1.DataLength != size)
        return false;
    for (size_t i = 0; i + 4 <= size; i += 4) {
        uint32_t word;

        memcpy(&word, message->data + i, 4);
        if (word != number + (uint32_t)i)
            return false;
    }
    return true;
}

/* Whatever a message brings along is taken and given back. */
static void let_go(const struct all_attributes *attributes)
{
    PALPC_MESSAGE_ATTRIBUTES buffer = (PALPC_MESSAGE_ATTRIBUTES)(uintptr_t)&attributes->header;

    if (buffer->ValidAttributes & ALPC_MESSAGE_HANDLE_ATTRIBUTE)
        NtClose(((PALPC_HANDLE_ATTR)AlpcGetMessageAttribute(buffer, ALPC_MESSAGE_HANDLE_ATTRIBUTE))->Handle);
    if (buffer->ValidAttributes & ALPC_MESSAGE_VIEW_ATTRIBUTE)
        NtAlpcDeleteSectionView(server_port, 0, ((PALPC_DATA_VIEW_ATTR)AlpcGetMessageAttribute(
                                                    buffer, ALPC_MESSAGE_VIEW_ATTRIBUTE))->ViewBase);
}

/* A server's handles of its clients, found again by the context. */
static HANDLE accepted[1024];

static void accept(struct big_message *message)
{
    ULONG_PTR place = 1;

    while (place < 1023 && accepted[place])
        place++;
    if (NtAlpcAcceptConnectPort(&accepted[place], server_port, 0, NULL, NULL, (PVOID)place, &message->header, NULL, TRUE))
        accepted[place] = NULL;
}

static void client_has_gone(const struct all_attributes *attributes)
{
    PALPC_CONTEXT_ATTR context = AlpcGetMessageAttribute((PALPC_MESSAGE_ATTRIBUTES)(uintptr_t)&attributes->header,
                                                         ALPC_MESSAGE_CONTEXT_ATTRIBUTE);
    ULONG_PTR place = (ULONG_PTR)context->PortContext;

    if (place < 1024 && accepted[place])
        NtClose(accepted[place]);
    if (place < 1024)
        accepted[place] = NULL;
}

/* alpc-serve: until a client asks to stop. Answers that reach nobody are nobody's loss. */
static NTSTATUS alpc_serve(char *arguments)
{
    static struct big_message message;
    static struct all_attributes attributes;
    bool stop = false;

    (void)arguments;
    while (!stop) {
        SIZE_T length = sizeof(message);
        NTSTATUS status;

        attributes.header.AllocatedAttributes = 0xfe000000;
        status = NtAlpcSendWaitReceivePort(server_port, 0, NULL, NULL, &message.header, &length, &attributes.header,
                                           NULL);
        if (status != STATUS_SUCCESS)
            return status;
        let_go(&attributes);
        switch (message.header.u2.s2.Type & 0xff) {
        case LPC_CONNECTION_REQUEST:
            accept(&message);
            break;
        case LPC_PORT_CLOSED:
            client_has_gone(&attributes);
            break;
        case LPC_REQUEST:
            stop = (USHORT)message.header.u1.s1.DataLength == 4 && *(uint32_t *)message.data == ASKS_TO_STOP;
            NtAlpcSendWaitReceivePort(server_port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header, NULL, NULL, NULL, NULL,
                                      NULL);
            break;
        case LPC_DATAGRAM:
            if (message.header.u2.s2.Type & LPC_CONTINUATION_REQUIRED)
                NtAlpcSendWaitReceivePort(server_port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header, NULL, NULL, NULL,
                                          NULL, NULL);
            break;
        }
    }
    return STATUS_SUCCESS;
}

static NTSTATUS ask(uint32_t number, size_t size)
{
    static struct big_message message;
    SIZE_T length = sizeof(message);
    NTSTATUS status;

    fill(&message, number, size);
    status = NtAlpcSendWaitReceivePort(client_port, ALPC_MSGFLG_SYNC_REQUEST, &message.header, NULL, &message.header,
                                       &length, NULL, NULL);
    return status == STATUS_SUCCESS && !is_filled(&message, number, size) ? STATUS_DATA_ERROR : status;
}

/* The answer comes as a message; nobody else sends us any. */
static NTSTATUS ask_and_fetch(uint32_t number, size_t size)
{
    static struct big_message message;
    SIZE_T length = sizeof(message);
    NTSTATUS status;

    fill(&message, number, size);
    status = NtAlpcSendWaitReceivePort(client_port, 0, &message.header, NULL, &message.header, &length, NULL, NULL);
    return status == STATUS_SUCCESS && !is_filled(&message, number, size) ? STATUS_DATA_ERROR : status;
}

static NTSTATUS send_event(uint32_t number)
{
    static struct big_message message;
    struct {
        ALPC_MESSAGE_ATTRIBUTES header;
        ALPC_HANDLE_ATTR handle;
    } attributes = { { ALPC_MESSAGE_HANDLE_ATTRIBUTE, ALPC_MESSAGE_HANDLE_ATTRIBUTE },
                     { .Flags = ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS } };
    NTSTATUS status = NtCreateEvent(&attributes.handle.Handle, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);

    if (status)
        return status;
    fill(&message, number, 100);
    status = NtAlpcSendWaitReceivePort(client_port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header, &attributes.header,
                                       NULL, NULL, NULL, NULL);
    NtClose(attributes.handle.Handle);
    return status;
}

/* alpc-flood N: rounds of every kind of message; 0: for ever */
static NTSTATUS alpc_flood(char *arguments)
{
    static const size_t sizes[] = { 8, 64, 600, 5000, DATA_MAX };
    long long n = next_number(&arguments), done = 0;
    NTSTATUS status = STATUS_SUCCESS;

    for (; !status && (!n || done < n); done++) {
        uint32_t number = (uint32_t)done * 17;
        size_t size = sizes[done % 5];

        status = ask(number, size);
        if (!status)
            status = ask_and_fetch(number + 1, size);
        if (!status && done % 16 == 0)
            status = send_event(number);
    }
    add(" done=%lld", done);
    return status;
}

static HANDLE many[1024];
static unsigned n_many;

/* alpc-connect-many N NAME: connections that stay */
static NTSTATUS alpc_connect_many(char *arguments)
{
    long long n = next_number(&arguments);
    HANDLE first = client_port;
    NTSTATUS status = STATUS_SUCCESS;

    for (; n > 0 && n_many < 1024 && !status; n--) {
        status = alpc_connect(arguments);
        many[n_many++] = client_port;
    }
    client_port = first;
    return status;
}

/* alpc-ask-many: a request on each */
static NTSTATUS alpc_ask_many(char *arguments)
{
    HANDLE first = client_port;
    NTSTATUS status = STATUS_SUCCESS;

    (void)arguments;
    for (unsigned i = 0; i < n_many && !status; i++) {
        client_port = many[i];
        status = ask(i, 64);
    }
    client_port = first;
    return status;
}

static NTSTATUS alpc_stop(char *arguments)
{
    (void)arguments;
    return ask(ASKS_TO_STOP, 4);
}

static unsigned n_called_back;

static void NTAPI on_pool(PTP_CALLBACK_INSTANCE instance, PVOID called, PTP_ALPC alpc)
{
    (void)instance;
    (void)alpc;
    if (!__atomic_exchange_n((bool *)called, true, __ATOMIC_SEQ_CST))
        __atomic_add_fetch(&n_called_back, 1, __ATOMIC_SEQ_CST);
}

/* alpc-pool N: ports that the thread pool calls back for */
static NTSTATUS alpc_pool(char *arguments)
{
    static bool called[64];
    static unsigned n_bound;
    long long n = next_number(&arguments);
    NTSTATUS status = STATUS_SUCCESS;

    for (; n > 0 && n_bound < 64 && !status; n--) {
        PTP_ALPC alpc;
        HANDLE port;

        status = NtAlpcCreatePort(&port, NULL, NULL);
        if (!status)
            status = TpAllocAlpcCompletion(&alpc, port, on_pool, &called[n_bound++], NULL);
    }
    return status;
}

/* alpc-called-back N: returns when so many of them have been */
static NTSTATUS alpc_called_back(char *arguments)
{
    unsigned n = (unsigned)next_number(&arguments);

    while (__atomic_load_n(&n_called_back, __ATOMIC_SEQ_CST) < n)
        NtDelayExecution(FALSE, nt_timeout(1));
    return STATUS_SUCCESS;
}

const struct act alpc_acts[] = {
    { "alpc-create", alpc_create },
    { "alpc-connect", alpc_connect },
    { "alpc-serve", alpc_serve },
    { "alpc-flood", alpc_flood },
    { "alpc-connect-many", alpc_connect_many },
    { "alpc-ask-many", alpc_ask_many },
    { "alpc-stop", alpc_stop },
    { "alpc-pool", alpc_pool },
    { "alpc-called-back", alpc_called_back },
    { 0 },
};
