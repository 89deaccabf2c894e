/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Local procedure calls: messages between two processes of one machine, through a named port.
 *
 *     server                                        client
 *     NtCreatePort            the name is there
 *                                                   NtConnectPort       waits
 *     NtListenPort or
 *     NtReplyWaitReceivePort  the connection request
 *     NtAcceptConnectPort     one handle a client
 *     NtCompleteConnectPort                         ... returns
 *     NtReplyWaitReceivePort  <-------------------- NtRequestWaitReplyPort, NtRequestPort
 *     NtReplyWaitReceivePort  (reply and next) ---> ... returns
 *
 * All clients' messages arrive at the connection port, whichever of the server's handles it
 * receives on; the port context given at accept, and PORT_MESSAGE.ClientId, tell them apart
 * (lpc-semantics 1). A message has at most 648 bytes, header included. More is passed by a section
 * that both sides map (PORT_VIEW), or the server reads and writes the client's memory while it
 * works on a request (NtReadRequestData).
 *
 * The newer calls, NtAlpc*, are in <ntalpcapi.h>, which this header includes.
 */
#ifndef NT_LPCAPI_H
#define NT_LPCAPI_H
#pragma GCC system_header

#include <nt_base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- Rights and limits ------------------------------------------------------------------------ */

#define PORT_CONNECT 0x0001
#define PORT_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0x1)

/* The only attribute that the OBJECT_ATTRIBUTES of a port may have. */
#define PORT_VALID_OBJECT_ATTRIBUTES OBJ_CASE_INSENSITIVE

/*
 * The limits that NT's headers name. The real ones of the classic calls are larger: 648 bytes for a
 * message with its header, 608 for its data, 520 for connection information (lpc-semantics 2.3).
 */
#define PORT_MAXIMUM_MESSAGE_LENGTH 512
#define LPC_MAX_CONNECTION_INFO_SIZE (16 * sizeof(ULONG_PTR))
#define PORT_TOTAL_MAXIMUM_MESSAGE_LENGTH \
    ((PORT_MAXIMUM_MESSAGE_LENGTH + sizeof(PORT_MESSAGE) + LPC_MAX_CONNECTION_INFO_SIZE + 0xf) & \
     ~(ULONG_PTR)0xf)

/* --- Messages --------------------------------------------------------------------------------- */

/**
 * PORT_MESSAGE - the header that every message begins with; its data follow
 * @u1.s1.DataLength:     bytes of data after the header
 * @u1.s1.TotalLength:    header and data: DataLength + 40. For a sender the limit that is checked;
 *                        a receiver always sees header + data (lpc-semantics 13.a)
 * @u2.s2.Type:           LPC_REQUEST, ...; 0 in a new message of the caller's
 * @u2.s2.DataInfoOffset: where a PORT_DATA_INFORMATION lies, counted from the start of the message;
 * 0 for none
 * @ClientId:             the sender's process and thread; filled in by the receiver's side, never
 *                        by the sender
 * @MessageId:            which message; a reply carries that of the request
 * @ClientViewSize:       connection requests: the size of the client's view, or 0
 * @CallbackId:           requests: which callback, or 0
 *
 * Windows 64 has this layout in 32-bit programs too.
 */
typedef struct _PORT_MESSAGE {
    union {
        struct {
            CSHORT DataLength;
            CSHORT TotalLength;
        } s1;
        ULONG Length;
    } u1;
    union {
        struct {
            CSHORT Type;
            CSHORT DataInfoOffset;
        } s2;
        ULONG ZeroInit;
    } u2;
    union {
        CLIENT_ID ClientId;
        double DoNotUseThisField;
    };
    ULONG MessageId;
    union {
        SIZE_T ClientViewSize;
        ULONG CallbackId;
    };
} PORT_MESSAGE, *PPORT_MESSAGE;

/* The header of 32-bit Windows, for reading captures made there; no call takes it. */
typedef struct _PORT_MESSAGE32 {
    CSHORT DataLength;
    CSHORT TotalLength;
    CSHORT Type;
    CSHORT DataInfoOffset;
    ULONG UniqueProcess;
    ULONG UniqueThread;
    ULONG MessageId;
    ULONG CallbackId;
} PORT_MESSAGE32, *PPORT_MESSAGE32;

/* One range of the requester's memory that the receiver may read and write until it replies. */
typedef struct _PORT_DATA_ENTRY {
    PVOID Base;
    ULONG Size;
} PORT_DATA_ENTRY, *PPORT_DATA_ENTRY;

