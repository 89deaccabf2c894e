/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Port sections and the views that messages carry: alpc 9. The client is another process. */
#include "winetests/alpc.h"

struct view_buffer {
    ALPC_MESSAGE_ATTRIBUTES header;
    ALPC_DATA_VIEW_ATTR view;
};

static HANDLE port;
static struct name name;

static void test_sections(void)
{
    ALPC_PORT_ATTRIBUTES attributes = alpc_port_attributes(0, 512);
    ALPC_HANDLE section, second;
    ALPC_DATA_VIEW_ATTR view = { 0 };
    HANDLE handle, memory;
    LARGE_INTEGER size;
    SIZE_T actual = 0;

    ok_status(NtAlpcCreatePortSection(port, 0, NULL, 1, &section, &actual), STATUS_SUCCESS);
    ok_equal(actual, 0x10000);
    ok_status(NtAlpcDeletePortSection(port, 0, section), STATUS_SUCCESS);
    ok_status(NtAlpcDeletePortSection(port, 0, section), STATUS_INVALID_HANDLE);
    ok_status(NtAlpcCreatePortSection(port, 0, NULL, 0x1000, &section, &actual), STATUS_SUCCESS);
    ok_equal(actual, 0x10000);
    ok_status(NtAlpcDeletePortSection(port, 1, section), STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcDeletePortSection(port, 0, section), STATUS_SUCCESS);
    ok_status(NtAlpcCreatePortSection(port, 0, NULL, 0, &section, &actual), STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcCreatePortSection(port, 1, NULL, 1, &section, &actual), STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcCreatePortSection(port, 0, NULL, 1, no_memory(), &actual), STATUS_ACCESS_VIOLATION);
    ok_status(NtAlpcCreatePortSection(port, 0, NULL, 1, &section, no_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(NtAlpcCreatePortSection(BAD_HANDLE, 0, NULL, 1, &section, &actual), STATUS_INVALID_HANDLE);
    /* secure: its memory is nobody else's */
    ok_status(NtAlpcCreatePortSection(port, ALPC_CREATEPORTSECTIONFLG_SECURE, NULL, 1, &section, &actual),
              STATUS_SUCCESS);
    ok_status(NtAlpcDeletePortSection(port, 0, section), STATUS_SUCCESS);
    size.QuadPart = 0x20000;
    ok_status(NtCreateSection(&memory, SECTION_ALL_ACCESS, NULL, &size, PAGE_READWRITE, SEC_COMMIT, NULL),
              STATUS_SUCCESS);
    ok_status(NtAlpcCreatePortSection(port, ALPC_CREATEPORTSECTIONFLG_SECURE, memory, 0, &section, &actual),
              STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcCreatePortSection(port, 0, memory, 0, &section, &actual), STATUS_SUCCESS);
    ok_equal(actual, 0x20000);
    ok_status(NtClose(memory), STATUS_SUCCESS);

    /* views take one part of it after the other */
    view.SectionHandle = section;
    view.ViewSize = 0x10001;
    view.Flags = 1;
    ok_status(NtAlpcCreateSectionView(port, 0, &view), STATUS_INVALID_PARAMETER);
    view.Flags = 0;
    view.ViewBase = &view;
    ok_status(NtAlpcCreateSectionView(port, 0, &view), STATUS_INVALID_PARAMETER);
    view.ViewBase = NULL;
    ok_status(NtAlpcCreateSectionView(port, 1, &view), STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcCreateSectionView(port, 0, no_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(NtAlpcCreateSectionView(port, 0, &view), STATUS_SUCCESS);
    ok_equal(view.ViewSize, 0x11000);
    memset(view.ViewBase, 7, view.ViewSize);
    ok_status(NtAlpcDeleteSectionView(port, 1, view.ViewBase), STATUS_INVALID_PARAMETER);
    ok_status(NtAlpcDeleteSectionView(port, 0, view.ViewBase), STATUS_SUCCESS);
    ok_status(NtAlpcDeleteSectionView(port, 0, view.ViewBase), STATUS_INVALID_PARAMETER);
    view.ViewBase = NULL;
    view.SectionHandle = BAD_HANDLE;
    ok_status(NtAlpcCreateSectionView(port, 0, &view), STATUS_INVALID_HANDLE);
    ok_status(NtAlpcDeletePortSection(port, 0, section), STATUS_SUCCESS);

    /* the port's limits */
    attributes.MaxSectionSize = 0x20000;
    attributes.MaxViewSize = 0x1000;
    attributes.MaxTotalSectionSize = 0x30000;
    ok_status(NtAlpcCreatePort(&handle, NULL, &attributes), STATUS_SUCCESS);
    ok_status(NtAlpcCreatePortSection(handle, 0, NULL, 0x20001, &section, &actual), STATUS_QUOTA_EXCEEDED);
    ok_status(NtAlpcCreatePortSection(handle, 0, NULL, 0x20000, &section, &actual), STATUS_SUCCESS);
    ok_status(NtAlpcCreatePortSection(handle, 0, NULL, 0x20000, &second, &actual), STATUS_QUOTA_EXCEEDED);
    view = (ALPC_DATA_VIEW_ATTR){ .SectionHandle = section, .ViewSize = 0x1001 };
    ok_status(NtAlpcCreateSectionView(handle, 0, &view), STATUS_QUOTA_EXCEEDED);
    view.ViewSize = 0x1000;
    ok_status(NtAlpcCreateSectionView(handle, 0, &view), STATUS_SUCCESS);
    ok_status(NtClose(handle), STATUS_SUCCESS);         /* with all that was made on it */
}

/* What a client does with a view of its own. */
struct client_args {
    HANDLE port;
    ULONG flags;                /* of the view attribute */
    UCHAR fill;
    SIZE_T size;
    PVOID base;
    bool delete_section, still_writable;
    NTSTATUS status;
};

static void client_send_view(void *parameter)
{
    struct client_args *args = parameter;
    struct view_buffer out = { { ALPC_MESSAGE_VIEW_ATTRIBUTE, ALPC_MESSAGE_VIEW_ATTRIBUTE }, { 0 } };
    struct alpc_message message;
    ALPC_HANDLE section;
    SIZE_T actual;

    args->status = NtAlpcCreatePortSection(args->port, 0, NULL, args->size, &section, &actual);
    if (args->status)
        return;
    out.view.SectionHandle = section;
    out.view.ViewSize = args->size;
    args->status = NtAlpcCreateSectionView(args->port, 0, &out.view);
    if (args->status)
        return;
    memset(out.view.ViewBase, args->fill, args->size);
    args->base = out.view.ViewBase;
    out.view.Flags = args->flags;
    alpc_text(&message, "view");
    args->status = NtAlpcSendWaitReceivePort(args->port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header, &out.header,
                                             NULL, NULL, NULL, NULL);
    /* 9.6: a section of which a view is under way may be deleted */
    if (!args->status && args->delete_section)
        args->status = NtAlpcDeletePortSection(args->port, 0, section);
}

static void client_write(void *parameter)
{
    struct client_args *args = parameter;
    MEMORY_BASIC_INFORMATION information = { 0 };

    args->status = NtQueryVirtualMemory(NtCurrentProcess(), args->base, MemoryBasicInformation, &information,
                                        sizeof(information), NULL);
    args->still_writable = information.State == MEM_COMMIT && information.Protect == PAGE_READWRITE;
    if (args->still_writable)
        memset(args->base, args->fill, args->size);
}

static NTSTATUS receive_view(HANDLE on, struct alpc_message *message, struct view_buffer *buffer)
{
    SIZE_T length = sizeof(*message);
    LARGE_INTEGER timeout;

    memset(buffer, 0, sizeof(*buffer));
    buffer->header.AllocatedAttributes = ALPC_MESSAGE_VIEW_ATTRIBUTE;
    return NtAlpcSendWaitReceivePort(on, 0, NULL, NULL, &message->header, &length, &buffer->header,
                                     timeout_ms(&timeout, PATIENCE_MS));
}

static bool filled(const UCHAR *bytes, SIZE_T size, UCHAR with)
{
    SIZE_T i;

    for (i = 0; i < size && bytes[i] == with; i++)
        ;
    return i == size;
}

static NTSTATUS let_go(struct alpc_message *message, struct view_buffer *buffer)
{
    buffer->header.ValidAttributes = ALPC_MESSAGE_VIEW_ATTRIBUTE;
    buffer->view = (ALPC_DATA_VIEW_ATTR){ .Flags = ALPC_VIEWFLG_UNMAP_EXISTING };
    return NtAlpcSendWaitReceivePort(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message->header, &buffer->header, NULL, NULL,
                                     NULL, NULL);
}

static bool is_mapped(PVOID base)
{
    MEMORY_BASIC_INFORMATION information = { 0 };

    NtQueryVirtualMemory(NtCurrentProcess(), base, MemoryBasicInformation, &information, sizeof(information), NULL);
    return information.State == MEM_COMMIT;
}

static void test_views(struct alpc_connection *c)
{
    struct client_args args = { .port = c->client_port, .fill = 0x11, .size = 0x30000 };
    struct view_buffer buffer;
    struct alpc_message message;
    PVOID base;

    /* shared: what the client writes later is seen */
    actor_call(c->client, client_send_view, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    ok_status(receive_view(port, &message, &buffer), STATUS_SUCCESS);
    alpc_expect(&message, LPC_DATAGRAM | GOES_ON, "view");
    ok_equal(buffer.header.ValidAttributes, ALPC_MESSAGE_VIEW_ATTRIBUTE);
    ok_equal(buffer.view.Flags, 0);
    ok_equal((ULONG_PTR)buffer.view.SectionHandle, 0);
    ok_equal(buffer.view.ViewSize, args.size);
    base = buffer.view.ViewBase;
    ok(filled(base, args.size, 0x11), "other data");
    args.fill = 0x22;
    actor_call(c->client, client_write, &args, sizeof(args));
    ok(args.still_writable, "not writable");
    ok(filled(base, args.size, 0x22), "not shared");
    ok_status(let_go(&message, &buffer), STATUS_SUCCESS);
    ok(!is_mapped(base), "still mapped");

    /* secured: it is not, and the client cannot write it any more */
    args.flags = ALPC_VIEWFLG_SECURED_ACCESS;
    args.fill = 0x33;
    args.delete_section = true;
    actor_call(c->client, client_send_view, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    ok_status(receive_view(port, &message, &buffer), STATUS_SUCCESS);
    ok_equal(buffer.view.Flags, ALPC_VIEWFLG_SECURED_ACCESS);
    base = buffer.view.ViewBase;
    ok(filled(base, args.size, 0x33), "other data");
    args.fill = 0x44;
    actor_call(c->client, client_write, &args, sizeof(args));
    ok(!args.still_writable, "the sender can still write");
    ok(filled(base, args.size, 0x33), "it changed");
    ok_status(NtAlpcDeleteSectionView(port, 0, base), STATUS_SUCCESS);
    ok_status(alpc_send(port, ALPC_MSGFLG_RELEASE_MESSAGE, &message), STATUS_SUCCESS);

    /* given up with the message */
    args.flags = ALPC_VIEWFLG_AUTO_RELEASE;
    args.fill = 0x55;
    actor_call(c->client, client_send_view, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    ok_status(receive_view(port, &message, &buffer), STATUS_SUCCESS);
    ok(filled(buffer.view.ViewBase, args.size, 0x55), "other data");
    actor_call(c->client, client_write, &args, sizeof(args));
    ok(!args.still_writable, "the sender still has it");

    /* not asked for: not mapped. Both stay until the connection ends. */
    actor_call(c->client, client_send_view, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    ok_status(alpc_receive(port, &message, NULL), STATUS_SUCCESS);
    alpc_expect(&message, LPC_DATAGRAM | GOES_ON, "view");
}

/* from the server, with lies */
static void client_receive_view(void *parameter)
{
    struct client_args *args = parameter;
    struct view_buffer buffer;
    struct alpc_message message;

    args->status = receive_view(args->port, &message, &buffer);
    args->still_writable = !args->status && buffer.view.ViewSize == args->size &&
                           filled(buffer.view.ViewBase, args->size, args->fill);
}

static void test_from_server(struct alpc_connection *c)
{
    struct view_buffer out = { { ALPC_MESSAGE_VIEW_ATTRIBUTE, ALPC_MESSAGE_VIEW_ATTRIBUTE }, { 0 } };
    struct client_args args = { .port = c->client_port, .fill = 0x66, .size = 0x1000 };
    struct alpc_message message;
    ALPC_HANDLE section;
    SIZE_T actual;

    ok_status(NtAlpcCreatePortSection(c->server_port, 0, NULL, 0x1000, &section, &actual), STATUS_SUCCESS);
    out.view.SectionHandle = section;
    out.view.ViewSize = 0x1000;
    ok_status(NtAlpcCreateSectionView(c->server_port, 0, &out.view), STATUS_SUCCESS);
    memset(out.view.ViewBase, 0x66, 0x1000);
    alpc_text(&message, "view");
    out.view.ViewSize = 0x1001;
    ok_status(NtAlpcSendWaitReceivePort(c->server_port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header, &out.header,
                                        NULL, NULL, NULL, NULL), STATUS_INVALID_PARAMETER);
    out.view.ViewSize = 0x1000;
    out.view.Flags = 0x80000;
    ok_status(NtAlpcSendWaitReceivePort(c->server_port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header, &out.header,
                                        NULL, NULL, NULL, NULL), STATUS_INVALID_PARAMETER);
    out.view.Flags = 0;
    out.view.SectionHandle = BAD_HANDLE;
    ok_status(NtAlpcSendWaitReceivePort(c->server_port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header, &out.header,
                                        NULL, NULL, NULL, NULL), STATUS_INVALID_PARAMETER);
    out.view.SectionHandle = section;
    ok_status(NtAlpcSendWaitReceivePort(c->server_port, ALPC_MSGFLG_RELEASE_MESSAGE, &message.header, &out.header,
                                        NULL, NULL, NULL, NULL), STATUS_SUCCESS);
    actor_call(c->client, client_receive_view, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    ok(args.still_writable, "other data");
}

START_TEST(alpc_view)
{
    struct alpc_connection c;

    if (!alpc_available())
        return;
    port = alpc_create(&name, 0);
    alpc_connection_make(&c, port, &name, actor_process(1), 0, NULL);
    test_sections();
    test_views(&c);
    test_from_server(&c);
    /* what is not let go is a notice each */
    {
        struct alpc_message message;
        int n = 0;

        ok_status(actor_close(c.client, c.client_port), STATUS_SUCCESS);
        while (alpc_receive(port, &message, NULL) == STATUS_SUCCESS && ALPC_TYPE(&message) == LPC_CANCEL_MESSAGE)
            n++;
        ok_equal(n, 2);
        ok_equal(ALPC_TYPE(&message), LPC_PORT_CLOSED);
        ok_status(NtClose(c.server_port), STATUS_SUCCESS);
    }
    actor_finish(c.client);
    ok_status(NtClose(port), STATUS_SUCCESS);
}
