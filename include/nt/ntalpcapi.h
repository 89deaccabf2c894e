/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asynchronous local procedure calls, NtAlpc*: structures, flags and prototypes.
 *
 * What this version of libntdll does not have returns STATUS_NOT_IMPLEMENTED: see the table in the
 * README. <ntlpcapi.h> includes this header. "alpc n" is a section of the behaviour that
 * docs/conformance.md describes.
 */
#ifndef NT_ALPCAPI_H
#define NT_ALPCAPI_H
#pragma GCC system_header

#include <ntlpcapi.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A section or a security context that belongs to a port; not an object handle. */
typedef HANDLE ALPC_HANDLE, *PALPC_HANDLE;

/* --- Port attributes -------------------------------------------------------------------------- */

/* ALPC_PORT_ATTRIBUTES.Flags; the second names are Microsoft's for the same bits. */
#define ALPC_PORFLG_NONE 0x0
#define ALPC_PORFLG_LPC_MODE 0x1000                         /* the kernel's callers only */
#define ALPC_PORFLG_ALLOW_IMPERSONATION 0x10000
#define ALPC_PORFLG_ALLOW_LPC_REQUESTS 0x20000
#define ALPC_PORFLG_WAITABLE_PORT 0x40000
#define ALPC_PORFLG_ALLOW_DUP_OBJECT 0x80000
#define ALPC_PORFLG_SYSTEM_PROCESS 0x100000                 /* the kernel's callers only */
#define ALPC_PORFLG_WAKE_POLICY1 0x200000
#define ALPC_PORFLG_WAKE_POLICY2 0x400000
#define ALPC_PORFLG_WAKE_POLICY3 0x800000
#define ALPC_PORFLG_DIRECT_MESSAGE 0x1000000
#define ALPC_PORFLG_ALLOW_MULTIHANDLE_ATTRIBUTE 0x2000000
#define ALPC_PORFLG_ACCEPT_REQUESTS ALPC_PORFLG_ALLOW_LPC_REQUESTS
#define ALPC_PORFLG_ACCEPT_DUP_HANDLES ALPC_PORFLG_ALLOW_DUP_OBJECT
#define ALPC_PORFLG_ACCEPT_INDIRECT_HANDLES ALPC_PORFLG_ALLOW_MULTIHANDLE_ATTRIBUTE

/* ALPC_PORT_ATTRIBUTES.DupObjectTypes and ALPC_HANDLE_ATTR.ObjectType */
#define ALPC_PORFLG_OBJECT_TYPE_FILE 0x1
#define ALPC_PORFLG_OBJECT_TYPE_INVALID 0x2
#define ALPC_PORFLG_OBJECT_TYPE_THREAD 0x4
#define ALPC_PORFLG_OBJECT_TYPE_SEMAPHORE 0x8
#define ALPC_PORFLG_OBJECT_TYPE_EVENT 0x10
#define ALPC_PORFLG_OBJECT_TYPE_PROCESS 0x20
#define ALPC_PORFLG_OBJECT_TYPE_MUTEX 0x40
#define ALPC_PORFLG_OBJECT_TYPE_SECTION 0x80
#define ALPC_PORFLG_OBJECT_TYPE_REGKEY 0x100
#define ALPC_PORFLG_OBJECT_TYPE_TOKEN 0x200
#define ALPC_PORFLG_OBJECT_TYPE_COMPOSITION 0x400
#define ALPC_PORFLG_OBJECT_TYPE_JOB 0x800
#define ALPC_PORFLG_OBJECT_TYPE_ALL \
    (ALPC_PORFLG_OBJECT_TYPE_FILE | ALPC_PORFLG_OBJECT_TYPE_THREAD |            \
     ALPC_PORFLG_OBJECT_TYPE_SEMAPHORE | ALPC_PORFLG_OBJECT_TYPE_EVENT |        \
     ALPC_PORFLG_OBJECT_TYPE_PROCESS | ALPC_PORFLG_OBJECT_TYPE_MUTEX |          \
     ALPC_PORFLG_OBJECT_TYPE_SECTION | ALPC_PORFLG_OBJECT_TYPE_REGKEY |         \
     ALPC_PORFLG_OBJECT_TYPE_TOKEN | ALPC_PORFLG_OBJECT_TYPE_COMPOSITION |      \
     ALPC_PORFLG_OBJECT_TYPE_JOB)

/* Sizes in bytes; all bits set is no limit. */
typedef struct _ALPC_PORT_ATTRIBUTES {
    ULONG Flags;
    SECURITY_QUALITY_OF_SERVICE SecurityQos;
    SIZE_T MaxMessageLength;
    SIZE_T MemoryBandwidth;
    SIZE_T MaxPoolUsage;
    SIZE_T MaxSectionSize;
    SIZE_T MaxViewSize;
    SIZE_T MaxTotalSectionSize;
    ULONG DupObjectTypes;
    ULONG Reserved;
} ALPC_PORT_ATTRIBUTES, *PALPC_PORT_ATTRIBUTES;

/* --- Messages --------------------------------------------------------------------------------- */