/* Inside a request, at DataInfoOffset, and wholly within TotalLength (lpc-semantics 10). */
typedef struct _PORT_DATA_INFORMATION {
    ULONG CountDataEntries;
    PORT_DATA_ENTRY DataEntries[1];
} PORT_DATA_INFORMATION, *PPORT_DATA_INFORMATION;

/* PORT_MESSAGE.u2.s2.Type */
#define LPC_NEW_MESSAGE 0           /* what a caller puts there; never received */
#define LPC_REQUEST 1               /* its sender waits for the reply; or a callback */
#define LPC_REPLY 2
#define LPC_DATAGRAM 3              /* from NtRequestPort; cannot be replied to */
#define LPC_LOST_REPLY 4            /* never sent */
#define LPC_PORT_CLOSED 5           /* a client's port is gone; data: 8 bytes, when it began */
#define LPC_CLIENT_DIED 6           /* LPC_CLIENT_DIED_MSG, from NtRegisterThreadTerminatePort */
#define LPC_EXCEPTION 7
#define LPC_DEBUG_EVENT 8
#define LPC_ERROR_EVENT 9
#define LPC_CONNECTION_REQUEST 10   /* the data are the client's connection information */
#define LPC_INTERNAL_CONNECTION_REPLY 11
#define LPC_CANCEL_MESSAGE 12
#define LPC_LEGACY_CONNECTION_REPLY 13

/* Other names of two of them. */
#define LPC_CONNECTION_REPLY LPC_INTERNAL_CONNECTION_REPLY
#define LPC_CANCELED LPC_CANCEL_MESSAGE

/* Bits beside the type. The classic calls deliver a type without them. */
#define LPC_KERNELMODE_MESSAGE ((CSHORT)0x8000)     /* taken off what a program sends */
#define LPC_NO_IMPERSONATE 0x4000                   /* the receiver may not act as the sender */
#define LPC_CONTINUATION_REQUIRED 0x2000
#define LPC_RESERVED_MESSAGE 0x1000

/*
 * LPC_CLIENT_DIED: ClientId names the thread, CreateTime tells it from a later one with the same
 * number.
 */
typedef struct _LPC_CLIENT_DIED_MSG {
    PORT_MESSAGE PortMsg;
    LARGE_INTEGER CreateTime;
} LPC_CLIENT_DIED_MSG, *PLPC_CLIENT_DIED_MSG;

/* --- Views ------------------------------------------------------------------------------------ */

/**
 * PORT_VIEW - a section that this side supplies: mapped here and at the other end
 * @Length:           sizeof(PORT_VIEW)
 * @SectionHandle:    in: needs SECTION_MAP_READ and SECTION_MAP_WRITE; may be closed afterwards
 * @SectionOffset:    in and out: rounded down to 64 KiB, the view grows by the difference
 * @ViewSize:         in and out: 0 is to the end of the section; rounded up to pages
 * @ViewBase:         out: where it lies in this process
 * @ViewRemoteBase:   out: where it lies in the other; subtract to translate pointers
 *
 * lpc-semantics 9. The views go when the port at their end is deleted.
 */
typedef struct _PORT_VIEW {
    ULONG Length;
    HANDLE SectionHandle;
    ULONG SectionOffset;
    SIZE_T ViewSize;
    PVOID ViewBase;
    PVOID ViewRemoteBase;
} PORT_VIEW, *PPORT_VIEW;

/**
 * REMOTE_PORT_VIEW - the section that the other side supplied
 * @Length:     sizeof(REMOTE_PORT_VIEW)
 * @ViewSize:   out: 0 if the other side supplied none
 * @ViewBase:   out: where it lies in this process, or NULL
 */
typedef struct _REMOTE_PORT_VIEW {
    ULONG Length;
    SIZE_T ViewSize;
    PVOID ViewBase;
} REMOTE_PORT_VIEW, *PREMOTE_PORT_VIEW;

/* --- Making a port ---------------------------------------------------------------------------- */

