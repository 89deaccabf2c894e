/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtCreateThreadEx and RtlCreateUserThread, over pthreads.
 *
 * The new thread introduces itself to the server first; then its creator opens the handle, and only
 * then lets it run. So the handle, the ids and the TEB are there before the first line of the
 * program's routine, and a thread whose handle cannot be given to anybody never runs.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/self.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"
#include "ntdll/nt/process/process_handle.h"

#include <limits.h>
#include <ntpsapi.h>
#include <ntrtl.h>
#include <pthread.h>
#include <stdlib.h>

DEBUG_CHANNEL(thread);

#define MAX_ATTRIBUTES 16

/* What the creator and the thread say to each other. Whoever is named last frees it. */
enum birth_state {
    UNBORN,
    STILLBORN,                              /* no place at the server: the creator frees it */
    BORN,                                   /* ids are there; it waits for a word */
    RUN,                                    /* the thread frees it */
    GIVEN_UP,                               /* the thread frees it and ends */
};

struct birth {
    uint32_t state;                         /* a futex */
    uint32_t pid, tid;
    PTEB teb;
    PUSER_THREAD_START_ROUTINE routine;
    PVOID argument;
    struct birth *next_suspended;
};

static pthread_mutex_t suspended_lock = PTHREAD_MUTEX_INITIALIZER;
static struct birth *suspended;             /* created so and not yet resumed */

static void set_state(struct birth *birth, enum birth_state state)
{
    shm_store_release(&birth->state, (uint32_t)state);
    futex_wake(&birth->state, 1);
}

static enum birth_state await_other_than(struct birth *birth, enum birth_state state)
{
    uint32_t now;

    while ((now = shm_load_acquire(&birth->state)) == (uint32_t)state)
        futex_sleep(&birth->state, now, NULL);
    return (enum birth_state)now;
}

static void *thread_main(void *data)
{
    struct birth *birth = data;
    PUSER_THREAD_START_ROUTINE routine = birth->routine;
    PVOID argument = birth->argument;
    struct self *me = self();
    enum birth_state word;

    if (!me) {
        set_state(birth, STILLBORN);
        return NULL;
    }
    birth->pid = me->pid;
    birth->tid = me->tid;
    birth->teb = me->teb;
    set_state(birth, BORN);
    word = await_other_than(birth, BORN);
    free(birth);
    if (word == RUN)
        self_set_exit_status(routine(argument));
    return NULL;
}

static NTSTATUS create_pthread(struct birth *birth, SIZE_T stack_size)
{
    pthread_attr_t attributes;
    pthread_t thread;
    int error;

    if (pthread_attr_init(&attributes))
        return STATUS_NO_MEMORY;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (stack_size) {
        size_t least = (size_t)PTHREAD_STACK_MIN;

        stack_size = (stack_size + 4095) & ~(SIZE_T)4095;
        pthread_attr_setstacksize(&attributes, stack_size < least ? least : stack_size);
    }
    error = pthread_create(&thread, &attributes, thread_main, birth);
    pthread_attr_destroy(&attributes);
    return error ? STATUS_NO_MEMORY : STATUS_SUCCESS;
}

/* A thread that waits for its word. */
static NTSTATUS give_birth(struct birth **out, PUSER_THREAD_START_ROUTINE routine, PVOID argument,
                           SIZE_T stack_size)
{
    struct birth *birth = calloc(1, sizeof *birth);
    NTSTATUS status;

    if (!birth)
        return STATUS_NO_MEMORY;
    birth->routine = routine;
    birth->argument = argument;
    status = create_pthread(birth, stack_size);
    if (NT_SUCCESS(status) && await_other_than(birth, UNBORN) == STILLBORN)
        status = STATUS_INSUFFICIENT_RESOURCES;
    if (NT_SUCCESS(status))
        *out = birth;
    else
        free(birth);
    return status;
}

/* What the caller wants to know besides the handle. */
struct wishes {
    PS_ATTRIBUTE attributes[MAX_ATTRIBUTES];
    size_t n;
};