/* Types as they are received while the receiver still has to reply to or release the message. */
#define ALPC_REQUEST (LPC_CONTINUATION_REQUIRED | LPC_REQUEST)
#define ALPC_REPLY (LPC_CONTINUATION_REQUIRED | LPC_REPLY)
#define ALPC_DATAGRAM (LPC_CONTINUATION_REQUIRED | LPC_DATAGRAM)
#define ALPC_LOST_REPLY (LPC_CONTINUATION_REQUIRED | LPC_LOST_REPLY)
#define ALPC_PORT_CLOSED (LPC_CONTINUATION_REQUIRED | LPC_PORT_CLOSED)
#define ALPC_CLIENT_DIED (LPC_CONTINUATION_REQUIRED | LPC_CLIENT_DIED)
#define ALPC_EXCEPTION (LPC_CONTINUATION_REQUIRED | LPC_EXCEPTION)
#define ALPC_DEBUG_EVENT (LPC_CONTINUATION_REQUIRED | LPC_DEBUG_EVENT)
#define ALPC_ERROR_EVENT (LPC_CONTINUATION_REQUIRED | LPC_ERROR_EVENT)
#define ALPC_CONNECTION_REQUEST (LPC_CONTINUATION_REQUIRED | LPC_CONNECTION_REQUEST)

/* Flags of NtAlpcSendWaitReceivePort and NtAlpcConnectPort. */
#define ALPC_MSGFLG_REPLY_MESSAGE 0x1
#define ALPC_MSGFLG_LPC_MODE 0x2
#define ALPC_MSGFLG_RELEASE_MESSAGE 0x10000
#define ALPC_MSGFLG_SYNC_REQUEST 0x20000
#define ALPC_MSGFLG_TRACK_PORT_REFERENCES 0x40000
#define ALPC_MSGFLG_WAIT_USER_MODE 0x100000
#define ALPC_MSGFLG_WAIT_ALERTABLE 0x200000
#define ALPC_MSGFLG_SIGNAL_ALERTABLE 0x400000
#define ALPC_MSGFLG_INTERNAL_REJECT 0x1000000
#define ALPC_MSGFLG_WOW64_CALL 0x80000000
/* Other spellings. */
#define ALPC_SYNC_CONNECTION ALPC_MSGFLG_SYNC_REQUEST
#define ALPC_USER_WAIT_MODE ALPC_MSGFLG_WAIT_USER_MODE
#define ALPC_WAIT_IS_ALERTABLE ALPC_MSGFLG_WAIT_ALERTABLE
#define ALPC_MSGFLG_WOW64_CALL_NAD 0x40000000

/* Flags of NtAlpcAcceptConnectPort, NtAlpcOpenSenderProcess and NtAlpcOpenSenderThread. */
#define ALPC_PORTFLG_NONE 0x0
#define ALPC_PORTFLG_WOW64_STYLE_HEADER 0x80000000
#define ALPC_PORTFLG_TOP_MASK 0xC0000000

/* Limits, in bytes. */
#define ALPC_MAX_ALLOWED_MESSAGE_LENGTH_X64 0xFFFF
#define ALPC_MAX_ALLOWED_MESSAGE_LENGTH_32BIT 0xFFEF
#define ALPC_MAX_RESERVE_MESSAGE_LENGTH 0xFFD7
#define ALPC_SECTION_GRANULARITY 0x10000

/* --- Message attributes ----------------------------------------------------------------------- */

/* In the buffer they follow the header in this order, those that were allocated. */
#define ALPC_MESSAGE_SECURITY_ATTRIBUTE 0x80000000          /* ALPC_SECURITY_ATTR */
#define ALPC_MESSAGE_VIEW_ATTRIBUTE 0x40000000              /* ALPC_DATA_VIEW_ATTR */
#define ALPC_MESSAGE_CONTEXT_ATTRIBUTE 0x20000000           /* ALPC_CONTEXT_ATTR */
#define ALPC_MESSAGE_HANDLE_ATTRIBUTE 0x10000000            /* ALPC_HANDLE_ATTR */
#define ALPC_MESSAGE_TOKEN_ATTRIBUTE 0x8000000              /* ALPC_TOKEN_ATTR */
#define ALPC_MESSAGE_DIRECT_ATTRIBUTE 0x4000000             /* ALPC_DIRECT_ATTR */
#define ALPC_MESSAGE_WORK_ON_BEHALF_ATTRIBUTE 0x2000000     /* ALPC_WORK_ON_BEHALF_ATTR */
#define ALPC_MESSAGE_ATTRIBUTES_ALL 0xF0000000

/* Names of an older scheme, which no longer means anything. */
#define ALPC_ATTRFLG_ALLOCATEDATTR 0x20000000
#define ALPC_ATTRFLG_VALIDATTR 0x40000000
#define ALPC_ATTRFLG_KEEPRUNNINGATTR 0x60000000

typedef struct _ALPC_MESSAGE_ATTRIBUTES {
    ULONG AllocatedAttributes;      /* those that the buffer has room for */
    ULONG ValidAttributes;          /* those that are filled in */
} ALPC_MESSAGE_ATTRIBUTES, *PALPC_MESSAGE_ATTRIBUTES;