/**
 * NtCreatePort - make a connection port, to which clients connect by its name
 * @PortHandle:                 receives the handle, with PORT_ALL_ACCESS
 * @ObjectAttributes:           optional; the name, and who may connect. Without a name the port is
 *                              unconnected: what is sent on it arrives on it
 * @MaxConnectionInfoLength:    the most connection information that is passed in either direction,
 *                              at most 520; 0 is 520
 * @MaxMessageLength:           the largest message, header included, at most 648; 0 is 648. Below
 *                              48 the port gets neither LPC_PORT_CLOSED nor LPC_CLIENT_DIED
 * @MaxPoolUsage:               bytes that may wait in the queue; 0 leaves it to the system
 *
 * STATUS_INVALID_PARAMETER     ObjectAttributes with more than OBJ_CASE_INSENSITIVE
 * STATUS_INVALID_PARAMETER_3   MaxConnectionInfoLength too large
 * STATUS_INVALID_PARAMETER_4   MaxMessageLength too large
 * the name's statuses          last of all
 *
 * lpc-semantics 8.1. The name goes with the last handle.
 */
NTSTATUS NTAPI NtCreatePort(PHANDLE PortHandle, POBJECT_ATTRIBUTES ObjectAttributes,
                            ULONG MaxConnectionInfoLength, ULONG MaxMessageLength,
                            ULONG MaxPoolUsage);

/**
 * NtCreateWaitablePort - NtCreatePort for a port whose handle can be waited on
 *
 * Parameters and statuses as there. The handle is signalled while messages are queued: set when one
 * arrives, reset by the receive that takes the last (lpc-semantics 8.2). A handle of NtCreatePort
 * is always signalled.
 */
NTSTATUS NTAPI NtCreateWaitablePort(PHANDLE PortHandle, POBJECT_ATTRIBUTES ObjectAttributes,
                                    ULONG MaxConnectionInfoLength, ULONG MaxMessageLength,
                                    ULONG MaxPoolUsage);

/* --- Connecting ------------------------------------------------------------------------------- */

/**
 * NtConnectPort - connect to a port by its name, and wait until the server has decided
 * @PortHandle:                     receives the client's port, with PORT_ALL_ACCESS
 * @PortName:                       a full path in the object namespace, in the exact case
 * @SecurityQos:                    how far the server may act as this client; not optional. Its
 *                                  Length is ignored
 * @ClientView:                     optional; a section to share with the server
 * @ServerView:                     optional; receives the server's
 * @MaxMessageLength:               optional; receives the port's largest message, in bytes
 * @ConnectionInformation:          optional; in: passed to the server; out: what the server passed
 *                                  back
 * @ConnectionInformationLength:    optional; in: bytes in the buffer, more than the port's limit is
 *                                  cut off without a word; out: bytes that came back, never more
 *                                  than went in. Without it nothing is passed
 *
 * STATUS_INVALID_PARAMETER         ClientView or ServerView with another Length;
 *                                  ContextTrackingMode or level out of range
 * the name's statuses              open; STATUS_ACCESS_DENIED without PORT_CONNECT
 * STATUS_INVALID_PORT_HANDLE       the name belongs to a port to which nobody can connect
 * STATUS_BAD_IMPERSONATION_LEVEL   this thread acts as somebody else, at a lower level than
 *                                  SecurityQos offers
 * STATUS_INVALID_VIEW_SIZE, STATUS_SECTION_PROTECTION
 *                                  ClientView does not fit its section
 * STATUS_PORT_CONNECTION_REFUSED   the server refused, or its port was closed meanwhile. After a
 *                                  refusal the connection information is the server's, and nothing
 *                                  else is written
 * STATUS_OBJECT_NAME_NOT_FOUND     also when the name went while the call waited
 *
 * lpc-semantics 8.3, 8.4, 7.1. The wait ends only by an answer, or with the thread.
 */
NTSTATUS NTAPI NtConnectPort(PHANDLE PortHandle, PUNICODE_STRING PortName,
                             PSECURITY_QUALITY_OF_SERVICE SecurityQos, PPORT_VIEW ClientView,
                             PREMOTE_PORT_VIEW ServerView, PULONG MaxMessageLength,
                             PVOID ConnectionInformation, PULONG ConnectionInformationLength);

/**
 * NtSecureConnectPort - NtConnectPort to a server that runs as a given user
 * @RequiredServerSid:  optional; the user of the process that made the port must be this one
 *
 * STATUS_INVALID_SID               RequiredServerSid is none
 * STATUS_SERVER_SID_MISMATCH       the server is somebody else; it never learns of the attempt
 *
 * Everything else as there; these two are found after the Length of the views and after the name,
 * respectively (lpc-semantics 8.4, 6.3).
 */
