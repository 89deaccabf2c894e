/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Connecting: NtAlpcConnectPort, NtAlpcConnectPortEx (alpc 5).
 *
 * The client port exists as soon as the request is out; the server's answer comes to it as a message. A
 * synchronous connect is an asynchronous one that receives this message itself.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/client/watcher.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/alpc/alpc.h"
#include "ntdll/nt/sync/sync.h"

#include <stdlib.h>

DEBUG_CHANNEL(alpc);

struct alpc_connecting {
    /* captured arguments */
    struct alpc_connect_request request;
    struct captured_attributes name, requirements;
    ALPC_PORT_ATTRIBUTES attributes;
    uint8_t sid[68];
    struct captured_message message;
    ALPC_MESSAGE_ATTRIBUTES *user_attributes;
    struct sent_attributes sent;
    LARGE_INTEGER timeout;
    /* the caller's places */
    HANDLE *handle;
    struct receive_buffer buffer;
    const LARGE_INTEGER *wait;          /* NULL or &timeout */
    bool synchronous, alertable;
    struct self *self;
};

/* What both calls have behind their first arguments. */
struct connect_arguments {
    HANDLE *handle;
    const OBJECT_ATTRIBUTES *client;
    const ALPC_PORT_ATTRIBUTES *attributes;
    ULONG flags;
    PORT_MESSAGE *message;
    SIZE_T *length;
    ALPC_MESSAGE_ATTRIBUTES *out, *in;
    const LARGE_INTEGER *timeout;
};

static NTSTATUS capture_rest(struct alpc_connecting *c, const struct connect_arguments *a)
{
    ULONG handle_attributes = 0;
    NTSTATUS status = STATUS_SUCCESS;

    if (!user_writable(a->handle, sizeof *a->handle) ||
        (a->client && !user_read(&handle_attributes, &a->client->Attributes, sizeof handle_attributes)) ||
        (a->timeout && !user_read(&c->timeout, a->timeout, sizeof c->timeout)))
        return STATUS_ACCESS_VIOLATION;
    c->handle = a->handle;
    c->user_attributes = a->out;
    c->wait = a->timeout ? &c->timeout : NULL;
    c->synchronous = a->flags & ALPC_MSGFLG_SYNC_REQUEST;
    c->alertable = a->flags & ALPC_MSGFLG_WAIT_ALERTABLE;
    c->request.handle_attributes = handle_attributes;
    c->buffer = (struct receive_buffer){a->message, a->length, a->in, 0};
    status = alpc_capture_port_attributes(&c->attributes, &c->request.attributes, a->attributes);
    if (NT_SUCCESS(status) && a->message)
        status = alpc_capture_message(&c->message, a->message);
    if (NT_SUCCESS(status))
        status = attributes_capture(&c->sent, a->out);
    if (NT_SUCCESS(status))
        status = receive_buffer_capture(&c->buffer, a->message ? total_of(&c->message.header) : 0);
    if (NT_SUCCESS(status))
        status = handles_capture(&c->request.handles, &c->sent);
    if (NT_SUCCESS(status) && c->sent.valid & ALPC_MESSAGE_VIEW_ATTRIBUTE)
        status = STATUS_INVALID_PARAMETER;      /* there was no port yet to make one on */
    if (NT_SUCCESS(status))
        status = security_prepare_connect(&c->request, &c->sent);
    c->request.info = (wire_blob){c->message.data, c->message.size};
    return status;
}

static struct port *request_port(struct alpc_connecting *c, HANDLE *handle, NTSTATUS *status)
{
    struct alpc_connect_reply r = {0};
    int fds[WIRE_MAX_FDS];
    struct port_memory memory;
    struct port *port;

    *status = STATUS_SERVER_DISABLED;
    c->self = watcher_start() ? self() : NULL;
    if (!c->self)
        return NULL;
    c->request.slot = c->self->slot;
    *status = call_alpc_connect(&c->request, &r, fds);
    if (!NT_SUCCESS(*status))
        return NULL;
    memory = (struct port_memory)PORT_MEMORY(&r, fds, .kind = CLIENT_PORT, .flags = r.flags, .state = PORT_PENDING,
                                             .holder_page = r.holder_page);
    *handle = (HANDLE)(uintptr_t)r.handle;
    port = port_attach(r.handle, PORT_ALL_ACCESS, &memory, true, status);
    if (!port) {
        NtClose(*handle);
        return NULL;
    }
    if (r.context) {
        c->sent.security.ContextHandle = (ALPC_HANDLE)(uintptr_t)r.context;
        security_was_sent(port, c->user_attributes, &c->sent, STATUS_SUCCESS);
    }
    alpc_limit_sections(port, &c->request.attributes);
    return port;
}

