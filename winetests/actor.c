/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Actors: see actor.h. Each has a lane, two pipes: calls go down, answers come up. A helper process
 * gets the ends of all lanes it may ever use when it is started; its first thread works on lane 0
 * and starts the others. Functions are named by their distance from actor_main(), since the same
 * program may be loaded at another address.
 *
 * The teller's side is for one thread at a time.
 */
#include "winetests/actor.h"

struct call {
    int64_t function;           /* 0: the thread is to end */
    uint64_t size;
    unsigned char args[ACTOR_ARGS_MAX];
};

struct answer {
    struct test_counts counts;
    uint64_t size;
    unsigned char args[ACTOR_ARGS_MAX];
};

#define MAX_LANES 8

#define CALL_HEAD offsetof(struct call, args)
#define ANSWER_HEAD offsetof(struct answer, args)

/* The worker's ends of a lane. */
struct lane {
    pipe_end calls, answers;
};

static bool is_helper;          /* this process: what it counts travels with its answers */

struct helper {
    struct process *process;
    struct lane *lanes;
    unsigned int n_lanes, n_used;
    struct actor *siblings[MAX_LANES];  /* freed with the process */
};

struct actor {
    pipe_end calls, answers;    /* the teller's ends */
    struct helper *helper;      /* NULL for a thread of this process */
    HANDLE thread;              /* in the process it belongs to */
    CLIENT_ID id, sender;
    bool busy;
};

/* --- the worker --- */

static bool lane_serve(const struct lane *lane)
{
    struct answer answer = { 0 };
    struct call call;

    if (pipe_read(lane->calls, &call, CALL_HEAD, -1) != PIPE_DONE || !call.function)
        return false;
    if (call.size && pipe_read(lane->calls, call.args, call.size, -1) != PIPE_DONE)
        return false;
    ((actor_function *)((char *)actor_main + call.function))(call.args);
    if (is_helper)
        answer.counts = test_counts_take();
    answer.size = call.size;
    memcpy(answer.args, call.args, call.size);
    return pipe_write(lane->answers, &answer, ANSWER_HEAD + answer.size);
}

static NTSTATUS NTAPI lane_thread(void *parameter)
{
    struct lane lane = *(struct lane *)parameter;

    free(parameter);
    while (lane_serve(&lane))
        ;
    pipe_close(lane.calls);
    pipe_close(lane.answers);
    return STATUS_SUCCESS;
}

/* Starts a thread for a lane of this process. */
struct start_args {
    struct lane lane;
    unsigned int number;        /* of the lane, when it is one of a helper's */
    HANDLE thread;
    CLIENT_ID id;
    NTSTATUS status;
};

static struct lane *helper_lanes;

static void thread_start(void *parameter)
{
    struct start_args *args = parameter;
    struct lane *lane = malloc(sizeof(*lane));

    *lane = helper_lanes ? helper_lanes[args->number] : args->lane;
    args->status = RtlCreateUserThread(NtCurrentProcess(), NULL, FALSE, 0, 0, 0, lane_thread, lane,
                                       &args->thread, &args->id);
}

static void thread_join(void *parameter)
{
    struct start_args *args = parameter;
    LARGE_INTEGER timeout;

    args->status = NtWaitForSingleObject(args->thread, FALSE, timeout_ms(&timeout, PATIENCE_MS));
    NtClose(args->thread);
}

/* A process may become one of ntdll's with its first real call only, so it makes one. */
static void introduce(void *parameter)
{
    CLIENT_ID *id = parameter;
    HANDLE event;

    if (!NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE))
        NtClose(event);
    *id = NtCurrentTeb()->ClientId;
}

static void say_own_id(void *id)
{
    *(CLIENT_ID *)id = own_id();
}

static void leave_process(void *parameter)
{
    (void)parameter;
    exit(0);
}

void actor_main(int n_ends, char **ends)
{
    int i;

    is_helper = true;
    helper_lanes = calloc(n_ends / 2 + 1, sizeof(*helper_lanes));
    for (i = 0; i + 1 < n_ends; i += 2) {
        helper_lanes[i / 2].calls = (pipe_end)strtoull(ends[i], NULL, 10);
        helper_lanes[i / 2].answers = (pipe_end)strtoull(ends[i + 1], NULL, 10);
        pipe_keep(helper_lanes[i / 2].calls);
        pipe_keep(helper_lanes[i / 2].answers);
    }
    while (lane_serve(&helper_lanes[0]))
        ;
    exit(0);
}