NTSTATUS NTAPI NtSecureConnectPort(PHANDLE PortHandle, PUNICODE_STRING PortName,
                                   PSECURITY_QUALITY_OF_SERVICE SecurityQos, PPORT_VIEW ClientView,
                                   PSID RequiredServerSid, PREMOTE_PORT_VIEW ServerView,
                                   PULONG MaxMessageLength, PVOID ConnectionInformation,
                                   PULONG ConnectionInformationLength);

/**
 * NtListenPort - wait for a connection request, and drop every other message meanwhile
 * @PortHandle:         the connection port
 * @ConnectionRequest:  receives the request: room for the port's largest message
 *
 * Statuses of NtReplyWaitReceivePort. A request that is dropped leaves its client waiting
 * (lpc-semantics 8.5): who serves clients already uses NtReplyWaitReceivePort.
 */
NTSTATUS NTAPI NtListenPort(HANDLE PortHandle, PPORT_MESSAGE ConnectionRequest);

/**
 * NtAcceptConnectPort - accept or refuse a client; only in the process that made the connection
 * port
 * @PortHandle:         receives the port to this client, with PORT_ALL_ACCESS; untouched by a
 *                      refusal, yet must be writable
 * @PortContext:        comes back with every message of this client; NULL makes it the value of the
 *                      new handle
 * @ConnectionRequest:  the request as received: ClientId and MessageId say which, and DataLength
 *                      bytes after the header are the connection information for the client, which
 *                      a refusal carries as well
 * @AcceptConnection:   FALSE refuses
 * @ServerView:         optional; a section to share with the client
 * @ClientView:         optional; receives the client's
 *
 * STATUS_INVALID_PARAMETER         ServerView or ClientView with another Length
 * STATUS_INVALID_CID               ClientId is no live thread
 * STATUS_REPLY_MESSAGE_MISMATCH    no such request: answered before, or not this process's port
 * statuses of a mapping            the client is told that it was refused
 *
 * lpc-semantics 8.6. The client goes on waiting until NtCompleteConnectPort; a refused one returns
 * at once.
 */
NTSTATUS NTAPI NtAcceptConnectPort(PHANDLE PortHandle, PVOID PortContext,
                                   PPORT_MESSAGE ConnectionRequest, BOOLEAN AcceptConnection,
                                   PPORT_VIEW ServerView, PREMOTE_PORT_VIEW ClientView);

/**
 * NtCompleteConnectPort - let an accepted client go on
 * @PortHandle:     from NtAcceptConnectPort; needs PORT_ALL_ACCESS
 *
 * STATUS_INVALID_PORT_HANDLE   not a port from NtAcceptConnectPort
 * STATUS_INVALID_PARAMETER     done before
 *
 * STATUS_SUCCESS also when the client has died (lpc-semantics 8.7).
 */
NTSTATUS NTAPI NtCompleteConnectPort(HANDLE PortHandle);

/* --- Messages --------------------------------------------------------------------------------- */

/**
 * NtRequestPort - send a message that wants no reply; never waits
 * @PortHandle:         any port; the message goes to its other end
 * @RequestMessage:     Type 0, DataInfoOffset 0, the two lengths, and the data; it is not changed
 *
 * STATUS_INVALID_PARAMETER         Type is neither 0 nor LPC_DATAGRAM; DataInfoOffset is not 0;
 *                                  DataLength + 40 > TotalLength
 * STATUS_PORT_MESSAGE_TOO_LONG     TotalLength is beyond the port's limit, or not beyond DataLength
 * STATUS_NO_MEMORY                 the receiver's queue is full
 * STATUS_PORT_DISCONNECTED         the other end is gone, or not there yet
 *
 * lpc-semantics 8.8. Received as LPC_DATAGRAM.
 */
NTSTATUS NTAPI NtRequestPort(HANDLE PortHandle, PPORT_MESSAGE RequestMessage);

