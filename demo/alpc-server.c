/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The ALPC demo's server: some worker threads on one port, whose messages the port shares out among them. It ends when
 * its client has gone.
 */
#include "alpc-demo.h"

#define N_WORKERS 3

static HANDLE ConnectionPort, CommunicationPort;
static LONG Requests, Notes;

static void Accept(DEMO_MESSAGE *Request)
{
    NTSTATUS Status;

    printf("process %u says \"%s\": accepted\n", (unsigned int)(ULONG_PTR)Request->Header.ClientId.UniqueProcess,
           Request->Text);
    strcpy(Request->Text, "welcome");
    Status = NtAlpcAcceptConnectPort(&CommunicationPort, ConnectionPort, 0, NULL, NULL, NULL, &Request->Header,
                                     NULL, TRUE);
    if (!NT_SUCCESS(Status))
        DemoFailed("NtAlpcAcceptConnectPort", Status);
}

/* Lets a message go, and with it the view that came along. */
static void Release(DEMO_MESSAGE *Message, BOOLEAN View)
{
    DEMO_ATTRIBUTES Attributes = {{0, 0}, {0}, {0}, {0}};

    Attributes.Header.AllocatedAttributes = DEMO_ALL_ATTRIBUTES;
    Attributes.Header.ValidAttributes = View ? ALPC_MESSAGE_VIEW_ATTRIBUTE : 0;
    Attributes.View.Flags = ALPC_VIEWFLG_UNMAP_EXISTING;
    NtAlpcSendWaitReceivePort(ConnectionPort, ALPC_MSGFLG_RELEASE_MESSAGE, &Message->Header, &Attributes.Header,
                              NULL, NULL, NULL, NULL);
}

static void Answer(DEMO_MESSAGE *Message)
{
    CHAR *At;

    for (At = Message->Text; *At; At++)
        if (*At >= 'a' && *At <= 'z')
            *At -= 'a' - 'A';
    InterlockedIncrement(&Requests);
    NtAlpcSendWaitReceivePort(ConnectionPort, ALPC_MSGFLG_RELEASE_MESSAGE, &Message->Header, NULL, NULL, NULL, NULL,
                              NULL);
}

static void TakeView(DEMO_MESSAGE *Message, DEMO_ATTRIBUTES *Attributes)
{
    ULONG Sum = DemoSum(Attributes->View.ViewBase, Attributes->View.ViewSize);

    printf("a view of %u KiB came with a datagram, %s; its sum is %s\n", (unsigned int)(Attributes->View.ViewSize / 1024),
           Attributes->View.Flags & ALPC_VIEWFLG_SECURED_ACCESS ? "secured" : "shared",
           Sum == Message->Sum ? "right" : "WRONG");
    Release(Message, TRUE);
}

static void TakeHandle(DEMO_MESSAGE *Message, DEMO_ATTRIBUTES *Attributes)
{
    printf("the handle of an event came with a datagram: set\n");
    NtSetEvent(Attributes->Handle.Handle, NULL);
    NtClose(Attributes->Handle.Handle);
    Release(Message, FALSE);
}

/* FALSE: the client has gone. */
static BOOLEAN Handle(DEMO_MESSAGE *Message, DEMO_ATTRIBUTES *Attributes)
{
    switch (Message->Header.u2.s2.Type & 0xff) {
    case LPC_CONNECTION_REQUEST:
        Accept(Message);
        break;
    case LPC_REQUEST:
        Answer(Message);
        break;
    case LPC_DATAGRAM:
        if (Message->Kind == DemoView && Attributes->Header.ValidAttributes & ALPC_MESSAGE_VIEW_ATTRIBUTE)
            TakeView(Message, Attributes);
        else if (Message->Kind == DemoSignal && Attributes->Header.ValidAttributes & ALPC_MESSAGE_HANDLE_ATTRIBUTE)
            TakeHandle(Message, Attributes);
        else
            InterlockedIncrement(&Notes);
        break;
    case LPC_PORT_CLOSED:
        return FALSE;
    }
    return TRUE;
}

static NTSTATUS NTAPI Worker(PVOID Unused)
{
    DEMO_MESSAGE Message;
    DEMO_ATTRIBUTES Attributes;
    SIZE_T Length;
    NTSTATUS Status;

    (void)Unused;
    do {
        Attributes.Header.AllocatedAttributes = DEMO_ALL_ATTRIBUTES;
        Length = sizeof(Message);
        Status = NtAlpcSendWaitReceivePort(ConnectionPort, 0, NULL, NULL, &Message.Header, &Length,
                                           &Attributes.Header, NULL);
    } while (Status == STATUS_SUCCESS && Handle(&Message, &Attributes));
    if (Status == STATUS_SUCCESS)
        NtClose(ConnectionPort);        /* the others' receives end with STATUS_PORT_CLOSED */
    return STATUS_SUCCESS;
}

int wmain(void)
{
    HANDLE Workers[N_WORKERS];
    ALPC_PORT_ATTRIBUTES PortAttributes;
    OBJECT_ATTRIBUTES ObjectAttributes;
    UNICODE_STRING Name;
    NTSTATUS Status;
    int i;

    RtlInitUnicodeString(&Name, DEMO_PORT_NAME);
    InitializeObjectAttributes(&ObjectAttributes, &Name, 0, NULL, NULL);
    DemoPortAttributes(&PortAttributes);
    Status = NtAlpcCreatePort(&ConnectionPort, &ObjectAttributes, &PortAttributes);
    if (!NT_SUCCESS(Status))
        return DemoFailed("NtAlpcCreatePort", Status);
    printf("%d workers wait on %ls\n", N_WORKERS, DEMO_PORT_NAME);
    for (i = 0; i < N_WORKERS; i++) {
        Status = RtlCreateUserThread(NtCurrentProcess(), NULL, FALSE, 0, 0, 0, Worker, NULL, &Workers[i], NULL);
        if (!NT_SUCCESS(Status))
            return DemoFailed("RtlCreateUserThread", Status);
    }
    for (i = 0; i < N_WORKERS; i++)
        NtWaitForSingleObject(Workers[i], FALSE, NULL);
    printf("the client has gone, after %d requests and %d notes\n", (int)Requests, (int)Notes);
    NtClose(CommunicationPort);
    return 0;
}
