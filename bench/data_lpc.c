/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Much data beside a message: NtReadRequestData and NtWriteRequestData, and a view of the connection; and what they
 * are compared with, process_vm_readv and memcpy by the same processes in the same memory. The client names
 * its memory in a request, the server works for as long as it is told, and replies with the bytes a second.
 */
#include "bench/clock.h"
#include "bench/object_server.h"
#include "bench/transport.h"

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>
#include <ntlpcapi.h>
#include <ntmmapi.h>
#include <ntobapi.h>
#include <ntrtl.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#define PORT_NAME        L"\\RPC Control\\ntbench-data"
#define CONNECT_TRIES    2000
#define CONNECT_PAUSE_US 5000

enum data_way { READ_REQUEST, WRITE_REQUEST, VM_READ, VM_WRITE, INTO_VIEW, INTO_MEMORY };

struct data_message {
    PORT_MESSAGE header;
    uint32_t ms, way;
    double rate;
    PORT_DATA_INFORMATION info;
};

struct data_state {
    struct object_server server;
    enum data_way way;
    size_t size;
    HANDLE port;
    uint8_t *memory, *other; /* the client's; the view, or memory that stands for it */
};

static bool call_failed(const char *call, NTSTATUS status)
{
    fprintf(stderr, "data: %s failed with status 0x%08x\n", call, (unsigned)status);
    return false;
}

static void *setup(size_t size, enum data_way way)
{
    struct data_state *state = calloc(1, sizeof(*state));

    if (!state || !object_server_prepare(&state->server)) {
        free(state);
        return NULL;
    }
    state->size = size;
    state->way = way;
    return state;
}

static bool copy_once(HANDLE port, struct data_message *request, uint8_t *buffer)
{
    PORT_DATA_ENTRY *entry = &request->info.DataEntries[0];
    pid_t pid = (pid_t)(uintptr_t)request->header.ClientId.UniqueProcess;
    struct iovec here = {buffer, entry->Size}, there = {entry->Base, entry->Size};
    SIZE_T done = 0;

    switch (request->way) {
    case READ_REQUEST:
        return NT_SUCCESS(NtReadRequestData(port, &request->header, 0, buffer, entry->Size, &done));
    case WRITE_REQUEST:
        return NT_SUCCESS(NtWriteRequestData(port, &request->header, 0, buffer, entry->Size, &done));
    case VM_READ:
        return process_vm_readv(pid, &here, 1, &there, 1, 0) == (ssize_t)entry->Size;
    case VM_WRITE:
        return process_vm_writev(pid, &here, 1, &there, 1, 0) == (ssize_t)entry->Size;
    default:
        return false;
    }
}

static bool work(HANDLE port, struct data_message *request, uint8_t *buffer)
{
    uint64_t begin = clock_ns(), end = begin + (uint64_t)request->ms * 1000000, n = 0;

    do {
        if (!copy_once(port, request, buffer))
            return call_failed("copying", STATUS_UNSUCCESSFUL);
        n++;
    } while (clock_ns() < end);
    request->rate = (double)n * request->info.DataEntries[0].Size / (double)(clock_ns() - begin);
    return true;
}

static bool accept_client(PORT_MESSAGE *request)
{
    REMOTE_PORT_VIEW theirs = {.Length = sizeof(theirs)};
    HANDLE port;
    NTSTATUS status = NtAcceptConnectPort(&port, NULL, request, TRUE, NULL, &theirs);

    if (NT_SUCCESS(status))
        status = NtCompleteConnectPort(port);
    return NT_SUCCESS(status) || call_failed("accepting", status);
}

static void *own_memory(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        return NULL;
    memset(memory, 1, size);
    return memory;
}

static bool serve(void *data)
{
    struct data_state *state = data;
    uint8_t *buffer = own_memory(state->size);
    struct data_message message;
    OBJECT_ATTRIBUTES attributes;
    PORT_MESSAGE *reply = NULL;
    UNICODE_STRING name;
    HANDLE port;
    NTSTATUS status;

    object_server_use(&state->server);
    RtlInitUnicodeString(&name, PORT_NAME);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    status = NtCreatePort(&port, &attributes, 0, sizeof(message), 0);
    if (!NT_SUCCESS(status))
        return call_failed("NtCreatePort", status);
    for (;;) {
        status = NtReplyWaitReceivePort(port, NULL, reply, &message.header);
        reply = NULL;
        if (!NT_SUCCESS(status))
            return call_failed("NtReplyWaitReceivePort", status);
        switch (message.header.u2.s2.Type) {
        case LPC_REQUEST:
            if (!work(port, &message, buffer))
                return false;
            reply = &message.header;
            break;
        case LPC_CONNECTION_REQUEST:
            if (!accept_client(&message.header))
                return false;
            break;
        case LPC_PORT_CLOSED:
            return true;
        }
    }
}

