/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* LPC and ALPC; see way.h. */
#include "tests/process/way.h"

#include "tests/process/harness.h"

#include <ntalpcapi.h>
#include <ntrtl.h>

HANDLE way_port, way_connection;

static WCHAR name_text[] = L"\\RPC Control\\way";
static UNICODE_STRING name = { sizeof(name_text) - 2, sizeof(name_text), name_text };

void way_prepare(PORT_MESSAGE *message, size_t size)
{
    *message = (PORT_MESSAGE){ .u1.s1.DataLength = (SHORT)size,
                               .u1.s1.TotalLength = (SHORT)(size + sizeof(*message)) };
}

unsigned way_type(const PORT_MESSAGE *message)
{
    return (unsigned)message->u2.s2.Type & 0xff;
}

/* NULL: for ever */
static LARGE_INTEGER *timeout_of(LONGLONG ms, LARGE_INTEGER *timeout)
{
    timeout->QuadPart = -ms * 10000;
    return ms < 0 ? NULL : timeout;
}

static NTSTATUS connected(NTSTATUS (*connect)(void))
{
    NTSTATUS status;

    while ((status = connect()) == STATUS_OBJECT_NAME_NOT_FOUND)
        pause_ms(1);
    return status;
}

/* ---- LPC ------------------------------------------------------------------------------------- */

static NTSTATUS lpc_create(void)
{
    OBJECT_ATTRIBUTES object;

    InitializeObjectAttributes(&object, &name, 0, NULL, NULL);
    return NtCreatePort(&way_port, &object, 0, WAY_MESSAGE, 0);
}

static NTSTATUS lpc_accept(PORT_MESSAGE *request)
{
    NTSTATUS status = NtAcceptConnectPort(&way_connection, NULL, request, TRUE, NULL, NULL);

    return status == STATUS_SUCCESS ? NtCompleteConnectPort(way_connection) : status;
}

static NTSTATUS lpc_connect_once(void)
{
    SECURITY_QUALITY_OF_SERVICE qos = { sizeof(qos), SecurityImpersonation, SECURITY_DYNAMIC_TRACKING, TRUE };

    return NtConnectPort(&way_port, &name, &qos, NULL, NULL, NULL, NULL, NULL);
}

static NTSTATUS lpc_connect(void)
{
    return connected(lpc_connect_once);
}

static NTSTATUS lpc_receive(PORT_MESSAGE *message, LONGLONG ms)
{
    LARGE_INTEGER timeout;

    return NtReplyWaitReceivePortEx(way_port, NULL, NULL, message, timeout_of(ms, &timeout));
}

static NTSTATUS lpc_datagram(PORT_MESSAGE *message)
{
    return NtRequestPort(way_port, message);
}

static NTSTATUS lpc_request(PORT_MESSAGE *message)
{
    return NtRequestWaitReplyPort(way_port, message, message);
}

static NTSTATUS lpc_reply(PORT_MESSAGE *reply)
{
    return NtReplyPort(way_port, reply);
}

static NTSTATUS lpc_answer(PORT_MESSAGE *reply, PORT_MESSAGE *message)
{
    return NtReplyWaitReceivePort(way_port, NULL, reply, message);
}

const struct way way_lpc = { lpc_create, lpc_accept, lpc_connect, lpc_receive, lpc_datagram, lpc_request, lpc_reply,
                             lpc_answer };

/* ---- ALPC ------------------------------------------------------------------------------------ */

static NTSTATUS alpc_create(void)
{
    ALPC_PORT_ATTRIBUTES attributes = { .MaxMessageLength = WAY_MESSAGE };
    OBJECT_ATTRIBUTES object;

    InitializeObjectAttributes(&object, &name, 0, NULL, NULL);
    return NtAlpcCreatePort(&way_port, &object, &attributes);
}

static NTSTATUS alpc_accept(PORT_MESSAGE *request)
{
    return NtAlpcAcceptConnectPort(&way_connection, way_port, 0, NULL, NULL, NULL, request, NULL, TRUE);
}

static NTSTATUS alpc_connect_once(void)
{
    ALPC_PORT_ATTRIBUTES attributes = { .MaxMessageLength = WAY_MESSAGE };

    return NtAlpcConnectPort(&way_port, &name, NULL, &attributes, ALPC_MSGFLG_SYNC_REQUEST, NULL, NULL, NULL, NULL,
                             NULL, NULL);
}

static NTSTATUS alpc_connect(void)
{
    return connected(alpc_connect_once);
}

static NTSTATUS alpc_receive(PORT_MESSAGE *message, LONGLONG ms)
{
    SIZE_T size = WAY_MESSAGE;
    LARGE_INTEGER timeout;

    return NtAlpcSendWaitReceivePort(way_port, 0, NULL, NULL, message, &size, NULL, timeout_of(ms, &timeout));
}

static NTSTATUS alpc_datagram(PORT_MESSAGE *message)
{
    return NtAlpcSendWaitReceivePort(way_port, ALPC_MSGFLG_RELEASE_MESSAGE, message, NULL, NULL, NULL, NULL, NULL);
}

static NTSTATUS alpc_request(PORT_MESSAGE *message)
{
    SIZE_T size = WAY_MESSAGE;

    return NtAlpcSendWaitReceivePort(way_port, ALPC_MSGFLG_SYNC_REQUEST, message, NULL, message, &size, NULL, NULL);
}

static NTSTATUS alpc_answer(PORT_MESSAGE *reply, PORT_MESSAGE *message)
{
    SIZE_T size = WAY_MESSAGE;

    return NtAlpcSendWaitReceivePort(way_port, ALPC_MSGFLG_RELEASE_MESSAGE, reply, NULL, message, &size, NULL, NULL);
}

const struct way way_alpc = { alpc_create, alpc_accept, alpc_connect, alpc_receive, alpc_datagram, alpc_request,
                              alpc_datagram, alpc_answer };
