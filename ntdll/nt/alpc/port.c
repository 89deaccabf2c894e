/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NtAlpcCreatePort. */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/client/watcher.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/alpc/alpc.h"

DEBUG_CHANNEL(alpc);

#define VALID_OBJECT_ATTRIBUTES 0x1ff2u         /* OBJ_VALID_ATTRIBUTES of Windows 10 */

static NTSTATUS send_create(struct alpc_create_port_request *request, HANDLE *handle)
{
    struct alpc_create_port_reply reply = {0};
    struct port_memory memory;
    int fds[WIRE_MAX_FDS];
    struct port *port;
    NTSTATUS status;

    if (!watcher_start())
        return STATUS_SERVER_DISABLED;
    status = call_alpc_create_port(request, &reply, fds);
    if (!NT_SUCCESS(status))
        return status;
    memory = (struct port_memory){
        .port = reply.port, .kind = reply.kind, .flags = reply.flags, .max_message = reply.max_message,
        .fds = fds,
    };
    port = port_take_created(&memory, reply.handle, handle, &status);
    if (!port)
        return status;
    alpc_limit_sections(port, &request->attributes);
    port_put(port);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtAlpcCreatePort(PHANDLE PortHandle, POBJECT_ATTRIBUTES ObjectAttributes,
                                PALPC_PORT_ATTRIBUTES PortAttributes)
{
    struct alpc_create_port_request request = {0};
    struct captured_attributes captured;
    ALPC_PORT_ATTRIBUTES attributes;
    NTSTATUS status;

    if (!user_writable(PortHandle, sizeof *PortHandle))
        return STATUS_ACCESS_VIOLATION;
    status = alpc_capture_port_attributes(&attributes, &request.attributes, PortAttributes);
    if (NT_SUCCESS(status))
        status = capture_attributes(&captured, ObjectAttributes);
    if (!NT_SUCCESS(status))
        return status;
    request.path = captured.path;
    request.sd = captured.sd;
    status = captured.path.attributes & ~VALID_OBJECT_ATTRIBUTES ? STATUS_INVALID_PARAMETER
                                                                  : send_create(&request, PortHandle);
    captured_free(&captured);
    TRACE("%s", debug_status(status));
    return status;
}
ZW_TWIN(AlpcCreatePort)
