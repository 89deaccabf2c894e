/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a request costs between two Windows programs: over Wine's named pipes, its RPC, and over our ports. Client and server
 * are two processes, and have every connection from the start; in each round everyone's turn comes for a slice, each
 * round beginning with another one, and what is compared are the ratios within the rounds.
 *
 *   pipes-and-ports [ROUNDS [SLICE-MS [SIZE]]]     (15, 100, 64; the bytes of a request, and of its answer)
 */
#include "bench/series.h"
#ifdef HAVE_RPC
#include "bench/wine/rpc.h"
#endif

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <winternl.h>
#include <ntalpcapi.h>

#include <x86intrin.h>

#define WARM_UP_CALLS 300
#define MAX_SAMPLES   200000
#define MAX_SIZE      512
#define CONNECT_TRIES 1000

struct message {
    PORT_MESSAGE header;
    UCHAR data[MAX_SIZE];
};

static DWORD size = 64;
static struct message request;
static HANDLE pipe_end, message_pipe_end, lpc_port, alpc_port;

static void die(const char *what, ULONG status)
{
    printf("%s failed: %08lx\n", what, status);
    fflush(stdout);
    ExitProcess(1);
}

static void check(NTSTATUS status, const char *what)
{
    if (status)
        die(what, (ULONG)status);
}

static void init(struct message *message)
{
    memset(&message->header, 0, sizeof(message->header));
    message->header.u1.s1.DataLength = (CSHORT)size;
    message->header.u1.s1.TotalLength = (CSHORT)(sizeof(message->header) + size);
}

static void set_name(UNICODE_STRING *name, WCHAR *buffer, const WCHAR *kind, DWORD id)
{
    swprintf(buffer, 64, L"\\RPC Control\\pipes-and-ports-%ls-%lu", kind, id);
    RtlInitUnicodeString(name, buffer);
}

/* --- the server: a thread for each --- */

#define PIPE_NAME "\\\\.\\pipe\\pipes-and-ports-%s-%lu"

static HANDLE pipe_create(const char *kind, DWORD mode, DWORD id)
{
    char name[80];
    HANDLE handle;

    snprintf(name, sizeof(name), PIPE_NAME, kind, id);
    handle = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX, mode, 1, 4096, 4096, 0, NULL);
    if (handle == INVALID_HANDLE_VALUE)
        die("CreateNamedPipe", GetLastError());
    return handle;
}

static DWORD WINAPI pipe_serve(void *handle)
{
    UCHAR data[MAX_SIZE];
    DWORD n;

    ConnectNamedPipe(handle, NULL);
    while (ReadFile(handle, data, size, &n, NULL) && WriteFile(handle, data, n, &n, NULL))
        ;
    return 0;
}

static DWORD WINAPI lpc_serve(void *port)
{
    struct message message;
    PORT_MESSAGE *reply = NULL;
    HANDLE client;

    while (!NtReplyWaitReceivePort(port, NULL, reply, &message.header)) {
        reply = message.header.u2.s2.Type == LPC_REQUEST ? &message.header : NULL;
        if (message.header.u2.s2.Type == LPC_PORT_CLOSED)
            break;
        if (message.header.u2.s2.Type != LPC_CONNECTION_REQUEST)
            continue;
        check(NtAcceptConnectPort(&client, NULL, &message.header, TRUE, NULL, NULL), "NtAcceptConnectPort");
        check(NtCompleteConnectPort(client), "NtCompleteConnectPort");
    }
    return 0;
}

/* The answer goes out in the call that waits for the next request. */
static DWORD WINAPI alpc_serve(void *port)
{
    struct message message;
    PORT_MESSAGE *reply = NULL;
    HANDLE client;
    SIZE_T length;

    for (;;) {
        length = sizeof(message);
        if (NtAlpcSendWaitReceivePort(port, reply ? ALPC_MSGFLG_RELEASE_MESSAGE : 0, reply, NULL, &message.header,
                                      &length, NULL, NULL))
            return 0;
        reply = NULL;
        switch (message.header.u2.s2.Type & 0xff) {
        case LPC_CONNECTION_REQUEST:
            check(NtAlpcAcceptConnectPort(&client, port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE),
                  "NtAlpcAcceptConnectPort");
            break;
        case LPC_REQUEST:
            reply = &message.header;
            break;
        case LPC_PORT_CLOSED:
            return 0;
        }
    }
}

