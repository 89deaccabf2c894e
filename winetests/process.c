/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes and threads as objects, their ids and basic information, TEB and PEB. */
#include "winetests/actor.h"

struct block {
    PVOID teb, self, peb, stack_base, stack_limit, on_stack;
    CLIENT_ID id;
};

static void look_around(void *args)
{
    struct block *block = args;
    PTEB teb = NtCurrentTeb();

    block->teb = teb;
    block->self = teb->NtTib.Self;
    block->peb = teb->ProcessEnvironmentBlock;
    block->stack_base = teb->NtTib.StackBase;
    block->stack_limit = teb->NtTib.StackLimit;
    block->on_stack = &teb;
    block->id = teb->ClientId;
}

static void test_teb(void)
{
    struct actor *actor = actor_thread();
    struct block here, there;

    look_around(&here);
    ok_equal(here.self, here.teb);
    ok_equal(here.peb, RtlGetCurrentPeb());
    ok(here.id.UniqueProcess && here.id.UniqueThread, "no ids");
    ok((char *)here.on_stack < (char *)here.stack_base &&
       (char *)here.on_stack >= (char *)here.stack_limit, "the stack lies elsewhere");
    actor_call(actor, look_around, &there, sizeof(there));
    ok(there.teb != here.teb, "two threads with one TEB");
    ok_equal(there.self, there.teb);
    ok_equal(there.peb, here.peb);
    ok_equal(there.id.UniqueProcess, here.id.UniqueProcess);
    ok(there.id.UniqueThread != here.id.UniqueThread, "two threads with one id");
    ok_equal(there.id.UniqueThread, actor_id(actor).UniqueThread);
    actor_leave(actor);
}

static void test_peb(void)
{
    PPEB peb = RtlGetCurrentPeb();

    ok(peb->ProcessHeap != NULL, "no heap");
    ok(peb->ImageBaseAddress != NULL, "no image");
    ok(peb->NumberOfProcessors >= 1, "no processor");
    ok_equal(peb->BeingDebugged, 0);
    ok(peb->ProcessParameters != NULL, "no parameters");
    ok(peb->ProcessParameters->ImagePathName.Length > 0, "no path");
    ok(peb->ProcessParameters->CommandLine.Length > 0, "no command line");
    ok(peb->OSMajorVersion >= 6, "version %u", (unsigned int)peb->OSMajorVersion);
}

static void test_process_information(void)
{
    PROCESS_BASIC_INFORMATION info;
    LARGE_INTEGER times[4];     /* made, ended, in the kernel, in the program */
    ULONG size, count;

    memset(&info, 0x55, sizeof(info));
    ok_status(NtQueryInformationProcess(NtCurrentProcess(), ProcessBasicInformation, &info,
                                        sizeof(info), &size), STATUS_SUCCESS);
    ok_equal(size, sizeof(info));
    ok_equal(info.UniqueProcessId, NtCurrentProcessId());
    ok_equal(info.PebBaseAddress, RtlGetCurrentPeb());
    ok_status(info.ExitStatus, STATUS_PENDING);
    ok_status(NtQueryInformationProcess(NtCurrentProcess(), ProcessBasicInformation, &info,
                                        sizeof(info) - 1, &size), STATUS_INFO_LENGTH_MISMATCH);
    ok_status(NtQueryInformationProcess(NtCurrentProcess(), ProcessBasicInformation, &info,
                                        sizeof(info) + 1, &size), STATUS_INFO_LENGTH_MISMATCH);
    ok_status(NtQueryInformationProcess(NtCurrentProcess(), (PROCESSINFOCLASS)0x7777, &info,
                                        sizeof(info), &size), STATUS_INVALID_INFO_CLASS);
    ok_status(NtQueryInformationProcess(NULL, ProcessBasicInformation, &info, sizeof(info), NULL),
              STATUS_INVALID_HANDLE);
    ok_status(NtQueryInformationProcess(NtCurrentProcess(), ProcessTimes, times, sizeof(times),
                                        NULL), STATUS_SUCCESS);
    ok(times[0].QuadPart > 0, "never made");
    ok_status(NtQueryInformationProcess(NtCurrentProcess(), ProcessHandleCount, &count,
                                        sizeof(count), NULL), STATUS_SUCCESS);
}

