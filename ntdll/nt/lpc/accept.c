/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Accepting, refusing, completing: NtAcceptConnectPort, NtCompleteConnectPort (sections 7, 8.6, 8.7). */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/client/watcher.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/lpc/lpc.h"
#include "ntdll/nt/memory/view.h"

DEBUG_CHANNEL(lpc);

#define MAX_CONNECTION_INFO 520u        /* section 2.3 */

struct accepting {
    struct message request;             /* the caller's: ids, length, and the bytes that go back */
    uint32_t info_size;
    PORT_VIEW server_view;
    REMOTE_PORT_VIEW client_view;
    bool has_server_view, has_client_view;
    struct accept_port_reply reply;
    void *client_base, *server_base;    /* where we see the two sections */
};

/* Tests 1 and 2 of section 8.6. */
static NTSTATUS capture_arguments(struct accepting *a, HANDLE *handle, const PORT_MESSAGE *request,
                                  const PORT_VIEW *server_view, const REMOTE_PORT_VIEW *client_view)
{
    uint32_t size;

    if (!user_writable(handle, sizeof *handle) ||
        !user_read(&a->request.header, request, sizeof a->request.header))
        return STATUS_ACCESS_VIOLATION;
    size = (uint16_t)a->request.header.u1.s1.DataLength;
    if (!user_readable(request + 1, size))
        return STATUS_ACCESS_VIOLATION;
    a->info_size = size < MAX_CONNECTION_INFO ? size : MAX_CONNECTION_INFO;
    if (!user_read(a->request.data, request + 1, a->info_size))
        return STATUS_ACCESS_VIOLATION;
    a->has_server_view = server_view;
    if (server_view) {
        if (!user_read(&a->server_view, server_view, sizeof a->server_view))
            return STATUS_ACCESS_VIOLATION;
        if (a->server_view.Length != sizeof a->server_view)
            return STATUS_INVALID_PARAMETER;
    }
    a->has_client_view = client_view;
    if (client_view) {
        if (!user_read(&a->client_view, client_view, sizeof a->client_view))
            return STATUS_ACCESS_VIOLATION;
        if (a->client_view.Length != sizeof a->client_view)
            return STATUS_INVALID_PARAMETER;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS request_accept(struct accepting *a, BOOLEAN accept, void *context, int *fds)
{
    struct pending_key key = key_of(&a->request.header);
    struct accept_port_request request = {
        .pid = key.pid, .tid = key.tid, .message_id = key.message_id, .accept = accept != FALSE,
        .slot = NO_SLOT, .context = (uintptr_t)context, .info = {a->request.data, a->info_size},
    };

    if (a->has_server_view) {
        request.view = (uintptr_t)a->server_view.SectionHandle;
        request.view_offset = a->server_view.SectionOffset;
        request.view_size = a->server_view.ViewSize;
        if (!request.view && accept)
            return STATUS_INVALID_HANDLE;
    }
    return call_accept_port(&request, &a->reply, fds);
}

static NTSTATUS map_sections(struct accepting *a, const int *fds)
{
    const struct accept_port_reply *r = &a->reply;
    struct lpc_section client = {fds[3], r->client_section_size, r->client_protection,
                                 r->client_attributes};
    struct lpc_section server = {fds[r->client_size ? 4 : 3], r->section_size, r->section_protection,
                                 r->section_attributes};
    uint64_t offset = r->client_offset, size = r->client_size;
    NTSTATUS status = STATUS_SUCCESS;

    if (r->client_size)
        status = lpc_map_view(&a->client_base, &offset, &size, &client, false);
    offset = r->view_offset;
    size = r->view_size;
    if (NT_SUCCESS(status) && r->view_size)
        status = lpc_map_view(&a->server_base, &offset, &size, &server, false);
    return status;
}

/* From here on a failure closes the handle, and the client sees a refusal. */
static NTSTATUS attach(struct accepting *a, int *fds)
{
    const struct accept_port_reply *r = &a->reply;
    struct port_memory memory = PORT_MEMORY(r, fds, .kind = SERVER_PORT, .flags = r->flags, .context = r->context);
    NTSTATUS status = map_sections(a, fds);
    struct port *port;

    for (int i = 3; i < WIRE_MAX_FDS; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    port = port_attach(r->handle, PORT_ALL_ACCESS, &memory, true, &status);
    if (!port)
        return status;
    port->view_base = (uintptr_t)a->client_base;
    if (a->client_base)
        port_add_view(r->port, a->client_base, false);
    if (a->server_base)
        port_add_view(r->port, a->server_base, false);
    port_put(port);
    return status;
}

static bool write_results(struct accepting *a, HANDLE *handle, PORT_VIEW *server_view,
                          REMOTE_PORT_VIEW *client_view)
{
    HANDLE value = (HANDLE)(uintptr_t)a->reply.handle;

    if (a->has_server_view) {
        a->server_view.ViewBase = a->server_base;
        a->server_view.ViewRemoteBase = (void *)(uintptr_t)a->reply.remote_base;
        a->server_view.ViewSize = a->reply.view_size;
        a->server_view.SectionOffset = (ULONG)a->reply.view_offset;
        if (!user_write(server_view, &a->server_view, sizeof a->server_view))
            return false;
    }
    if (a->has_client_view) {
        a->client_view.ViewBase = a->client_base;
        a->client_view.ViewSize = a->reply.client_size;
        if (!user_write(client_view, &a->client_view, sizeof a->client_view))
            return false;
    }
    return user_write(handle, &value, sizeof value);
}

NTSTATUS NTAPI NtAcceptConnectPort(PHANDLE PortHandle, PVOID PortContext, PPORT_MESSAGE ConnectionRequest,
                                   BOOLEAN AcceptConnection, PPORT_VIEW ServerView,
                                   PREMOTE_PORT_VIEW ClientView)
{
    struct accepting a = {0};
    int fds[WIRE_MAX_FDS];
    NTSTATUS status = capture_arguments(&a, PortHandle, ConnectionRequest, ServerView, ClientView);

    if (!NT_SUCCESS(status))
        return status;
    if (!watcher_start())
        return STATUS_SERVER_DISABLED;
    status = request_accept(&a, AcceptConnection, PortContext, fds);
    if (!NT_SUCCESS(status) || !AcceptConnection)
        return status;
    status = attach(&a, fds);
    if (NT_SUCCESS(status) && !write_results(&a, PortHandle, ServerView, ClientView))
        status = STATUS_ACCESS_VIOLATION;
    if (!NT_SUCCESS(status))
        NtClose((HANDLE)(uintptr_t)a.reply.handle);
    TRACE("%s", debug_status(status));
    return status;
}
ZW_TWIN(AcceptConnectPort)

NTSTATUS accept_complete(struct port *port, const struct complete_port_request *request)
{
    NTSTATUS status = call_complete_port(request, NULL, NULL);

    if (NT_SUCCESS(status))
        channel_announce_mail(port->channel);   /* to a client of ALPC the answer comes as a message */
    return status;
}

NTSTATUS NTAPI NtCompleteConnectPort(HANDLE PortHandle)
{
    struct complete_port_request request = {.handle = (uintptr_t)PortHandle};
    struct port *port;
    NTSTATUS status;

    port = port_get(PortHandle, PORT_ALL_ACCESS, &status);
    if (!port)
        return status;
    request.view_base = port->view_base;
    status = port->kind == SERVER_PORT ? accept_complete(port, &request) : STATUS_INVALID_PORT_HANDLE;
    port_put(port);
    return status;
}
ZW_TWIN(CompleteConnectPort)
