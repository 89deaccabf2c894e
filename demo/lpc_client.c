/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The demo's client: connects, says something in each of LPC's three ways (short messages, views,
 * the server reaching into its memory), and measures how long a round trip takes.
 */
#include "lpc_demo.h"

#include <stdlib.h>
#include <string.h>

#define BATCHES 200
#define ROUND_TRIPS_A_BATCH 200

static HANDLE Port;
static PORT_VIEW ClientView;            /* ours */
static REMOTE_PORT_VIEW ServerView;     /* the server's, as we see it */

/* The server may be starting: tries for ten seconds. */
static NTSTATUS Connect(void)
{
    SECURITY_QUALITY_OF_SERVICE Qos = { sizeof(Qos), SecurityImpersonation, SECURITY_DYNAMIC_TRACKING, TRUE };
    LARGE_INTEGER Size, Pause;
    UNICODE_STRING Name;
    NTSTATUS Status;
    int Try;

    Size.QuadPart = DEMO_VIEW_SIZE;
    Pause.QuadPart = -100000;           /* 10 ms from now */
    RtlInitUnicodeString(&Name, DEMO_PORT_NAME);
    ClientView.Length = sizeof(ClientView);
    ClientView.ViewSize = DEMO_VIEW_SIZE;
    ServerView.Length = sizeof(ServerView);
    Status = NtCreateSection(&ClientView.SectionHandle, SECTION_ALL_ACCESS, NULL, &Size, PAGE_READWRITE,
                             SEC_COMMIT, NULL);
    if (!NT_SUCCESS(Status))
        return Status;

    for (Try = 0; Try < 1000; Try++) {
        Status = NtConnectPort(&Port, &Name, &Qos, &ClientView, &ServerView, NULL, NULL, NULL);
        if (Status != STATUS_OBJECT_NAME_NOT_FOUND)
            break;
        NtDelayExecution(FALSE, &Pause);
    }
    NtClose(ClientView.SectionHandle);  /* the view keeps the memory */
    return Status;
}

static NTSTATUS Ask(DEMO_MESSAGE *Message, DEMO_COMMAND Command, SIZE_T Size)
{
    DemoInitMessage(&Message->Short.Header, Size);
    Message->Short.Command = Command;
    return NtRequestWaitReplyPort(Port, &Message->Short.Header, &Message->Short.Header);
}

static int ShortMessages(void)
{
    static const char *const Words[] = { "hello, server", "here is a second one", "and the last" };
    DEMO_MESSAGE Message;
    NTSTATUS Status;
    ULONG i;

    for (i = 0; i < RTL_NUMBER_OF(Words); i++) {
        Message.Short.Number = i + 1;
        strcpy(Message.Text, Words[i]);
        Status = Ask(&Message, DemoUpcase, FIELD_OFFSET(DEMO_MESSAGE, Memory));
        if (!NT_SUCCESS(Status))
            return DemoFailed("NtRequestWaitReplyPort", Status);
        printf("answer %u: \"%.*s\"\n", (unsigned int)Message.Short.Number, (int)sizeof(Message.Text),
               Message.Text);
    }
    return 0;
}

static int Views(void)
{
    DEMO_MESSAGE Message;
    PUCHAR Expected;
    NTSTATUS Status;
    int Same;

    DemoFill(ClientView.ViewBase, DEMO_VIEW_SIZE, 1);
    Status = Ask(&Message, DemoCheckView, sizeof(DEMO_SHORT));
    if (!NT_SUCCESS(Status))
        return DemoFailed("NtRequestWaitReplyPort", Status);
    if (Message.Short.Sum != DemoSum(ClientView.ViewBase, DEMO_VIEW_SIZE)) {
        printf("the server saw other bytes in our view than we wrote\n");
        return 1;
    }

    Expected = RtlAllocateHeap(RtlGetCurrentPeb()->ProcessHeap, 0, DEMO_VIEW_SIZE);
    if (!Expected)
        return DemoFailed("RtlAllocateHeap", STATUS_NO_MEMORY);
    DemoFill(Expected, DEMO_VIEW_SIZE, 2);
    Same = memcmp(Expected, ServerView.ViewBase, DEMO_VIEW_SIZE) == 0;
    RtlFreeHeap(RtlGetCurrentPeb()->ProcessHeap, 0, Expected);
    if (!Same) {
        printf("the server's view does not hold what it wrote\n");
        return 1;
    }
    printf("1024 KiB went over in our view, 1024 KiB came back in the server's, not a byte copied\n");
    return 0;
}