/* --- the teller --- */

static void make_lane(struct actor *actor, struct lane *lane)
{
    if (!pipe_create(&lane->calls, &actor->calls) ||
        !pipe_create(&actor->answers, &lane->answers)) {
        printf("no pipe for a helper\n");
        exit(3);
    }
}

struct actor *actor_thread(void)
{
    struct actor *actor = calloc(1, sizeof(*actor));
    struct start_args start = { 0 };

    make_lane(actor, &start.lane);
    thread_start(&start);
    ok_status(start.status, STATUS_SUCCESS);
    if (start.status)
        exit(3);
    actor->thread = start.thread;
    actor->id = start.id;
    actor_call(actor, say_own_id, &actor->sender, sizeof(actor->sender));
    return actor;
}

struct actor *actor_process(unsigned int n_threads)
{
    struct helper *helper = calloc(1, sizeof(*helper));
    struct actor *first;
    unsigned int i;

    helper->n_lanes = n_threads;
    helper->lanes = calloc(n_threads, sizeof(*helper->lanes));
    for (i = 0; i < n_threads; i++) {
        helper->siblings[i] = calloc(1, sizeof(struct actor));
        helper->siblings[i]->helper = helper;
        make_lane(helper->siblings[i], &helper->lanes[i]);
    }
    helper->process = process_start((const pipe_end *)helper->lanes, 2 * n_threads);
    for (i = 0; i < n_threads; i++) {
        pipe_close(helper->lanes[i].calls);
        pipe_close(helper->lanes[i].answers);
    }
    if (!helper->process)
        exit(3);
    helper->n_used = 1;
    first = helper->siblings[0];
    actor_call(first, introduce, &first->id, sizeof(first->id));
    actor_call(first, say_own_id, &first->sender, sizeof(first->sender));
    return first;
}

struct actor *actor_sibling(struct actor *first)
{
    struct helper *helper = first->helper;
    struct start_args start = { .number = helper->n_used };
    struct actor *actor;

    if (helper->n_used == helper->n_lanes) {
        printf("a helper was asked for more threads than it was started for\n");
        exit(3);
    }
    actor = helper->siblings[helper->n_used++];
    actor_call(first, thread_start, &start, sizeof(start));
    ok_status(start.status, STATUS_SUCCESS);
    actor->thread = start.thread;
    actor->id = start.id;
    actor_call(actor, say_own_id, &actor->sender, sizeof(actor->sender));
    return actor;
}

void actor_begin(struct actor *actor, actor_function *function, const void *args, size_t size)
{
    struct call call = { .size = size };

    if (size > sizeof(call.args) || actor->busy) {
        printf("an actor cannot take this call\n");
        exit(3);
    }
    call.function = function ? (char *)function - (char *)actor_main : 0;
    if (size)
        memcpy(call.args, args, size);
    actor->busy = true;
    pipe_write(actor->calls, &call, CALL_HEAD + size);
}

void actor_end(struct actor *actor, void *args)
{
    struct answer answer;
    enum pipe_result result;

    actor->busy = false;
    result = pipe_read(actor->answers, &answer, ANSWER_HEAD, PATIENCE_MS);
    if (result == PIPE_DONE && answer.size)
        result = pipe_read(actor->answers, answer.args, answer.size, PATIENCE_MS);
    if (result != PIPE_DONE) {
        /* nothing that follows would mean anything */
        ok(false, "a call %s; the family is given up", result == PIPE_TIMEOUT ? "hangs" : "dies");
        exit(5);
    }
    test_counts_add(&answer.counts);
    if (args)
        memcpy(args, answer.args, answer.size);
}

void actor_call(struct actor *actor, actor_function *function, void *args, size_t size)
{
    actor_begin(actor, function, args, size);
    actor_end(actor, args);
}

bool actor_blocked(struct actor *actor)
{
    return pipe_read(actor->answers, NULL, 0, GLIMPSE_MS) == PIPE_TIMEOUT;
}