/* The connection reply, or why there is none. Without a buffer it is looked at and thrown away. */
static NTSTATUS await_reply(struct port *port, struct alpc_connecting *c)
{
    struct arrival arrival;
    void *nowhere = NULL;
    NTSTATUS status;

    receive_buffer_aim(&c->buffer, &arrival);
    arrival.alertable = c->alertable ? c->self : NULL;
    if (!c->buffer.message) {
        nowhere = malloc(ALPC_MESSAGE_MAX);
        if (!nowhere)
            return STATUS_NO_MEMORY;
        arrival.sink.data = nowhere;
        arrival.sink.copy = NULL;
        arrival.sink.room = ALPC_MESSAGE_MAX;
        arrival.sink.short_buffer = false;
    }
    waits_for(c->self, port->channel->id);
    status = alpc_receive(port, c->wait, &arrival);
    waits_for(c->self, 0);
    status = receive_buffer_finish(&c->buffer, &arrival, port, status);
    free(nowhere);
    if (status == STATUS_PORT_DISCONNECTED || status == STATUS_PORT_CLOSED)
        status = STATUS_PORT_CONNECTION_REFUSED;        /* the server has gone meanwhile */
    return status;
}

static NTSTATUS connect_now(struct alpc_connecting *c)
{
    HANDLE handle;
    NTSTATUS status;
    struct port *port = request_port(c, &handle, &status);

    if (!port)
        return status;
    if (c->synchronous)
        status = await_reply(port, c);
    port_put(port);
    if (status == STATUS_SUCCESS && !user_write(c->handle, &handle, sizeof handle))
        status = STATUS_ACCESS_VIOLATION;
    if (status != STATUS_SUCCESS)
        NtClose(handle);
    return status;
}

static NTSTATUS finish(struct alpc_connecting *c, const struct connect_arguments *a, NTSTATUS status)
{
    if (NT_SUCCESS(status))
        status = capture_rest(c, a);
    if (NT_SUCCESS(status)) {
        c->request.path = c->name.path;
        status = connect_now(c);
    }
    if (status == STATUS_USER_APC)
        run_apcs(c->self);
    free(c->message.data);
    free(c->request.handles.data);
    captured_free(&c->name);
    captured_free(&c->requirements);
    TRACE("%s", debug_status(status));
    return status;
}

NTSTATUS NTAPI NtAlpcConnectPort(PHANDLE PortHandle, PUNICODE_STRING PortName, POBJECT_ATTRIBUTES ObjectAttributes,
                                 PALPC_PORT_ATTRIBUTES PortAttributes, ULONG Flags, PSID RequiredServerSid,
                                 PPORT_MESSAGE ConnectionMessage, PSIZE_T BufferLength,
                                 PALPC_MESSAGE_ATTRIBUTES OutMessageAttributes,
                                 PALPC_MESSAGE_ATTRIBUTES InMessageAttributes, PLARGE_INTEGER Timeout)
{
    const struct connect_arguments arguments = {
        PortHandle, ObjectAttributes, PortAttributes, Flags, ConnectionMessage, BufferLength,
        OutMessageAttributes, InMessageAttributes, Timeout,
    };
    struct alpc_connecting c = {0};
    NTSTATUS status = capture_name(&c.name, PortName);

    c.name.path.attributes = OBJ_CASE_INSENSITIVE;
    if (NT_SUCCESS(status) && RequiredServerSid) {
        status = capture_sid(c.sid, &c.request.server_sid.size, RequiredServerSid);
        c.request.server_sid.data = c.sid;
    }
    return finish(&c, &arguments, status);
}
ZW_TWIN(AlpcConnectPort)

/* A bare security descriptor comes in like one of object attributes. */
static NTSTATUS capture_requirements(struct alpc_connecting *c, PSECURITY_DESCRIPTOR descriptor)
{
    const OBJECT_ATTRIBUTES with = {.Length = sizeof with, .SecurityDescriptor = descriptor};
    NTSTATUS status = descriptor ? capture_attributes(&c->requirements, &with) : STATUS_SUCCESS;

    if (NT_SUCCESS(status))
        c->request.server_sd = c->requirements.sd;
    return status;
}

NTSTATUS NTAPI NtAlpcConnectPortEx(PHANDLE PortHandle, POBJECT_ATTRIBUTES ConnectionPortObjectAttributes,
                                   POBJECT_ATTRIBUTES ClientPortObjectAttributes,
                                   PALPC_PORT_ATTRIBUTES PortAttributes, ULONG Flags,
                                   PSECURITY_DESCRIPTOR ServerSecurityRequirements,
                                   PPORT_MESSAGE ConnectionMessage, PSIZE_T BufferLength,
                                   PALPC_MESSAGE_ATTRIBUTES OutMessageAttributes,
                                   PALPC_MESSAGE_ATTRIBUTES InMessageAttributes, PLARGE_INTEGER Timeout)
{
    const struct connect_arguments arguments = {
        PortHandle, ClientPortObjectAttributes, PortAttributes, Flags, ConnectionMessage, BufferLength,
        OutMessageAttributes, InMessageAttributes, Timeout,
    };
    struct alpc_connecting c = {0};
    NTSTATUS status = capture_attributes(&c.name, ConnectionPortObjectAttributes);

    if (NT_SUCCESS(status))
        status = capture_requirements(&c, ServerSecurityRequirements);
    return finish(&c, &arguments, status);
}
ZW_TWIN(AlpcConnectPortEx)
