/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * With TALK_BY_NAME a program has no port call among its imports: it looks each up when it begins
 * (by_name.c), by its Zw name. The sources stay the same.
 */
#pragma once

#ifdef TALK_BY_NAME

#define BY_NAME_CALLS(CALL) \
    CALL(CreatePort) \
    CALL(ConnectPort) \
    CALL(AcceptConnectPort) \
    CALL(CompleteConnectPort) \
    CALL(RequestPort) \
    CALL(RequestWaitReplyPort) \
    CALL(ReplyWaitReceivePort) \
    CALL(ImpersonateClientOfPort) \
    CALL(ReadRequestData) \
    CALL(WriteRequestData) \
    CALL(AlpcCreatePort) \
    CALL(AlpcConnectPort) \
    CALL(AlpcAcceptConnectPort) \
    CALL(AlpcSendWaitReceivePort) \
    CALL(AlpcSetInformation) \
    CALL(AlpcImpersonateClientOfPort) \
    CALL(AlpcCreatePortSection) \
    CALL(AlpcCreateSectionView) \
    CALL(AlpcDeleteSectionView)

#define BY_NAME_FIELD(name) __typeof__(&Nt##name) name;
struct by_name {
    BY_NAME_CALLS(BY_NAME_FIELD)
};
extern struct by_name by_name;

/* False, with a line about it, when a name is missing. */
bool by_name_find(void);

#define NtCreatePort by_name.CreatePort
#define NtConnectPort by_name.ConnectPort
#define NtAcceptConnectPort by_name.AcceptConnectPort
#define NtCompleteConnectPort by_name.CompleteConnectPort
#define NtRequestPort by_name.RequestPort
#define NtRequestWaitReplyPort by_name.RequestWaitReplyPort
#define NtReplyWaitReceivePort by_name.ReplyWaitReceivePort
#define NtImpersonateClientOfPort by_name.ImpersonateClientOfPort
#define NtReadRequestData by_name.ReadRequestData
#define NtWriteRequestData by_name.WriteRequestData
#define NtAlpcCreatePort by_name.AlpcCreatePort
#define NtAlpcConnectPort by_name.AlpcConnectPort
#define NtAlpcAcceptConnectPort by_name.AlpcAcceptConnectPort
#define NtAlpcSendWaitReceivePort by_name.AlpcSendWaitReceivePort
#define NtAlpcSetInformation by_name.AlpcSetInformation
#define NtAlpcImpersonateClientOfPort by_name.AlpcImpersonateClientOfPort
#define NtAlpcCreatePortSection by_name.AlpcCreatePortSection
#define NtAlpcCreateSectionView by_name.AlpcCreateSectionView
#define NtAlpcDeleteSectionView by_name.AlpcDeleteSectionView

#endif