/**
 * NtRequestWaitReplyPort - send a request and wait for the reply to it
 * @PortHandle:         any port; the message goes to its other end
 * @RequestMessage:     Type 0, lengths, data; with a DataInfoOffset, ranges of memory for
 *                      NtReadRequestData. Type LPC_REQUEST with the ClientId and MessageId of a
 *                      received request makes it a callback: it goes to the thread that waits for
 *                      that request's reply
 * @ReplyMessage:       receives LPC_REPLY, or LPC_REQUEST when the peer calls back (answer with
 *                      NtReplyWaitReplyPort). May be RequestMessage. Room for the port's largest
 *                      message: the call knows no length
 *
 * STATUS_THREAD_IS_TERMINATING     this thread is on its way out
 * STATUS_INVALID_PARAMETER         the data information is malformed; another Type; DataLength + 40
 *                                  > TotalLength
 * STATUS_PORT_MESSAGE_TOO_LONG     as NtRequestPort
 * STATUS_INVALID_CID, STATUS_REPLY_MESSAGE_MISMATCH
 *                                  callback only: as NtReplyPort
 * STATUS_PORT_DISCONNECTED         the other end is gone, or not there yet
 * STATUS_NO_MEMORY                 the receiver's queue is full
 * STATUS_LPC_REPLY_LOST            the other end went while this thread waited
 *
 * lpc-semantics 8.9, 8.9.1. A thread waits for one reply at a time; many threads may use one port.
 */
NTSTATUS NTAPI NtRequestWaitReplyPort(HANDLE PortHandle, PPORT_MESSAGE RequestMessage,
                                      PPORT_MESSAGE ReplyMessage);

/**
 * NtReplyPort - reply to a request
 * @PortHandle:     the port to that client, or the connection port: not another client's
 * @ReplyMessage:   ClientId, MessageId and CallbackId of the request, the two lengths, and the
 *                  data; it is not changed
 *
 * STATUS_INVALID_PARAMETER         DataLength + 40 > TotalLength; MessageId 0
 * STATUS_PORT_MESSAGE_TOO_LONG     as NtRequestPort
 * STATUS_INVALID_CID               ClientId is no live thread
 * STATUS_REPLY_MESSAGE_MISMATCH    that thread does not wait for this: answered before, a datagram,
 *                                  another port
 *
 * lpc-semantics 8.10, 4. Any thread may reply, in any order.
 */
NTSTATUS NTAPI NtReplyPort(HANDLE PortHandle, PPORT_MESSAGE ReplyMessage);

/**
 * NtReplyWaitReplyPort - answer a callback, and wait again for the reply to the own request
 * @PortHandle:     the port on which the request was sent
 * @ReplyMessage:   in: as NtReplyPort; out: LPC_REPLY, or LPC_REQUEST for the next callback
 *
 * STATUS_LPC_REPLY_LOST    the other end went while this thread waited
 *
 * Other statuses as NtReplyPort (lpc-semantics 8.11).
 */
NTSTATUS NTAPI NtReplyWaitReplyPort(HANDLE PortHandle, PPORT_MESSAGE ReplyMessage);

/**
 * NtReplyWaitReceivePort - reply to one message and wait for the next: NtReplyWaitReceivePortEx
 * without a time-out
 */
NTSTATUS NTAPI NtReplyWaitReceivePort(HANDLE PortHandle, PVOID *PortContext,
                                      PPORT_MESSAGE ReplyMessage, PPORT_MESSAGE ReceiveMessage);

/**
 * NtReplyWaitReceivePortEx - reply to one message and wait for the next
 * @PortHandle:         whose queue: the connection port's for every port of the server, its own for
 *                      a client's port
 * @PortContext:        optional; receives that of the sender's connection, or NULL for a connection
 *                      request
 * @ReplyMessage:       optional; as NtReplyPort. If replying fails the call returns at once
 * @ReceiveMessage:     receives the message; may be ReplyMessage. Room for the port's largest
 *                      message
 * @Timeout:            optional, forever without it; units of 100 ns, negative from now, positive
 *                      since 1601; 0 only looks
 *
 * STATUS_TIMEOUT               nothing came (a success; the reply has been sent)
 * STATUS_INVALID_PARAMETER, STATUS_PORT_MESSAGE_TOO_LONG, STATUS_INVALID_CID,
 * STATUS_REPLY_MESSAGE_MISMATCH
 *                              ReplyMessage: as NtReplyPort
 * STATUS_PORT_DISCONNECTED     nothing is queued, and nobody is left who could send
 * STATUS_ACCESS_VIOLATION      also when ReceiveMessage or PortContext cannot be written: the
 *                              message is lost
 *
 * lpc-semantics 8.13. Several threads may wait on a port; each message goes to one of them, in the
 * order of arrival.
 */
NTSTATUS NTAPI NtReplyWaitReceivePortEx(HANDLE PortHandle, PVOID *PortContext,
                                        PPORT_MESSAGE ReplyMessage, PPORT_MESSAGE ReceiveMessage,
                                        PLARGE_INTEGER Timeout);

/* --- The requester's memory and identity ------------------------------------------------------ */

