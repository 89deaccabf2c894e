/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the acts of the catalogue share; see loop.h. */
#include "tests/process/loop.h"

#include <ntobapi.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned n_tried, n_survived, n_shown;

void attempt_at(bool survived, const char *file, int line, NTSTATUS status)
{
    n_tried++;
    n_survived += survived;
    if (!survived && n_shown++ < 20)
        fprintf(stderr, "%s:%d: not survived: 0x%08X\n", file, line, (unsigned)status);
}

void refused_at(const char *file, int line, NTSTATUS status, const NTSTATUS *allowed)
{
    while (*allowed && *allowed != status)
        allowed++;
    attempt_at(*allowed != 0, file, line, status);
}

void attempts_told(void)
{
    add(" tried=%u survived=%u", n_tried, n_survived);
    n_tried = n_survived = n_shown = 0;
}

uint32_t loop_random(void)
{
    static uint64_t state = 0x9e3779b97f4a7c15u;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 16);
}

static void must_be(NTSTATUS status, const char *what)
{
    if (status == STATUS_SUCCESS)
        return;
    fprintf(stderr, "puppet: %s: 0x%08X\n", what, (unsigned)status);
    exit(96);
}

static ALPC_PORT_ATTRIBUTES limits(ULONG flags)
{
    return (ALPC_PORT_ATTRIBUTES){
        .Flags = flags,
        .MaxMessageLength = sizeof(struct loop_message),
        .MaxSectionSize = 1 << 20,
        .MaxViewSize = 1 << 20,
        .MaxTotalSectionSize = 1 << 20,
        .DupObjectTypes = ALPC_PORFLG_OBJECT_TYPE_ALL,
    };
}

void loop_make(struct loop *loop, ULONG flags)
{
    static unsigned number;
    ALPC_PORT_ATTRIBUTES attributes = limits(flags);
    OBJECT_ATTRIBUTES named;
    struct loop_message message;
    char name[64];

    snprintf(name, sizeof(name), "\\RPC Control\\loop-%d-%u", getpid(), number++);
    InitializeObjectAttributes(&named, nt_name(name), 0, NULL, NULL);
    must_be(NtAlpcCreatePort(&loop->port, &named, &attributes), "create");
    must_be(NtAlpcConnectPort(&loop->client, nt_name(name), NULL, &attributes, 0, NULL, NULL, NULL, NULL, NULL, NULL),
            "connect");
    must_be(loop_receive(loop->port, &message, NULL, 10000), "receive");
    must_be(NtAlpcAcceptConnectPort(&loop->server, loop->port, 0, NULL, &attributes, (PVOID)0x1001, &message.header, NULL,
                                    TRUE), "accept");
    must_be(loop_receive(loop->client, &message, NULL, 10000), "be accepted");
}

void loop_end(struct loop *loop)
{
    NtClose(loop->client);
    NtClose(loop->server);
    NtClose(loop->port);
}

void loop_message(struct loop_message *message, const char *text)
{
    size_t size = strlen(text) + 1;

    memset(&message->header, 0, sizeof(message->header));
    message->header.u1.s1.DataLength = (CSHORT)size;
    message->header.u1.s1.TotalLength = (CSHORT)(sizeof(message->header) + size);
    memcpy(message->data, text, size);
}

NTSTATUS loop_send(HANDLE port, ULONG flags, struct loop_message *message, void *attributes)
{
    return NtAlpcSendWaitReceivePort(port, flags, &message->header, attributes, NULL, NULL, NULL, NULL);
}

NTSTATUS loop_receive(HANDLE port, struct loop_message *message, void *attributes, int ms)
{
    LARGE_INTEGER timeout = { .QuadPart = ms * -10000ll };
    SIZE_T length = sizeof(*message);

    return NtAlpcSendWaitReceivePort(port, 0, NULL, NULL, &message->header, &length, attributes, &timeout);
}

void loop_request(struct loop *loop, struct loop_message *received)
{
    struct loop_message message;

    loop_message(&message, "request");
    must_be(loop_send(loop->client, 0, &message, NULL), "send");
    must_be(loop_receive(loop->port, received, NULL, 10000), "receive a request");
}

void loop_drain(HANDLE port)
{
    struct loop_message message;

    while (loop_receive(port, &message, NULL, 0) == STATUS_SUCCESS)
        ;
}