static bool make_section(PORT_VIEW *view, size_t size)
{
    LARGE_INTEGER whole = {.QuadPart = (LONGLONG)size};
    NTSTATUS status = NtCreateSection(&view->SectionHandle, SECTION_ALL_ACCESS, NULL, &whole, PAGE_READWRITE,
                                      SEC_COMMIT, NULL);

    view->Length = sizeof(*view);
    view->ViewSize = size;
    return NT_SUCCESS(status) || call_failed("NtCreateSection", status);
}

static bool connect_port(void *data)
{
    struct data_state *state = data;
    SECURITY_QUALITY_OF_SERVICE qos = {
        .Length = sizeof(qos),
        .ImpersonationLevel = SecurityImpersonation,
        .ContextTrackingMode = SECURITY_DYNAMIC_TRACKING,
        .EffectiveOnly = TRUE,
    };
    PORT_VIEW view = {0};
    UNICODE_STRING name;
    NTSTATUS status;

    object_server_use(&state->server);
    state->memory = own_memory(state->size);
    state->other = own_memory(state->size);
    if (!state->memory || !state->other || (state->way == INTO_VIEW && !make_section(&view, state->size)))
        return false;
    RtlInitUnicodeString(&name, PORT_NAME);
    for (int i = 0; i < CONNECT_TRIES; i++) {
        status = NtConnectPort(&state->port, &name, &qos, view.Length ? &view : NULL, NULL, NULL, NULL, NULL);
        if (status != STATUS_OBJECT_NAME_NOT_FOUND)
            break;
        usleep(CONNECT_PAUSE_US);
    }
    if (!NT_SUCCESS(status))
        return call_failed("NtConnectPort", status);
    if (state->way == INTO_VIEW) {
        state->other = view.ViewBase;
        memset(state->other, 1, state->size); /* its pages are there from now on, as the others' are */
    }
    return true;
}

/* The client writes what the server finds in its view: one copy, and none on the other side. */
static double fill_other(struct data_state *state, unsigned ms)
{
    uint64_t begin = clock_ns(), end = begin + (uint64_t)ms * 1000000, n = 0;

    do {
        memcpy(state->other, state->memory, state->size);
        __asm__ volatile("" : : "r"(state->other) : "memory");
        n++;
    } while (clock_ns() < end);
    return (double)n * (double)state->size / (double)(clock_ns() - begin);
}

static double measure(void *data, unsigned ms)
{
    struct data_state *state = data;
    struct data_message message = {
        .header.u1.s1.DataLength = sizeof(message) - sizeof(message.header),
        .header.u1.s1.TotalLength = sizeof(message),
        .header.u2.s2.DataInfoOffset = offsetof(struct data_message, info),
        .ms = ms,
        .way = state->way,
        .info = {.CountDataEntries = 1, .DataEntries = {{state->memory, (ULONG)state->size}}},
    };
    NTSTATUS status;

    if (state->way == INTO_VIEW || state->way == INTO_MEMORY)
        return fill_other(state, ms);
    status = NtRequestWaitReplyPort(state->port, &message.header, &message.header);
    if (!NT_SUCCESS(status)) {
        call_failed("NtRequestWaitReplyPort", status);
        return -1;
    }
    return message.rate;
}

static void teardown(void *data)
{
    struct data_state *state = data;

    object_server_remove(&state->server);
    free(state);
}

#define DATA_TRANSPORT(id, what, title_)                                                          \
    static void *id##_setup(size_t size)                                                          \
    {                                                                                             \
        return setup(size, what);                                                                 \
    }                                                                                             \
    const struct transport id = {                                                                 \
        .name = #id,                                                                              \
        .title = title_,                                                                          \
        .setup = id##_setup,                                                                      \
        .serve = serve,                                                                           \
        .connect = connect_port,                                                                  \
        .measure = measure,                                                                       \
        .teardown = teardown,                                                                     \
    };

DATA_TRANSPORT(read_request_data, READ_REQUEST, "NtReadRequestData")
DATA_TRANSPORT(write_request_data, WRITE_REQUEST, "NtWriteRequestData")
DATA_TRANSPORT(vm_read, VM_READ, "process_vm_readv")
DATA_TRANSPORT(vm_write, VM_WRITE, "process_vm_writev")
DATA_TRANSPORT(into_view, INTO_VIEW, "memcpy into a view")
DATA_TRANSPORT(into_memory, INTO_MEMORY, "memcpy")
