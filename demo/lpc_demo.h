/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the demo's two programs agree on. Both are written as they would be for Windows: nothing in
 * them knows that it runs on Linux.
 */
#pragma once

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>
#include <ntlpcapi.h>
#include <ntexapi.h>
#include <ntmmapi.h>
#include <ntobapi.h>
#include <ntrtl.h>

#include <stdio.h>

#define DEMO_PORT_NAME L"\\RPC Control\\ntport-demo"
#define DEMO_VIEW_SIZE (1024 * 1024)
#define DEMO_MEMORY_SIZE (64 * 1024)

typedef enum _DEMO_COMMAND {
    DemoEcho,           /* comes back as it is */
    DemoUpcase,         /* Text comes back in capitals */
    DemoCheckView,      /* sum up the client's view, fill the server's */
    DemoMemory          /* read memory [0] of the client, write memory [1] */
} DEMO_COMMAND;

/* A short message: everything that the fast path carries, 64 bytes with its header. */
typedef struct _DEMO_SHORT {
    PORT_MESSAGE Header;
    ULONG Command;
    ULONG Number;
    ULONG64 Sum;
    ULONG64 Spare;
} DEMO_SHORT;

typedef struct _DEMO_MESSAGE {
    DEMO_SHORT Short;
    CHAR Text[64];
    struct {            /* a PORT_DATA_INFORMATION with two entries */
        ULONG CountDataEntries;
        PORT_DATA_ENTRY DataEntries[2];
    } Memory;
} DEMO_MESSAGE;

static inline void DemoInitMessage(PORT_MESSAGE *Header, SIZE_T Size)
{
    RtlZeroMemory(Header, sizeof(*Header));
    Header->u1.s1.TotalLength = (CSHORT)Size;
    Header->u1.s1.DataLength = (CSHORT)(Size - sizeof(*Header));
}

/* Bytes that the other side can check. */
static inline void DemoFill(PUCHAR Bytes, SIZE_T Size, UCHAR Seed)
{
    SIZE_T i;

    for (i = 0; i < Size; i++)
        Bytes[i] = (UCHAR)(i * 7 + Seed);
}

static inline ULONG64 DemoSum(const UCHAR *Bytes, SIZE_T Size)
{
    ULONG64 Sum = 0;
    SIZE_T i;

    for (i = 0; i < Size; i++)
        Sum = Sum * 31 + Bytes[i];
    return Sum;
}

static inline int DemoFailed(const char *Call, NTSTATUS Status)
{
    printf("%s failed with status 0x%08X\n", Call, (unsigned int)Status);
    return 1;
}