typedef struct _ALPC_CONTEXT_ATTR {
    PVOID PortContext;
    PVOID MessageContext;
    ULONG Sequence;
    ULONG MessageId;
    ULONG CallbackId;
} ALPC_CONTEXT_ATTR, *PALPC_CONTEXT_ATTR;

/* ALPC_HANDLE_ATTR.Flags */
#define ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS 0x10000
#define ALPC_HANDLEFLG_DUPLICATE_SAME_ATTRIBUTES 0x20000
#define ALPC_HANDLEFLG_INDIRECT 0x40000                     /* an array of ALPC_HANDLE_ATTR32 */
#define ALPC_HANDLEFLG_DUPLICATE_INHERIT 0x80000
#define ALPC_INDIRECT_HANDLE_MAX 512

typedef struct _ALPC_HANDLE_ATTR32 {
    ULONG Flags;
    ULONG Handle;
    ULONG ObjectType;
    union {
        ACCESS_MASK DesiredAccess;
        ACCESS_MASK GrantedAccess;
    };
} ALPC_HANDLE_ATTR32, *PALPC_HANDLE_ATTR32;

typedef struct _ALPC_HANDLE_ATTR {
    ULONG Flags;
    union {
        HANDLE Handle;
        PALPC_HANDLE_ATTR32 HandleAttrArray;
    };
    union {
        ULONG ObjectType;
        ULONG HandleCount;
    };
    union {
        ACCESS_MASK DesiredAccess;
        ACCESS_MASK GrantedAccess;
    };
} ALPC_HANDLE_ATTR, *PALPC_HANDLE_ATTR;

/* ALPC_SECURITY_ATTR.Flags, and the ContextHandle that asks for a new one */
#define ALPC_SECFLG_DELETE_EXISTING 0x10000
#define ALPC_SECFLG_CREATE_HANDLE 0x20000
#define ALPC_SECFLG_NOSECTIONHANDLE 0x40000
#define ALPC_SECURITY_CONTEXT_CREATE ((ALPC_HANDLE)(LONG_PTR)-2)

typedef struct _ALPC_SECURITY_ATTR {
    ULONG Flags;
    PSECURITY_QUALITY_OF_SERVICE QoS;
    ALPC_HANDLE ContextHandle;
} ALPC_SECURITY_ATTR, *PALPC_SECURITY_ATTR;

/*
 * ALPC_DATA_VIEW_ATTR.Flags; the same bit of 0x40000 has two names that contradict each other,
 * Microsoft's is right
 */
#define ALPC_VIEWFLG_UNMAP_EXISTING 0x10000
#define ALPC_VIEWFLG_AUTO_RELEASE 0x20000
#define ALPC_VIEWFLG_SECURED_ACCESS 0x40000
#define ALPC_VIEWFLG_NOT_SECURE 0x40000

typedef struct _ALPC_DATA_VIEW_ATTR {
    ULONG Flags;
    ALPC_HANDLE SectionHandle;
    PVOID ViewBase;
    SIZE_T ViewSize;
} ALPC_DATA_VIEW_ATTR, *PALPC_DATA_VIEW_ATTR;

/*
 * Three LUIDs, as numbers: a ModifiedId that has changed makes what was concluded from the token
 * stale.
 */
typedef struct _ALPC_TOKEN_ATTR {
    ULONGLONG TokenId;
    ULONGLONG AuthenticationId;
    ULONGLONG ModifiedId;
} ALPC_TOKEN_ATTR, *PALPC_TOKEN_ATTR;

/* An event that is signalled when the message is finished; needs ALPC_PORFLG_DIRECT_MESSAGE. */
typedef struct _ALPC_DIRECT_ATTR {
    HANDLE EventHandle;
} ALPC_DIRECT_ATTR, *PALPC_DIRECT_ATTR;

typedef struct _ALPC_WORK_ON_BEHALF_TICKET {
    ULONG ThreadId;
    ULONG ThreadCreationTimeLow;
} ALPC_WORK_ON_BEHALF_TICKET, *PALPC_WORK_ON_BEHALF_TICKET;

typedef struct _ALPC_WORK_ON_BEHALF_ATTR {
    ULONGLONG Ticket;
} ALPC_WORK_ON_BEHALF_ATTR, *PALPC_WORK_ON_BEHALF_ATTR;

/* --- Information about ports and messages ----------------------------------------------------- */

typedef enum _ALPC_PORT_INFORMATION_CLASS {
    AlpcBasicInformation,                                /* q: ALPC_BASIC_INFORMATION */
    AlpcPortInformation,                                 /* s: ALPC_PORT_ATTRIBUTES */
    AlpcAssociateCompletionPortInformation,              /* s: ALPC_PORT_ASSOCIATE_... */
    AlpcConnectedSIDInformation,                         /* q: SID to compare with */
    AlpcServerInformation,                               /* q: ALPC_SERVER_INFORMATION */
    AlpcMessageZoneInformation,                          /* s: ALPC_PORT_MESSAGE_ZONE_... */
    AlpcRegisterCompletionListInformation,               /* s: ALPC_PORT_COMPLETION_LIST_... */
    AlpcUnregisterCompletionListInformation,             /* s: nothing */
    AlpcAdjustCompletionListConcurrencyCountInformation, /* s: ULONG */
    AlpcRegisterCallbackInformation,                     /* s: ALPC_REGISTER_CALLBACK */
    AlpcCompletionListRundownInformation,                /* s: nothing */
    AlpcWaitForPortReferences,                           /* q: ULONG */
    AlpcServerSessionInformation                         /* q: ALPC_SERVER_SESSION_INFORMATION */
} ALPC_PORT_INFORMATION_CLASS;

