/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Connecting: NtConnectPort, NtSecureConnectPort (sections 7, 8.3, 8.4).
 *
 * In three requests: everything up to the client's section; the section mapped, the connection request; and, when
 * the thread has been rung, the outcome. Without a section the first two are one.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/client/watcher.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/lpc/lpc.h"
#include "ntdll/nt/memory/view.h"

DEBUG_CHANNEL(lpc);

#define MAX_CONNECTION_INFO 520u        /* section 2.3 */

struct connecting {
    /* captured arguments */
    struct captured_attributes name;
    SECURITY_QUALITY_OF_SERVICE qos;
    PORT_VIEW client_view;
    REMOTE_PORT_VIEW server_view;
    bool has_client_view, has_server_view;
    uint8_t sid[68];
    uint32_t sid_size;
    uint8_t info[MAX_CONNECTION_INFO];
    uint32_t info_size;                 /* offered */
    /* along the way */
    struct self *self;
    void *view_base;                    /* where our section is mapped, or NULL */
    uint64_t view_offset, view_size;
    struct finish_connect_reply outcome;
    uint8_t answer[MAX_CONNECTION_INFO];
    void *server_base;                  /* where the server's section is mapped, or NULL */
};

/* The caller's places for results. */
struct connect_results {
    HANDLE *handle;
    PORT_VIEW *client_view;
    REMOTE_PORT_VIEW *server_view;
    ULONG *max_message;
    void *info;
    ULONG *info_length;
};