static int serve(DWORD id)
{
    ALPC_PORT_ATTRIBUTES limits = { .MaxMessageLength = sizeof(struct message) };
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name;
    WCHAR buffer[64];
    HANDLE threads[4], port;

    threads[0] = CreateThread(NULL, 0, pipe_serve, pipe_create("bytes", PIPE_TYPE_BYTE, id), 0, NULL);
    threads[1] = CreateThread(NULL, 0, pipe_serve,
                              pipe_create("messages", PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, id), 0, NULL);
    InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
    set_name(&name, buffer, L"lpc", id);
    check(NtCreatePort(&port, &attributes, 0, sizeof(PORT_MESSAGE) + MAX_SIZE, 0), "NtCreatePort");
    threads[2] = CreateThread(NULL, 0, lpc_serve, port, 0, NULL);
    set_name(&name, buffer, L"alpc", id);
    check(NtAlpcCreatePort(&port, &attributes, &limits), "NtAlpcCreatePort");
    threads[3] = CreateThread(NULL, 0, alpc_serve, port, 0, NULL);
#ifdef HAVE_RPC
    if (!rpc_serve(id))
        die("RPC's server", GetLastError());
#endif
    WaitForMultipleObjects(4, threads, TRUE, INFINITE);
    return 0;
}

/* --- the client --- */

static bool pipe_call(void)
{
    DWORD n;

    return WriteFile(pipe_end, request.data, size, &n, NULL) && ReadFile(pipe_end, request.data, size, &n, NULL) &&
           n == size;
}

static bool transact_call(void)
{
    DWORD n;

    return TransactNamedPipe(message_pipe_end, request.data, size, request.data, size, &n, NULL) && n == size;
}

static bool lpc_call(void)
{
    init(&request);
    return !NtRequestWaitReplyPort(lpc_port, &request.header, &request.header);
}

static bool alpc_call(void)
{
    SIZE_T length = sizeof(request);

    init(&request);
    return !NtAlpcSendWaitReceivePort(alpc_port, ALPC_MSGFLG_SYNC_REQUEST, &request.header, NULL, &request.header,
                                      &length, NULL, NULL);
}

#ifdef HAVE_RPC
static bool echo_call(void)
{
    return rpc_call(request.data, size);
}
#endif

static struct way {
    const char *name;
    bool (*call)(void);
    struct series series;
} ways[] = {
    { "named pipe, write and read", pipe_call, { 0 } },
    { "named pipe, TransactNamedPipe", transact_call, { 0 } },
#ifdef HAVE_RPC
    { "RPC over ncalrpc", echo_call, { 0 } },
#endif
    { "NT port (LPC)", lpc_call, { 0 } },
    { "NT port (ALPC)", alpc_call, { 0 } },
};
#define N_WAYS (sizeof(ways) / sizeof(ways[0]))

static HANDLE pipe_open(const char *kind, DWORD id)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    char name[80];
    int i;

    snprintf(name, sizeof(name), PIPE_NAME, kind, id);
    for (i = 0; i < CONNECT_TRIES && handle == INVALID_HANDLE_VALUE; i++) {
        handle = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
        if (handle == INVALID_HANDLE_VALUE)
            Sleep(10);
    }
    if (handle == INVALID_HANDLE_VALUE)
        die("CreateFile of a pipe", GetLastError());
    return handle;
}

static NTSTATUS lpc_connect(UNICODE_STRING *name)
{
    SECURITY_QUALITY_OF_SERVICE qos = { sizeof(qos), SecurityImpersonation, SECURITY_DYNAMIC_TRACKING, TRUE };

    return NtConnectPort(&lpc_port, name, &qos, NULL, NULL, NULL, NULL, NULL);
}

static NTSTATUS alpc_connect(UNICODE_STRING *name)
{
    ALPC_PORT_ATTRIBUTES limits = { .MaxMessageLength = sizeof(struct message) };

    return NtAlpcConnectPort(&alpc_port, name, NULL, &limits, ALPC_MSGFLG_SYNC_REQUEST, NULL, NULL, NULL, NULL, NULL,
                             NULL);
}

static void port_open(NTSTATUS (*connect)(UNICODE_STRING *name), const WCHAR *kind, DWORD id)
{
    NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;
    UNICODE_STRING name;
    WCHAR buffer[64];
    int i;

    set_name(&name, buffer, kind, id);
    for (i = 0; i < CONNECT_TRIES && status == STATUS_OBJECT_NAME_NOT_FOUND; i++) {
        status = connect(&name);
        if (status)
            Sleep(10);
    }
    check(status, "connecting to a port");
}