static NTSTATUS read_wishes(struct wishes *wishes, const PS_ATTRIBUTE_LIST *list)
{
    SIZE_T length, header = offsetof(PS_ATTRIBUTE_LIST, Attributes);

    wishes->n = 0;
    if (!list)
        return STATUS_SUCCESS;
    if (!user_read(&length, &list->TotalLength, sizeof length))
        return STATUS_ACCESS_VIOLATION;
    if (length < header || (length - header) % sizeof(PS_ATTRIBUTE) ||
        length - header > sizeof wishes->attributes)
        return STATUS_INVALID_PARAMETER;
    wishes->n = (length - header) / sizeof(PS_ATTRIBUTE);
    return user_read(wishes->attributes, list->Attributes, length - header)
               ? STATUS_SUCCESS
               : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS fulfil(const PS_ATTRIBUTE *wish, const struct birth *birth)
{
    CLIENT_ID id = {(HANDLE)(uintptr_t)birth->pid, (HANDLE)(uintptr_t)birth->tid};
    const void *value = wish->Attribute == PS_ATTRIBUTE_CLIENT_ID ? (const void *)&id : &birth->teb;
    SIZE_T size = wish->Attribute == PS_ATTRIBUTE_CLIENT_ID ? sizeof id : sizeof birth->teb;

    if (wish->Attribute != PS_ATTRIBUTE_CLIENT_ID && wish->Attribute != PS_ATTRIBUTE_TEB_ADDRESS)
        return STATUS_NOT_IMPLEMENTED;
    if (wish->Size < size)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!user_write(wish->ValuePtr, value, size) ||
        !write_optional(wish->ReturnLength, &size, sizeof size))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

/* Everything that is given to the caller. On failure there is no handle. */
static NTSTATUS give_out(const struct birth *birth, PHANDLE handle, ACCESS_MASK access,
                         uint32_t attributes, const struct wishes *wishes)
{
    struct open_thread_request request = {
        .access = access, .attributes = attributes, .pid = birth->pid, .tid = birth->tid,
    };
    struct open_thread_reply reply = {0};
    NTSTATUS status = call_open_thread(&request, &reply, NULL);
    NTSTATUS opened = status;

    for (size_t i = 0; i < wishes->n && NT_SUCCESS(status); i++)
        status = fulfil(&wishes->attributes[i], birth);
    if (NT_SUCCESS(status))
        return object_end(handle, reply.handle, status);
    if (NT_SUCCESS(opened))
        NtClose((HANDLE)(uintptr_t)reply.handle);
    return status;
}

static void let_go(struct birth *birth, bool stay_suspended)
{
    if (!stay_suspended) {
        set_state(birth, RUN);
        return;
    }
    pthread_mutex_lock(&suspended_lock);
    birth->next_suspended = suspended;
    suspended = birth;
    pthread_mutex_unlock(&suspended_lock);
}

static NTSTATUS read_attributes(uint32_t *attributes, PHANDLE handle, POBJECT_ATTRIBUTES from)
{
    struct captured_attributes captured;
    NTSTATUS status = object_begin_create(&captured, handle, from);

    if (!NT_SUCCESS(status))
        return status;
    *attributes = captured.path.attributes;
    status = captured.path.name.size ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
    captured_free(&captured);
    return status;
}

NTSTATUS NTAPI NtCreateThreadEx(PHANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
                                POBJECT_ATTRIBUTES ObjectAttributes, HANDLE ProcessHandle,
                                PUSER_THREAD_START_ROUTINE StartRoutine, PVOID Argument,
                                ULONG CreateFlags, SIZE_T ZeroBits, SIZE_T StackSize,
                                SIZE_T MaximumStackSize, PPS_ATTRIBUTE_LIST AttributeList)
{
    struct birth *birth = NULL;
    struct wishes wishes;
    uint32_t attributes;
    NTSTATUS status;

    (void)ZeroBits, (void)StackSize;
    if (CreateFlags & ~(ULONG)THREAD_CREATE_FLAGS_CREATE_SUSPENDED)
        return STATUS_INVALID_PARAMETER;
    status = read_attributes(&attributes, ThreadHandle, ObjectAttributes);
    if (NT_SUCCESS(status))
        status = read_wishes(&wishes, AttributeList);
    if (NT_SUCCESS(status))
        status = process_check_self(ProcessHandle, PROCESS_CREATE_THREAD);
    if (NT_SUCCESS(status))
        status = give_birth(&birth, StartRoutine, Argument, MaximumStackSize);
    if (NT_SUCCESS(status)) {
        status = give_out(birth, ThreadHandle, DesiredAccess, attributes, &wishes);
        if (NT_SUCCESS(status))
            let_go(birth, CreateFlags & THREAD_CREATE_FLAGS_CREATE_SUSPENDED);
        else
            set_state(birth, GIVEN_UP);
    }
    TRACE("%s", debug_status(status));
    return status;
}
ZW_TWIN(CreateThreadEx)

NTSTATUS NTAPI RtlCreateUserThread(HANDLE ProcessHandle,
                                   PSECURITY_DESCRIPTOR ThreadSecurityDescriptor,
                                   BOOLEAN CreateSuspended, ULONG ZeroBits, SIZE_T MaximumStackSize,
                                   SIZE_T CommittedStackSize,
                                   PUSER_THREAD_START_ROUTINE StartAddress, PVOID Parameter,
                                   PHANDLE ThreadHandle, PCLIENT_ID ClientId)
{
    OBJECT_ATTRIBUTES attributes = {
        .Length = sizeof attributes, .SecurityDescriptor = ThreadSecurityDescriptor,
    };
    CLIENT_ID id = {0};
    PS_ATTRIBUTE_LIST list = {
        .TotalLength = sizeof list,
        .Attributes = {{.Attribute = PS_ATTRIBUTE_CLIENT_ID, .Size = sizeof id, .ValuePtr = &id}},
    };
    HANDLE handle;
    NTSTATUS status;

    status = NtCreateThreadEx(&handle, THREAD_ALL_ACCESS, &attributes, ProcessHandle, StartAddress,
                              Parameter, CreateSuspended ? THREAD_CREATE_FLAGS_CREATE_SUSPENDED : 0,
                              ZeroBits, CommittedStackSize, MaximumStackSize, &list);
    if (!NT_SUCCESS(status))
        return status;
    if (ClientId)
        *ClientId = id;
    if (ThreadHandle)
        *ThreadHandle = handle;
    else
        NtClose(handle);
    return status;
}

/* The suspended thread with that id, which is none any more. */
static struct birth *take_suspended(uint32_t tid)
{
    struct birth **link = &suspended, *found;

    pthread_mutex_lock(&suspended_lock);
    while (*link && (*link)->tid != tid)
        link = &(*link)->next_suspended;
    found = *link;
    if (found)
        *link = found->next_suspended;
    pthread_mutex_unlock(&suspended_lock);
    return found;
}

/* A thread that was not created suspended has never been stopped: count 0, nothing to do. */
NTSTATUS NTAPI NtResumeThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount)
{
    struct query_thread_request request = {.handle = wire_handle(ThreadHandle),
                                           .access = THREAD_SUSPEND_RESUME};
    const struct client_session *session;
    struct query_thread_reply reply = {0};
    struct birth *birth = NULL;
    ULONG count;
    NTSTATUS status;

    if (PreviousSuspendCount && !user_writable(PreviousSuspendCount, sizeof count))
        return STATUS_ACCESS_VIOLATION;
    status = call_query_thread(&request, &reply, NULL);
    if (!NT_SUCCESS(status))
        return status;
    session = client_session();
    if (session && reply.pid == session->pid)
        birth = take_suspended(reply.tid);
    count = birth ? 1 : 0;
    if (birth)
        set_state(birth, RUN);
    return write_optional(PreviousSuspendCount, &count, sizeof count) ? STATUS_SUCCESS
                                                                      : STATUS_ACCESS_VIOLATION;
}
ZW_TWIN(ResumeThread)