/**
 * NtReadRequestData - read from the memory of a client that waits for this request's reply
 * @PortHandle:         the port to that client or the connection port; needs PORT_ALL_ACCESS
 * @Message:            the request as received, with its DataInfoOffset
 * @DataEntryIndex:     which PORT_DATA_ENTRY of the request, from 0
 * @Buffer:             receives the bytes, from the start of that range
 * @BufferSize:         how many, at most the entry's Size
 * @NumberOfBytesRead:  optional; receives how many
 *
 * STATUS_INVALID_PARAMETER         no DataInfoOffset, no such entry, or BufferSize beyond it
 * STATUS_INVALID_CID               ClientId is no live thread
 * STATUS_REPLY_MESSAGE_MISMATCH    the client does not wait for this request
 * STATUS_PARTIAL_COPY, STATUS_ACCESS_VIOLATION
 *                                  the client's memory is not what it declared
 *
 * lpc-semantics 8.14. The ranges are those of the moment the request was sent: the client cannot
 * change them later.
 */
NTSTATUS NTAPI NtReadRequestData(HANDLE PortHandle, PPORT_MESSAGE Message, ULONG DataEntryIndex,
                                 PVOID Buffer, SIZE_T BufferSize, PSIZE_T NumberOfBytesRead);

/**
 * NtWriteRequestData - write to the memory of a client that waits for this request's reply
 *
 * As NtReadRequestData, in the other direction.
 */
NTSTATUS NTAPI NtWriteRequestData(HANDLE PortHandle, PPORT_MESSAGE Message, ULONG DataEntryIndex,
                                  PVOID Buffer, SIZE_T BufferSize, PSIZE_T NumberOfBytesWritten);

/**
 * NtImpersonateClientOfPort - let this thread act as the client that waits for a request's reply
 * @PortHandle:     the port to that client; needs PORT_ALL_ACCESS
 * @Message:        the request as received
 *
 * The level is the one that the client named when it connected; with static tracking it is the client as it was then, with
 * dynamic tracking as whom its thread acts now. In a process that may not impersonate (SeImpersonatePrivilege) another user
 * is only identified. NtSetInformationThread(ThreadImpersonationToken) with NULL ends it.
 *
 * STATUS_INVALID_PORT_HANDLE       not a server port
 * STATUS_INVALID_CID               the client has ended
 * STATUS_PORT_DISCONNECTED         its port is closed
 * STATUS_REPLY_MESSAGE_MISMATCH    its thread does not wait for the answer to that message
 * STATUS_ACCESS_DENIED             the message has LPC_NO_IMPERSONATE
 * STATUS_BAD_IMPERSONATION_LEVEL   the client acts as somebody itself, and has not that level of him
 */
NTSTATUS NTAPI NtImpersonateClientOfPort(HANDLE PortHandle, PPORT_MESSAGE Message);

/* --- The rest --------------------------------------------------------------------------------- */

typedef enum _PORT_INFORMATION_CLASS {
    PortBasicInformation,
    PortDumpInformation
} PORT_INFORMATION_CLASS;

/**
 * NtQueryInformationPort - ask a port; no class is known to give anything
 * @PortHandle:             needs GENERIC_READ
 * @PortInformationClass:   PortBasicInformation
 * @PortInformation:        must be writable; nothing is written
 * @Length:                 bytes in it
 * @ReturnLength:           optional; receives 0
 *
 * STATUS_INVALID_INFO_CLASS    PortHandle is NULL
 *
 * lpc-semantics 8.17.
 */
NTSTATUS NTAPI NtQueryInformationPort(HANDLE PortHandle,
                                      PORT_INFORMATION_CLASS PortInformationClass,
                                      PVOID PortInformation, ULONG Length, PULONG ReturnLength);

/**
 * NtRegisterThreadTerminatePort - have LPC_CLIENT_DIED sent on a port when the calling thread ends
 * @PortHandle:     any port; needs PORT_ALL_ACCESS
 *
 * STATUS_INSUFFICIENT_RESOURCES    no more registrations
 *
 * lpc-semantics 8.19. Each call gives one message, the last first; until then the port stays, even
 * if its handles are closed.
 */
NTSTATUS NTAPI NtRegisterThreadTerminatePort(HANDLE PortHandle);

/* Always 1 (lpc-semantics 8.18). */
LOGICAL NTAPI NtQueryPortInformationProcess(VOID);

#ifdef __cplusplus
}
#endif

#include <ntalpcapi.h>

#endif