static void test_thread_information(void)
{
    THREAD_BASIC_INFORMATION info;
    struct actor *actor = actor_thread();
    CLIENT_ID id = actor_id(actor);
    OBJECT_ATTRIBUTES attributes;
    LARGE_INTEGER times[4];     /* made, ended, in the kernel, in the program */
    HANDLE thread;
    ULONG size;

    ok_status(NtQueryInformationThread(NtCurrentThread(), ThreadBasicInformation, &info,
                                       sizeof(info), &size), STATUS_SUCCESS);
    ok_equal(size, sizeof(info));
    ok_equal(info.ClientId.UniqueProcess, NtCurrentProcessId());
    ok_equal(info.ClientId.UniqueThread, NtCurrentThreadId());
    ok_equal(info.TebBaseAddress, NtCurrentTeb());
    ok_status(info.ExitStatus, STATUS_PENDING);
    ok_status(NtQueryInformationThread(NtCurrentThread(), ThreadTimes, times, sizeof(times), NULL),
              STATUS_SUCCESS);
    ok(times[0].QuadPart > 0, "never made");
    ok_status(NtQueryInformationThread(NtCurrentProcess(), ThreadBasicInformation, &info,
                                       sizeof(info), NULL), STATUS_OBJECT_TYPE_MISMATCH);

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    ok_status(NtOpenThread(&thread, THREAD_ALL_ACCESS, &attributes, &id), STATUS_SUCCESS);
    ok_status(NtQueryInformationThread(thread, ThreadBasicInformation, &info, sizeof(info), NULL),
              STATUS_SUCCESS);
    ok_equal(info.ClientId.UniqueThread, id.UniqueThread);
    actor_leave(actor);
    ok_status(NtQueryInformationThread(thread, ThreadBasicInformation, &info, sizeof(info), NULL),
              STATUS_SUCCESS);
    ok_status(info.ExitStatus, STATUS_SUCCESS);
    NtClose(thread);
    ok_status(NtOpenThread(&thread, THREAD_ALL_ACCESS, &attributes, &id), STATUS_INVALID_CID);
}

/* The right to ask for everything includes the right to ask for little. */
static void test_query_rights(void)
{
    CLIENT_ID id = NtCurrentTeb()->ClientId;
    OBJECT_BASIC_INFORMATION info;
    OBJECT_ATTRIBUTES attributes;
    LARGE_INTEGER times[4];
    HANDLE handle;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    ok_status(NtOpenThread(&handle, THREAD_QUERY_INFORMATION, &attributes, &id), STATUS_SUCCESS);
    ok_status(NtQueryObject(handle, ObjectBasicInformation, &info, sizeof(info), NULL),
              STATUS_SUCCESS);
    ok_equal(info.GrantedAccess, THREAD_QUERY_INFORMATION | THREAD_QUERY_LIMITED_INFORMATION);
    ok_status(NtQueryInformationThread(handle, ThreadTimes, times, sizeof(times), NULL),
              STATUS_SUCCESS);
    NtClose(handle);
    ok_status(NtOpenProcess(&handle, PROCESS_QUERY_INFORMATION, &attributes, &id), STATUS_SUCCESS);
    ok_status(NtQueryObject(handle, ObjectBasicInformation, &info, sizeof(info), NULL),
              STATUS_SUCCESS);
    ok_equal(info.GrantedAccess, PROCESS_QUERY_INFORMATION | PROCESS_QUERY_LIMITED_INFORMATION);
    ok_status(NtQueryInformationProcess(handle, ProcessTimes, times, sizeof(times), NULL),
              STATUS_SUCCESS);
    NtClose(handle);
}

static void test_open_process(void)
{
    struct actor *actor = actor_process(1);
    CLIENT_ID id = actor_id(actor), wrong = id;
    PROCESS_BASIC_INFORMATION info;
    OBJECT_ATTRIBUTES attributes;
    LARGE_INTEGER timeout;
    HANDLE process, other;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    ok_status(NtOpenProcess(&process, PROCESS_ALL_ACCESS, &attributes, &id), STATUS_SUCCESS);
    ok_status(NtQueryInformationProcess(process, ProcessBasicInformation, &info, sizeof(info),
                                        NULL), STATUS_SUCCESS);
    ok_equal(info.UniqueProcessId, id.UniqueProcess);
    ok_status(info.ExitStatus, STATUS_PENDING);
    id.UniqueThread = NULL;
    ok_status(NtOpenProcess(&other, PROCESS_QUERY_INFORMATION, &attributes, &id), STATUS_SUCCESS);
    NtClose(other);

    wrong.UniqueThread = NtCurrentThreadId();
    /* Wine does not look at the thread */
    todo_wine ok_status(NtOpenProcess(&other, PROCESS_ALL_ACCESS, &attributes, &wrong),
                        STATUS_INVALID_CID);
    wrong.UniqueProcess = (HANDLE)(ULONG_PTR)0x7ffffff0;
    wrong.UniqueThread = NULL;
    ok_status(NtOpenProcess(&other, PROCESS_ALL_ACCESS, &attributes, &wrong), STATUS_INVALID_CID);

    ok_status(NtWaitForSingleObject(process, FALSE, timeout_ms(&timeout, 0)), STATUS_TIMEOUT);
    actor_exit(actor);
    ok_status(NtWaitForSingleObject(process, FALSE, timeout_ms(&timeout, PATIENCE_MS)),
              STATUS_SUCCESS);
    ok_status(NtQueryInformationProcess(process, ProcessBasicInformation, &info, sizeof(info),
                                        NULL), STATUS_SUCCESS);
    ok_status(info.ExitStatus, STATUS_SUCCESS);
    NtClose(process);
    id = (CLIENT_ID){ .UniqueProcess = id.UniqueProcess };
    /* Wine's console host holds it a little longer */
    if (!running_under_wine())
        ok_status(NtOpenProcess(&other, PROCESS_ALL_ACCESS, &attributes, &id), STATUS_INVALID_CID);
}

