/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The thread pool's side of ALPC: callbacks when a port has messages (alpc 18). There is one pool; its few threads serve all
 * ports, and several of them may call back for one port at once.
 */
#ifndef NT_TP_H
#define NT_TP_H
#pragma GCC system_header

#include <ntalpcapi.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct _TP_ALPC TP_ALPC, *PTP_ALPC;

typedef VOID (NTAPI *PTP_ALPC_CALLBACK)(PTP_CALLBACK_INSTANCE Instance, PVOID Context,
                                        PTP_ALPC Alpc);
typedef VOID (NTAPI *PTP_ALPC_CALLBACK_EX)(PTP_CALLBACK_INSTANCE Instance, PVOID Context,
                                           PTP_ALPC Alpc, PVOID ApcContext);

/*
 * Bind a port to a pool. The callback is called when there is something in the port's queue, or its
 * connection has come to an end, and receives until STATUS_TIMEOUT; else it is called again. It may be called when there
 * is nothing (any more).
 * @CallbackEnviron: no effect.
 *
 * STATUS_ACCESS_VIOLATION: AlpcReturn. STATUS_INVALID_PARAMETER: no callback.
 * STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH: AlpcPort. STATUS_PORT_ALREADY_SET: it is
 * bound already. STATUS_NO_MEMORY.
 */
NTSTATUS NTAPI TpAllocAlpcCompletion(PTP_ALPC *AlpcReturn, HANDLE AlpcPort,
                                     PTP_ALPC_CALLBACK Callback, PVOID Context,
                                     PTP_CALLBACK_ENVIRON CallbackEnviron);
NTSTATUS NTAPI TpAllocAlpcCompletionEx(PTP_ALPC *AlpcReturn, HANDLE AlpcPort,
                                       PTP_ALPC_CALLBACK_EX Callback, PVOID Context,
                                       PTP_CALLBACK_ENVIRON CallbackEnviron);

/*
 * Wait until no callback runs; let go of the port, which stays open and can be received from. A
 * callback that runs goes on.
 */
VOID NTAPI TpWaitForAlpcCompletion(PTP_ALPC Alpc);
VOID NTAPI TpReleaseAlpcCompletion(PTP_ALPC Alpc);

/* Tell the pool that the port has a completion list: while a callback runs its thread counts as a worker of the list. */
VOID NTAPI TpAlpcRegisterCompletionList(PTP_ALPC Alpc);
VOID NTAPI TpAlpcUnregisterCompletionList(PTP_ALPC Alpc);

/*
 * Send a copy of the message when the callback returns, or now. What has been given before is sent first.
 *
 * STATUS_INVALID_PARAMETER: no instance, ALPC_MSGFLG_SYNC_REQUEST, lengths. STATUS_ACCESS_VIOLATION. The second: what the send
 * says; STATUS_SUCCESS when there is nothing to send.
 */
NTSTATUS NTAPI TpCallbackSendAlpcMessageOnCompletion(PTP_CALLBACK_INSTANCE Instance,
                                                     HANDLE PortHandle, ULONG Flags,
                                                     PPORT_MESSAGE MessageToSend);
NTSTATUS NTAPI TpCallbackSendPendingAlpcMessage(PTP_CALLBACK_INSTANCE Instance);

#ifdef __cplusplus
}
#endif

#endif