typedef struct _ALPC_BASIC_INFORMATION {
    ULONG Flags;
    ULONG SequenceNo;
    PVOID PortContext;
} ALPC_BASIC_INFORMATION, *PALPC_BASIC_INFORMATION;

typedef struct _ALPC_PORT_ASSOCIATE_COMPLETION_PORT {
    PVOID CompletionKey;
    HANDLE CompletionPort;
} ALPC_PORT_ASSOCIATE_COMPLETION_PORT, *PALPC_PORT_ASSOCIATE_COMPLETION_PORT;

typedef struct _ALPC_SERVER_INFORMATION {
    union {
        struct {
            HANDLE ThreadHandle;
        } In;
        struct {
            BOOLEAN ThreadBlocked;
            HANDLE ConnectedProcessId;
            UNICODE_STRING ConnectionPortName;
        } Out;
    };
} ALPC_SERVER_INFORMATION, *PALPC_SERVER_INFORMATION;

typedef struct _ALPC_PORT_MESSAGE_ZONE_INFORMATION {
    PVOID Buffer;
    ULONG Size;
} ALPC_PORT_MESSAGE_ZONE_INFORMATION, *PALPC_PORT_MESSAGE_ZONE_INFORMATION;

typedef struct _ALPC_PORT_COMPLETION_LIST_INFORMATION {
    PVOID Buffer;
    ULONG Size;
    ULONG ConcurrencyCount;
    ULONG AttributeFlags;
} ALPC_PORT_COMPLETION_LIST_INFORMATION, *PALPC_PORT_COMPLETION_LIST_INFORMATION;

typedef struct _ALPC_REGISTER_CALLBACK {
    PVOID CallbackObject;
    PVOID CallbackContext;
} ALPC_REGISTER_CALLBACK, *PALPC_REGISTER_CALLBACK;

typedef struct _ALPC_SERVER_SESSION_INFORMATION {
    ULONG SessionId;
    ULONG ProcessId;
} ALPC_SERVER_SESSION_INFORMATION, *PALPC_SERVER_SESSION_INFORMATION;

typedef enum _ALPC_MESSAGE_INFORMATION_CLASS {
    AlpcMessageSidInformation,                           /* q: SID */
    AlpcMessageTokenModifiedIdInformation,               /* q: LUID */
    AlpcMessageDirectStatusInformation,                  /* q: the status is the answer */
    AlpcMessageHandleInformation,                        /* q: ALPC_MESSAGE_HANDLE_INFORMATION */
    MaxAlpcMessageInfoClass
} ALPC_MESSAGE_INFORMATION_CLASS, *PALPC_MESSAGE_INFORMATION_CLASS;

typedef struct _ALPC_MESSAGE_HANDLE_INFORMATION {
    ULONG Index;
    ULONG Flags;
    ULONG Handle;
    ULONG ObjectType;
    ACCESS_MASK GrantedAccess;
} ALPC_MESSAGE_HANDLE_INFORMATION, *PALPC_MESSAGE_HANDLE_INFORMATION;

/* --- Ports ------------------------------------------------------------------------------------ */

/* Make a connection port, or an unconnected one without a name. */
NTSTATUS NTAPI NtAlpcCreatePort(PHANDLE PortHandle, POBJECT_ATTRIBUTES ObjectAttributes,
                                PALPC_PORT_ATTRIBUTES PortAttributes);

#define ALPC_DISCONNECT_PORT_FLG_DEFAULT 0x0
#define ALPC_DISCONNECT_PORT_FLG_SKIP_PENDING_FLUSH 0x1

/* End a connection without closing the handle. */
NTSTATUS NTAPI NtAlpcDisconnectPort(HANDLE PortHandle, ULONG Flags);

/* Ask a port. AlpcServerInformation takes a thread (THREAD_QUERY_LIMITED_INFORMATION) and no port, and says what that thread
 * waits for; AlpcWaitForPortReferences waits until no more calls than the number given use the port with
 * ALPC_MSGFLG_TRACK_PORT_REFERENCES. STATUS_INVALID_INFO_CLASS; STATUS_INFO_LENGTH_MISMATCH: ReturnLength has the needed one. */
NTSTATUS NTAPI NtAlpcQueryInformation(HANDLE PortHandle,
                                      ALPC_PORT_INFORMATION_CLASS PortInformationClass,
                                      PVOID PortInformation, ULONG Length, PULONG ReturnLength);

/* Change a port. */
NTSTATUS NTAPI NtAlpcSetInformation(HANDLE PortHandle,
                                    ALPC_PORT_INFORMATION_CLASS PortInformationClass,
                                    PVOID PortInformation, ULONG Length);

