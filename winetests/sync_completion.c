/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* I/O completion ports: packets, batches, who is woken, how many run. */
#include "winetests/actor.h"

#include <ntioapi.h>

static HANDLE make(ULONG concurrency)
{
    HANDLE port = NULL;

    ok_status(NtCreateIoCompletion(&port, IO_COMPLETION_ALL_ACCESS, NULL, concurrency),
              STATUS_SUCCESS);
    return port;
}

static NTSTATUS post(HANDLE port, ULONG_PTR key)
{
    return NtSetIoCompletion(port, (PVOID)key, (PVOID)(key + 1), (NTSTATUS)(key + 2), key + 3);
}

static NTSTATUS take(HANDLE port, ULONG_PTR *key, unsigned int ms)
{
    IO_STATUS_BLOCK io = { { 0 }, 0 };
    PVOID got_key = NULL, context = NULL;
    LARGE_INTEGER timeout;
    NTSTATUS status;

    status = NtRemoveIoCompletion(port, &got_key, &context, &io, timeout_ms(&timeout, ms));
    *key = (ULONG_PTR)got_key;
    if (status == STATUS_SUCCESS) {
        ok_equal(context, *key + 1);
        ok_equal(io.Status, (NTSTATUS)(*key + 2));
        ok_equal(io.Information, *key + 3);
    }
    return status;
}

static LONG depth(HANDLE port)
{
    IO_COMPLETION_BASIC_INFORMATION info = { -1 };
    ULONG size = 0;

    ok_status(NtQueryIoCompletion(port, IoCompletionBasicInformation, &info, sizeof(info), &size),
              STATUS_SUCCESS);
    ok_equal(size, sizeof(info));
    return info.Depth;
}

static void test_packets(void)
{
    HANDLE port = make(1);
    LARGE_INTEGER timeout;
    ULONG_PTR key;
    int i;

    ok_equal(depth(port), 0);
    ok_status(take(port, &key, 0), STATUS_TIMEOUT);
    ok_status(take(port, &key, 5), STATUS_TIMEOUT);
    for (i = 0; i < 5; i++)
        ok_status(post(port, 1000 * i), STATUS_SUCCESS);
    ok_equal(depth(port), 5);
    /* as an object it is signalled while there are any, and waiting takes none */
    ok_status(NtWaitForSingleObject(port, FALSE, timeout_ms(&timeout, 0)), STATUS_SUCCESS);
    ok_equal(depth(port), 5);
    for (i = 0; i < 5; i++) {
        ok_status(take(port, &key, PATIENCE_MS), STATUS_SUCCESS);
        ok_equal(key, 1000 * i);
        ok_equal(depth(port), 4 - i);
    }
    ok_status(take(port, &key, 0), STATUS_TIMEOUT);
    ok_status(NtWaitForSingleObject(port, FALSE, timeout_ms(&timeout, 0)), STATUS_TIMEOUT);
    /* packets that nobody takes go with the port */
    for (i = 0; i < 5; i++)
        post(port, i);
    NtClose(port);
}

static void test_batch(void)
{
    FILE_IO_COMPLETION_INFORMATION packets[8];
    HANDLE port = make(1);
    LARGE_INTEGER timeout;
    ULONG n, i;

    timeout_ms(&timeout, 0);
    n = 77;
    ok_status(NtRemoveIoCompletionEx(port, packets, 8, &n, &timeout, FALSE), STATUS_TIMEOUT);
    /* Windows and Wine say one here */
    ok(n <= 1, "%u of none", (unsigned int)n);
    n = 77;
    /* Wine waits for none */
    todo_wine ok_status(NtRemoveIoCompletionEx(port, packets, 0, &n, &timeout, FALSE),
                        STATUS_INVALID_PARAMETER);
    for (i = 0; i < 10; i++)
        post(port, i);
    ok_status(NtRemoveIoCompletionEx(port, packets, 3, &n, NULL, FALSE), STATUS_SUCCESS);
    ok_equal(n, 3);
    ok_equal(depth(port), 7);
    ok_status(NtRemoveIoCompletionEx(port, packets + 3, 5, &n, &timeout, FALSE), STATUS_SUCCESS);
    ok_equal(n, 5);
    for (i = 0; i < 8; i++) {
        ok_equal(packets[i].KeyContext, i);
        ok_equal(packets[i].ApcContext, i + 1);
        ok_equal(packets[i].IoStatusBlock.Status, i + 2);
        ok_equal(packets[i].IoStatusBlock.Information, i + 3);
    }
    ok_status(NtRemoveIoCompletionEx(port, packets, 8, &n, &timeout, FALSE), STATUS_SUCCESS);
    ok_equal(n, 2);
    NtClose(port);
}

