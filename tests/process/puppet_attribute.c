/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Acts against message attributes: catalogue E of the threat model, an act for each line, on a connection with both ends
 * here.
 */
#include "tests/process/loop.h"

#include <ntexapi.h>
#include <ntioapi.h>
#include <ntobapi.h>
#include <ntpsapi.h>
#include <ntseapi.h>

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#define LAST ALPC_MSGFLG_RELEASE_MESSAGE
#define PAGE 4096

#define SECURITY ALPC_MESSAGE_SECURITY_ATTRIBUTE
#define VIEW     ALPC_MESSAGE_VIEW_ATTRIBUTE
#define CONTEXT  ALPC_MESSAGE_CONTEXT_ATTRIBUTE
#define HANDLES  ALPC_MESSAGE_HANDLE_ATTRIBUTE
#define TOKEN    ALPC_MESSAGE_TOKEN_ATTRIBUTE
#define DIRECT   ALPC_MESSAGE_DIRECT_ATTRIBUTE
#define BEHALF   ALPC_MESSAGE_WORK_ON_BEHALF_ATTRIBUTE

static const ULONG kinds[] = { SECURITY, VIEW, CONTEXT, HANDLES, TOKEN, DIRECT, BEHALF };
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static NTSTATUS send(HANDLE port, void *attributes)
{
    struct loop_message message;

    loop_message(&message, "attributes");
    return loop_send(port, LAST, &message, attributes);
}

/* Nothing has come, and what comes next is whole. */
static void expect_nothing_but(struct loop *loop, const char *text)
{
    struct loop_message message;
    NTSTATUS status = loop_receive(loop->port, &message, NULL, 0);

    attempt(status == STATUS_TIMEOUT, status);
    loop_message(&message, text);
    status = loop_send(loop->client, LAST, &message, NULL);
    memset(message.data, 0, sizeof(message.data));
    if (!status)
        status = loop_receive(loop->port, &message, NULL, 10000);
    attempt(!status && strcmp((const char *)message.data, text) == 0, status);
}

