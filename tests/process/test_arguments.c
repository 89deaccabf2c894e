/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bad pointers, bad lengths and bad handles, at every call of LPC: a status, never a crash and never a
 * call that does not return. Here the process of the case uses the library itself.
 */
#include "tests/process/harness.h"

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>
#include <ntexapi.h>
#include <ntlpcapi.h>
#include <ntobapi.h>
#include <ntpsapi.h>

#include <string.h>
#include <sys/mman.h>

#define N(array) (sizeof(array) / sizeof((array)[0]))

static HANDLE port;                     /* unnamed: what is sent on it comes back to it */
static HANDLE event;
static SECURITY_QUALITY_OF_SERVICE qos = { sizeof(qos), SecurityImpersonation,
                                           SECURITY_DYNAMIC_TRACKING, TRUE };
static WCHAR missing_text[] = L"\\RPC Control\\missing";
static UNICODE_STRING missing = { sizeof(missing_text) - 2, sizeof(missing_text), missing_text };
static LARGE_INTEGER no_time;
static struct {
    PORT_MESSAGE header;
    UCHAR data[608];
} message;
static HANDLE result;
static UCHAR buffer[64];

static PORT_MESSAGE *good_message(void)
{
    memset(&message, 0, sizeof(message));
    message.header.u1.s1.DataLength = 8;
    message.header.u1.s1.TotalLength = 8 + sizeof(PORT_MESSAGE);
    message.header.MessageId = 1;
    message.header.ClientId = NtCurrentTeb()->ClientId;
    return &message.header;
}

static PORT_MESSAGE *data_message(void)
{
    good_message()->u2.s2.DataInfoOffset = 40;
    return &message.header;
}

static void set_up(void)
{
    NTSTATUS status = NtCreatePort(&port, NULL, 0, 0, 0);

    require(status == STATUS_SUCCESS, "NtCreatePort gives 0x%08X", (unsigned)status);
    status = NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    require(status == STATUS_SUCCESS, "NtCreateEvent gives 0x%08X", (unsigned)status);
}

/* ---- pointers ------------------------------------------------------------------------------- */

/* One pointer of one call is bad, all else is right. NULL may be allowed where it means "none". */
struct pointer {
    const char *what;
    NTSTATUS (*call)(void *bad);
    bool output;                        /* read-only memory is bad too */
    bool null_allowed;
};

#define POINTER(name, expression)                                                             \
    static NTSTATUS name(void *bad) { return expression; }

POINTER(create_handle, NtCreatePort(bad, NULL, 0, 0, 0))
POINTER(create_attributes, NtCreatePort(&result, bad, 0, 0, 0))
POINTER(waitable_handle, NtCreateWaitablePort(bad, NULL, 0, 0, 0))
POINTER(waitable_attributes, NtCreateWaitablePort(&result, bad, 0, 0, 0))
POINTER(connect_handle, NtConnectPort(bad, &missing, &qos, NULL, NULL, NULL, NULL, NULL))
POINTER(connect_name, NtConnectPort(&result, bad, &qos, NULL, NULL, NULL, NULL, NULL))
POINTER(connect_qos, NtConnectPort(&result, &missing, bad, NULL, NULL, NULL, NULL, NULL))
POINTER(connect_view, NtConnectPort(&result, &missing, &qos, bad, NULL, NULL, NULL, NULL))
POINTER(connect_server_view, NtConnectPort(&result, &missing, &qos, NULL, bad, NULL, NULL, NULL))
POINTER(connect_length, NtConnectPort(&result, &missing, &qos, NULL, NULL, bad, NULL, NULL))
POINTER(connect_info_length,
        NtConnectPort(&result, &missing, &qos, NULL, NULL, NULL, buffer, bad))
POINTER(secure_connect_sid,
        NtSecureConnectPort(&result, &missing, &qos, NULL, bad, NULL, NULL, NULL, NULL))
