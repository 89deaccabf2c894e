/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ports as objects: NtCreatePort, NtCreateWaitablePort, NtQueryInformationPort,
 * NtRegisterThreadTerminatePort, and what they need to be waited for.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/client/watcher.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/lpc/lpc.h"
#include "ntdll/nt/port/port_table.h"

DEBUG_CHANNEL(lpc);

struct port *port_take_created(const struct port_memory *memory, uint64_t handle, HANDLE *user, NTSTATUS *status)
{
    struct port *port = port_attach(handle, PORT_ALL_ACCESS, memory, true, status);
    HANDLE value = (HANDLE)(uintptr_t)handle;

    if (port && user_write(user, &value, sizeof value))
        return port;
    if (port) {
        port_put(port);
        *status = STATUS_ACCESS_VIOLATION;
    }
    NtClose(value);
    return NULL;
}

static NTSTATUS send_create(struct create_port_request *request, HANDLE *handle)
{
    struct create_port_reply reply = {0};
    struct port_memory memory;
    int fds[WIRE_MAX_FDS];
    struct port *port;
    NTSTATUS status;

    if (!watcher_start())
        return STATUS_SERVER_DISABLED;
    status = call_create_port(request, &reply, fds);
    if (!NT_SUCCESS(status))
        return status;
    memory = (struct port_memory){
        .port = reply.port, .kind = reply.kind, .max_message = reply.max_message, .fds = fds,
    };
    port = port_take_created(&memory, reply.handle, handle, &status);
    if (port)
        port_put(port);
    return status;
}

/* Limits are tested by the server, between the security descriptor and the name (section 8.1). */
static NTSTATUS create_port(bool waitable, HANDLE *handle, const OBJECT_ATTRIBUTES *attributes,
                            ULONG max_info, ULONG max_message, ULONG max_pool)
{
    struct captured_attributes captured;
    NTSTATUS status;

    if (!user_writable(handle, sizeof *handle))
        return STATUS_ACCESS_VIOLATION;
    status = capture_attributes(&captured, attributes);
    if (NT_SUCCESS(status)) {
        struct create_port_request request = {
            .path = captured.path, .sd = captured.sd, .waitable = waitable, .max_info = max_info,
            .max_message = max_message, .max_pool = max_pool,
        };

        status = send_create(&request, handle);
        captured_free(&captured);
    }
    TRACE("%s", debug_status(status));
    return status;
}

NTSTATUS NTAPI NtCreatePort(PHANDLE PortHandle, POBJECT_ATTRIBUTES ObjectAttributes,
                            ULONG MaxConnectionInfoLength, ULONG MaxMessageLength, ULONG MaxPoolUsage)
{
    return create_port(false, PortHandle, ObjectAttributes, MaxConnectionInfoLength, MaxMessageLength,
                       MaxPoolUsage);
}
ZW_TWIN(CreatePort)

NTSTATUS NTAPI NtCreateWaitablePort(PHANDLE PortHandle, POBJECT_ATTRIBUTES ObjectAttributes,
                                    ULONG MaxConnectionInfoLength, ULONG MaxMessageLength,
                                    ULONG MaxPoolUsage)
{
    return create_port(true, PortHandle, ObjectAttributes, MaxConnectionInfoLength, MaxMessageLength,
                       MaxPoolUsage);
}
ZW_TWIN(CreateWaitablePort)

/* Nobody has published what it returns: success, and nothing written (section 8.17). */
NTSTATUS NTAPI NtQueryInformationPort(HANDLE PortHandle, PORT_INFORMATION_CLASS PortInformationClass,
                                      PVOID PortInformation, ULONG Length, PULONG ReturnLength)
{
    ULONG nothing = 0;
    struct port *port;
    NTSTATUS status;

    (void)PortInformationClass;
    if (Length && !user_writable(PortInformation, Length))
        return STATUS_ACCESS_VIOLATION;
    if (ReturnLength && !user_writable(ReturnLength, sizeof nothing))
        return STATUS_ACCESS_VIOLATION;
    if (!PortHandle)
        return STATUS_INVALID_INFO_CLASS;
    port = port_get(PortHandle, READ_CONTROL | PORT_CONNECT, &status);
    if (!port)
        return status;
    port_put(port);
    if (ReturnLength && !user_write(ReturnLength, &nothing, sizeof nothing))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}
ZW_TWIN(QueryInformationPort)

/* Section 8.18: what Windows was seen to return. */
LOGICAL NTAPI NtQueryPortInformationProcess(VOID)
{
    return 1;
}
ZW_TWIN(QueryPortInformationProcess)

NTSTATUS NTAPI NtRegisterThreadTerminatePort(HANDLE PortHandle)
{
    struct register_terminate_port_request request = {.handle = (uintptr_t)PortHandle};
    struct register_terminate_port_reply reply;
    struct self *caller = self();

    if (!caller)
        return STATUS_SERVER_DISABLED;
    request.slot = caller->slot;
    return call_register_terminate_port(&request, &reply, NULL);
}
ZW_TWIN(RegisterThreadTerminatePort)

/* Senders now tell the server when the port becomes signaled; it begins with what the port is at this moment. */
void port_watch(uint64_t handle)
{
    struct signal_port_request request = {0};
    struct signal_port_reply reply;
    struct port *port;
    NTSTATUS status;

    port = port_get((HANDLE)(uintptr_t)handle, 0, &status);
    if (!port)
        return;
    queue_watch(port->queue, WATCHED_BY_WAIT);
    request.port = port->queue->port;
    request.signaled = !queue_is_empty(port->queue);
    call_signal_port(&request, &reply, NULL);
    if (!request.signaled && !queue_is_empty(port->queue)) {
        request.signaled = 1;           /* a sender may have been faster than we were */
        call_signal_port(&request, &reply, NULL);
    }
    port_put(port);
}