static void test_arguments(void)
{
    IO_COMPLETION_BASIC_INFORMATION info;
    FILE_IO_COMPLETION_INFORMATION packet;
    OBJECT_ATTRIBUTES attributes;
    HANDLE port = make(0), other;
    LARGE_INTEGER timeout;
    IO_STATUS_BLOCK io;
    struct name name;
    PVOID key;
    ULONG n;

    timeout_ms(&timeout, 0);
    ok_status(NtQueryIoCompletion(port, IoCompletionBasicInformation, &info, sizeof(info) - 1, NULL),
              STATUS_INFO_LENGTH_MISMATCH);
    ok_status(NtQueryIoCompletion(port, IoCompletionBasicInformation, NULL, sizeof(info), NULL),
              running_under_wine() ? STATUS_INVALID_PARAMETER : STATUS_ACCESS_VIOLATION);
    if (!running_under_wine()) {        /* which faults in the caller */
        ok_status(NtQueryIoCompletion(port, (IO_COMPLETION_INFORMATION_CLASS)1, &info, sizeof(info),
                                      NULL), STATUS_INVALID_INFO_CLASS);
        ok_status(post(port, 1), STATUS_SUCCESS);
        ok_status(NtRemoveIoCompletion(port, no_memory(), &key, &io, &timeout),
                  STATUS_ACCESS_VIOLATION);
        ok_status(NtRemoveIoCompletion(port, &key, no_memory(), &io, &timeout),
                  STATUS_ACCESS_VIOLATION);
        ok_status(NtRemoveIoCompletion(port, &key, &key, readonly_memory(), &timeout),
                  STATUS_ACCESS_VIOLATION);
        ok_status(NtRemoveIoCompletion(port, &key, &key, &io, no_memory()),
                  STATUS_ACCESS_VIOLATION);
        ok_status(NtRemoveIoCompletionEx(port, no_memory(), 1, &n, &timeout, FALSE),
                  STATUS_ACCESS_VIOLATION);
        ok_status(NtRemoveIoCompletionEx(port, &packet, 1, no_memory(), &timeout, FALSE),
                  STATUS_ACCESS_VIOLATION);
        ok_equal(depth(port), 1);       /* it has not been lost */
    }

    NtDuplicateObject(NtCurrentProcess(), port, NtCurrentProcess(), &other,
                      IO_COMPLETION_QUERY_STATE, 0, 0);
    ok_status(post(other, 1), STATUS_ACCESS_DENIED);
    ok_status(NtRemoveIoCompletion(other, &key, &key, &io, &timeout), STATUS_ACCESS_DENIED);
    NtClose(other);
    NtDuplicateObject(NtCurrentProcess(), port, NtCurrentProcess(), &other,
                      IO_COMPLETION_MODIFY_STATE, 0, 0);
    ok_status(post(other, 1), STATUS_SUCCESS);
    ok_status(NtQueryIoCompletion(other, IoCompletionBasicInformation, &info, sizeof(info), NULL),
              STATUS_ACCESS_DENIED);
    NtClose(other);
    NtClose(port);
    ok_status(post(port, 1), STATUS_INVALID_HANDLE);
    ok_status(NtRemoveIoCompletion(port, &key, &key, &io, &timeout), STATUS_INVALID_HANDLE);
    n = 77;
    ok_status(NtRemoveIoCompletionEx(port, &packet, 1, &n, &timeout, FALSE), STATUS_INVALID_HANDLE);
    ok_status(post(NtCurrentProcess(), 1), STATUS_OBJECT_TYPE_MISMATCH);

    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-completion");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, NULL);
    ok_status(NtOpenIoCompletion(&other, IO_COMPLETION_ALL_ACCESS, &attributes),
              STATUS_OBJECT_NAME_NOT_FOUND);
    ok_status(NtCreateIoCompletion(&port, IO_COMPLETION_ALL_ACCESS, &attributes, 0),
              STATUS_SUCCESS);
    ok_status(NtOpenIoCompletion(&other, IO_COMPLETION_ALL_ACCESS, &attributes), STATUS_SUCCESS);
    ok_status(post(other, 5), STATUS_SUCCESS);
    ok_equal(depth(port), 1);
    NtClose(other);
    NtClose(port);
}

