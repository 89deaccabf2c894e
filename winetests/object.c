/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Handles: closing, duplicating within a process and into another one, flags, comparing. */
#include "winetests/actor.h"

static HANDLE make_event(void)
{
    HANDLE event = NULL;

    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE),
              STATUS_SUCCESS);
    return event;
}

static ACCESS_MASK granted(HANDLE handle)
{
    OBJECT_BASIC_INFORMATION info = { 0 };

    ok_status(NtQueryObject(handle, ObjectBasicInformation, &info, sizeof(info), NULL),
              STATUS_SUCCESS);
    return info.GrantedAccess;
}

static NTSTATUS duplicate(HANDLE source, HANDLE *target, ACCESS_MASK access, ULONG attributes,
                          ULONG options)
{
    return NtDuplicateObject(NtCurrentProcess(), source, NtCurrentProcess(), target, access,
                             attributes, options);
}

static void test_close(void)
{
    HANDLE event = make_event();

    ok(((ULONG_PTR)event & 3) == 0, "a handle is a multiple of 4");
    ok_status(NtClose(event), STATUS_SUCCESS);
    ok_status(NtClose(event), STATUS_INVALID_HANDLE);
    ok_status(NtClose(NULL), STATUS_INVALID_HANDLE);
    ok_status(NtClose((HANDLE)(ULONG_PTR)0xdeadbee0), STATUS_INVALID_HANDLE);

    /* the two lowest bits are the program's own */
    event = make_event();
    ok_status(NtSetEvent((HANDLE)((ULONG_PTR)event | 3), NULL), STATUS_SUCCESS);
    ok_status(NtClose((HANDLE)((ULONG_PTR)event | 1)), STATUS_SUCCESS);
    ok_status(NtClose(event), STATUS_INVALID_HANDLE);
}

static void test_duplicate(void)
{
    HANDLE event = make_event(), other = NULL, third;

    ok_status(duplicate(event, &other, 0, 0, DUPLICATE_SAME_ACCESS), STATUS_SUCCESS);
    ok(other && other != event, "the same handle");
    ok_equal(granted(other), EVENT_ALL_ACCESS);
    ok_status(NtSetEvent(other, NULL), STATUS_SUCCESS);
    ok_status(NtClose(event), STATUS_SUCCESS);
    ok_status(NtSetEvent(other, NULL), STATUS_SUCCESS);

    ok_status(duplicate(other, &third, EVENT_MODIFY_STATE, 0, 0), STATUS_SUCCESS);
    ok_equal(granted(third), EVENT_MODIFY_STATE);
    ok_status(NtClose(third), STATUS_SUCCESS);
    ok_status(duplicate(other, &third, GENERIC_READ, 0, 0), STATUS_SUCCESS);
    ok_equal(granted(third), READ_CONTROL | EVENT_QUERY_STATE);
    ok_status(NtClose(third), STATUS_SUCCESS);
    ok_status(duplicate(other, &third, GENERIC_ALL, 0, 0), STATUS_SUCCESS);
    ok_equal(granted(third), EVENT_ALL_ACCESS);
    ok_status(NtClose(third), STATUS_SUCCESS);
    ok_status(duplicate(other, &third, 0, 0, 0), STATUS_SUCCESS);
    ok_equal(granted(third), 0);
    ok_status(NtClose(third), STATUS_SUCCESS);

    /* the source goes with it */
    ok_status(duplicate(other, &third, 0, 0, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE),
              STATUS_SUCCESS);
    ok_status(NtSetEvent(third, NULL), STATUS_SUCCESS);
    if (other != third)
        ok_status(NtClose(other), STATUS_INVALID_HANDLE);
    ok_status(NtClose(third), STATUS_SUCCESS);
}

static void test_duplicate_arguments(void)
{
    HANDLE event = make_event(), other;

    ok_status(duplicate(NULL, &other, 0, 0, DUPLICATE_SAME_ACCESS), STATUS_INVALID_HANDLE);
    ok_status(duplicate((HANDLE)(ULONG_PTR)0xdeadbee0, &other, 0, 0, DUPLICATE_SAME_ACCESS),
              STATUS_INVALID_HANDLE);
    ok_status(NtDuplicateObject(event, event, NtCurrentProcess(), &other, 0, 0,
                                DUPLICATE_SAME_ACCESS), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtDuplicateObject(NtCurrentProcess(), event, event, &other, 0, 0,
                                DUPLICATE_SAME_ACCESS), STATUS_OBJECT_TYPE_MISMATCH);
    ok_status(NtDuplicateObject(NULL, event, NtCurrentProcess(), &other, 0, 0,
                                DUPLICATE_SAME_ACCESS), STATUS_INVALID_HANDLE);
    ok_status(NtDuplicateObject(NtCurrentProcess(), event, (HANDLE)(ULONG_PTR)0xdeadbee0, &other, 0,
                                0, DUPLICATE_SAME_ACCESS), STATUS_INVALID_HANDLE);
    ok_status(NtSetEvent(event, NULL), STATUS_SUCCESS);

    /* pseudo handles become real ones */
    ok_status(duplicate(NtCurrentProcess(), &other, 0, 0, DUPLICATE_SAME_ACCESS), STATUS_SUCCESS);
    ok(other != NtCurrentProcess(), "still a pseudo handle");
    ok_equal(granted(other), PROCESS_ALL_ACCESS);
    ok_status(NtClose(other), STATUS_SUCCESS);
    ok_status(duplicate(NtCurrentThread(), &other, 0, 0, DUPLICATE_SAME_ACCESS), STATUS_SUCCESS);
    ok_equal(granted(other), THREAD_ALL_ACCESS);
    ok_status(NtClose(other), STATUS_SUCCESS);
    ok_status(NtClose(event), STATUS_SUCCESS);
}

