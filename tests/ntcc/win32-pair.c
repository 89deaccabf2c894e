/*
 * Two processes as a Windows program has them: a service thread that serves an ALPC port, whose
 * calls come from GetProcAddress, and clients. Win32 names only, UNICODE and wmain; nothing in it
 * knows that this is not Windows.
 */
#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>
#include <ntalpcapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define PORT_NAME        L"\\RPC Control\\win32-pair"
#define READY_NAME       TEXT("Local\\win32-pair-ready")
#define TALLY_NAME       TEXT("Global\\win32-pair-tally")
#define N_CLIENT_THREADS 3
#define N_QUESTIONS      20

typedef NTSTATUS(NTAPI *create_port_t)(PHANDLE, POBJECT_ATTRIBUTES, PALPC_PORT_ATTRIBUTES);
typedef NTSTATUS(NTAPI *connect_port_t)(PHANDLE, PUNICODE_STRING, POBJECT_ATTRIBUTES,
                                        PALPC_PORT_ATTRIBUTES, ULONG, PSID, PPORT_MESSAGE, PSIZE_T,
                                        PALPC_MESSAGE_ATTRIBUTES, PALPC_MESSAGE_ATTRIBUTES,
                                        PLARGE_INTEGER);
typedef NTSTATUS(NTAPI *accept_port_t)(PHANDLE, HANDLE, ULONG, POBJECT_ATTRIBUTES,
                                       PALPC_PORT_ATTRIBUTES, PVOID, PPORT_MESSAGE,
                                       PALPC_MESSAGE_ATTRIBUTES, BOOLEAN);
typedef NTSTATUS(NTAPI *exchange_t)(HANDLE, ULONG, PPORT_MESSAGE, PALPC_MESSAGE_ATTRIBUTES,
                                    PPORT_MESSAGE, PSIZE_T, PALPC_MESSAGE_ATTRIBUTES,
                                    PLARGE_INTEGER);
typedef VOID(NTAPI *init_string_t)(PUNICODE_STRING, PCWSTR);

static create_port_t create_port;
static connect_port_t connect_port;
static accept_port_t accept_port;
static exchange_t exchange;
static init_string_t init_string;

typedef struct {
    PORT_MESSAGE header;
    ULONG number;
} MESSAGE;

typedef struct {
    LONG questions, sum;
} TALLY;

static CRITICAL_SECTION print_lock;
static HANDLE port;
static DWORD last_slot;

static void complain(LPCTSTR what, DWORD error)
{
    LPTSTR text = NULL;

    FormatMessage(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM |
                      FORMAT_MESSAGE_IGNORE_INSERTS,
                  NULL, error, 0, (LPTSTR)&text, 0, NULL);
    wprintf(L"%s: %lu %s", what, (unsigned long)error, text ? text : TEXT("?\n"));
    LocalFree(text);
}

static BOOL find_calls(void)
{
    HMODULE ntdll = GetModuleHandle(TEXT("ntdll.dll"));

    if (!ntdll)
        return FALSE;
    create_port = (create_port_t)GetProcAddress(ntdll, "NtAlpcCreatePort");
    connect_port = (connect_port_t)GetProcAddress(ntdll, "NtAlpcConnectPort");
    accept_port = (accept_port_t)GetProcAddress(ntdll, "NtAlpcAcceptConnectPort");
    exchange = (exchange_t)GetProcAddress(ntdll, "NtAlpcSendWaitReceivePort");
    init_string = (init_string_t)GetProcAddress(ntdll, "RtlInitUnicodeString");
    return create_port && connect_port && accept_port && exchange && init_string;
}

/* Serves until the client has gone. */
static DWORD WINAPI serve(LPVOID parameter)
{
    TALLY *tally = parameter;
    MESSAGE message;
    HANDLE client = NULL;
    BOOL answer = FALSE;
    SIZE_T size;

    for (;;) {
        size = sizeof message;
        if (exchange(port, answer ? ALPC_MSGFLG_RELEASE_MESSAGE : 0,
                     answer ? &message.header : NULL, NULL, &message.header, &size, NULL, NULL))
            return 1;
        answer = FALSE;
        switch (message.header.u2.s2.Type & 0xff) {
        case LPC_CONNECTION_REQUEST:
            if (accept_port(&client, port, 0, NULL, NULL, NULL, &message.header, NULL, TRUE))
                return 2;
            break;
        case LPC_REQUEST:
            InterlockedIncrement(&tally->questions);
            InterlockedExchangeAdd(&tally->sum, (LONG)message.number);
            message.number *= 2;
            answer = TRUE;
            break;
        case LPC_PORT_CLOSED:
            CloseHandle(client);
            return 0;
        }
    }
}

