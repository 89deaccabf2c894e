/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Handle tables: which values there are, which never work, what stands in whose table (P11, catalogue F6 and G1).
 */
#include "tests/unit/server_guest.h"
#include "tests/unit/suite.h"

#include <ntexapi.h>
#include <ntobapi.h>
#include <ntpsapi.h>
#include <string.h>

#define REST_AT_LEAST 1024u     /* closes before a value comes again */
#define MAX_HANDLES   16384u    /* threat-model 6 */
#define EVENT_RIGHTS  (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | EVENT_QUERY_STATE | EVENT_MODIFY_STATE)

static struct guest one, two;

static void enter_both(void)
{
    CU_ASSERT_TRUE_FATAL(guest_enter(&one, 1000));
    CU_ASSERT_TRUE_FATAL(guest_enter(&two, 1000));
    CU_ASSERT_TRUE_FATAL(guest_attach(&two));
}

static void leave_both(void)
{
    guest_leave(&one);
    guest_leave(&two);
}

static uint64_t new_event(struct guest *guest)
{
    uint64_t handle = 0;

    CU_ASSERT_EQUAL_FATAL(guest_create_event(guest, "", 0, &handle), STATUS_SUCCESS);
    return handle;
}

/* What a use of the handle says: its type and no right. */
static NTSTATUS use(struct guest *guest, uint64_t handle)
{
    NTSTATUS status;
    void *object = handle_get(guest->session, handle, &event_type, 0, &status);

    CU_ASSERT_EQUAL(object != NULL, status == STATUS_SUCCESS);
    if (object)
        object_unref(object);
    return status;
}

static uint64_t process_of(struct guest *guest, struct guest *other, uint32_t access)
{
    struct open_process_request request = {access, 0, (uint32_t)other->session->pid, 0};
    struct open_process_reply reply = {0};

    CU_ASSERT_EQUAL_FATAL(handle_open_process(guest->session, &request, &reply), STATUS_SUCCESS);
    return reply.handle;
}

/* ---- values -------------------------------------------------------------------------------------- */

static void values_are_multiples_of_four_from_four_on(void)
{
    enter_both();
    CU_ASSERT_EQUAL(new_event(&one), 4);
    for (int i = 0; i < 200; i++) {
        uint64_t handle = new_event(&one);

        CU_ASSERT_TRUE(handle >= 4 && handle % 4 == 0 && handle < UINT32_MAX);
    }
    leave_both();
}