POINTER(accept_handle, NtAcceptConnectPort(bad, NULL, good_message(), TRUE, NULL, NULL))
POINTER(accept_request, NtAcceptConnectPort(&result, NULL, bad, TRUE, NULL, NULL))
POINTER(accept_view, NtAcceptConnectPort(&result, NULL, good_message(), TRUE, bad, NULL))
POINTER(accept_client_view, NtAcceptConnectPort(&result, NULL, good_message(), TRUE, NULL, bad))
POINTER(request_message, NtRequestPort(port, bad))
POINTER(request_wait_message, NtRequestWaitReplyPort(port, bad, good_message()))
POINTER(request_wait_reply, NtRequestWaitReplyPort(port, good_message(), bad))
POINTER(reply_message, NtReplyPort(port, bad))
POINTER(reply_wait_reply, NtReplyWaitReplyPort(port, bad))
POINTER(receive_reply, NtReplyWaitReceivePortEx(port, NULL, bad, &message.header, &no_time))
POINTER(receive_timeout, NtReplyWaitReceivePortEx(port, NULL, NULL, &message.header, bad))
POINTER(impersonate_message, NtImpersonateClientOfPort(port, bad))
POINTER(read_message, NtReadRequestData(port, bad, 0, buffer, 1, NULL))
POINTER(read_buffer, NtReadRequestData(port, data_message(), 0, bad, 1, NULL))
POINTER(write_message, NtWriteRequestData(port, bad, 0, buffer, 1, NULL))
POINTER(write_buffer, NtWriteRequestData(port, data_message(), 0, bad, 1, NULL))
POINTER(delay_time, NtDelayExecution(FALSE, bad))
POINTER(set_event_previous, NtSetEvent(event, bad))
POINTER(query_object, NtQueryObject(event, ObjectBasicInformation, bad, 56, NULL))
POINTER(wait_handles, NtWaitForMultipleObjects(2, bad, WaitAny, FALSE, &no_time))
POINTER(wait_timeout, NtWaitForSingleObject(event, FALSE, bad))

/* A message is there, and is lost when its place is bad. */
static NTSTATUS receive_message(void *bad)
{
    NtRequestPort(port, good_message());
    return NtReplyWaitReceivePortEx(port, NULL, NULL, bad, &no_time);
}

static NTSTATUS receive_context(void *bad)
{
    NTSTATUS status;

    NtRequestPort(port, good_message());
    status = NtReplyWaitReceivePortEx(port, bad, NULL, &message.header, &no_time);
    while (NtReplyWaitReceivePortEx(port, NULL, NULL, &message.header, &no_time) == STATUS_SUCCESS)
        continue;
    return status;
}

static const struct pointer all_pointers[] = {
    { "NtCreatePort PortHandle", create_handle, true, false },
    { "NtCreatePort ObjectAttributes", create_attributes, false, true },
    { "NtCreateWaitablePort PortHandle", waitable_handle, true, false },
    { "NtCreateWaitablePort ObjectAttributes", waitable_attributes, false, true },
    { "NtConnectPort PortHandle", connect_handle, true, false },
    { "NtConnectPort PortName", connect_name, false, false },
    { "NtConnectPort SecurityQos", connect_qos, false, false },
    { "NtConnectPort ClientView", connect_view, false, true },
    { "NtConnectPort ServerView", connect_server_view, false, true },
    { "NtConnectPort MaxMessageLength", connect_length, true, true },
    { "NtConnectPort ConnectionInformationLength", connect_info_length, true, true },
    { "NtSecureConnectPort RequiredServerSid", secure_connect_sid, false, true },
    { "NtAcceptConnectPort PortHandle", accept_handle, true, false },
    { "NtAcceptConnectPort ConnectionRequest", accept_request, false, false },
    { "NtAcceptConnectPort ServerView", accept_view, false, true },
    { "NtAcceptConnectPort ClientView", accept_client_view, false, true },
    { "NtRequestPort RequestMessage", request_message, false, false },
    { "NtRequestWaitReplyPort RequestMessage", request_wait_message, false, false },
    { "NtRequestWaitReplyPort ReplyMessage", request_wait_reply, true, false },
    { "NtReplyPort ReplyMessage", reply_message, false, false },
    { "NtReplyWaitReplyPort ReplyMessage", reply_wait_reply, false, false },
    { "NtReplyWaitReceivePortEx ReplyMessage", receive_reply, false, true },
    { "NtReplyWaitReceivePortEx ReceiveMessage", receive_message, true, false },
    { "NtReplyWaitReceivePortEx PortContext", receive_context, true, true },
    { "NtReplyWaitReceivePortEx Timeout", receive_timeout, false, true },
    { "NtImpersonateClientOfPort Message", impersonate_message, false, false },
    { "NtReadRequestData Message", read_message, false, false },
    { "NtReadRequestData Buffer", read_buffer, true, false },
    { "NtWriteRequestData Message", write_message, false, false },
    { "NtWriteRequestData Buffer", write_buffer, false, false },
    { "NtDelayExecution DelayInterval", delay_time, false, false },
    { "NtSetEvent PreviousState", set_event_previous, true, true },
    { "NtQueryObject ObjectInformation", query_object, true, false },
    { "NtWaitForMultipleObjects Handles", wait_handles, false, false },
    { "NtWaitForSingleObject Timeout", wait_timeout, false, true },
};

