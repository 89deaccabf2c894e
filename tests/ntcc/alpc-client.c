/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A client as Windows programs write one that have no headers for ALPC: what they need of ntdll is fetched by name. Every
 * kind of message, a view, the handle of an event. Its argument is the text that it sends.
 */
#ifndef UNICODE
#define UNICODE
#endif
#include <Windows.h>
#include <Winternl.h>
#include <NtStatus.h>
#include <ntlpcapi.h>
#include <ntalpcapi.h>
#include <stdio.h>

#define PORT_NAME L"\\RPC Control\\SampleAlpcPort"
#define VIEW_SIZE 0x4000

typedef NTSTATUS(NTAPI *PFN_NTALPCCONNECTPORT)(PHANDLE, PUNICODE_STRING, POBJECT_ATTRIBUTES, PALPC_PORT_ATTRIBUTES, ULONG,
                                               PSID, PPORT_MESSAGE, PSIZE_T, PALPC_MESSAGE_ATTRIBUTES,
                                               PALPC_MESSAGE_ATTRIBUTES, PLARGE_INTEGER);
typedef NTSTATUS(NTAPI *PFN_NTALPCSENDWAITRECEIVEPORT)(HANDLE, ULONG, PPORT_MESSAGE, PALPC_MESSAGE_ATTRIBUTES,
                                                       PPORT_MESSAGE, PSIZE_T, PALPC_MESSAGE_ATTRIBUTES, PLARGE_INTEGER);
typedef NTSTATUS(NTAPI *PFN_NTALPCCREATEPORTSECTION)(HANDLE, ULONG, HANDLE, SIZE_T, PALPC_HANDLE, PSIZE_T);
typedef NTSTATUS(NTAPI *PFN_NTALPCCREATESECTIONVIEW)(HANDLE, ULONG, PALPC_DATA_VIEW_ATTR);
typedef NTSTATUS(NTAPI *PFN_NTALPCDISCONNECTPORT)(HANDLE, ULONG);
typedef VOID(NTAPI *PFN_RTLINITUNICODESTRING)(PUNICODE_STRING, PCWSTR);

static struct {
    PFN_NTALPCCONNECTPORT NtAlpcConnectPort;
    PFN_NTALPCSENDWAITRECEIVEPORT NtAlpcSendWaitReceivePort;
    PFN_NTALPCCREATEPORTSECTION NtAlpcCreatePortSection;
    PFN_NTALPCCREATESECTIONVIEW NtAlpcCreateSectionView;
    PFN_NTALPCDISCONNECTPORT NtAlpcDisconnectPort;
    PFN_RTLINITUNICODESTRING RtlInitUnicodeString;
} Api;