#define ALPC_CREATEPORTSECTIONFLG_SECURE 0x40000

/* Make a section for views that messages carry. */
NTSTATUS NTAPI NtAlpcCreatePortSection(HANDLE PortHandle, ULONG Flags, HANDLE SectionHandle,
                                       SIZE_T SectionSize, PALPC_HANDLE AlpcSectionHandle,
                                       PSIZE_T ActualSectionSize);
NTSTATUS NTAPI NtAlpcDeletePortSection(HANDLE PortHandle, ULONG Flags, ALPC_HANDLE SectionHandle);

/* Set a message aside, so that a later send cannot fail for want of memory. */
NTSTATUS NTAPI NtAlpcCreateResourceReserve(HANDLE PortHandle, ULONG Flags, SIZE_T MessageSize,
                                           PULONG ResourceId);
NTSTATUS NTAPI NtAlpcDeleteResourceReserve(HANDLE PortHandle, ULONG Flags, ULONG ResourceId);

/* Map a part of a port section. */
NTSTATUS NTAPI NtAlpcCreateSectionView(HANDLE PortHandle, ULONG Flags,
                                       PALPC_DATA_VIEW_ATTR ViewAttributes);
NTSTATUS NTAPI NtAlpcDeleteSectionView(HANDLE PortHandle, ULONG Flags, PVOID ViewBase);

/**
 * NtAlpcCreateSecurityContext - capture as whom the caller acts, for messages to carry
 * @PortHandle:         on whose messages it may be sent
 * @Flags:              0
 * @SecurityAttribute:  Flags 0 and QoS in; ContextHandle out, for the SECURITY attribute of a message
 *
 * Revoke leaves the context, and nobody can act as it any more; delete takes it away. Either may be done by the port that made
 * it, and by one that has received it. A message can also make a context (ALPC_SECFLG_CREATE_HANDLE and
 * ALPC_SECURITY_CONTEXT_CREATE) or give one up (ALPC_SECFLG_DELETE_EXISTING).
 *
 * STATUS_INVALID_PARAMETER         flags; a level that there is none of
 * STATUS_BAD_IMPERSONATION_LEVEL   the caller acts as somebody, and has not that level of him
 * STATUS_INVALID_HANDLE            revoke and delete: no such context
 * Source: phnt (names, flags), alpc 7.3 and 8.1
 */
NTSTATUS NTAPI NtAlpcCreateSecurityContext(HANDLE PortHandle, ULONG Flags,
                                           PALPC_SECURITY_ATTR SecurityAttribute);
NTSTATUS NTAPI NtAlpcDeleteSecurityContext(HANDLE PortHandle, ULONG Flags,
                                           ALPC_HANDLE ContextHandle);
NTSTATUS NTAPI NtAlpcRevokeSecurityContext(HANDLE PortHandle, ULONG Flags,
                                           ALPC_HANDLE ContextHandle);

/* --- Connecting and messages ------------------------------------------------------------------ */

/**
 * NtAlpcConnectPort, NtAlpcConnectPortEx - connect to a named port
 * @PortHandle:             gets the client port. Without ALPC_MSGFLG_SYNC_REQUEST at once, pending: the server's answer comes
 *                          to it as a message, or receiving there says STATUS_PORT_CONNECTION_REFUSED
 * @PortName:               or, Ex, ConnectionPortObjectAttributes: the connection port's
 * @ObjectAttributes:       or ClientPortObjectAttributes; may be NULL: OBJ_INHERIT for the client port
 * @PortAttributes:         the client port's; may be NULL
 * @Flags:                  ALPC_MSGFLG_SYNC_REQUEST waits for the answer, ALPC_MSGFLG_WAIT_ALERTABLE besides for APCs
 * @RequiredServerSid:      may be NULL: the user that the server must be; Ex, ServerSecurityRequirements: a descriptor that must
 *                          grant the server's token PORT_CONNECT
 * @ConnectionMessage:      may be NULL: data for the server, at most what its port takes; with SYNC_REQUEST gets its answer
 * @BufferLength:           may be NULL: bytes that ConnectionMessage has room for; gets what the answer has, or needs
 * @OutMessageAttributes:   may be NULL: what goes along: HANDLE, SECURITY (only with ALPC_SECFLG_CREATE_HANDLE, gets the context's
 *                          handle), WORK_ON_BEHALF
 * @InMessageAttributes:    may be NULL: gets what comes along with the answer
 * @Timeout:                may be NULL: of the wait, 100 ns, negative: from now
 *
 * STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_TYPE_MISMATCH  the name
 * STATUS_INVALID_PORT_HANDLE       it is no connection port
 * STATUS_ACCESS_DENIED             by the port's DACL; the server does not meet ServerSecurityRequirements
 * STATUS_SERVER_SID_MISMATCH       the server is another user
 * STATUS_INVALID_SID, STATUS_INVALID_SECURITY_DESCR
 * STATUS_PORT_CONNECTION_REFUSED   by the server, or it has gone
 * STATUS_PORT_MESSAGE_TOO_LONG     the message, for the server's port
 * STATUS_BUFFER_TOO_SMALL          the answer, for the buffer; there is no connection then
 * STATUS_INVALID_PARAMETER         port attributes; lengths in the message; a VIEW (there was no port yet to make one on)
 * STATUS_INVALID_HANDLE            a security context, of which there are none yet
 * STATUS_LPC_HANDLE_COUNT_EXCEEDED more than 512 handles
 * STATUS_INSUFFICIENT_RESOURCES    too many have asked, and are not answered
 * STATUS_TIMEOUT, STATUS_USER_APC, STATUS_ALERTED  no answer yet; there is no connection then
 * STATUS_ACCESS_VIOLATION, STATUS_NO_MEMORY, STATUS_QUOTA_EXCEEDED
 * STATUS_SERVER_DISABLED           no ntserver can be reached
 * Source: phnt (names, flags), alpc 5, 7.3
 */
