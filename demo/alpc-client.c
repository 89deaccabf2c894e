/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ALPC demo's client: requests, datagrams, a view and a handle. */
#include "alpc-demo.h"

#define N_NOTES 10000
#define N_TRIPS 20000
#define SECOND (10 * 1000 * 1000LL)

static HANDLE Port;

/* The server may still be starting. */
static NTSTATUS Connect(DEMO_MESSAGE *Message)
{
    LARGE_INTEGER Pause = {.QuadPart = -SECOND / 20}, Timeout = {.QuadPart = -10 * SECOND};
    ALPC_PORT_ATTRIBUTES Attributes;
    UNICODE_STRING Name;
    NTSTATUS Status;
    SIZE_T Length;
    int Tries;

    RtlInitUnicodeString(&Name, DEMO_PORT_NAME);
    DemoPortAttributes(&Attributes);
    for (Tries = 0; Tries < 200; Tries++) {
        DemoInitMessage(Message, 0, "hello");
        Length = sizeof(*Message);
        Status = NtAlpcConnectPort(&Port, &Name, NULL, &Attributes, ALPC_MSGFLG_SYNC_REQUEST, NULL, &Message->Header,
                                   &Length, NULL, NULL, &Timeout);
        if (Status != STATUS_OBJECT_NAME_NOT_FOUND)
            break;
        NtDelayExecution(FALSE, &Pause);
    }
    return Status;
}

static NTSTATUS Request(DEMO_MESSAGE *Message)
{
    SIZE_T Length = sizeof(*Message);

    return NtAlpcSendWaitReceivePort(Port, ALPC_MSGFLG_SYNC_REQUEST, &Message->Header, NULL, &Message->Header, &Length,
                                     NULL, NULL);
}

static NTSTATUS Datagram(DEMO_MESSAGE *Message, DEMO_ATTRIBUTES *Attributes)
{
    return NtAlpcSendWaitReceivePort(Port, ALPC_MSGFLG_RELEASE_MESSAGE, &Message->Header,
                                     Attributes ? &Attributes->Header : NULL, NULL, NULL, NULL, NULL);
}

static NTSTATUS SendNotes(void)
{
    DEMO_MESSAGE Message;
    NTSTATUS Status = STATUS_SUCCESS;
    int i;

    for (i = 0; i < N_NOTES && NT_SUCCESS(Status); i++) {
        DemoInitMessage(&Message, DemoNote, NULL);
        do
            Status = Datagram(&Message, NULL);
        while (Status == STATUS_NO_MEMORY);     /* the port's budget: the server is behind */
    }
    printf("%d datagrams sent\n", i);
    return Status;
}

/* The server gets the view, and we can change it no more. */
static NTSTATUS SendView(void)
{
    DEMO_ATTRIBUTES Attributes = {{DEMO_ALL_ATTRIBUTES, ALPC_MESSAGE_VIEW_ATTRIBUTE}, {0}, {0}, {0}};
    DEMO_MESSAGE Message;
    ALPC_HANDLE Section;
    SIZE_T Actual, i;
    NTSTATUS Status;

    Status = NtAlpcCreatePortSection(Port, 0, NULL, DEMO_VIEW_SIZE, &Section, &Actual);
    if (!NT_SUCCESS(Status))
        return Status;
    Attributes.View.SectionHandle = Section;
    Attributes.View.ViewSize = DEMO_VIEW_SIZE;
    Status = NtAlpcCreateSectionView(Port, 0, &Attributes.View);
    if (!NT_SUCCESS(Status))
        return Status;
    for (i = 0; i < DEMO_VIEW_SIZE; i++)
        ((UCHAR *)Attributes.View.ViewBase)[i] = (UCHAR)(i * 7);
    DemoInitMessage(&Message, DemoView, NULL);
    Message.Sum = DemoSum(Attributes.View.ViewBase, DEMO_VIEW_SIZE);
    Attributes.View.Flags = ALPC_VIEWFLG_SECURED_ACCESS | ALPC_VIEWFLG_AUTO_RELEASE;
    Status = Datagram(&Message, &Attributes);
    NtAlpcDeletePortSection(Port, 0, Section);
    printf("a view of %d KiB given away\n", DEMO_VIEW_SIZE / 1024);
    return Status;
}

static NTSTATUS SendHandle(void)
{
    DEMO_ATTRIBUTES Attributes = {{DEMO_ALL_ATTRIBUTES, ALPC_MESSAGE_HANDLE_ATTRIBUTE}, {0}, {0}, {0}};
    LARGE_INTEGER Timeout = {.QuadPart = -10 * SECOND};
    DEMO_MESSAGE Message;
    HANDLE Event;
    NTSTATUS Status;

    Status = NtCreateEvent(&Event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    if (!NT_SUCCESS(Status))
        return Status;
    Attributes.Handle.Handle = Event;
    Attributes.Handle.DesiredAccess = EVENT_MODIFY_STATE;
    DemoInitMessage(&Message, DemoSignal, NULL);
    Status = Datagram(&Message, &Attributes);
    if (NT_SUCCESS(Status))
        Status = NtWaitForSingleObject(Event, FALSE, &Timeout);
    if (Status == STATUS_SUCCESS)
        printf("the server has set our event\n");
    NtClose(Event);
    return Status;
}

static NTSTATUS RoundTrips(void)
{
    LARGE_INTEGER Begin, End, Frequency;
    DEMO_MESSAGE Message;
    NTSTATUS Status = STATUS_SUCCESS;
    int i;

    NtQueryPerformanceCounter(&Begin, &Frequency);
    for (i = 0; i < N_TRIPS && NT_SUCCESS(Status); i++) {
        DemoInitMessage(&Message, DemoUpcase, "x");
        Status = Request(&Message);
    }
    NtQueryPerformanceCounter(&End, NULL);
    printf("%d round trips: %.2f microseconds each\n", i,
           (double)(End.QuadPart - Begin.QuadPart) * 1e6 / (double)Frequency.QuadPart / N_TRIPS);
    return Status;
}

int wmain(void)
{
    DEMO_MESSAGE Message;
    NTSTATUS Status = Connect(&Message);

    if (!NT_SUCCESS(Status))
        return DemoFailed("NtAlpcConnectPort", Status);
    printf("connected; process %u says \"%s\"\n", (unsigned int)(ULONG_PTR)Message.Header.ClientId.UniqueProcess,
           Message.Text);
    DemoInitMessage(&Message, DemoUpcase, "shout this");
    Status = Request(&Message);
    if (!NT_SUCCESS(Status))
        return DemoFailed("the request", Status);
    printf("answer: \"%s\"\n", Message.Text);
    if (!NT_SUCCESS(Status = SendNotes()))
        return DemoFailed("a datagram", Status);
    if (!NT_SUCCESS(Status = SendView()))
        return DemoFailed("the view", Status);
    if (SendHandle() != STATUS_SUCCESS)
        return DemoFailed("the handle", Status);
    if (!NT_SUCCESS(Status = RoundTrips()))
        return DemoFailed("a round trip", Status);
    NtClose(Port);
    printf("closed\n");
    return 0;
}