struct take_args {
    HANDLE port, event;
    ULONG_PTR key;
    NTSTATUS status;
};

static void take_run(void *parameter)
{
    struct take_args *args = parameter;

    args->status = take(args->port, &args->key, PATIENCE_MS);
}

static void poll_run(void *parameter)
{
    struct take_args *args = parameter;

    args->status = take(args->port, &args->key, 0);
}

static void wait_event_run(void *parameter)
{
    struct take_args *args = parameter;
    LARGE_INTEGER timeout;

    args->status = NtWaitForSingleObject(args->event, FALSE, timeout_ms(&timeout, PATIENCE_MS));
}

/* Who came last is woken first. */
static void test_order(void)
{
    struct take_args args = { .port = make(4) };
    struct actor *actors[3];
    int i;

    for (i = 0; i < 3; i++) {
        actors[i] = actor_thread();
        actor_begin(actors[i], take_run, &args, sizeof(args));
        ok(actor_blocked(actors[i]), "thread %d does not wait", i);
    }
    for (i = 0; i < 3; i++)
        ok_status(post(args.port, 100 + i), STATUS_SUCCESS);
    for (i = 0; i < 3; i++) {
        actor_end(actors[i], &args);
        ok_status(args.status, STATUS_SUCCESS);
        /* Wine does not promise an order */
        todo_wine_if(args.key != (ULONG_PTR)(102 - i)) ok_equal(args.key, 102 - i);
    }
    for (i = 0; i < 3; i++)
        actor_leave(actors[i]);
    NtClose(args.port);
}

static LONGLONG now(void)
{
    LARGE_INTEGER time;

    NtQuerySystemTime(&time);
    return time.QuadPart;
}

/* Another thread gets none while as many run as may; 100 ms later it could be that they are stuck. */
static void expect_none(struct actor *actor, HANDLE port)
{
    struct take_args args = { .port = port };
    LONGLONG before = now();

    post(port, 9);
    actor_call(actor, poll_run, &args, sizeof(args));
    if (now() - before < 1000000) {
        ok_status(args.status, STATUS_TIMEOUT);
        ok_equal(depth(port), 1);
    }
    if (args.status) {
        /* a wait for it ends, but not at once */
        actor_call(actor, take_run, &args, sizeof(args));
        ok_status(args.status, STATUS_SUCCESS);
        ok(now() - before >= 1000000, "a second thread runs");
    }
}