/* A helper works on a handle that it was given. */
static void set_event(void *parameter)
{
    struct handle_args *args = parameter;

    args->status = NtSetEvent(args->handle, NULL);
}

static void create_event(void *parameter)
{
    struct handle_args *args = parameter;

    args->status = NtCreateEvent(&args->handle, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
}

static void test_other_process(void)
{
    struct actor *actor = actor_process(1);
    CLIENT_ID id = actor_id(actor);
    HANDLE event = make_event(), process, limited, other;
    struct handle_args args = { 0 };
    OBJECT_ATTRIBUTES attributes;
    LARGE_INTEGER timeout;

    id.UniqueThread = NULL;
    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    ok_status(NtOpenProcess(&process, PROCESS_DUP_HANDLE, &attributes, &id), STATUS_SUCCESS);
    ok_status(NtOpenProcess(&limited, PROCESS_QUERY_INFORMATION, &attributes, &id), STATUS_SUCCESS);
    ok_status(NtDuplicateObject(NtCurrentProcess(), event, limited, &args.handle, 0, 0,
                                DUPLICATE_SAME_ACCESS), STATUS_ACCESS_DENIED);
    NtClose(limited);

    /* there */
    ok_status(NtDuplicateObject(NtCurrentProcess(), event, process, &args.handle, 0, 0,
                                DUPLICATE_SAME_ACCESS), STATUS_SUCCESS);
    actor_call(actor, set_event, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    ok_status(NtWaitForSingleObject(event, FALSE, timeout_ms(&timeout, 0)), STATUS_SUCCESS);

    /* back again */
    ok_status(NtDuplicateObject(process, args.handle, NtCurrentProcess(), &other, 0, 0,
                                DUPLICATE_SAME_ACCESS), STATUS_SUCCESS);
    ok_status(NtResetEvent(other, NULL), STATUS_SUCCESS);
    ok_status(NtWaitForSingleObject(event, FALSE, timeout_ms(&timeout, 0)), STATUS_TIMEOUT);
    NtClose(other);

    /* closing there from here; a target is not needed for that, but Wine wants one */
    todo_wine ok_status(NtDuplicateObject(process, args.handle, NULL, NULL, 0, 0,
                                          DUPLICATE_CLOSE_SOURCE), STATUS_SUCCESS);
    actor_call(actor, set_event, &args, sizeof(args));
    todo_wine ok_status(args.status, STATUS_INVALID_HANDLE);

    /* out of it, with the source closed */
    actor_call(actor, create_event, &args, sizeof(args));
    ok_status(args.status, STATUS_SUCCESS);
    ok_status(NtDuplicateObject(process, args.handle, NtCurrentProcess(), &other, 0, 0,
                                DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE), STATUS_SUCCESS);
    actor_call(actor, set_event, &args, sizeof(args));
    ok_status(args.status, STATUS_INVALID_HANDLE);
    actor_exit(actor);
    ok_status(NtSetEvent(other, NULL), STATUS_SUCCESS);
    NtClose(other);
    ok_status(NtDuplicateObject(NtCurrentProcess(), event, process, &other, 0, 0,
                                DUPLICATE_SAME_ACCESS), STATUS_PROCESS_IS_TERMINATING);
    NtClose(process);
    NtClose(event);
}

static void test_flags(void)
{
    OBJECT_HANDLE_FLAG_INFORMATION flags = { TRUE, TRUE };
    HANDLE event = make_event();
    ULONG size;

    ok_status(NtSetInformationObject(event, ObjectHandleFlagInformation, &flags, sizeof(flags)),
              STATUS_SUCCESS);
    memset(&flags, 0x55, sizeof(flags));
    ok_status(NtQueryObject(event, ObjectHandleFlagInformation, &flags, sizeof(flags), &size),
              STATUS_SUCCESS);
    ok_equal(size, sizeof(flags));
    ok_equal(flags.Inherit, TRUE);
    ok_equal(flags.ProtectFromClose, TRUE);
    ok_status(NtClose(event), STATUS_HANDLE_NOT_CLOSABLE);
    flags = (OBJECT_HANDLE_FLAG_INFORMATION){ FALSE, FALSE };
    ok_status(NtSetInformationObject(event, ObjectHandleFlagInformation, &flags, sizeof(flags)),
              STATUS_SUCCESS);
    /* Wine: STATUS_INVALID_BUFFER_SIZE */
    todo_wine ok_status(NtSetInformationObject(event, ObjectHandleFlagInformation, &flags, 1),
                        STATUS_INFO_LENGTH_MISMATCH);
    ok_status(NtClose(event), STATUS_SUCCESS);
    ok_status(NtSetInformationObject(event, ObjectHandleFlagInformation, &flags, sizeof(flags)),
              STATUS_INVALID_HANDLE);
}

static void test_compare(void)
{
    HANDLE event = make_event(), same, other = make_event();

    duplicate(event, &same, EVENT_QUERY_STATE, 0, 0);
    ok_status(NtCompareObjects(event, event), STATUS_SUCCESS);
    ok_status(NtCompareObjects(event, same), STATUS_SUCCESS);
    ok_status(NtCompareObjects(event, other), STATUS_NOT_SAME_OBJECT);
    NtClose(same);
    NtClose(other);
    ok_status(NtCompareObjects(event, other), STATUS_INVALID_HANDLE);
    NtClose(event);
}

START_TEST(object)
{
    test_close();
    test_duplicate();
    test_duplicate_arguments();
    test_other_process();
    test_flags();
    test_compare();
}
