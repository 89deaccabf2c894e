/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A conversation over a port by a program that declares for itself what Microsoft's SDK does not have: calls, structures
 * and statuses. Two processes of it: "own-conversation" serves and starts "own-conversation client".
 */
#include <windows.h>
#include <winternl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct _MY_PORT_MESSAGE {
    USHORT DataLength, TotalLength;
    USHORT Type, DataInfoOffset;
    HANDLE UniqueProcess, UniqueThread;
    ULONG MessageId;
    SIZE_T ClientViewSize;
    CHAR Text[64];
} MY_PORT_MESSAGE;

typedef struct _MY_QOS {
    ULONG Length;
    ULONG ImpersonationLevel;
    BOOLEAN ContextTrackingMode, EffectiveOnly;
} MY_QOS;

NTSTATUS NTAPI NtCreatePort(HANDLE *, OBJECT_ATTRIBUTES *, ULONG, ULONG, ULONG);
NTSTATUS NTAPI NtListenPort(HANDLE, MY_PORT_MESSAGE *);
NTSTATUS NTAPI NtAcceptConnectPort(HANDLE *, PVOID, MY_PORT_MESSAGE *, BOOLEAN, PVOID, PVOID);
NTSTATUS NTAPI NtCompleteConnectPort(HANDLE);
NTSTATUS NTAPI NtReplyWaitReceivePort(HANDLE, PVOID *, MY_PORT_MESSAGE *, MY_PORT_MESSAGE *);
NTSTATUS NTAPI NtConnectPort(HANDLE *, UNICODE_STRING *, MY_QOS *, PVOID, PVOID, ULONG *, PVOID, ULONG *);
NTSTATUS NTAPI NtRequestWaitReplyPort(HANDLE, MY_PORT_MESSAGE *, MY_PORT_MESSAGE *);
NTSTATUS NTAPI NtRequestPort(HANDLE, MY_PORT_MESSAGE *);
NTSTATUS NTAPI NtClose(HANDLE);
VOID NTAPI RtlInitUnicodeString(UNICODE_STRING *, PCWSTR);

#define MY_REQUEST 1
#define MY_DATAGRAM 3
#define MY_PORT_CLOSED 5
#define MY_NAME L"\\RPC Control\\own-conversation"

static void Fill(MY_PORT_MESSAGE *Message, const char *Text)
{
    memset(Message, 0, sizeof *Message);
    strcpy(Message->Text, Text);
    Message->DataLength = (USHORT)(strlen(Text) + 1);
    Message->TotalLength = (USHORT)(offsetof(MY_PORT_MESSAGE, Text) + Message->DataLength);
}

static int Fail(const char *Call, NTSTATUS Status)
{
    printf("%s: %08x\n", Call, (unsigned)Status);
    return 1;
}

static int Client(void)
{
    MY_QOS Qos = {sizeof Qos, 2, 1, 1};
    MY_PORT_MESSAGE Message;
    UNICODE_STRING Name;
    ULONG Longest = 0;
    HANDLE Port;
    NTSTATUS Status;

    RtlInitUnicodeString(&Name, MY_NAME);
    Status = NtConnectPort(&Port, &Name, &Qos, NULL, NULL, &Longest, NULL, NULL);
    if (Status)
        return Fail("NtConnectPort", Status);
    Fill(&Message, "datagram");
    Status = NtRequestPort(Port, &Message);
    if (Status)
        return Fail("NtRequestPort", Status);
    Fill(&Message, "question");
    Status = NtRequestWaitReplyPort(Port, &Message, &Message);
    if (Status)
        return Fail("NtRequestWaitReplyPort", Status);
    printf("%s, at most %u bytes\n", Message.Text, (unsigned)Longest);
    fflush(stdout);
    return NtClose(Port) ? 1 : 0;
}

static int Serve(HANDLE Port)
{
    MY_PORT_MESSAGE Message, *Reply = NULL;
    HANDLE Connection;
    PVOID Context;
    NTSTATUS Status = NtListenPort(Port, &Message);

    if (!Status)
        Status = NtAcceptConnectPort(&Connection, &Message, &Message, TRUE, NULL, NULL);
    if (!Status)
        Status = NtCompleteConnectPort(Connection);
    while (!Status) {
        Status = NtReplyWaitReceivePort(Port, &Context, Reply, &Message);
        Reply = NULL;
        if (!Status && Context != &Message)
            return Fail("the context", 0);
        if (!Status && Message.Type == MY_DATAGRAM)
            printf("%s\n", Message.Text);
        if (!Status && Message.Type == MY_REQUEST) {
            printf("%s\n", Message.Text);
            fflush(stdout);
            memcpy(Message.Text, "answer", 7);
            Message.DataLength = 7;
            Message.TotalLength = offsetof(MY_PORT_MESSAGE, Text) + 7;
            Reply = &Message;
        }
        if (!Status && Message.Type == MY_PORT_CLOSED) {
            printf("closed\n");
            return 0;
        }
    }
    return Fail("the server", Status);
}

int main(int argc, char **argv)
{
    OBJECT_ATTRIBUTES Attributes = {sizeof Attributes, NULL, NULL, 0, NULL, NULL};
    UNICODE_STRING Name;
    HANDLE Port;
    NTSTATUS Status;

    if (argc > 1)
        return Client();
    RtlInitUnicodeString(&Name, MY_NAME);
    Attributes.ObjectName = &Name;
    Status = NtCreatePort(&Port, &Attributes, 0, sizeof(MY_PORT_MESSAGE), 0);
    if (Status)
        return Fail("NtCreatePort", Status);
    if (fork() == 0)
        execl("/proc/self/exe", argv[0], "client", (char *)NULL);
    return Serve(Port);
}
