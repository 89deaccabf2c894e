/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the ALPC demo's two programs agree on. */
#pragma once

#include <Windows.h>
#include <winternl.h>
#include <ntstatus.h>
#include <ntalpcapi.h>
#include <ntexapi.h>
#include <ntobapi.h>
#include <ntpsapi.h>
#include <ntrtl.h>

#include <stdio.h>

#define DEMO_PORT_NAME L"\\RPC Control\\ntport-alpc-demo"
#define DEMO_VIEW_SIZE (1024 * 1024)

typedef enum _DEMO_KIND {
    DemoUpcase,         /* a request: Text comes back in capitals */
    DemoNote,           /* a datagram: counted */
    DemoView,           /* a datagram with a view: summed up */
    DemoSignal          /* a datagram with the handle of an event: set */
} DEMO_KIND;

typedef struct _DEMO_MESSAGE {
    PORT_MESSAGE Header;
    ULONG Kind;
    ULONG Sum;
    CHAR Text[64];
} DEMO_MESSAGE;

/* Attributes in a buffer stand by descending bit: view, context, handle. */
typedef struct _DEMO_ATTRIBUTES {
    ALPC_MESSAGE_ATTRIBUTES Header;
    ALPC_DATA_VIEW_ATTR View;
    ALPC_CONTEXT_ATTR Context;
    ALPC_HANDLE_ATTR Handle;
} DEMO_ATTRIBUTES;

#define DEMO_ALL_ATTRIBUTES \
    (ALPC_MESSAGE_VIEW_ATTRIBUTE | ALPC_MESSAGE_CONTEXT_ATTRIBUTE | ALPC_MESSAGE_HANDLE_ATTRIBUTE)

static inline void DemoInitMessage(DEMO_MESSAGE *Message, ULONG Kind, const char *Text)
{
    RtlZeroMemory(Message, sizeof(*Message));
    Message->Header.u1.s1.TotalLength = sizeof(*Message);
    Message->Header.u1.s1.DataLength = sizeof(*Message) - sizeof(PORT_MESSAGE);
    Message->Kind = Kind;
    if (Text)
        strcpy(Message->Text, Text);
}

static inline void DemoPortAttributes(ALPC_PORT_ATTRIBUTES *Attributes)
{
    RtlZeroMemory(Attributes, sizeof(*Attributes));
    Attributes->Flags = ALPC_PORFLG_ALLOW_DUP_OBJECT;
    Attributes->MaxMessageLength = sizeof(DEMO_MESSAGE);
    Attributes->MaxPoolUsage = Attributes->MaxSectionSize = Attributes->MaxViewSize =
        Attributes->MaxTotalSectionSize = (SIZE_T)-1;
    Attributes->DupObjectTypes = ALPC_PORFLG_OBJECT_TYPE_EVENT;
}

static inline ULONG DemoSum(const UCHAR *Bytes, SIZE_T Size)
{
    ULONG Sum = 0;
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