static void try_pointer(void *bad, const char *kind, bool is_null, bool is_readonly)
{
    for (size_t i = 0; i < N(all_pointers); i++) {
        const struct pointer *p = &all_pointers[i];
        NTSTATUS status;

        if ((is_null && p->null_allowed) || (is_readonly && !p->output))
            continue;
        status = p->call(bad);
        require(status < 0, "%s %s: 0x%08X", p->what, kind, (unsigned)status);
    }
}

static void bad_pointers_give_a_status(const void *about)
{
    char *pages = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    (void)about;
    set_up();
    require(pages != MAP_FAILED, "no memory");
    try_pointer(NULL, "is NULL", true, false);
    try_pointer((void *)8, "is 8", false, false);
    try_pointer((void *)(ULONG_PTR)-8, "is -8", false, false);
    try_pointer((void *)0x8000000000000000, "is beyond user space", false, false);
    mprotect(pages + 4096, 4096, PROT_NONE);
    try_pointer(pages + 4096, "cannot be read", false, false);
    memset(pages, 0xff, 4096);
    try_pointer(pages + 4096 - 2, "ends too early", false, false);
    munmap(pages + 4096, 4096);
    try_pointer(pages + 4096, "is not mapped", false, false);
    memset(pages, 0, 4096);
    mprotect(pages, 4096, PROT_READ);
    try_pointer(pages, "cannot be written", false, true);
    NtClose(port);
    NtClose(event);
}

/* ---- lengths -------------------------------------------------------------------------------- */

/* lpc-semantics 8: test A before the handle, test B after it */
static NTSTATUS expected_length_status(int data, int total, bool *either)
{
    uint64_t unsigned_total = (uint64_t)(int64_t)total;

    *either = data < 0 && total < 0;
    if (data < 0 || (uint64_t)data + 40 > unsigned_total)
        return STATUS_INVALID_PARAMETER;
    if (total < 0 || total > 648 || total <= data)
        return STATUS_PORT_MESSAGE_TOO_LONG;
    return STATUS_SUCCESS;
}

static void require_length_status(const char *call, NTSTATUS status, int data, int total)
{
    bool either;
    NTSTATUS expected = expected_length_status(data, total, &either);

    if (either)
        expected = status == STATUS_PORT_MESSAGE_TOO_LONG ? status : STATUS_INVALID_PARAMETER;
    if (expected == STATUS_SUCCESS && strcmp(call, "NtRequestPort") != 0)
        expected = STATUS_REPLY_MESSAGE_MISMATCH;       /* nobody waits for it */
    require(status == expected, "%s with DataLength %d, TotalLength %d: 0x%08X instead of 0x%08X",
            call, data, total, (unsigned)status, (unsigned)expected);
}

static void every_length_gives_its_status(const void *about)
{
    static const int lengths[] = { 0,   1,   2,   39,  40,  41,  48,    600,    607, 608,
                                   609, 647, 648, 649, 650, 688, 32767, -32768, -1,  -40 };
    bool either;

    (void)about;
    set_up();
    for (size_t i = 0; i < N(lengths) * N(lengths); i++) {
        int data = lengths[i % N(lengths)], total = lengths[i / N(lengths)];
        PORT_MESSAGE *header = good_message();

        header->u1.s1.DataLength = (CSHORT)data;
        header->u1.s1.TotalLength = (CSHORT)total;
        require_length_status("NtRequestPort", NtRequestPort(port, header), data, total);
        require_length_status("NtReplyPort", NtReplyPort(port, header), data, total);
        if (expected_length_status(data, total, &either) != STATUS_SUCCESS)
            require_length_status("NtRequestWaitReplyPort",
                                  NtRequestWaitReplyPort(port, header, header), data, total);
        while (NtReplyWaitReceivePortEx(port, NULL, NULL, &message.header, &no_time) ==
               STATUS_SUCCESS)
            continue;
    }
    NtClose(port);
    NtClose(event);
}