NTSTATUS NTAPI NtAlpcConnectPort(PHANDLE PortHandle, PUNICODE_STRING PortName,
                                 POBJECT_ATTRIBUTES ObjectAttributes,
                                 PALPC_PORT_ATTRIBUTES PortAttributes, ULONG Flags,
                                 PSID RequiredServerSid, PPORT_MESSAGE ConnectionMessage,
                                 PSIZE_T BufferLength,
                                 PALPC_MESSAGE_ATTRIBUTES OutMessageAttributes,
                                 PALPC_MESSAGE_ATTRIBUTES InMessageAttributes,
                                 PLARGE_INTEGER Timeout);

NTSTATUS NTAPI NtAlpcConnectPortEx(PHANDLE PortHandle,
                                   POBJECT_ATTRIBUTES ConnectionPortObjectAttributes,
                                   POBJECT_ATTRIBUTES ClientPortObjectAttributes,
                                   PALPC_PORT_ATTRIBUTES PortAttributes, ULONG Flags,
                                   PSECURITY_DESCRIPTOR ServerSecurityRequirements,
                                   PPORT_MESSAGE ConnectionMessage, PSIZE_T BufferLength,
                                   PALPC_MESSAGE_ATTRIBUTES OutMessageAttributes,
                                   PALPC_MESSAGE_ATTRIBUTES InMessageAttributes,
                                   PLARGE_INTEGER Timeout);

/**
 * NtAlpcAcceptConnectPort - accept or refuse who asks to be connected
 * @PortHandle:             gets the server port; not written when it is refused
 * @ConnectionPortHandle:   where the connection request was received
 * @Flags, @ObjectAttributes: nothing; may be 0 and NULL
 * @PortAttributes:         may be NULL: the connection port's are taken
 * @PortContext:            comes with each message of that client in its CONTEXT attribute
 * @ConnectionRequest:      as received, by its MessageId; its data is the answer's
 * @ConnectionMessageAttributes: may be NULL: what goes along with the answer: HANDLE, SECURITY (a context that is made
 *                          with it, or one of the connection port's)
 * @AcceptConnection:       FALSE: refused
 *
 * STATUS_INVALID_HANDLE, STATUS_INVALID_PORT_HANDLE  no connection port
 * STATUS_REPLY_MESSAGE_MISMATCH    nobody asks so: answered already, or gone
 * STATUS_PORT_MESSAGE_TOO_LONG     the answer's data; the request stays
 * STATUS_INVALID_PARAMETER         port attributes, attributes, lengths
 * STATUS_ACCESS_DENIED             the port is another process's
 * STATUS_ACCESS_VIOLATION, STATUS_NO_MEMORY, STATUS_QUOTA_EXCEEDED, STATUS_SERVER_DISABLED
 * When it fails after the request was found the client is refused.
 * Source: phnt (names), alpc 5.5
 */
NTSTATUS NTAPI NtAlpcAcceptConnectPort(PHANDLE PortHandle, HANDLE ConnectionPortHandle, ULONG Flags,
                                       POBJECT_ATTRIBUTES ObjectAttributes,
                                       PALPC_PORT_ATTRIBUTES PortAttributes, PVOID PortContext,
                                       PPORT_MESSAGE ConnectionRequest,
                                       PALPC_MESSAGE_ATTRIBUTES ConnectionMessageAttributes,
                                       BOOLEAN AcceptConnection);

/* Send, receive, or both. */
NTSTATUS NTAPI NtAlpcSendWaitReceivePort(HANDLE PortHandle, ULONG Flags,
                                         PPORT_MESSAGE MessageToSend,
                                         PALPC_MESSAGE_ATTRIBUTES SendMessageAttributes,
                                         PPORT_MESSAGE ReceiveMessage, PSIZE_T BufferLength,
                                         PALPC_MESSAGE_ATTRIBUTES ReceiveMessageAttributes,
                                         PLARGE_INTEGER Timeout);

#define ALPC_CANCELFLG_NONE 0x0
#define ALPC_CANCELFLG_TRY_CANCEL 0x1
#define ALPC_CANCELFLG_RESERVED_CAPTURE32 0x4
#define ALPC_CANCELFLG_NO_CONTEXT_CHECK 0x8
#define ALPC_CANCELFLG_FLUSH 0x10000

/* Give up a message, sent or received. */
NTSTATUS NTAPI NtAlpcCancelMessage(HANDLE PortHandle, ULONG Flags,
                                   PALPC_CONTEXT_ATTR MessageContext);