/* No more run at once than may; who waits for something else makes room. */
static void test_concurrency(void)
{
    struct take_args args = { .port = make(1) };
    struct actor *first = actor_thread(), *second = actor_thread();

    if (running_under_wine()) {
        win_skip("Wine does not count running threads");
        actor_leave(first);
        actor_leave(second);
        NtClose(args.port);
        return;
    }
    NtCreateEvent(&args.event, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, FALSE);
    post(args.port, 1);
    actor_call(first, take_run, &args, sizeof(args));
    ok_equal(args.key, 1);
    expect_none(second, args.port);
    /* the first one waits for an event: its place is free, when the other one comes back */
    actor_begin(first, wait_event_run, &args, sizeof(args));
    ok(actor_blocked(first), "the event is not set");
    post(args.port, 2);
    actor_call(second, poll_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    ok_equal(args.key, 2);
    /* now two run, since waits end whenever they do */
    NtSetEvent(args.event, NULL);
    actor_end(first, &args);
    ok_status(args.status, STATUS_SUCCESS);
    expect_none(second, args.port);
    /* a thread that ends makes room */
    actor_leave(first);
    post(args.port, 4);
    actor_call(second, poll_run, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    ok_equal(args.key, 4);
    /* and who waits for a packet of another port */
    first = actor_thread();
    expect_none(first, args.port);
    actor_leave(first);
    actor_leave(second);
    NtClose(args.event);
    NtClose(args.port);
}

/* The last handle goes while somebody waits. */
static void test_abandoned(void)
{
    struct take_args args = { .port = make(1) };
    struct actor *actor;

    if (running_under_wine()) {
        win_skip("Wine 8 lets it wait");
        NtClose(args.port);
        return;
    }
    actor = actor_thread();
    actor_begin(actor, take_run, &args, sizeof(args));
    ok(actor_blocked(actor), "there is no packet");
    ok_status(NtClose(args.port), STATUS_SUCCESS);
    actor_end(actor, &args);
    ok_status(args.status, STATUS_ABANDONED);
    actor_leave(actor);
}

#define WORKERS 4
#define PACKETS 2000

static LONG seen[PACKETS];

struct worker_args {
    HANDLE port;
    LONG n;
    NTSTATUS status;
};

/* Until a packet with key PACKETS comes. */
static void work_run(void *parameter)
{
    struct worker_args *args = parameter;
    FILE_IO_COMPLETION_INFORMATION packets[16];
    LARGE_INTEGER timeout;
    ULONG i, n;

    for (;;) {
        n = 0;
        args->status = NtRemoveIoCompletionEx(args->port, packets, 1 + args->n % 16, &n,
                                              timeout_ms(&timeout, PATIENCE_MS), FALSE);
        if (args->status)
            return;
        for (i = 0; i < n; i++) {
            ULONG_PTR key = (ULONG_PTR)packets[i].KeyContext;

            if (key >= PACKETS) {
                /* what else was taken with it are other workers' ends */
                while (++i < n)
                    post(args->port, PACKETS);
                return;
            }
            __atomic_fetch_add(&seen[key], 1, __ATOMIC_SEQ_CST);
            args->n++;
        }
    }
}

/* Each packet reaches one thread, whatever the limit. */
static void test_many(ULONG concurrency)
{
    struct worker_args args = { .port = make(concurrency) };
    struct actor *actors[WORKERS];
    LONG total = 0;
    int i;

    memset(seen, 0, sizeof(seen));
    for (i = 0; i < WORKERS; i++) {
        actors[i] = actor_thread();
        actor_begin(actors[i], work_run, &args, sizeof(args));
    }
    for (i = 0; i < PACKETS; i++)
        post(args.port, i);
    for (i = 0; i < WORKERS; i++)
        post(args.port, PACKETS);
    for (i = 0; i < WORKERS; i++) {
        struct worker_args result;

        actor_end(actors[i], &result);
        ok_status(result.status, STATUS_SUCCESS);
        total += result.n;
        actor_leave(actors[i]);
    }
    ok_equal(total, PACKETS);
    for (i = 0; i < PACKETS; i++)
        if (seen[i] != 1)
            ok(false, "packet %d was taken %d times", i, (int)seen[i]);
    ok_equal(depth(args.port), 0);
    NtClose(args.port);
}

/* A worker's process is killed while it waits and while it runs: the others go on. */
static void test_killed(void)
{
    struct take_args args = { .port = make(1) };
    struct actor *process = actor_process(1);
    OBJECT_ATTRIBUTES attributes;
    CLIENT_ID id = actor_id(process);
    HANDLE handle, theirs;
    ULONG_PTR key;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    id.UniqueThread = NULL;
    ok_status(NtOpenProcess(&handle, PROCESS_ALL_ACCESS, &attributes, &id), STATUS_SUCCESS);
    ok_status(NtDuplicateObject(NtCurrentProcess(), args.port, handle, &theirs, 0, 0,
                                DUPLICATE_SAME_ACCESS), STATUS_SUCCESS);
    NtClose(handle);
    {
        struct take_args remote = { .port = theirs };

        post(args.port, 1);
        actor_call(process, take_run, &remote, sizeof(remote));
        ok_equal(remote.key, 1);
        actor_begin(process, take_run, &remote, sizeof(remote));
        ok(actor_blocked(process), "there is no packet");
        post(args.port, 2);
        actor_end(process, &remote);
        ok_equal(remote.key, 2);
        actor_begin(process, take_run, &remote, sizeof(remote));
        ok(actor_blocked(process), "there is no packet");
    }
    actor_kill(process);
    post(args.port, 3);
    ok_status(take(args.port, &key, PATIENCE_MS), STATUS_SUCCESS);
    todo_wine_if(key != 3) ok_equal(key, 3);
    NtClose(args.port);
}

static NTSTATUS post_reserved(HANDLE port, HANDLE reserve, ULONG_PTR key)
{
    return NtSetIoCompletionEx(port, reserve, (PVOID)key, (PVOID)(key + 1), (NTSTATUS)(key + 2), key + 3);
}

static void test_reserve(void)
{
    HANDLE port = make(1), reserve, other, event;
    OBJECT_ATTRIBUTES attributes;
    ULONG_PTR key;
    int i;

    ok_status(NtAllocateReserveObject(&reserve, NULL, MemoryReserveTypeMax), STATUS_INVALID_PARAMETER);
    ok_status(NtAllocateReserveObject(&reserve, NULL, MemoryReserveUserApc), STATUS_NOT_IMPLEMENTED);
    ok_status(NtAllocateReserveObject(no_memory(), NULL, MemoryReserveIoCompletion), STATUS_ACCESS_VIOLATION);
    ok_status(NtAllocateReserveObject(&reserve, no_memory(), MemoryReserveIoCompletion), STATUS_ACCESS_VIOLATION);
    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    attributes.Length--;
    ok_status(NtAllocateReserveObject(&reserve, &attributes, MemoryReserveIoCompletion), STATUS_INVALID_PARAMETER);
    ok_status(NtAllocateReserveObject(&reserve, NULL, MemoryReserveIoCompletion), STATUS_SUCCESS);
    ok_status(NtAllocateReserveObject(&other, NULL, MemoryReserveIoCompletion), STATUS_SUCCESS);
    for (i = 0; i < 3; i++) {
        ok_status(post_reserved(port, reserve, 100), STATUS_SUCCESS);
        ok_status(post_reserved(port, reserve, 200), STATUS_INVALID_PARAMETER_2);
        ok_status(post_reserved(port, NULL, 300), STATUS_SUCCESS);
        ok_status(post_reserved(port, other, 400), STATUS_SUCCESS);
        ok_equal(depth(port), 3);
        ok_status(take(port, &key, PATIENCE_MS), STATUS_SUCCESS);
        ok_equal(key, 100);
        ok_status(post_reserved(port, reserve, 500), STATUS_SUCCESS);
        ok_status(take(port, &key, PATIENCE_MS), STATUS_SUCCESS);
        ok_equal(key, 300);
        ok_status(take(port, &key, PATIENCE_MS), STATUS_SUCCESS);
        ok_equal(key, 400);
        ok_status(take(port, &key, PATIENCE_MS), STATUS_SUCCESS);
        ok_equal(key, 500);
    }
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, FALSE);
    ok_status(post_reserved(port, event, 1), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(post_reserved(event, reserve, 1), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(post_reserved(port, (HANDLE)(ULONG_PTR)0xdead0, 1), STATUS_INVALID_HANDLE);
    ok_status(post_reserved((HANDLE)(ULONG_PTR)0xdead0, reserve, 1), STATUS_INVALID_HANDLE);
    /* what has been posted does not need its handle any more; what nobody takes goes with the port */
    ok_status(post_reserved(port, reserve, 600), STATUS_SUCCESS);
    ok_status(NtClose(reserve), STATUS_SUCCESS);
    ok_status(take(port, &key, PATIENCE_MS), STATUS_SUCCESS);
    ok_equal(key, 600);
    ok_status(post_reserved(port, other, 700), STATUS_SUCCESS);
    NtClose(port);
    port = make(1);
    ok_status(post_reserved(port, other, 800), STATUS_SUCCESS);
    ok_status(take(port, &key, PATIENCE_MS), STATUS_SUCCESS);
    ok_equal(key, 800);
    NtClose(other);
    NtClose(event);
    NtClose(port);
}

START_TEST(sync_completion)
{
    test_packets();
    test_batch();
    test_arguments();
    test_order();
    test_concurrency();
    test_abandoned();
    test_many(0);
    test_many(1);
    test_many(2);
    test_killed();
    if (have_function("NtAllocateReserveObject") && !running_under_wine())
        test_reserve();
    else
        skip("Wine has no reserves");
}
