/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The demo's server: one port, one loop, one client; it ends when the client has gone.
 */
#include "lpc_demo.h"

typedef struct _DEMO_CONNECTION {
    HANDLE Port;
    PORT_VIEW ServerView;           /* ours, 1 MiB, that the client sees too */
    REMOTE_PORT_VIEW ClientView;    /* the client's, as we see it */
    ULONG Requests;
} DEMO_CONNECTION;

static DEMO_CONNECTION Connection;

static NTSTATUS AcceptClient(PORT_MESSAGE *Request)
{
    LARGE_INTEGER Size;
    NTSTATUS Status;

    if (Connection.Port) {
        HANDLE Unused;

        printf("another client wants to connect: refused\n");
        return NtAcceptConnectPort(&Unused, NULL, Request, FALSE, NULL, NULL);
    }

    Size.QuadPart = DEMO_VIEW_SIZE;
    Connection.ServerView.Length = sizeof(Connection.ServerView);
    Connection.ServerView.ViewSize = DEMO_VIEW_SIZE;
    Connection.ClientView.Length = sizeof(Connection.ClientView);
    Status = NtCreateSection(&Connection.ServerView.SectionHandle, SECTION_ALL_ACCESS, NULL, &Size,
                             PAGE_READWRITE, SEC_COMMIT, NULL);
    if (!NT_SUCCESS(Status))
        return Status;

    Status = NtAcceptConnectPort(&Connection.Port, &Connection, Request, TRUE,
                                 &Connection.ServerView, &Connection.ClientView);
    NtClose(Connection.ServerView.SectionHandle);   /* the views keep the memory */
    if (!NT_SUCCESS(Status))
        return Status;

    printf("process %u connects with a view of %u KiB: accepted, with one of %u KiB in return\n",
           (unsigned int)(ULONG_PTR)Request->ClientId.UniqueProcess,
           (unsigned int)(Connection.ClientView.ViewSize / 1024),
           (unsigned int)(Connection.ServerView.ViewSize / 1024));
    return NtCompleteConnectPort(Connection.Port);
}

static void Upcase(CHAR *Text, SIZE_T Size)
{
    SIZE_T i;

    for (i = 0; i < Size && Text[i]; i++) {
        if (Text[i] >= 'a' && Text[i] <= 'z')
            Text[i] -= 'a' - 'A';
    }
}

/* Fetches what entry 0 describes, turns it round, and stores it where entry 1 says. */
static NTSTATUS WorkInClientMemory(DEMO_MESSAGE *Message)
{
    static UCHAR Buffer[DEMO_MEMORY_SIZE];
    SIZE_T Done, i;
    NTSTATUS Status;

    Status = NtReadRequestData(Connection.Port, &Message->Short.Header, 0, Buffer, sizeof(Buffer), &Done);
    if (!NT_SUCCESS(Status))
        return Status;
    for (i = 0; i < Done / 2; i++) {
        UCHAR Byte = Buffer[i];

        Buffer[i] = Buffer[Done - 1 - i];
        Buffer[Done - 1 - i] = Byte;
    }
    Status = NtWriteRequestData(Connection.Port, &Message->Short.Header, 1, Buffer, Done, &Done);
    if (NT_SUCCESS(Status))
        printf("read and wrote %u KiB of the client's own memory\n", (unsigned int)(Done / 1024));
    return Status;
}

static NTSTATUS Serve(DEMO_CONNECTION *Client, DEMO_MESSAGE *Message)
{
    Client->Requests++;
    switch (Message->Short.Command) {
    case DemoEcho:
        return STATUS_SUCCESS;
    case DemoUpcase:
        printf("message %u: \"%.*s\"\n", (unsigned int)Message->Short.Number,
               (int)sizeof(Message->Text), Message->Text);
        Upcase(Message->Text, sizeof(Message->Text));
        return STATUS_SUCCESS;
    case DemoCheckView:
        Message->Short.Sum = DemoSum(Client->ClientView.ViewBase, DEMO_VIEW_SIZE);
        DemoFill(Client->ServerView.ViewBase, DEMO_VIEW_SIZE, 2);
        printf("read the client's 1024 KiB through the view, filled our own for it\n");
        return STATUS_SUCCESS;
    case DemoMemory:
        return WorkInClientMemory(Message);
    default:
        return STATUS_INVALID_PARAMETER;
    }
}

int wmain(void)
{
    static DEMO_MESSAGE Message;
    OBJECT_ATTRIBUTES Attributes;
    UNICODE_STRING Name;
    HANDLE Port;
    PORT_MESSAGE *Reply = NULL;
    NTSTATUS Status;

    RtlInitUnicodeString(&Name, DEMO_PORT_NAME);
    InitializeObjectAttributes(&Attributes, &Name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    Status = NtCreatePort(&Port, &Attributes, 0, sizeof(Message), 0);
    if (!NT_SUCCESS(Status))
        return DemoFailed("NtCreatePort", Status);
    printf("waiting on \\RPC Control\\ntport-demo\n");
    fflush(stdout);

    for (;;) {
        PVOID Context;

        /* Gives the last answer and takes the next message, in one call. */
        Status = NtReplyWaitReceivePort(Port, &Context, Reply, &Message.Short.Header);
        Reply = NULL;
        if (Status == STATUS_INVALID_CID || Status == STATUS_UNSUCCESSFUL)
            continue;                               /* who should get the answer has died */
        if (!NT_SUCCESS(Status))
            return DemoFailed("NtReplyWaitReceivePort", Status);

        switch (Message.Short.Header.u2.s2.Type) {
        case LPC_CONNECTION_REQUEST:
            Status = AcceptClient(&Message.Short.Header);
            if (!NT_SUCCESS(Status))
                return DemoFailed("accepting the client", Status);
            break;
        case LPC_REQUEST:
            Status = Serve(Context, &Message);
            if (!NT_SUCCESS(Status))
                return DemoFailed("serving a request", Status);
            Reply = &Message.Short.Header;
            break;
        case LPC_PORT_CLOSED:
            printf("the client has gone, after %u requests\n", (unsigned int)Connection.Requests);
            NtClose(Connection.Port);
            NtClose(Port);
            return 0;
        }
    }
}