/* E1: the buffer ends where no memory is, before what its flags announce */
static NTSTATUS short_buffer(char *arguments)
{
    UCHAR *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct loop_message message;
    struct loop loop;

    (void)arguments;
    loop_make(&loop, ALPC_PORFLG_DIRECT_MESSAGE);
    mprotect(pages + PAGE, PAGE, PROT_NONE);
    for (size_t i = 0; i < N_KINDS; i++) {
        ULONG size = AlpcGetHeaderSize(kinds[i]);

        for (ULONG present = 0; present < size; present += 4) {
            PALPC_MESSAGE_ATTRIBUTES buffer = (PALPC_MESSAGE_ATTRIBUTES)(void *)(pages + PAGE - present);
            NTSTATUS status;

            if (present >= 4)
                buffer->AllocatedAttributes = kinds[i];
            if (present >= 8)
                buffer->ValidAttributes = kinds[i];
            if (kinds[i] != TOKEN)          /* of which nothing is read */
                refused(send(loop.client, buffer), STATUS_ACCESS_VIOLATION);
            /* a receiver's buffer: the message may be lost to it, but nothing else is */
            loop_message(&message, "to a short buffer");
            loop_send(loop.client, LAST, &message, NULL);
            if (present >= 8)
                buffer->ValidAttributes = 0;
            status = loop_receive(loop.port, &message, buffer, 0);
            attempt(status == STATUS_ACCESS_VIOLATION || (present >= 8 && status == STATUS_SUCCESS), status);
            loop_drain(loop.port);
        }
        expect_nothing_but(&loop, "still whole");
    }
    munmap(pages, 2 * PAGE);
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

/* E2: bits that mean nothing, allocated and valid */
static NTSTATUS unknown_flags(char *arguments)
{
    struct loop_attributes attributes;
    struct loop_message message;
    struct loop loop;

    (void)arguments;
    loop_make(&loop, 0);
    for (int bit = 0; bit < 25; bit++) {
        NTSTATUS status;

        memset(&attributes, 0, sizeof(attributes));
        attributes.header.AllocatedAttributes = 1u << bit | CONTEXT;
        attributes.header.ValidAttributes = 1u << bit;
        status = send(loop.client, &attributes);
        attempt(status == STATUS_SUCCESS, status);
        attributes.header.AllocatedAttributes = 0x01ffffff | CONTEXT;
        status = loop_receive(loop.port, &message, &attributes, 10000);
        attempt(status == STATUS_SUCCESS && attributes.header.ValidAttributes == CONTEXT, status);
        attributes.header.AllocatedAttributes = CONTEXT;
        attributes.header.ValidAttributes = 1u << bit;
        refused(send(loop.client, &attributes), STATUS_INVALID_PARAMETER);
    }
    expect_nothing_but(&loop, "still whole");
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

/* E3: valid ones that are not allocated, in every combination of two */
static NTSTATUS inconsistent_flags(char *arguments)
{
    struct loop_attributes attributes;
    struct loop loop;

    (void)arguments;
    loop_make(&loop, 0);
    for (ULONG allocated = 0; allocated < 1u << N_KINDS; allocated++)
        for (size_t k = 0; k < N_KINDS; k++) {
            if (allocated & 1u << k)
                continue;
            memset(&attributes, 0xa5, sizeof(attributes));
            attributes.header.AllocatedAttributes = 0;
            for (size_t i = 0; i < N_KINDS; i++)
                if (allocated & 1u << i)
                    attributes.header.AllocatedAttributes |= kinds[i];
            attributes.header.ValidAttributes = kinds[k];
            refused(send(loop.client, &attributes), STATUS_INVALID_PARAMETER);
        }
    expect_nothing_but(&loop, "still whole");
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

struct context_buffer {
    ALPC_MESSAGE_ATTRIBUTES header;
    ALPC_CONTEXT_ATTR context;
};

/* E4: a context that is another's reaches nobody, and cancels nothing */
static NTSTATUS forged_context(char *arguments)
{
    struct context_buffer buffer;
    struct loop_message message, request;
    struct loop loop, other;

    (void)arguments;
    loop_make(&loop, 0);
    loop_make(&other, 0);
    loop_request(&other, &request);
    for (int i = 0; i < 300; i++) {
        NTSTATUS status;

        buffer = (struct context_buffer){
            { CONTEXT, CONTEXT },
            { (PVOID)(ULONG_PTR)loop_random(), (PVOID)(ULONG_PTR)loop_random(), loop_random(), loop_random(), 7 },
        };
        status = send(loop.client, &buffer);
        attempt(status == STATUS_SUCCESS, status);
        buffer.header.AllocatedAttributes = CONTEXT;
        status = loop_receive(loop.port, &message, &buffer, 10000);
        attempt(!status && buffer.context.PortContext == (PVOID)0x1001 && !buffer.context.MessageContext &&
                    buffer.context.MessageId == message.header.MessageId, status);
        buffer.context.MessageId = loop_random() & 0x7fffffff;
        refused(NtAlpcCancelMessage(loop.port, 0, &buffer.context), STATUS_MESSAGE_NOT_FOUND);
        buffer.context = (ALPC_CONTEXT_ATTR){ .MessageId = request.header.MessageId };
        refused(NtAlpcCancelMessage(loop.port, 0, &buffer.context), STATUS_MESSAGE_NOT_FOUND);
        refused(NtAlpcCancelMessage(loop.client, 0, &buffer.context), STATUS_MESSAGE_NOT_FOUND);
        buffer.context.MessageContext = (PVOID)(ULONG_PTR)(loop_random() | 1);
        refused(NtAlpcCancelMessage(other.port, 0, &buffer.context), STATUS_CONTEXT_MISMATCH);
    }
    {
        NTSTATUS status = loop_send(other.port, LAST, &request, NULL);

        attempt(status == STATUS_SUCCESS, status);
    }
    loop_end(&other);
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

struct handle_buffer {
    ALPC_MESSAGE_ATTRIBUTES header;
    ALPC_HANDLE_ATTR handle;
};

static NTSTATUS send_handles(HANDLE port, ALPC_HANDLE_ATTR handle)
{
    struct handle_buffer buffer = { { HANDLES, HANDLES }, handle };

    return send(port, &buffer);
}

/* How many of them arrive, each closed again. -1: no message */
static int receive_handles(struct loop *loop, NTSTATUS *status)
{
    struct handle_buffer buffer = { { HANDLES, 0 }, { 0 } };
    struct loop_message message;
    ULONG n;

    *status = loop_receive(loop->port, &message, &buffer, 10000);
    if (*status)
        return -1;
    n = buffer.header.ValidAttributes ? buffer.handle.HandleCount : 0;
    for (ULONG i = 0; i < n; i++) {
        ALPC_MESSAGE_HANDLE_INFORMATION information = { .Index = i };

        if (NtAlpcQueryInformationMessage(loop->port, &message.header, AlpcMessageHandleInformation, &information,
                                          sizeof(information), NULL))
            n = i;
        else
            NtClose((HANDLE)(ULONG_PTR)information.Handle);
    }
    loop_send(loop->port, LAST, &message, NULL);
    return (int)n;
}

/* E7: none, one, as many as go and more, twice the same, with more rights, of what cannot be sent */
static NTSTATUS hostile_handles(char *arguments)
{
    static ALPC_HANDLE_ATTR32 array[1000];
    OBJECT_ATTRIBUTES named;
    struct loop loop;
    HANDLE event, weak, directory, completion;
    NTSTATUS status;
    int n;

    (void)arguments;
    loop_make(&loop, ALPC_PORFLG_ALLOW_DUP_OBJECT | ALPC_PORFLG_ALLOW_MULTIHANDLE_ATTRIBUTE);
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    NtDuplicateObject(NtCurrentProcess(), event, NtCurrentProcess(), &weak, SYNCHRONIZE, 0, 0);
    InitializeObjectAttributes(&named, nt_name("\\RPC Control"), 0, NULL, NULL);
    NtOpenDirectoryObject(&directory, DIRECTORY_QUERY, &named);
    NtCreateIoCompletion(&completion, IO_COMPLETION_ALL_ACCESS, NULL, 0);
    for (int i = 0; i < 1000; i++)
        array[i] = (ALPC_HANDLE_ATTR32){ ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS, (ULONG)(ULONG_PTR)event, 0, { 0 } };

    for (int round = 0; round < 20; round++) {
        HANDLE bad[] = { NULL, (HANDLE)-1, (HANDLE)0xdead0, (HANDLE)((ULONG_PTR)event + 1000000), loop.port, directory,
                         completion, (HANDLE)(ULONG_PTR)0x7fffffff00000000 };
        static const ULONG counts[] = { 0, 1, 513, 1000, 0x10000, 0x7fffffff, 0xffffffff };

        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
            refused(send_handles(loop.client, (ALPC_HANDLE_ATTR){ .Flags = ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS,
                                                                  .Handle = i == 1 ? (HANDLE)-2000 : bad[i] }),
                    STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH);
        for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
            refused(send_handles(loop.client, (ALPC_HANDLE_ATTR){ .Flags = ALPC_HANDLEFLG_INDIRECT,
                                                                  .HandleAttrArray = array,
                                                                  .HandleCount = counts[i] }),
                    STATUS_INVALID_PARAMETER, STATUS_LPC_HANDLE_COUNT_EXCEEDED);
        refused(send_handles(loop.client, (ALPC_HANDLE_ATTR){ .Flags = ALPC_HANDLEFLG_INDIRECT,
                                                              .HandleAttrArray = (PVOID)16, .HandleCount = 2 }),
                STATUS_ACCESS_VIOLATION);
        refused(send_handles(loop.client, (ALPC_HANDLE_ATTR){ .Flags = 0xffffffff, .Handle = event }),
                STATUS_INVALID_PARAMETER);
        /* more rights than held */
        refused(send_handles(loop.client, (ALPC_HANDLE_ATTR){ .Handle = weak, .DesiredAccess = EVENT_MODIFY_STATE }),
                STATUS_ACCESS_DENIED);
        refused(send_handles(loop.client, (ALPC_HANDLE_ATTR){ .Handle = weak, .DesiredAccess = EVENT_ALL_ACCESS }),
                STATUS_ACCESS_DENIED);
        refused(send_handles(loop.client, (ALPC_HANDLE_ATTR){ .Flags = ALPC_HANDLEFLG_DUPLICATE_SAME_ACCESS,
                                                              .Handle = event,
                                                              .ObjectType = ALPC_PORFLG_OBJECT_TYPE_FILE }),
                STATUS_OBJECT_TYPE_MISMATCH);
        /* the last of many is bad: none goes */
        array[511].Handle = 0xdead0;
        refused(send_handles(loop.client, (ALPC_HANDLE_ATTR){ .Flags = ALPC_HANDLEFLG_INDIRECT,
                                                              .HandleAttrArray = array, .HandleCount = 512 }),
                STATUS_INVALID_HANDLE);
        array[511].Handle = (ULONG)(ULONG_PTR)event;
    }
    /* the same one, as often as there may be any */
    for (int round = 0; round < 3; round++) {
        status = send_handles(loop.client, (ALPC_HANDLE_ATTR){ .Flags = ALPC_HANDLEFLG_INDIRECT,
                                                               .HandleAttrArray = array, .HandleCount = 512 });
        attempt(status == STATUS_SUCCESS, status);
        n = receive_handles(&loop, &status);
        attempt(n == 512, status);
    }
    expect_nothing_but(&loop, "still whole");
    NtClose(event);
    NtClose(weak);
    NtClose(directory);
    NtClose(completion);
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

struct view_buffer {
    ALPC_MESSAGE_ATTRIBUTES header;
    ALPC_DATA_VIEW_ATTR view;
};

static NTSTATUS send_view(HANDLE port, ALPC_DATA_VIEW_ATTR view)
{
    struct view_buffer buffer = { { VIEW, VIEW }, view };

    return send(port, &buffer);
}

/* E8: a view that is not one's own, that is released; what is said of where it is and how long */
static NTSTATUS hostile_views(char *arguments)
{
    struct loop loop, other;
    ALPC_HANDLE section, foreign;
    SIZE_T size;

    (void)arguments;
    loop_make(&loop, 0);
    loop_make(&other, 0);
    for (int round = 0; round < 20; round++) {
        ALPC_DATA_VIEW_ATTR mine = { 0 }, theirs = { 0 };
        NTSTATUS status = NtAlpcCreatePortSection(loop.client, 0, NULL, 0x20000, &section, &size);

        attempt(status == STATUS_SUCCESS, status);
        NtAlpcCreatePortSection(other.client, 0, NULL, 0x10000, &foreign, &size);
        mine.SectionHandle = section;
        mine.ViewSize = 0x3000;
        status = NtAlpcCreateSectionView(loop.client, 0, &mine);
        attempt(status == STATUS_SUCCESS, status);
        theirs.SectionHandle = foreign;
        theirs.ViewSize = 0x1000;
        NtAlpcCreateSectionView(other.client, 0, &theirs);
        for (int i = 0; i < 16; i++) {
            ALPC_DATA_VIEW_ATTR lie = mine;

            switch (i) {
            case 0: lie = theirs; break;
            case 1: lie.ViewBase = (PUCHAR)lie.ViewBase + PAGE; break;
            case 2: lie.ViewBase = (PUCHAR)lie.ViewBase - PAGE; break;
            case 3: lie.ViewBase = NULL; break;
            case 4: lie.ViewBase = &lie; break;
            case 5: lie.ViewBase = (PVOID)(ULONG_PTR)-PAGE; break;
            case 6: lie.ViewSize += PAGE; break;
            case 7: lie.ViewSize = 0x4001; break;
            case 8: lie.ViewSize = (SIZE_T)-1; break;
            case 9: lie.ViewSize = 0x20000; break;
            case 10: lie.SectionHandle = foreign; break;
            case 11: lie.SectionHandle = loop.port; break;
            case 12: lie.SectionHandle = NULL; break;
            case 13: lie.Flags = 0x80000; break;
            case 14: lie.Flags = 0xffffffff; break;
            case 15: lie.ViewBase = (PUCHAR)lie.ViewBase + 1; break;
            }
            refused(send_view(loop.client, lie), STATUS_INVALID_PARAMETER, STATUS_INVALID_VIEW_SIZE,
                    STATUS_INVALID_HANDLE);
        }
        refused(send_view(loop.server, mine), STATUS_INVALID_PARAMETER);
        refused(send_view(other.client, mine), STATUS_INVALID_PARAMETER);
        refused(NtAlpcDeleteSectionView(other.client, 0, mine.ViewBase), STATUS_INVALID_PARAMETER);
        refused(NtAlpcDeleteSectionView(loop.client, 0, (PUCHAR)mine.ViewBase + 1), STATUS_INVALID_PARAMETER);
        refused(NtAlpcDeletePortSection(other.client, 0, section), STATUS_INVALID_HANDLE);
        status = NtAlpcDeleteSectionView(loop.client, 0, mine.ViewBase);
        attempt(status == STATUS_SUCCESS, status);
        refused(send_view(loop.client, mine), STATUS_INVALID_PARAMETER);
        refused(NtAlpcDeleteSectionView(loop.client, 0, mine.ViewBase), STATUS_INVALID_PARAMETER);
        status = NtAlpcDeletePortSection(loop.client, 0, section);
        attempt(status == STATUS_SUCCESS, status);
        refused(NtAlpcDeletePortSection(loop.client, 0, section), STATUS_INVALID_HANDLE);
        refused(NtAlpcCreateSectionView(loop.client, 0, &(ALPC_DATA_VIEW_ATTR){ 0, section, NULL, PAGE }),
                STATUS_INVALID_HANDLE);
        NtAlpcDeleteSectionView(other.client, 0, theirs.ViewBase);
        NtAlpcDeletePortSection(other.client, 0, foreign);
    }
    expect_nothing_but(&loop, "still whole");
    loop_end(&other);
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

/* E9: a completion port, or anything else that is no event of one's own to signal */
static NTSTATUS hostile_direct(char *arguments)
{
    struct {
        ALPC_MESSAGE_ATTRIBUTES header;
        ALPC_DIRECT_ATTR direct;
    } buffer;
    struct loop loop;
    HANDLE completion, semaphore, event, weak;

    (void)arguments;
    loop_make(&loop, ALPC_PORFLG_DIRECT_MESSAGE);
    NtCreateIoCompletion(&completion, IO_COMPLETION_ALL_ACCESS, NULL, 0);
    NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 0, 1);
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
    NtDuplicateObject(NtCurrentProcess(), event, NtCurrentProcess(), &weak, SYNCHRONIZE, 0, 0);
    for (int round = 0; round < 50; round++) {
        HANDLE bad[] = { completion, semaphore, loop.port, NULL, (HANDLE)0xdead0, (HANDLE)-2000, weak,
                         NtCurrentProcess(), (HANDLE)(ULONG_PTR)(loop_random() | 0x40000000) };

        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
            memset(&buffer, 0, sizeof(buffer));
            buffer.header.AllocatedAttributes = buffer.header.ValidAttributes = DIRECT;
            buffer.direct.EventHandle = bad[i];
            refused(send(loop.client, &buffer), STATUS_OBJECT_TYPE_MISMATCH, STATUS_INVALID_HANDLE,
                    STATUS_ACCESS_DENIED);
        }
    }
    expect_nothing_but(&loop, "still whole");
    NtClose(completion);
    NtClose(semaphore);
    NtClose(event);
    NtClose(weak);
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

struct with_security {
    ALPC_MESSAGE_ATTRIBUTES header;
    ALPC_SECURITY_ATTR security;
    ALPC_TOKEN_ATTR token;
};

static ALPC_HANDLE make_context(HANDLE port)
{
    SECURITY_QUALITY_OF_SERVICE quality = { sizeof(quality), SecurityImpersonation, SECURITY_STATIC_TRACKING, FALSE };
    ALPC_SECURITY_ATTR attribute = { 0, &quality, NULL };
    NTSTATUS status = NtAlpcCreateSecurityContext(port, 0, &attribute);

    attempt(status == STATUS_SUCCESS, status);
    return attribute.ContextHandle;
}

static void *make_in_thread(void *port)
{
    return make_context(port);
}

/* The first call of a thread, which nobody has told ntserver of. */
static ALPC_HANDLE make_context_in_new_thread(HANDLE port)
{
    void *context = NULL;
    pthread_t thread;

    if (!pthread_create(&thread, NULL, make_in_thread, port))
        pthread_join(thread, &context);
    return context;
}

/* A request with that context, received, asynchronous. */
static void ask_with(struct loop *loop, ALPC_HANDLE context, struct loop_message *received, struct with_security *seen)
{
    struct with_security sent = { { SECURITY | TOKEN, SECURITY }, { 0, NULL, context }, { 0 } };
    struct loop_message message;
    NTSTATUS status;

    *seen = (struct with_security){ .header.AllocatedAttributes = SECURITY | TOKEN };
    loop_message(&message, "security");
    status = loop_send(loop->client, 0, &message, &sent);
    if (!status)
        status = loop_receive(loop->port, received, seen, 10000);
    attempt(status == STATUS_SUCCESS, status);
}

static void stop_acting(void)
{
    HANDLE none = NULL;

    NtSetInformationThread(NtCurrentThread(), ThreadImpersonationToken, &none, sizeof(none));
}

static void answer_it(struct loop *loop, struct loop_message *request)
{
    NTSTATUS status = loop_send(loop->port, LAST, request, NULL);

    attempt(status == STATUS_SUCCESS, status);
    loop_drain(loop->client);
}

static void nobody_to_act_as(struct loop *loop, struct loop_message *request)
{
    HANDLE token;

    refused(NtAlpcImpersonateClientOfPort(loop->server, &request->header, NULL), STATUS_ACCESS_DENIED,
            STATUS_CANNOT_IMPERSONATE, STATUS_INVALID_HANDLE);
    refused(NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, TRUE, &token), STATUS_NO_TOKEN);
}

/* E5: the security context of another connection, of the listening port, which is everybody's, of nobody */
static NTSTATUS foreign_context(char *arguments)
{
    struct with_security seen;
    struct loop_message received;
    struct loop mine, other;
    ALPC_HANDLE own;

    (void)arguments;
    loop_make(&mine, 0);
    loop_make(&other, ALPC_PORFLG_ALLOW_IMPERSONATION);
    own = make_context_in_new_thread(mine.client);
    for (int round = 0; round < 20; round++) {
        ALPC_HANDLE bad[] = { make_context(other.client), make_context(other.server), make_context(mine.port),
                              (ALPC_HANDLE)(ULONG_PTR)(loop_random() | 0x80000000) };

        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
            ask_with(&mine, bad[i], &received, &seen);
            nobody_to_act_as(&mine, &received);
            answer_it(&mine, &received);
            refused(NtAlpcDeleteSecurityContext(mine.client, 0, bad[i]), STATUS_INVALID_HANDLE);
            refused(NtAlpcRevokeSecurityContext(mine.client, 0, bad[i]), STATUS_INVALID_HANDLE);
        }
        NtAlpcDeleteSecurityContext(other.client, 0, bad[0]);
        NtAlpcDeleteSecurityContext(other.server, 0, bad[1]);
        NtAlpcDeleteSecurityContext(mine.port, 0, bad[2]);
    }
    ask_with(&mine, own, &received, &seen);
    attempt(NtAlpcImpersonateClientOfPort(mine.server, &received.header, NULL) == STATUS_SUCCESS, 0);
    stop_acting();
    answer_it(&mine, &received);
    expect_nothing_but(&mine, "still whole");
    loop_end(&mine);
    loop_end(&other);
    attempts_told();
    return STATUS_SUCCESS;
}

/* E6: who the message is from is seen before its context is revoked and after; nobody can be acted as afterwards */
static NTSTATUS revoked_context(char *arguments)
{
    struct with_security before, after;
    struct loop_message first, second;
    struct loop loop;

    (void)arguments;
    loop_make(&loop, 0);
    for (int round = 0; round < 50; round++) {
        ALPC_HANDLE context = make_context(loop.client);
        NTSTATUS status;

        ask_with(&loop, context, &first, &before);
        status = NtAlpcImpersonateClientOfPort(loop.server, &first.header, NULL);
        attempt(status == STATUS_SUCCESS, status);
        stop_acting();
        status = NtAlpcRevokeSecurityContext(loop.client, 0, context);
        attempt(status == STATUS_SUCCESS, status);
        nobody_to_act_as(&loop, &first);
        ask_with(&loop, context, &second, &after);
        nobody_to_act_as(&loop, &second);
        attempt(after.header.ValidAttributes & TOKEN && !memcmp(&before.token, &after.token, sizeof(after.token)), 0);
        NtAlpcDeleteSecurityContext(loop.client, 0, context);
        nobody_to_act_as(&loop, &second);
        answer_it(&loop, &first);
        answer_it(&loop, &second);
    }
    expect_nothing_but(&loop, "still whole");
    loop_end(&loop);
    attempts_told();
    return STATUS_SUCCESS;
}

const struct act attribute_acts[] = {
    { "short-buffer", short_buffer },
    { "unknown-flags", unknown_flags },
    { "inconsistent-flags", inconsistent_flags },
    { "forged-context", forged_context },
    { "hostile-handles", hostile_handles },
    { "hostile-views", hostile_views },
    { "hostile-direct", hostile_direct },
    { "foreign-context", foreign_context },
    { "revoked-context", revoked_context },
    { NULL, NULL },
};
