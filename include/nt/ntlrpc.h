/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What Microsoft RPC puts into its ALPC messages (ncalrpc), right after the PORT_MESSAGE: for tools
 * that read or speak it. Layouts as published by NtApiDotNet; all offsets count from the end of the
 * PORT_MESSAGE.
 */
#ifndef NT_LRPC_H
#define NT_LRPC_H
#pragma GCC system_header

#include <nt_base.h>

typedef enum _LRPC_MESSAGE_TYPE {
    lmtRequest = 0,
    lmtBind = 1,
    lmtFault = 2,
    lmtResponse = 3,
    lmtCancel = 4,
    lmtReservedMessage = 5,
    lmtCallbackAck = 7,
    lmtCallbackNack = 8,
    lmtCallbackRequest = 9,
    lmtCallbackReply = 10,
    lmtCallbackFault = 11,
    lmtPipePull = 12,
    lmtPipeAck = 13
} LRPC_MESSAGE_TYPE;

/* LRPC_REQUEST_MESSAGE.Flags */
#define LRPC_REQUEST_OBJECT_UUID 0x1
#define LRPC_REQUEST_PART_OF_FLOW 0x2
#define LRPC_REQUEST_VIEW_PRESENT 0x4
#define LRPC_REQUEST_CANCEL 0x8
#define LRPC_REQUEST_PIPE 0x40
#define LRPC_REQUEST_PIPE_LAST_CHUNK 0x80
#define LRPC_REQUEST_VIEW_NOT_SECURE 0x100

/* LRPC_BIND_MESSAGE.TransferSyntaxSet */
#define LRPC_SYNTAX_DCE 0x1
#define LRPC_SYNTAX_NDR64 0x2
#define LRPC_SYNTAX_FAKE_NDR64 0x4

typedef struct _LRPC_HEADER {
    ULONG MessageType;
    ULONG Padding;
} LRPC_HEADER, *PLRPC_HEADER;

typedef struct _LRPC_BIND_MESSAGE {
    ULONG MessageType;
    ULONG Padding;
    ULONG RpcStatus;
    GUID InterfaceId;
    USHORT InterfaceVersionMajor;
    USHORT InterfaceVersionMinor;
    ULONG TransferSyntaxSet;
    USHORT DceNdrBinding;
    USHORT Ndr64Binding;
    USHORT FakeNdr64Binding;
    USHORT Padding2;
    ULONG RegisterMultipleSyntax;
    ULONG UseFlowId;
    ULONGLONG FlowId;
    ULONG ContextId;
} LRPC_BIND_MESSAGE, *PLRPC_BIND_MESSAGE;

typedef struct _LRPC_REQUEST_MESSAGE {
    ULONG MessageType;
    ULONG Padding;
    ULONG Flags;
    ULONG CallId;
    ULONG BindingId;
    ULONG ProcNum;
    ULONG Unk18;
    ULONG Unk1C;
    ULONG Unk20;
    ULONG Unk24;
    ULONG Unk28;
    ULONG Unk2C;
    GUID ObjectUuid;
} LRPC_REQUEST_MESSAGE, *PLRPC_REQUEST_MESSAGE;

/* With LRPC_REQUEST_VIEW_PRESENT: the data are in the message's view. */
typedef struct _LRPC_LARGE_REQUEST_MESSAGE {
    ULONG MessageType;
    ULONG Padding;
    ULONG Flags;
    ULONG CallId;
    ULONG BindingId;
    ULONG ProcNum;
    ULONG Unk18;
    ULONG Unk1C;
    ULONG Unk20;
    ULONG Unk24;
    ULONG Unk28;
    ULONG Unk2C;
    GUID ObjectUuid;
    ULONG LargeDataSize;
    ULONG Padding2;
} LRPC_LARGE_REQUEST_MESSAGE, *PLRPC_LARGE_REQUEST_MESSAGE;

typedef struct _LRPC_RESPONSE_MESSAGE {
    ULONG MessageType;
    ULONG Padding;
    ULONG Flags;
    ULONG CallId;
    ULONG Unk10;
    ULONG Unk14;
} LRPC_RESPONSE_MESSAGE, *PLRPC_RESPONSE_MESSAGE;

typedef struct _LRPC_LARGE_RESPONSE_MESSAGE {
    ULONG MessageType;
    ULONG Padding;
    ULONG Flags;
    ULONG CallId;
    ULONG Unk10;
    ULONG Unk14;
    ULONG LargeDataSize;
    ULONG Padding2;
} LRPC_LARGE_RESPONSE_MESSAGE, *PLRPC_LARGE_RESPONSE_MESSAGE;

typedef struct _LRPC_FAULT_MESSAGE {
    ULONG MessageType;
    ULONG Padding;
    ULONG RpcStatus;
    ULONG Flags;
} LRPC_FAULT_MESSAGE, *PLRPC_FAULT_MESSAGE;

typedef struct _LRPC_FAULT_MESSAGE_EXTENDED {
    ULONG MessageType;
    ULONG Padding;
    ULONG RpcStatus;
    ULONG Flags;
    ULONGLONG ExtendedErrorInfo;
} LRPC_FAULT_MESSAGE_EXTENDED, *PLRPC_FAULT_MESSAGE_EXTENDED;

#endif