/* Third parameter of NtAlpcImpersonateClientOfPort. */
#define ALPC_IMPERSONATEFLG_ANONYMOUS 0x1
#define ALPC_IMPERSONATEFLG_REQUIRE_IMPERSONATE 0x2
#define ALPC_IMPERSONATEFLG_LEVEL_ANONYMOUS 0x0
#define ALPC_IMPERSONATEFLG_LEVEL_IDENTIFICATION 0x4
#define ALPC_IMPERSONATEFLG_LEVEL_IMPERSONATION 0x8
#define ALPC_IMPERSONATEFLG_LEVEL_DELEGATION 0xC

/**
 * NtAlpcImpersonateClientOfPort - let this thread act as the sender of a message
 * @PortHandle:     a server port or the connection port; a client port only for messages with a SECURITY attribute
 * @Message:        as received, and not finally answered; a connection request, too
 * @Flags:          numbers in a pointer, of old a reserved NULL: ALPC_IMPERSONATEFLG_*
 *
 * As whom: the message's security context, or what the client's port attributes say (SecurityQos, and
 * ALPC_PORFLG_ALLOW_IMPERSONATION).
 *
 * STATUS_ACCESS_DENIED             no such message; the client does not allow it
 * STATUS_CANNOT_IMPERSONATE        the context has been revoked; the message has LPC_NO_IMPERSONATE
 * STATUS_BAD_IMPERSONATION_LEVEL   less than the level that is required
 * STATUS_INVALID_PORT_HANDLE       a client port
 * STATUS_INVALID_PARAMETER         other flags
 *
 * The second call enters the sender's container; there are none here, so it only looks for the message.
 */
NTSTATUS NTAPI NtAlpcImpersonateClientOfPort(HANDLE PortHandle, PPORT_MESSAGE Message, PVOID Flags);
NTSTATUS NTAPI NtAlpcImpersonateClientContainerOfPort(HANDLE PortHandle, PPORT_MESSAGE Message,
                                                      ULONG Flags);