static void test_killed_process(void)
{
    struct actor *actor = actor_process(1);
    CLIENT_ID id = actor_id(actor);
    OBJECT_ATTRIBUTES attributes;
    LARGE_INTEGER timeout;
    HANDLE process;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    ok_status(NtOpenProcess(&process, SYNCHRONIZE, &attributes, &id), STATUS_SUCCESS);
    actor_kill(actor);
    ok_status(NtWaitForSingleObject(process, FALSE, timeout_ms(&timeout, PATIENCE_MS)),
              STATUS_SUCCESS);
    ok_status(NtClose(process), STATUS_SUCCESS);
}

static void test_terminate_process(void)
{
    struct actor *actor = actor_process(1);
    CLIENT_ID id = actor_id(actor);
    PROCESS_BASIC_INFORMATION info;
    OBJECT_ATTRIBUTES attributes;
    LARGE_INTEGER timeout;
    HANDLE process, weak;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    ok_status(NtOpenProcess(&process, PROCESS_ALL_ACCESS, &attributes, &id), STATUS_SUCCESS);
    ok_status(NtOpenProcess(&weak, PROCESS_QUERY_INFORMATION, &attributes, &id), STATUS_SUCCESS);
    ok_status(NtTerminateProcess(weak, (NTSTATUS)77), STATUS_ACCESS_DENIED);
    NtClose(weak);
    ok_status(NtTerminateProcess(process, (NTSTATUS)77), STATUS_SUCCESS);
    ok_status(NtWaitForSingleObject(process, FALSE, timeout_ms(&timeout, PATIENCE_MS)),
              STATUS_SUCCESS);
    ok_status(NtQueryInformationProcess(process, ProcessBasicInformation, &info, sizeof(info),
                                        NULL), STATUS_SUCCESS);
    ok_status(info.ExitStatus, (NTSTATUS)77);
    /* Wine does not mind */
    todo_wine ok_status(NtTerminateProcess(process, (NTSTATUS)78), STATUS_PROCESS_IS_TERMINATING);
    NtClose(process);
    actor_gone(actor);
}

static NTSTATUS NTAPI return_status(PVOID parameter)
{
    return (NTSTATUS)(LONG_PTR)parameter;
}

static NTSTATUS NTAPI exit_thread(PVOID parameter)
{
    RtlExitUserThread((NTSTATUS)(LONG_PTR)parameter);
    return STATUS_SUCCESS;
}

static void end_of(HANDLE thread, NTSTATUS wanted)
{
    THREAD_BASIC_INFORMATION info;
    LARGE_INTEGER timeout;

    ok_status(NtWaitForSingleObject(thread, FALSE, timeout_ms(&timeout, PATIENCE_MS)),
              STATUS_SUCCESS);
    ok_status(NtQueryInformationThread(thread, ThreadBasicInformation, &info, sizeof(info), NULL),
              STATUS_SUCCESS);
    ok_status(info.ExitStatus, wanted);
    ok_status(NtClose(thread), STATUS_SUCCESS);
}

static void test_create_thread(void)
{
    HANDLE thread;
    CLIENT_ID id;

    ok_status(NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, NtCurrentProcess(), return_status,
                               (PVOID)42, 0, 0, 0, 0, NULL), STATUS_SUCCESS);
    end_of(thread, (NTSTATUS)42);
    ok_status(RtlCreateUserThread(NtCurrentProcess(), NULL, FALSE, 0, 0, 0, exit_thread, (PVOID)43,
                                  &thread, &id), STATUS_SUCCESS);
    ok_equal(id.UniqueProcess, NtCurrentProcessId());
    ok(id.UniqueThread != NtCurrentThreadId(), "the same thread");
    end_of(thread, (NTSTATUS)43);
    ok_status(RtlCreateUserThread(NtCurrentProcess(), NULL, FALSE, 0, 0, 0, return_status, NULL,
                                  NULL, NULL), STATUS_SUCCESS);
}

START_TEST(process)
{
    test_teb();
    test_peb();
    test_process_information();
    test_thread_information();
    test_query_rights();
    test_open_process();
    test_killed_process();
    test_terminate_process();
    test_create_thread();
}