CLIENT_ID actor_sender(const struct actor *actor)
{
    return actor->sender;
}

CLIENT_ID actor_id(const struct actor *actor)
{
    return actor->id;
}

static HANDLE open_process(CLIENT_ID of)
{
    CLIENT_ID id = { .UniqueProcess = of.UniqueProcess };
    OBJECT_ATTRIBUTES attributes;
    HANDLE process = NULL;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    ok_status(NtOpenProcess(&process, PROCESS_DUP_HANDLE, &attributes, &id), STATUS_SUCCESS);
    return process;
}

HANDLE actor_give(struct actor *actor, HANDLE handle)
{
    HANDLE process = open_process(actor_id(actor)), given = NULL;

    ok_status(NtDuplicateObject(NtCurrentProcess(), handle, process, &given, 0, 0, DUPLICATE_SAME_ACCESS),
              STATUS_SUCCESS);
    NtClose(process);
    return given;
}

HANDLE actor_take(struct actor *actor, HANDLE handle)
{
    HANDLE process = open_process(actor_id(actor)), taken = NULL;

    ok_status(NtDuplicateObject(process, handle, NtCurrentProcess(), &taken, 0, 0, DUPLICATE_SAME_ACCESS),
              STATUS_SUCCESS);
    NtClose(process);
    return taken;
}

HANDLE actor_open_thread(const struct actor *actor, ACCESS_MASK access)
{
    OBJECT_ATTRIBUTES attributes;
    CLIENT_ID id = actor_id(actor);
    HANDLE thread = NULL;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    ok_status(NtOpenThread(&thread, access, &attributes, &id), STATUS_SUCCESS);
    return thread;
}

static void close_ends(struct actor *actor)
{
    pipe_close(actor->calls);
    pipe_close(actor->answers);
    actor->calls = actor->answers = PIPE_CLOSED;
}

void actor_leave(struct actor *actor)
{
    struct start_args join = { .thread = actor->thread };

    actor_begin(actor, NULL, NULL, 0);
    if (actor->helper)
        actor_call(actor->helper->siblings[0], thread_join, &join, sizeof(join));
    else
        thread_join(&join);
    ok_status(join.status, STATUS_SUCCESS);
    close_ends(actor);
    if (!actor->helper)
        free(actor);
}

/* The process as ntdll knows it. It is signaled when all that it held has been given up. */
static HANDLE process_open(const struct actor *first)
{
    CLIENT_ID id = { .UniqueProcess = first->id.UniqueProcess };
    OBJECT_ATTRIBUTES attributes;
    HANDLE process = NULL;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    ok_status(NtOpenProcess(&process, SYNCHRONIZE, &attributes, &id), STATUS_SUCCESS);
    return process;
}

static int helper_end(struct helper *helper, HANDLE process)
{
    int code = process_wait(helper->process);
    LARGE_INTEGER timeout;
    unsigned int i;

    if (process) {
        ok_status(NtWaitForSingleObject(process, FALSE, timeout_ms(&timeout, PATIENCE_MS)),
                  STATUS_SUCCESS);
        NtClose(process);
    }
    for (i = 0; i < helper->n_lanes; i++) {
        close_ends(helper->siblings[i]);
        free(helper->siblings[i]);
    }
    free(helper->lanes);
    free(helper);
    return code;
}

void actor_exit(struct actor *first)
{
    HANDLE process = process_open(first);

    actor_begin(first, leave_process, NULL, 0);
    ok_equal(helper_end(first->helper, process), 0);
}

void actor_finish(struct actor *actor)
{
    if (actor->helper)
        actor_exit(actor);
    else
        actor_leave(actor);
}

void actor_kill(struct actor *first)
{
    HANDLE process = process_open(first);

    process_kill(first->helper->process);
    ok_equal(helper_end(first->helper, process), -1);
}

void actor_gone(struct actor *first)
{
    helper_end(first->helper, NULL);
}

void close_run(void *parameter)
{
    struct handle_args *args = parameter;

    args->status = NtClose(args->handle);
}

NTSTATUS actor_close(struct actor *actor, HANDLE handle)
{
    struct handle_args args = { .handle = handle, .status = STATUS_UNSUCCESSFUL };

    actor_call(actor, close_run, &args, sizeof(args));
    return args.status;
}