/* Open the process or the thread that sent a message. */
NTSTATUS NTAPI NtAlpcOpenSenderProcess(PHANDLE ProcessHandle, HANDLE PortHandle,
                                       PPORT_MESSAGE PortMessage, ULONG Flags,
                                       ACCESS_MASK DesiredAccess,
                                       POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS NTAPI NtAlpcOpenSenderThread(PHANDLE ThreadHandle, HANDLE PortHandle,
                                      PPORT_MESSAGE PortMessage, ULONG Flags,
                                      ACCESS_MASK DesiredAccess,
                                      POBJECT_ATTRIBUTES ObjectAttributes);

/* Ask about a message that was received, or with AlpcMessageDirectStatusInformation about one that was sent:
 * STATUS_PENDING, STATUS_SUCCESS. STATUS_INVALID_MESSAGE: it is finished, or there was none. */
NTSTATUS NTAPI NtAlpcQueryInformationMessage(HANDLE PortHandle, PPORT_MESSAGE PortMessage,
                                             ALPC_MESSAGE_INFORMATION_CLASS MessageInformationClass,
                                             PVOID MessageInformation, ULONG Length,
                                             PULONG ReturnLength);

/* --- Helpers ---------------------------------------------------------------------------------- */

/* The largest message that ALPC takes, in bytes. */
ULONG NTAPI AlpcMaxAllowedMessageLength(VOID);

/* The bytes that a buffer for these attributes needs: the header and each structure. */
ULONG NTAPI AlpcGetHeaderSize(ULONG Flags);

/*
 * Prepare a buffer for these attributes, none of them valid; STATUS_BUFFER_TOO_SMALL, and the size
 * that is needed.
 */
NTSTATUS NTAPI AlpcInitializeMessageAttribute(ULONG AttributeFlags, PALPC_MESSAGE_ATTRIBUTES Buffer,
                                              SIZE_T BufferSize, PSIZE_T RequiredBufferSize);

/* One attribute's structure in the buffer, or NULL if it is not allocated there. */
PVOID NTAPI AlpcGetMessageAttribute(PALPC_MESSAGE_ATTRIBUTES Buffer, ULONG AttributeFlag);

/* --- Completion lists ------------------------------------------------------------------------- */

#define ALPC_COMPLETION_LIST_BUFFER_GRANULARITY_MASK 0x3F
#define ALPC_COMPLETION_LIST_HEADER_SIZE 0x300
#define ALPC_COMPLETION_LIST_STATE_EMPTY_INDEX 0xFFFFFF
#define ALPC_COMPLETION_LIST_MAX_BUFFER 0x40000000
#define ALPC_COMPLETION_LIST_START_MAGIC 0xDEADBEEFBAADF00DULL
#define ALPC_COMPLETION_LIST_END_MAGIC 0xBAADF00DDEADBEEFULL

typedef struct _ALPC_COMPLETION_LIST_STATE {
    union {
        struct {
            ULONG64 Head : 24;
            ULONG64 Tail : 24;
            ULONG64 ActiveThreadCount : 16;
        } s1;
        ULONG64 Value;
    };
} ALPC_COMPLETION_LIST_STATE, *PALPC_COMPLETION_LIST_STATE;

/* At the start of the memory that was registered. */
typedef struct _ALPC_COMPLETION_LIST_HEADER {
    ULONG64 StartMagic;
    ULONG TotalSize;
    ULONG ListOffset;
    ULONG ListSize;
    ULONG BitmapOffset;
    ULONG BitmapSize;
    ULONG DataOffset;
    ULONG DataSize;
    ULONG AttributeFlags;
    ULONG AttributeSize;
    DECLSPEC_ALIGN(128) ALPC_COMPLETION_LIST_STATE State;
    ULONG LastMessageId;
    ULONG LastCallbackId;
    DECLSPEC_ALIGN(128) ULONG PostCount;
    DECLSPEC_ALIGN(128) ULONG ReturnCount;
    DECLSPEC_ALIGN(128) ULONG LogSequenceNumber;
    DECLSPEC_ALIGN(128) RTL_SRWLOCK UserLock;
    ULONG64 EndMagic;
} ALPC_COMPLETION_LIST_HEADER, *PALPC_COMPLETION_LIST_HEADER;

/**
 * AlpcRegisterCompletionList - give a port memory into which its messages are put
 * @PortHandle:         a connection or client port
 * @Buffer:             page aligned; the header stands at its beginning, and is the list's name from
 *                      here on
 * @Size:               bytes, whole pages: 4 to 262144 of them
 * @ConcurrencyCount:   how many workers should run, at least 1
 * @AttributeFlags:     of SECURITY, CONTEXT, TOKEN, WORK_ON_BEHALF: what stands behind each message
 *
 * Requests, answers and datagrams come to the list from then on. Connection requests and the ends
 * of clients are received with NtAlpcSendWaitReceivePort as before; when there is none of those but
 * something for the list, that returns STATUS_ALPC_CHECK_COMPLETION_LIST. Messages of the list are
 * answered as always. The list belongs to this process and goes when it closes the port.
 *
 * STATUS_INVALID_PARAMETER                     an argument, or a server port, which receives nothing
 * STATUS_PORT_ALREADY_HAS_COMPLETION_LIST      it has one, or the memory is another one's
 */
NTSTATUS NTAPI AlpcRegisterCompletionList(HANDLE PortHandle, PALPC_COMPLETION_LIST_HEADER Buffer,
                                          ULONG Size, ULONG ConcurrencyCount, ULONG AttributeFlags);

/**
 * AlpcUnregisterCompletionList - take it away again; messages in it are lost
 * @PortHandle: the port
 *
 * STATUS_INVALID_PARAMETER     it has no list
 * STATUS_RESOURCE_IN_USE       there are workers
 */
NTSTATUS NTAPI AlpcUnregisterCompletionList(HANDLE PortHandle);

/**
 * AlpcRundownCompletionList - throw away all messages in it
 * @PortHandle: the port
 *
 * STATUS_INVALID_PARAMETER     it has no list
 */
NTSTATUS NTAPI AlpcRundownCompletionList(HANDLE PortHandle);

/**
 * AlpcAdjustCompletionListConcurrencyCount - change ConcurrencyCount
 * @PortHandle:         the port
 * @ConcurrencyCount:   at least 1
 *
 * STATUS_INVALID_PARAMETER     0, or the port has no list
 */
NTSTATUS NTAPI AlpcAdjustCompletionListConcurrencyCount(HANDLE PortHandle, ULONG ConcurrencyCount);

/* Join the threads that take messages, and leave them: FALSE while there are messages in the list. */
BOOLEAN NTAPI AlpcRegisterCompletionListWorkerThread(PVOID CompletionList);
BOOLEAN NTAPI AlpcUnregisterCompletionListWorkerThread(PVOID CompletionList);

/**
 * AlpcGetMessageFromCompletionList - take the oldest message
 * @CompletionList:     the header
 * @MessageAttributes:  optional; receives where its attributes are
 *
 * NULL when there is none; MessageAttributes is left alone then. No system call is made while there
 * are messages. The message stays where it is until AlpcFreeCompletionListMessage.
 */
PPORT_MESSAGE NTAPI AlpcGetMessageFromCompletionList(PVOID CompletionList,
                                                     PALPC_MESSAGE_ATTRIBUTES *MessageAttributes);
/* Where a message's attributes are, as long as its header is as it came. */
PALPC_MESSAGE_ATTRIBUTES NTAPI AlpcGetCompletionListMessageAttributes(PVOID CompletionList,
                                                                      PPORT_MESSAGE Message);
/* Gives a message's memory back. */
VOID NTAPI AlpcFreeCompletionListMessage(PVOID CompletionList, PPORT_MESSAGE Message);
/* The ids of the message that was taken last. */
VOID NTAPI AlpcGetCompletionListLastMessageInformation(PVOID CompletionList, PULONG LastMessageId,
                                                       PULONG LastCallbackId);
/* How many messages have been put there and not been given back. */
ULONG NTAPI AlpcGetOutstandingCompletionListMessageCount(PVOID CompletionList);

#ifdef __cplusplus
}
#endif

#endif