#define RESOLVE(name, type)                                       \
    do {                                                          \
        Api.name = (type)GetProcAddress(Module, #name);           \
        if (Api.name == NULL) {                                   \
            wprintf(L"no %hs: %u\n", #name, GetLastError());      \
            return FALSE;                                         \
        }                                                         \
    } while (0)

typedef struct _SAMPLE_MESSAGE {
    PORT_MESSAGE Header;
    ULONG Operation;
    WCHAR Text[64];
} SAMPLE_MESSAGE, *PSAMPLE_MESSAGE;

enum { OpReverse = 1, OpSum, OpSignal };

static HANDLE g_Port;

static BOOL Resolve(VOID)
{
    HMODULE Module = GetModuleHandleW(L"ntdll.dll");

    if (Module == NULL)
        return FALSE;
    RESOLVE(NtAlpcConnectPort, PFN_NTALPCCONNECTPORT);
    RESOLVE(NtAlpcSendWaitReceivePort, PFN_NTALPCSENDWAITRECEIVEPORT);
    RESOLVE(NtAlpcCreatePortSection, PFN_NTALPCCREATEPORTSECTION);
    RESOLVE(NtAlpcCreateSectionView, PFN_NTALPCCREATESECTIONVIEW);
    RESOLVE(NtAlpcDisconnectPort, PFN_NTALPCDISCONNECTPORT);
    RESOLVE(RtlInitUnicodeString, PFN_RTLINITUNICODESTRING);
    return TRUE;
}

static VOID Prepare(PSAMPLE_MESSAGE Message, ULONG Operation, LPCWSTR Text)
{
    ZeroMemory(Message, sizeof(*Message));
    Message->Header.u1.s1.DataLength = sizeof(*Message) - sizeof(PORT_MESSAGE);
    Message->Header.u1.s1.TotalLength = sizeof(*Message);
    Message->Operation = Operation;
    if (Text != NULL)
        wcsncpy(Message->Text, Text, ARRAYSIZE(Message->Text) - 1);
}

/* The server may still be starting. */
static NTSTATUS Connect(VOID)
{
    ALPC_PORT_ATTRIBUTES Attributes = { 0 };
    LARGE_INTEGER Timeout;
    UNICODE_STRING Name;
    NTSTATUS Status;
    int i;

    Api.RtlInitUnicodeString(&Name, PORT_NAME);
    Attributes.Flags = 0x10000;
    Attributes.MaxMessageLength = sizeof(SAMPLE_MESSAGE);
    Attributes.MaxPoolUsage = (SIZE_T)-1;
    Attributes.MaxSectionSize = Attributes.MaxViewSize = Attributes.MaxTotalSectionSize = (SIZE_T)-1;
    Attributes.SecurityQos.Length = sizeof(Attributes.SecurityQos);
    Attributes.SecurityQos.ImpersonationLevel = SecurityImpersonation;
    Timeout.QuadPart = -10LL * 10000000;
    for (i = 0; i < 500; i++) {
        Status = Api.NtAlpcConnectPort(&g_Port, &Name, NULL, &Attributes, ALPC_MSGFLG_SYNC_REQUEST, NULL, NULL, NULL, NULL,
                                       NULL, &Timeout);
        if (Status != STATUS_OBJECT_NAME_NOT_FOUND)
            break;
        Sleep(10);
    }
    return Status;
}

static NTSTATUS Ask(PSAMPLE_MESSAGE Message, PALPC_MESSAGE_ATTRIBUTES Attributes)
{
    SIZE_T Length = sizeof(*Message);

    return Api.NtAlpcSendWaitReceivePort(g_Port, ALPC_MSGFLG_SYNC_REQUEST, &Message->Header, Attributes, &Message->Header,
                                         &Length, NULL, NULL);
}

static NTSTATUS AskWithView(PSAMPLE_MESSAGE Message)
{
    struct {
        ALPC_MESSAGE_ATTRIBUTES Header;
        ALPC_DATA_VIEW_ATTR View;
    } Attributes = { { ALPC_MESSAGE_VIEW_ATTRIBUTE, 0 }, { 0 } };
    ALPC_HANDLE Section;
    SIZE_T Actual;
    NTSTATUS Status = Api.NtAlpcCreatePortSection(g_Port, 0, NULL, VIEW_SIZE, &Section, &Actual);

    if (!NT_SUCCESS(Status))
        return Status;
    Attributes.View.SectionHandle = Section;
    Attributes.View.ViewSize = VIEW_SIZE;
    Status = Api.NtAlpcCreateSectionView(g_Port, 0, &Attributes.View);
    if (!NT_SUCCESS(Status))
        return Status;
    FillMemory(Attributes.View.ViewBase, VIEW_SIZE, 2);
    Attributes.View.Flags = ALPC_VIEWFLG_AUTO_RELEASE;
    Attributes.Header.ValidAttributes |= ALPC_MESSAGE_VIEW_ATTRIBUTE;
    Prepare(Message, OpSum, NULL);
    return Ask(Message, &Attributes.Header);
}

static NTSTATUS SendEvent(HANDLE Event)
{
    struct {
        ALPC_MESSAGE_ATTRIBUTES Header;
        ALPC_HANDLE_ATTR Handle;
    } Attributes = { { ALPC_MESSAGE_HANDLE_ATTRIBUTE, ALPC_MESSAGE_HANDLE_ATTRIBUTE }, { 0 } };
    SAMPLE_MESSAGE Message;

    Attributes.Handle.Flags = ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS;
    Attributes.Handle.Handle = Event;
    Prepare(&Message, OpSignal, NULL);
    return Api.NtAlpcSendWaitReceivePort(g_Port, ALPC_MSGFLG_RELEASE_MESSAGE, &Message.Header, &Attributes.Header, NULL, NULL,
                                         NULL, NULL);
}

/* Asynchronous: the answer is a message of its own. */
static NTSTATUS AskLater(PSAMPLE_MESSAGE Message, LPCWSTR Text)
{
    SIZE_T Length = sizeof(*Message);
    NTSTATUS Status;

    Prepare(Message, OpReverse, Text);
    Status = Api.NtAlpcSendWaitReceivePort(g_Port, 0, &Message->Header, NULL, NULL, NULL, NULL, NULL);
    if (!NT_SUCCESS(Status))
        return Status;
    return Api.NtAlpcSendWaitReceivePort(g_Port, 0, NULL, NULL, &Message->Header, &Length, NULL, NULL);
}

int wmain(int argc, wchar_t *argv[])
{
    LPCWSTR Text = argc > 1 ? argv[1] : L"text";
    HANDLE Event = CreateEvent(NULL, TRUE, FALSE, NULL);
    SAMPLE_MESSAGE Message;
    NTSTATUS Status;

    if (!Resolve())
        return 2;
    Status = Connect();
    if (NT_SUCCESS(Status)) {
        Prepare(&Message, OpReverse, Text);
        Status = Ask(&Message, NULL);
        wprintf(L"client: %s\n", Message.Text);
    }
    if (NT_SUCCESS(Status)) {
        Status = AskWithView(&Message);
        wprintf(L"client: sum %u\n", Message.Operation);
    }
    if (NT_SUCCESS(Status)) {
        Status = SendEvent(Event);
        wprintf(L"client: event %ls\n", WaitForSingleObject(Event, 10000) == WAIT_OBJECT_0 ? L"set" : L"not set");
    }
    if (NT_SUCCESS(Status)) {
        Status = AskLater(&Message, L"retal");
        wprintf(L"client: type %04x %s\n", (USHORT)Message.Header.u2.s2.Type, Message.Text);
    }
    Api.NtAlpcDisconnectPort(g_Port, 0);
    CloseHandle(g_Port);
    CloseHandle(Event);
    wprintf(L"client: 0x%08X\n", Status);
    return NT_SUCCESS(Status) ? 0 : 1;
}