static void the_two_low_bits_are_the_programs_own(void)
{
    uint64_t handle;

    enter_both();
    handle = new_event(&one);
    CU_ASSERT_EQUAL(use(&one, handle | 3), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(guest_close(&one, handle | 1), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(use(&one, handle), STATUS_INVALID_HANDLE);
    leave_both();
}

static void what_is_no_handle_is_refused(void)
{
    static const uint64_t bad[] = {
        0, 1, 2, 3, 8, 400, 0xdeadbee0, UINT32_MAX & ~3u, 1ull << 32 | 4, 1ull << 34, UINT64_MAX - 1,
        UINT64_MAX - 2, UINT64_MAX - 3, UINT64_MAX - 4, UINT64_MAX - 5, 1ull << 63, INT64_MAX,
    };

    enter_both();
    CU_ASSERT_EQUAL(new_event(&one), 4);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CU_ASSERT_EQUAL(use(&one, bad[i]), STATUS_INVALID_HANDLE);
        CU_ASSERT_EQUAL(guest_close(&one, bad[i]), STATUS_INVALID_HANDLE);
    }
    CU_ASSERT_EQUAL(use(&two, 4), STATUS_INVALID_HANDLE);       /* another process's */
    leave_both();
}

static void a_closed_value_rests(void)
{
    uint64_t recent[REST_AT_LEAST] = {0}, kept[10];
    size_t n_soon = 0;

    enter_both();
    for (size_t i = 0; i < 10; i++)
        kept[i] = new_event(&one);
    for (size_t i = 0; i < 5 * REST_AT_LEAST; i++) {
        uint64_t handle = new_event(&one);

        for (size_t k = 0; k < REST_AT_LEAST; k++)
            n_soon += recent[k] == handle;
        recent[i % REST_AT_LEAST] = handle;
        guest_close(&one, handle);
        if (use(&one, handle) != STATUS_INVALID_HANDLE)
            CU_FAIL("a closed handle works");
    }
    CU_ASSERT_EQUAL(n_soon, 0);
    for (size_t i = 0; i < 10; i++)
        CU_ASSERT_EQUAL(use(&one, kept[i]), STATUS_SUCCESS);
    leave_both();
}

static void a_full_table_says_quota_and_works_on(void)
{
    struct totals before = guests_totals(), after;
    uint64_t first, handle;
    uint32_t n = 1;
    NTSTATUS status;

    enter_both();
    first = new_event(&one);
    do {
        NTSTATUS found;
        struct object *event = handle_get(one.session, first, NULL, 0, &found);

        status = handle_create(&handle, one.session, event, 0, 0);
        object_unref(event);
        n += NT_SUCCESS(status);
    } while (NT_SUCCESS(status) && n <= MAX_HANDLES);
    CU_ASSERT_EQUAL(status, STATUS_QUOTA_EXCEEDED);
    CU_ASSERT_EQUAL(n, MAX_HANDLES);
    CU_ASSERT_EQUAL(handle_count(one.session), MAX_HANDLES);
    new_event(&two);                    /* nobody else notices */
    CU_ASSERT_EQUAL(guest_close(&one, first), STATUS_SUCCESS);
    new_event(&one);
    leave_both();
    after = guests_totals();
    CU_ASSERT_EQUAL(memcmp(&before, &after, sizeof before), 0);
}

/* ---- the door ------------------------------------------------------------------------------------ */

static void existence_then_type_then_access(void)
{
    uint64_t handle = 0;
    NTSTATUS status;

    enter_both();
    CU_ASSERT_EQUAL(guest_create_directory(&one, "", 0, &handle), STATUS_SUCCESS);
    CU_ASSERT_PTR_NULL(handle_get(one.session, handle + 4, &event_type, 1u << 15, &status));
    CU_ASSERT_EQUAL(status, STATUS_INVALID_HANDLE);
    CU_ASSERT_PTR_NULL(handle_get(one.session, handle, &event_type, 1u << 15, &status));
    CU_ASSERT_EQUAL(status, STATUS_OBJECT_TYPE_MISMATCH);
    CU_ASSERT_PTR_NULL(handle_get(one.session, handle, &directory_type, 1u << 15, &status));
    CU_ASSERT_EQUAL(status, STATUS_ACCESS_DENIED);
    leave_both();
}

static void a_protected_handle_stays_until_its_process_goes(void)
{
    struct totals before = guests_totals(), after;
    uint64_t handle;

    enter_both();
    handle = new_event(&one);
    CU_ASSERT_EQUAL(handle_set_attributes(one.session, handle, OBJ_PROTECT_CLOSE), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(guest_close(&one, handle), STATUS_HANDLE_NOT_CLOSABLE);
    CU_ASSERT_EQUAL(use(&one, handle), STATUS_SUCCESS);
    leave_both();
    after = guests_totals();
    CU_ASSERT_EQUAL(memcmp(&before, &after, sizeof before), 0);
}

static void walking_shows_each_handle_once(void)
{
    struct object *object;
    uint32_t granted, attributes, n = 0;
    uint64_t last = 0;

    enter_both();
    for (int i = 0; i < 100; i++)
        new_event(&one);
    for (uint64_t handle = 4; handle <= 400; handle += 12)
        guest_close(&one, handle);
    for (uint64_t handle = 0; (handle = handle_next(one.session, handle, &object, &granted, &attributes));
         handle += 4) {
        CU_ASSERT_TRUE(handle > last);
        CU_ASSERT_PTR_EQUAL(object->type, &event_type);
        last = handle;
        n++;
    }
    CU_ASSERT_EQUAL(n, handle_count(one.session));
    CU_ASSERT_EQUAL(n, 66);
    leave_both();
}

/* ---- duplication --------------------------------------------------------------------------------- */

static NTSTATUS duplicate(uint64_t from, uint64_t source, uint64_t to, uint32_t access, uint32_t options,
                          uint64_t *handle)
{
    struct duplicate_object_request request = {
        .source_process = from, .source = source, .target_process = to, .access = access,
        .options = options, .slot = one.slot,
    };
    struct duplicate_object_reply reply = {0};
    NTSTATUS status = handle_duplicate_object(one.session, &request, &reply);

    *handle = reply.handle;
    return status;
}

static uint32_t granted_to(struct guest *guest, uint64_t handle)
{
    struct query_object_request request = {handle};
    struct query_object_reply reply = {0};

    CU_ASSERT_EQUAL(handle_query_object(guest->session, &request, &reply), STATUS_SUCCESS);
    return reply.access;
}

static void duplicates_grant_what_was_asked(void)
{
    uint64_t event, copy;

    enter_both();
    event = new_event(&one);
    CU_ASSERT_EQUAL(duplicate(PSEUDO_PROCESS, event, PSEUDO_PROCESS, 0, DUPLICATE_SAME_ACCESS, &copy),
                    STATUS_SUCCESS);
    CU_ASSERT_NOT_EQUAL(copy, event);
    CU_ASSERT_EQUAL(granted_to(&one, copy), EVENT_RIGHTS);
    CU_ASSERT_EQUAL(duplicate(PSEUDO_PROCESS, event, PSEUDO_PROCESS, EVENT_MODIFY_STATE, 0, &copy),
                    STATUS_SUCCESS);
    CU_ASSERT_EQUAL(granted_to(&one, copy), EVENT_MODIFY_STATE);
    CU_ASSERT_EQUAL(duplicate(PSEUDO_PROCESS, event, PSEUDO_PROCESS, GENERIC_ALL, 0, &copy), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(granted_to(&one, copy), EVENT_RIGHTS);
    CU_ASSERT_EQUAL(duplicate(PSEUDO_PROCESS, event, PSEUDO_PROCESS, 0, 0, &copy), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(granted_to(&one, copy), 0);
    leave_both();
}

static void pseudo_handles_become_real_ones(void)
{
    uint64_t copy;

    enter_both();
    CU_ASSERT_EQUAL(duplicate(PSEUDO_PROCESS, PSEUDO_PROCESS, PSEUDO_PROCESS, 0, DUPLICATE_SAME_ACCESS, &copy),
                    STATUS_SUCCESS);
    CU_ASSERT_EQUAL(granted_to(&one, copy), PROCESS_ALL_ACCESS);
    CU_ASSERT_EQUAL(duplicate(PSEUDO_PROCESS, WIRE_THREAD(0), PSEUDO_PROCESS, 0, DUPLICATE_SAME_ACCESS, &copy),
                    STATUS_SUCCESS);
    CU_ASSERT_EQUAL(granted_to(&one, copy), THREAD_ALL_ACCESS);
    leave_both();
}

static void both_processes_must_be_ones_to_duplicate_for(void)
{
    uint64_t event, weak, copy;

    enter_both();
    event = new_event(&one);
    weak = process_of(&one, &two, PROCESS_QUERY_INFORMATION);
    CU_ASSERT_EQUAL(duplicate(PSEUDO_PROCESS, event, weak, 0, DUPLICATE_SAME_ACCESS, &copy),
                    STATUS_ACCESS_DENIED);
    CU_ASSERT_EQUAL(duplicate(weak, event, PSEUDO_PROCESS, 0, DUPLICATE_SAME_ACCESS, &copy),
                    STATUS_ACCESS_DENIED);
    CU_ASSERT_EQUAL(duplicate(event, event, PSEUDO_PROCESS, 0, DUPLICATE_SAME_ACCESS, &copy),
                    STATUS_OBJECT_TYPE_MISMATCH);
    CU_ASSERT_EQUAL(duplicate(PSEUDO_PROCESS, event, event, 0, DUPLICATE_SAME_ACCESS, &copy),
                    STATUS_OBJECT_TYPE_MISMATCH);
    CU_ASSERT_EQUAL(duplicate(0, event, PSEUDO_PROCESS, 0, DUPLICATE_SAME_ACCESS, &copy),
                    STATUS_INVALID_HANDLE);
    CU_ASSERT_EQUAL(duplicate(PSEUDO_PROCESS, event, 0, 0, DUPLICATE_SAME_ACCESS, &copy),
                    STATUS_INVALID_HANDLE);
    CU_ASSERT_EQUAL(handle_count(two.session), 0);
    leave_both();
}

static void a_handle_goes_to_another_process_and_comes_back(void)
{
    uint64_t event, there, copy = 0, process;
    struct notice notice;

    enter_both();
    event = new_event(&one);
    process = process_of(&one, &two, PROCESS_DUP_HANDLE);
    CU_ASSERT_EQUAL(duplicate(PSEUDO_PROCESS, event, process, 0, DUPLICATE_SAME_ACCESS, &there),
                    STATUS_SUCCESS);
    CU_ASSERT_EQUAL(use(&two, there), STATUS_SUCCESS);
    CU_ASSERT_FALSE(guest_hear(&two, &notice));
    CU_ASSERT_EQUAL(duplicate(process, there, PSEUDO_PROCESS, 0,
                              DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE, &copy), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(use(&one, copy), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(use(&two, there), STATUS_INVALID_HANDLE);
    CU_ASSERT_TRUE(guest_hear(&two, &notice));          /* its library knows */
    CU_ASSERT_EQUAL(notice.type, NOTICE_HANDLE_CLOSED);
    CU_ASSERT_EQUAL(notice.handle, there);
    leave_both();
}

static void without_a_target_the_source_is_closed(void)
{
    uint64_t event, there, copy, process;
    struct notice notice;

    enter_both();
    event = new_event(&one);
    process = process_of(&one, &two, PROCESS_DUP_HANDLE);
    duplicate(PSEUDO_PROCESS, event, process, 0, DUPLICATE_SAME_ACCESS, &there);
    CU_ASSERT_EQUAL(duplicate(process, there, 0, 0, DUPLICATE_CLOSE_SOURCE, &copy), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(copy, 0);
    CU_ASSERT_EQUAL(use(&two, there), STATUS_INVALID_HANDLE);
    CU_ASSERT_TRUE(guest_hear(&two, &notice));
    CU_ASSERT_EQUAL(use(&one, event), STATUS_SUCCESS);
    leave_both();
}

static void a_process_that_ended_takes_no_handles(void)
{
    uint64_t event, process, copy;

    enter_both();
    event = new_event(&one);
    process = process_of(&one, &two, PROCESS_DUP_HANDLE);
    guest_leave(&two);
    CU_ASSERT_EQUAL(duplicate(PSEUDO_PROCESS, event, process, 0, DUPLICATE_SAME_ACCESS, &copy),
                    STATUS_PROCESS_IS_TERMINATING);
    leave_both();
}

static void the_last_process_to_go_takes_everything(void)
{
    struct totals before = guests_totals(), after;
    uint64_t process, copy;

    enter_both();
    process = process_of(&one, &two, PROCESS_ALL_ACCESS);
    for (int i = 0; i < 300; i++)
        duplicate(PSEUDO_PROCESS, new_event(&one), process, 0, DUPLICATE_SAME_ACCESS, &copy);
    guest_leave(&one);
    CU_ASSERT_EQUAL(handle_count(two.session), 300);
    guest_leave(&two);
    after = guests_totals();
    CU_ASSERT_EQUAL(memcmp(&before, &after, sizeof before), 0);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(values_are_multiples_of_four_from_four_on),
        TEST(the_two_low_bits_are_the_programs_own),
        TEST(what_is_no_handle_is_refused),
        TEST(a_closed_value_rests),
        TEST(a_full_table_says_quota_and_works_on),
        TEST(existence_then_type_then_access),
        TEST(a_protected_handle_stays_until_its_process_goes),
        TEST(walking_shows_each_handle_once),
        TEST(duplicates_grant_what_was_asked),
        TEST(pseudo_handles_become_real_ones),
        TEST(both_processes_must_be_ones_to_duplicate_for),
        TEST(a_handle_goes_to_another_process_and_comes_back),
        TEST(without_a_target_the_source_is_closed),
        TEST(a_process_that_ended_takes_no_handles),
        TEST(the_last_process_to_go_takes_everything),
    };

    guests_begin();
    return RUN_SUITE("handles", tests);
}
