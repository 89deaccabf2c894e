/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Acts of views: a connection with 1 MiB of memory from each side.
 */
#include "tests/process/acts.h"

#include <ntlpcapi.h>
#include <ntmmapi.h>
#include <ntobapi.h>

#include <string.h>

#define VIEW_SIZE (1024 * 1024)

static PORT_VIEW own_view;
static REMOTE_PORT_VIEW others_view;

static NTSTATUS make_section(void)
{
    LARGE_INTEGER size;

    size.QuadPart = VIEW_SIZE;
    memset(&own_view, 0, sizeof(own_view));
    memset(&others_view, 0, sizeof(others_view));
    own_view.Length = sizeof(own_view);
    own_view.ViewSize = VIEW_SIZE;
    others_view.Length = sizeof(others_view);
    return NtCreateSection(&own_view.SectionHandle, SECTION_ALL_ACCESS, NULL, &size, PAGE_READWRITE,
                           SEC_COMMIT, NULL);
}

static NTSTATUS connect_view(char *arguments)
{
    SECURITY_QUALITY_OF_SERVICE qos = { sizeof(qos), SecurityImpersonation, SECURITY_DYNAMIC_TRACKING,
                                        TRUE };
    NTSTATUS status = make_section();

    if (!NT_SUCCESS(status))
        return status;
    status = NtConnectPort(&client_port, nt_name(arguments), &qos, &own_view, &others_view,
                           NULL, NULL, NULL);
    NtClose(own_view.SectionHandle);
    return status;
}

static PORT_MESSAGE *connection_request(void)
{
    static struct {
        PORT_MESSAGE header;
        char data[608];
    } message;

    return &message.header;
}

/* takes a connection request and accepts it with a view */
static NTSTATUS accept_view(char *arguments)
{
    NTSTATUS status = make_section();

    (void)arguments;
    if (!NT_SUCCESS(status))
        return status;
    status = NtListenPort(server_port, connection_request());
    if (NT_SUCCESS(status))
        status = NtAcceptConnectPort(&connection_port, NULL, connection_request(), TRUE, &own_view,
                                     &others_view);
    NtClose(own_view.SectionHandle);
    return status;
}

/* touch-views BYTE: reads all of both views, adds their first bytes, and fills the own one */
static NTSTATUS touch_views(char *arguments)
{
    volatile const unsigned char *theirs = others_view.ViewBase;
    unsigned char *ours = own_view.ViewBase;
    unsigned sum = 0;

    for (size_t i = 0; i < VIEW_SIZE; i += 4096)
        sum += theirs[i];
    add(" ours=%u theirs=%u sum=%u", ours[0], theirs[0], sum);
    memset(ours, (int)next_number(&arguments), VIEW_SIZE);
    return STATUS_SUCCESS;
}

const struct act view_acts[] = {
    { "connect-view", connect_view },
    { "accept-view", accept_view },
    { "touch-views", touch_views },
    { NULL, NULL },
};