static int run_server(void)
{
    ALPC_PORT_ATTRIBUTES attributes = {.MaxMessageLength = sizeof(MESSAGE)};
    HANDLE mapping, ready, thread;
    OBJECT_ATTRIBUTES object;
    UNICODE_STRING name;
    DWORD code, id;
    TALLY *tally;

    mapping =
        CreateFileMapping(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, sizeof *tally, TALLY_NAME);
    ready = CreateEvent(NULL, TRUE, FALSE, READY_NAME);
    tally = mapping ? MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0) : NULL;
    if (!tally || !ready) {
        complain(TEXT("server"), GetLastError());
        return 1;
    }
    init_string(&name, PORT_NAME);
    InitializeObjectAttributes(&object, &name, 0, NULL, NULL);
    if (create_port(&port, &object, &attributes))
        return 1;
    thread = CreateThread(NULL, 0, serve, tally, 0, &id);
    SetEvent(ready);
    if (WaitForSingleObject(thread, INFINITE) != WAIT_OBJECT_0 || !GetExitCodeThread(thread, &code))
        return 1;
    wprintf(L"server: %ld questions, sum %ld, code %lu\n", (long)tally->questions, (long)tally->sum,
            (unsigned long)code);
    UnmapViewOfFile(tally);
    CloseHandle(mapping);
    CloseHandle(thread);
    CloseHandle(ready);
    CloseHandle(port);
    return 0;
}

static DWORD WINAPI ask(LPVOID parameter)
{
    ULONG first = (ULONG)(ULONG_PTR)parameter, i;
    MESSAGE *message = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *message);
    SIZE_T size;

    for (i = 0; i < N_QUESTIONS; i++) {
        memset(message, 0, sizeof *message);
        message->header.u1.s1.DataLength = sizeof message->number;
        message->header.u1.s1.TotalLength = sizeof *message;
        message->number = first + i;
        size = sizeof *message;
        if (exchange(port, ALPC_MSGFLG_SYNC_REQUEST, &message->header, NULL, &message->header,
                     &size, NULL, NULL) ||
            message->number != 2 * (first + i))
            ExitThread(1);
        TlsSetValue(last_slot, (LPVOID)(ULONG_PTR)message->number);
    }
    EnterCriticalSection(&print_lock);
    wprintf(L"client: last answer %u\n", (unsigned)(ULONG_PTR)TlsGetValue(last_slot));
    LeaveCriticalSection(&print_lock);
    HeapFree(GetProcessHeap(), 0, message);
    return 0;
}

static int run_client(void)
{
    HANDLE ready, threads[N_CLIENT_THREADS];
    UNICODE_STRING name;
    DWORD i, code;

    while (!(ready = OpenEvent(SYNCHRONIZE, FALSE, READY_NAME))) {
        if (GetLastError() != ERROR_FILE_NOT_FOUND) {
            complain(TEXT("client"), GetLastError());
            return 1;
        }
        Sleep(10);
    }
    WaitForSingleObject(ready, INFINITE);
    CloseHandle(ready);
    init_string(&name, PORT_NAME);
    if (connect_port(&port, &name, NULL, NULL, ALPC_MSGFLG_SYNC_REQUEST, NULL, NULL, NULL, NULL,
                     NULL, NULL))
        return 1;
    last_slot = TlsAlloc();
    for (i = 0; i < N_CLIENT_THREADS; i++) {
        threads[i] = CreateThread(NULL, 0, ask, (LPVOID)(ULONG_PTR)(100 * i + 1), 0, NULL);
        if (WaitForSingleObject(threads[i], INFINITE) || !GetExitCodeThread(threads[i], &code) ||
            code)
            return 1;
        CloseHandle(threads[i]);
    }
    TlsFree(last_slot);
    CloseHandle(port);
    return 0;
}

int wmain(int argc, WCHAR **argv)
{
    InitializeCriticalSection(&print_lock);
    if (argc != 2 || !find_calls())
        return 2;
    return lstrcmpi(argv[1], TEXT("server")) ? run_client() : run_server();
}