/* Tests 1 to 5 of section 8.4. */
static NTSTATUS capture_views(struct connecting *c, const struct connect_results *to)
{
    c->has_client_view = to->client_view;
    c->has_server_view = to->server_view;
    if (c->has_client_view) {
        if (!user_read(&c->client_view, to->client_view, sizeof c->client_view) ||
            !user_writable(to->client_view, sizeof c->client_view))
            return STATUS_ACCESS_VIOLATION;
        if (c->client_view.Length != sizeof c->client_view)
            return STATUS_INVALID_PARAMETER;
    }
    if (c->has_server_view) {
        if (!user_read(&c->server_view, to->server_view, sizeof c->server_view) ||
            !user_writable(to->server_view, sizeof c->server_view))
            return STATUS_ACCESS_VIOLATION;
        if (c->server_view.Length != sizeof c->server_view)
            return STATUS_INVALID_PARAMETER;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS capture_info(struct connecting *c, const struct connect_results *to)
{
    ULONG length = 0;

    if (to->max_message && !user_writable(to->max_message, sizeof *to->max_message))
        return STATUS_ACCESS_VIOLATION;
    if (to->info_length && (!user_read(&length, to->info_length, sizeof length) ||
                            !user_writable(to->info_length, sizeof length)))
        return STATUS_ACCESS_VIOLATION;
    if (to->info && length && !user_writable(to->info, length))
        return STATUS_ACCESS_VIOLATION;
    c->info_size = !to->info ? 0 : length < sizeof c->info ? length : sizeof c->info;
    return user_read(c->info, to->info, c->info_size) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS capture_arguments(struct connecting *c, const struct connect_results *to,
                                  const UNICODE_STRING *name, const SECURITY_QUALITY_OF_SERVICE *qos,
                                  const void *sid)
{
    NTSTATUS status;

    if (!user_writable(to->handle, sizeof *to->handle) || !user_read(&c->qos, qos, sizeof c->qos))
        return STATUS_ACCESS_VIOLATION;
    status = capture_views(c, to);
    if (NT_SUCCESS(status))
        status = capture_info(c, to);
    if (NT_SUCCESS(status) && sid)
        status = capture_sid(c->sid, &c->sid_size, sid);
    if (NT_SUCCESS(status))
        status = capture_name(&c->name, name);
    return status;
}

static NTSTATUS send_view(struct connecting *c, const struct connect_port_reply *reply, int fd)
{
    struct lpc_section section = {fd, reply->size, reply->protection, reply->attributes};
    struct send_connect_request request = {.slot = c->self->slot};
    struct send_connect_reply nothing;
    NTSTATUS status;

    c->view_offset = c->client_view.SectionOffset;
    c->view_size = c->client_view.ViewSize;
    status = lpc_map_view(&c->view_base, &c->view_offset, &c->view_size, &section, false);
    if (!NT_SUCCESS(status))
        return status;
    request.view_base = (uintptr_t)c->view_base;
    request.view_size = c->view_size;
    request.view_offset = (uint32_t)c->view_offset;
    self_arm(c->self);
    return call_send_connect(&request, &nothing, NULL);
}

/* Tests 6 to 13; STATUS_PENDING: the request is with the server. */
static NTSTATUS request_connection(struct connecting *c)
{
    struct connect_port_request request = {
        .path = c->name.path, .slot = c->self->slot,
        .level = c->qos.ImpersonationLevel, .tracking = c->qos.ContextTrackingMode,
        .effective_only = c->qos.EffectiveOnly,
        .server_sid = {c->sid, c->sid_size}, .info = {c->info, c->info_size},
        .view = c->has_client_view ? (uintptr_t)c->client_view.SectionHandle : 0,
    };
    struct connect_port_reply reply = {0};
    int fds[WIRE_MAX_FDS];
    NTSTATUS status;

    if (c->has_client_view && !request.view)
        return STATUS_INVALID_HANDLE;
    lpc_arena(&request.arena, &request.arena_size);
    self_arm(c->self);
    status = call_connect_port(&request, &reply, fds);
    if (NT_SUCCESS(status) && c->has_client_view) {
        status = send_view(c, &reply, fds[0]);
        close(fds[0]);
    }
    return status;
}

/* The server's section goes to the place in our arena that the server has chosen. */
static NTSTATUS map_server_view(struct connecting *c, int fd)
{
    const struct finish_connect_reply *o = &c->outcome;
    struct lpc_section section = {fd, o->section_size, o->section_protection, o->section_attributes};
    uint64_t offset = o->view_offset, size = o->view_size;
    void *base = (void *)(uintptr_t)o->view_base;
    NTSTATUS status;

    if (!o->view_size)
        return STATUS_SUCCESS;
    status = lpc_map_view(&base, &offset, &size, &section, true);
    if (NT_SUCCESS(status))
        c->server_base = base;
    return status;
}

static NTSTATUS close_handle(uint64_t handle)
{
    return NtClose((HANDLE)(uintptr_t)handle);
}

static NTSTATUS attach(struct connecting *c, int *fds)
{
    const struct finish_connect_reply *o = &c->outcome;
    struct port_memory memory = PORT_MEMORY(o, fds, .kind = CLIENT_PORT, .holder_page = o->holder_page);
    struct port *port;
    NTSTATUS status = map_server_view(c, fds[3]);

    if (fds[3] >= 0)
        close(fds[3]);
    port = port_attach(o->handle, PORT_ALL_ACCESS, &memory, true, &status);
    if (!port) {
        close_handle(o->handle);
        return status;
    }
    if (c->view_base && port_add_view(o->port, c->view_base, false))
        c->view_base = NULL;            /* the port owns it from here */
    if (c->server_base)
        port_add_view(o->port, c->server_base, true);
    port_put(port);
    if (!NT_SUCCESS(status))
        close_handle(o->handle);
    return status;
}

/* Tests 14 to 16. */
static NTSTATUS await_outcome(struct connecting *c)
{
    struct finish_connect_request request = {.slot = c->self->slot};
    int fds[WIRE_MAX_FDS];
    NTSTATUS status = self_sleep(c->self, NULL);

    if (status == STATUS_INVALID_HANDLE)        /* the object server died */
        return STATUS_PORT_CONNECTION_REFUSED;
    c->outcome.info = (wire_blob){c->answer, sizeof c->answer};
    status = call_finish_connect(&request, &c->outcome, fds);
    return NT_SUCCESS(status) ? attach(c, fds) : status;
}

/* Section 7.1: never more than was offered, and also after a refusal. */
static bool write_info(const struct connecting *c, const struct connect_results *to)
{
    ULONG k = c->outcome.info.size < c->info_size ? c->outcome.info.size : c->info_size;

    return !to->info || !to->info_length ||
           (user_write(to->info, c->answer, k) && user_write(to->info_length, &k, sizeof k));
}

static bool write_results(struct connecting *c, const struct connect_results *to, void *client_base)
{
    HANDLE handle = (HANDLE)(uintptr_t)c->outcome.handle;
    ULONG max_message = c->outcome.max_message;

    if (c->has_client_view) {
        c->client_view.ViewBase = client_base;
        c->client_view.ViewRemoteBase = (void *)(uintptr_t)c->outcome.remote_base;
        c->client_view.ViewSize = c->view_size;
        c->client_view.SectionOffset = (ULONG)c->view_offset;
        if (!user_write(to->client_view, &c->client_view, sizeof c->client_view))
            return false;
    }
    if (c->has_server_view) {
        c->server_view.ViewBase = c->server_base;
        c->server_view.ViewSize = c->outcome.view_size;
        if (!user_write(to->server_view, &c->server_view, sizeof c->server_view))
            return false;
    }
    if (to->max_message && !user_write(to->max_message, &max_message, sizeof max_message))
        return false;
    return user_write(to->handle, &handle, sizeof handle);
}

static NTSTATUS connect_port(struct connecting *c, const struct connect_results *to)
{
    void *client_base;
    NTSTATUS status = request_connection(c);

    if (status != STATUS_PENDING)
        return status;
    client_base = c->view_base;
    status = await_outcome(c);
    if (!write_info(c, to) || (NT_SUCCESS(status) && !write_results(c, to, client_base))) {
        if (NT_SUCCESS(status))
            close_handle(c->outcome.handle);
        status = STATUS_ACCESS_VIOLATION;
    }
    return status;
}

NTSTATUS NTAPI NtSecureConnectPort(PHANDLE PortHandle, PUNICODE_STRING PortName,
                                   PSECURITY_QUALITY_OF_SERVICE SecurityQos, PPORT_VIEW ClientView,
                                   PSID RequiredServerSid, PREMOTE_PORT_VIEW ServerView,
                                   PULONG MaxMessageLength, PVOID ConnectionInformation,
                                   PULONG ConnectionInformationLength)
{
    struct connect_results to = {
        PortHandle, ClientView, ServerView, MaxMessageLength, ConnectionInformation,
        ConnectionInformationLength,
    };
    struct connecting c = {0};
    NTSTATUS status = capture_arguments(&c, &to, PortName, SecurityQos, RequiredServerSid);

    if (NT_SUCCESS(status)) {
        c.self = watcher_start() ? self() : NULL;
        status = c.self ? connect_port(&c, &to) : STATUS_SERVER_DISABLED;
        if (c.view_base)
            view_unmap(c.view_base);    /* no port came into being that would own it */
    }
    captured_free(&c.name);
    TRACE("%s", debug_status(status));
    return status;
}
ZW_TWIN(SecureConnectPort)

NTSTATUS NTAPI NtConnectPort(PHANDLE PortHandle, PUNICODE_STRING PortName,
                             PSECURITY_QUALITY_OF_SERVICE SecurityQos, PPORT_VIEW ClientView,
                             PREMOTE_PORT_VIEW ServerView, PULONG MaxMessageLength,
                             PVOID ConnectionInformation, PULONG ConnectionInformationLength)
{
    return NtSecureConnectPort(PortHandle, PortName, SecurityQos, ClientView, NULL, ServerView,
                               MaxMessageLength, ConnectionInformation, ConnectionInformationLength);
}
ZW_TWIN(ConnectPort)