static void connect_all(DWORD id)
{
    DWORD mode = PIPE_READMODE_MESSAGE;

    pipe_end = pipe_open("bytes", id);
    message_pipe_end = pipe_open("messages", id);
    if (!SetNamedPipeHandleState(message_pipe_end, &mode, NULL, NULL))
        die("SetNamedPipeHandleState", GetLastError());
    port_open(lpc_connect, L"lpc", id);
    port_open(alpc_connect, L"alpc", id);
#ifdef HAVE_RPC
    if (!rpc_connect(id))
        die("connecting by RPC", GetLastError());
#endif
}

/* --- measuring --- */

static double ns_per_tick;

static double now_ns(void)
{
    LARGE_INTEGER count, frequency;

    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&frequency);
    return (double)count.QuadPart * 1e9 / (double)frequency.QuadPart;
}

static void clock_calibrate(void)
{
    double begin = now_ns();
    ULONGLONG ticks = __rdtsc();

    Sleep(200);
    ns_per_tick = (now_ns() - begin) / (double)(__rdtsc() - ticks);
}

static void call_one(const struct way *way)
{
    if (!way->call())
        die(way->name, GetLastError());
}

static void slice(struct way *way, DWORD ms)
{
    static uint32_t samples[MAX_SAMPLES];
    ULONGLONG begin, before, after, length;
    uint32_t n = 0;
    int i;

    for (i = 0; i < WARM_UP_CALLS; i++)
        call_one(way);
    length = (ULONGLONG)(ms * 1e6 / ns_per_tick);
    begin = after = __rdtsc();
    while (n < MAX_SAMPLES && after - begin < length) {
        before = __rdtsc();
        call_one(way);
        after = __rdtsc();
        samples[n++] = (uint32_t)(after - before);
    }
    series_add(&way->series, samples, n, ns_per_tick);
}

static void print_all(unsigned int n_rounds)
{
    unsigned int i;

    printf("%lu bytes there and back, %u rounds; microseconds\n", size, n_rounds);
    printf("%-32s %9s %9s %9s %9s %10s %10s\n", "", "median", "p99", "lowest", "highest", "pipe / it", "it / ALPC");
    for (i = 0; i < N_WAYS; i++) {
        struct spread medians = series_medians(&ways[i].series), p99s = series_p99s(&ways[i].series);
        struct spread faster = series_ratios(&ways[0].series, &ways[i].series);
        struct spread slower = series_ratios(&ways[i].series, &ways[N_WAYS - 1].series);

        printf("%-32s %9.2f %9.2f %9.2f %9.2f %10.2f %10.2f\n", ways[i].name, medians.median, p99s.median,
               medians.lowest, medians.highest, faster.median, slower.median);
    }
#ifndef HAVE_RPC
    printf("RPC over ncalrpc                 skipped: built without widl (mingw-w64-tools)\n");
#endif
    fflush(stdout);
}

static HANDLE server_start(DWORD id)
{
    char line[MAX_PATH + 64] = "\"";
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION information;

    GetModuleFileNameA(NULL, line + 1, MAX_PATH);
    snprintf(line + strlen(line), 60, "\" serve %lu %lu", id, size);
    if (!CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &information))
        die("CreateProcess", GetLastError());
    CloseHandle(information.hThread);
    return information.hProcess;
}

static int measure(unsigned int n_rounds, DWORD ms)
{
    DWORD id = GetCurrentProcessId();
    HANDLE server = server_start(id);
    unsigned int round, turn;

    connect_all(id);
    clock_calibrate();
    for (round = 0; round < n_rounds; round++)
        for (turn = 0; turn < N_WAYS; turn++)
            slice(&ways[(round + turn) % N_WAYS], ms);
    print_all(n_rounds);
    CloseHandle(pipe_end);
    CloseHandle(message_pipe_end);
    NtClose(lpc_port);
    NtClose(alpc_port);
    WaitForSingleObject(server, INFINITE);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 3)
        size = (DWORD)atoi(argv[3]);
    if (size < 1 || size > MAX_SIZE)
        die("a size of 1 to 512 bytes", size);
    if (argc > 3 && !strcmp(argv[1], "serve"))
        return serve((DWORD)atoi(argv[2]));
    return measure(argc > 1 ? (unsigned int)atoi(argv[1]) : 15, argc > 2 ? (DWORD)atoi(argv[2]) : 100);
}
