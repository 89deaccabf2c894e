/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Acts of LPC: every call, with one port of each kind, one message in hand.
 */
#include "tests/process/acts.h"

#include <ntlpcapi.h>
#include <ntobapi.h>
#include <ntpsapi.h>

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

HANDLE server_port, connection_port, client_port;

struct text_message {
    PORT_MESSAGE header;
    char text[440];
    struct {
        ULONG count;
        PORT_DATA_ENTRY entry;
    } memory;
};

static struct text_message received;        /* by the server's side: what is replied to */
static struct text_message answered;        /* to the client's requests */
static PVOID context;
static char own_memory[256 * 1024];         /* what request-memory offers */

static void fill(struct text_message *message, const char *text)
{
    memset(message, 0, sizeof(*message));
    snprintf(message->text, sizeof(message->text), "%s", text);
    message->header.u1.s1.DataLength = (CSHORT)(strlen(message->text) + 1);
    message->header.u1.s1.TotalLength =
        (CSHORT)(message->header.u1.s1.DataLength + sizeof(PORT_MESSAGE));
}

static void describe(const struct text_message *message)
{
    int length = message->header.u1.s1.DataLength;

    add(" type=%d pid=%u tid=%u id=%u length=%d", message->header.u2.s2.Type,
        (unsigned)(ULONG_PTR)message->header.ClientId.UniqueProcess,
        (unsigned)(ULONG_PTR)message->header.ClientId.UniqueThread,
        (unsigned)message->header.MessageId, length);
    if (length > 0 && message->header.u2.s2.Type < LPC_PORT_CLOSED)
        add(" text=%.*s", length < 100 ? length : 100, message->text);
}

/* a text in the place of the message in hand, whose ids stay */
static struct text_message *reply_with(const char *text)
{
    static struct text_message reply;

    fill(&reply, text);
    reply.header.ClientId = received.header.ClientId;
    reply.header.MessageId = received.header.MessageId;
    reply.header.CallbackId = received.header.CallbackId;
    return &reply;
}

static NTSTATUS create(char *arguments)
{
    OBJECT_ATTRIBUTES attributes;

    InitializeObjectAttributes(&attributes, nt_name(arguments), 0, NULL, open_to_all());
    return NtCreatePort(&server_port, &attributes, 0, 0, 0);
}

static HANDLE receiving_port(char **arguments)
{
    char *word = next_word(arguments);

    if (word && strcmp(word, "client") == 0)
        return client_port;
    return word && strcmp(word, "connection") == 0 ? connection_port : server_port;
}

/* receive [server|client|connection [MS]] */
static NTSTATUS receive(char *arguments)
{
    HANDLE port = receiving_port(&arguments);
    long long ms = *arguments ? next_number(&arguments) : -1;
    NTSTATUS status =
        NtReplyWaitReceivePortEx(port, &context, NULL, &received.header, nt_timeout(ms));

    if (status == STATUS_SUCCESS) {
        describe(&received);
        add(" context=%llu", (unsigned long long)(ULONG_PTR)context);
    }
    return status;
}

/* accept yes|no [CONTEXT] */
static NTSTATUS accept(char *arguments)
{
    char *word = next_word(&arguments);

    return NtAcceptConnectPort(&connection_port, (PVOID)(ULONG_PTR)next_number(&arguments),
                               &received.header, word && strcmp(word, "yes") == 0, NULL, NULL);
}

static NTSTATUS complete(char *arguments)
{
    (void)arguments;
    return NtCompleteConnectPort(connection_port);
}

static NTSTATUS connect(char *arguments)
{
    SECURITY_QUALITY_OF_SERVICE qos = { sizeof(qos), SecurityImpersonation, SECURITY_DYNAMIC_TRACKING,
                                        TRUE };

    return NtConnectPort(&client_port, nt_name(arguments), &qos, NULL, NULL, NULL, NULL, NULL);
}

static NTSTATUS request(char *arguments)
{
    struct text_message message;
    NTSTATUS status;

    fill(&message, arguments);
    status = NtRequestWaitReplyPort(client_port, &message.header, &answered.header);
    if (status == STATUS_SUCCESS)
        describe(&answered);
    return status;
}

/* as the client whose request was received last */
static NTSTATUS impersonate(char *arguments)
{
    (void)arguments;
    return NtImpersonateClientOfPort(connection_port, &received.header);
}

/* from the server's side, through the connection */
static NTSTATUS request_back(char *arguments)
{
    struct text_message message;

    fill(&message, arguments);
    return NtRequestPort(connection_port, &message.header);
}

static NTSTATUS datagram(char *arguments)
{
    struct text_message message;

    fill(&message, arguments);
    return NtRequestPort(client_port, &message.header);
}

static NTSTATUS reply(char *arguments)
{
    return NtReplyPort(server_port, &reply_with(arguments)->header);
}

/* a callback to whose request is in hand; the answer is not kept */
static NTSTATUS callback(char *arguments)
{
    struct text_message *message = reply_with(arguments);
    struct text_message answer;
    NTSTATUS status;

    message->header.u2.s2.Type = LPC_REQUEST;
    message->header.CallbackId = 0;
    status = NtRequestWaitReplyPort(connection_port, &message->header, &answer.header);
    if (status == STATUS_SUCCESS)
        describe(&answer);
    return status;
}