static int OwnMemory(void)
{
    static UCHAR Question[DEMO_MEMORY_SIZE], Answer[DEMO_MEMORY_SIZE];
    DEMO_MESSAGE Message;
    NTSTATUS Status;
    SIZE_T i;

    DemoFill(Question, sizeof(Question), 3);
    DemoInitMessage(&Message.Short.Header, sizeof(Message));
    Message.Short.Command = DemoMemory;
    Message.Short.Header.u2.s2.DataInfoOffset = FIELD_OFFSET(DEMO_MESSAGE, Memory);
    Message.Memory.CountDataEntries = 2;
    Message.Memory.DataEntries[0].Base = Question;
    Message.Memory.DataEntries[0].Size = sizeof(Question);
    Message.Memory.DataEntries[1].Base = Answer;
    Message.Memory.DataEntries[1].Size = sizeof(Answer);
    Status = NtRequestWaitReplyPort(Port, &Message.Short.Header, &Message.Short.Header);
    if (!NT_SUCCESS(Status))
        return DemoFailed("NtRequestWaitReplyPort", Status);
    for (i = 0; i < sizeof(Question); i++) {
        if (Answer[i] != Question[sizeof(Question) - 1 - i]) {
            printf("byte %u of what the server wrote into our memory is wrong\n", (unsigned int)i);
            return 1;
        }
    }
    printf("the server took 64 KiB out of our memory and put them back reversed\n");
    return 0;
}

static int CompareDoubles(const void *First, const void *Second)
{
    double a = *(const double *)First, b = *(const double *)Second;

    return (a > b) - (a < b);
}

static int RoundTrips(void)
{
    static double Microseconds[BATCHES];
    LARGE_INTEGER Frequency, Began, Ended;
    DEMO_MESSAGE Message;
    NTSTATUS Status;
    int Batch, i;

    for (Batch = 0; Batch < BATCHES; Batch++) {
        NtQueryPerformanceCounter(&Began, &Frequency);
        for (i = 0; i < ROUND_TRIPS_A_BATCH; i++) {
            Status = Ask(&Message, DemoEcho, sizeof(DEMO_SHORT));
            if (!NT_SUCCESS(Status))
                return DemoFailed("NtRequestWaitReplyPort", Status);
        }
        NtQueryPerformanceCounter(&Ended, NULL);
        Microseconds[Batch] = (double)(Ended.QuadPart - Began.QuadPart) * 1e6 /
                              (double)Frequency.QuadPart / ROUND_TRIPS_A_BATCH;
    }
    qsort(Microseconds, BATCHES, sizeof(Microseconds[0]), CompareDoubles);
    printf("%u round trips of %u bytes: %.2f microseconds each (median; 9 in 10 below %.2f)\n",
           BATCHES * ROUND_TRIPS_A_BATCH, (unsigned int)sizeof(DEMO_SHORT), Microseconds[BATCHES / 2],
           Microseconds[BATCHES * 9 / 10]);
    return 0;
}

int wmain(void)
{
    NTSTATUS Status = Connect();

    if (!NT_SUCCESS(Status))
        return DemoFailed("NtConnectPort", Status);
    printf("connected; our view is at %p here and at %p in the server\n", ClientView.ViewBase,
           ClientView.ViewRemoteBase);
    if (ShortMessages() || Views() || OwnMemory() || RoundTrips())
        return 1;
    Status = NtClose(Port);
    if (!NT_SUCCESS(Status))
        return DemoFailed("NtClose", Status);
    printf("closed\n");
    return 0;
}