/* ---- handles -------------------------------------------------------------------------------- */

#define HANDLE_CALL(name, expression)                                                         \
    static NTSTATUS name(HANDLE h) { return expression; }

HANDLE_CALL(h_listen, NtListenPort(h, good_message()))
HANDLE_CALL(h_complete, NtCompleteConnectPort(h))
HANDLE_CALL(h_request, NtRequestPort(h, good_message()))
HANDLE_CALL(h_request_wait, NtRequestWaitReplyPort(h, good_message(), &message.header))
HANDLE_CALL(h_reply, NtReplyPort(h, good_message()))
HANDLE_CALL(h_reply_wait, NtReplyWaitReplyPort(h, good_message()))
HANDLE_CALL(h_receive, NtReplyWaitReceivePort(h, NULL, NULL, good_message()))
HANDLE_CALL(h_read, NtReadRequestData(h, data_message(), 0, buffer, 1, NULL))
HANDLE_CALL(h_write, NtWriteRequestData(h, data_message(), 0, buffer, 1, NULL))
HANDLE_CALL(h_query, NtQueryInformationPort(h, PortBasicInformation, NULL, 0, NULL))
HANDLE_CALL(h_terminate, NtRegisterThreadTerminatePort(h))

static NTSTATUS (*const handle_calls[])(HANDLE h) = {
    h_listen, h_complete, h_request, h_request_wait, h_reply, h_reply_wait,
    h_receive, h_read, h_write, h_query, h_terminate,
};

static void bad_handles_give_a_status(const void *about)
{
    static const long long values[] = { 1, 2, 3, 4096, 0xdeadbeef, 0x7fffffff, -3, -4, -5, -6,
                                        0x100000000, 0x7fffffffffffffff };

    (void)about;
    set_up();
    for (size_t call = 0; call < N(handle_calls); call++) {
        NTSTATUS status = handle_calls[call](event);

        require(status == STATUS_OBJECT_TYPE_MISMATCH, "call %zu takes an event: 0x%08X", call,
                (unsigned)status);
        for (size_t i = 0; i < N(values); i++) {
            status = handle_calls[call]((HANDLE)values[i]);
            require(status < 0, "call %zu takes handle %lld: 0x%08X", call, values[i],
                    (unsigned)status);
        }
    }
    NtClose(port);
    for (size_t call = 0; call < N(handle_calls); call++) {
        NTSTATUS status = handle_calls[call](port);

        require(status == STATUS_INVALID_HANDLE, "call %zu takes a closed handle: 0x%08X", call,
                (unsigned)status);
    }
    require(NtClose(port) == STATUS_INVALID_HANDLE, "a handle can be closed twice");
    NtClose(event);
}

/* its number comes back only when many others have been given out (P11) */
static void closed_handle_never_works_again(const void *about)
{
    HANDLE stale;

    (void)about;
    set_up();
    stale = port;
    NtClose(port);
    for (int i = 0; i < 10000; i++) {
        NTSTATUS status = NtCreatePort(&port, NULL, 0, 0, 0);

        require(status == STATUS_SUCCESS, "NtCreatePort gives 0x%08X", (unsigned)status);
        if (i < 32)
            require(port != stale, "the handle's value is used again after %d others", i);
        if (port != stale)
            require(NtRequestPort(stale, good_message()) == STATUS_INVALID_HANDLE,
                    "the closed handle works");
        NtClose(port);
    }
    NtClose(event);
}

static const struct test_case cases[] = {
    { "bad_pointers_give_a_status", bad_pointers_give_a_status, NULL, 60 },
    { "every_length_gives_its_status", every_length_gives_its_status, NULL, 60 },
    { "bad_handles_give_a_status", bad_handles_give_a_status, NULL, 60 },
    { "closed_handle_never_works_again", closed_handle_never_works_again, NULL, 60 },
};

int main(int argc, char **argv)
{
    return run_cases(argc, argv, cases, N(cases));
}