/* the client's answer to a callback, and the wait for what comes then */
static NTSTATUS reply_wait(char *arguments)
{
    PORT_MESSAGE ids = answered.header;
    NTSTATUS status;

    fill(&answered, arguments);
    answered.header.ClientId = ids.ClientId;
    answered.header.MessageId = ids.MessageId;
    answered.header.CallbackId = ids.CallbackId;
    status = NtReplyWaitReplyPort(client_port, &answered.header);
    if (status == STATUS_SUCCESS)
        describe(&answered);
    return status;
}

/* request-memory SIZE: a request that offers so much of own_memory */
static NTSTATUS request_memory(char *arguments)
{
    struct text_message message;
    NTSTATUS status;

    fill(&message, "memory");
    memset(own_memory, 'm', sizeof(own_memory));
    message.memory.count = 1;
    message.memory.entry.Base = own_memory;
    message.memory.entry.Size = (ULONG)next_number(&arguments);
    message.header.u1.s1.TotalLength = sizeof(message);
    message.header.u2.s2.DataInfoOffset = FIELD_OFFSET(struct text_message, memory);
    status = NtRequestWaitReplyPort(client_port, &message.header, &answered.header);
    if (status == STATUS_SUCCESS) {
        describe(&answered);
        add(" first=%d last=%d", own_memory[0], own_memory[message.memory.entry.Size - 1]);
    }
    return status;
}

static char others_memory[sizeof(own_memory)];

static NTSTATUS read_memory(char *arguments)
{
    SIZE_T done = 0;
    NTSTATUS status = NtReadRequestData(server_port, &received.header, 0, others_memory,
                                        (SIZE_T)next_number(&arguments), &done);

    add(" done=%llu first=%d last=%d", (unsigned long long)done, others_memory[0],
        done ? others_memory[done - 1] : 0);
    return status;
}

static NTSTATUS write_memory(char *arguments)
{
    SIZE_T done = 0;
    NTSTATUS status;

    memset(others_memory, 'w', sizeof(others_memory));
    status = NtWriteRequestData(server_port, &received.header, 0, others_memory,
                                (SIZE_T)next_number(&arguments), &done);
    add(" done=%llu", (unsigned long long)done);
    return status;
}

/* forbid-memory: from now on this process may not touch another one's memory */
static NTSTATUS forbid_memory(char *arguments)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_readv, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_writev, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

    (void)arguments;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
        return STATUS_UNSUCCESSFUL;
    return STATUS_SUCCESS;
}

/* serve: takes connections and answers requests until the first failure, or a request "stop" */
static NTSTATUS serve(char *arguments)
{
    PORT_MESSAGE *answer = NULL;
    unsigned n = 0;
    NTSTATUS status;

    (void)arguments;
    for (;;) {
        HANDLE accepted;

        status = NtReplyWaitReceivePort(server_port, &context, answer, &received.header);
        answer = NULL;
        if (status == STATUS_INVALID_CID || status == STATUS_REPLY_MESSAGE_MISMATCH ||
            status == STATUS_UNSUCCESSFUL)
            continue;
        if (!NT_SUCCESS(status))
            break;
        switch (received.header.u2.s2.Type) {
        case LPC_CONNECTION_REQUEST:
            if (NT_SUCCESS(NtAcceptConnectPort(&accepted, NULL, &received.header, TRUE, NULL, NULL)))
                NtCompleteConnectPort(accepted);
            break;
        case LPC_REQUEST:
            n++;
            answer = &received.header;
            break;
        case LPC_PORT_CLOSED:
            if (context)                    /* the connection's handle, as no context was given */
                NtClose(context);
            break;
        }
        if (answer && strcmp(received.text, "stop") == 0) {
            status = NtReplyPort(server_port, answer);
            break;
        }
    }
    add(" requests=%u", n);
    return status;
}

/* flood N: requests that must come back as they are; N 0: until it fails */
static NTSTATUS flood(char *arguments)
{
    long long n = next_number(&arguments), i;
    NTSTATUS status = STATUS_SUCCESS;

    for (i = 0; n == 0 || i < n; i++) {
        struct text_message message;
        char text[32];

        snprintf(text, sizeof(text), "%lld", i);
        fill(&message, text);
        status = NtRequestWaitReplyPort(client_port, &message.header, &answered.header);
        if (!NT_SUCCESS(status))
            break;
        if (strcmp(answered.text, text) != 0) {
            add(" wrong=%s", answered.text);
            status = STATUS_INVALID_MESSAGE;
            break;
        }
    }
    add(" done=%lld", i);
    return status;
}

static NTSTATUS register_terminate(char *arguments)
{
    (void)arguments;
    return NtRegisterThreadTerminatePort(client_port);
}

static NTSTATUS close_port(char *arguments)
{
    char *word = next_word(&arguments);
    HANDLE *port = !word || strcmp(word, "server") == 0 ? &server_port
                   : strcmp(word, "client") == 0        ? &client_port
                                                        : &connection_port;
    NTSTATUS status = NtClose(*port);

    *port = NULL;
    return status;
}

const struct act port_acts[] = {
    { "create", create },
    { "receive", receive },
    { "accept", accept },
    { "complete", complete },
    { "connect", connect },
    { "request", request },
    { "request-back", request_back },
    { "datagram", datagram },
    { "reply", reply },
    { "callback", callback },
    { "reply-wait", reply_wait },
    { "request-memory", request_memory },
    { "read-memory", read_memory },
    { "write-memory", write_memory },
    { "forbid-memory", forbid_memory },
    { "serve", serve },
    { "flood", flood },
    { "register-terminate", register_terminate },
    { "close", close_port },
    { "impersonate", impersonate },
    { NULL, NULL },
};
