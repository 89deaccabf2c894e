/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The namespace: which name leads where, when a name goes away, and what a hostile name meets
 * (lpc-semantics 5.3, catalogue F4, G3, J1).
 */
#include "tests/unit/server_guest.h"
#include "tests/unit/suite.h"

#include "server/namespace.h"

#include <ntexapi.h>
#include <ntobapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BASE "\\BaseNamedObjects"
#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct guest guest;
static struct totals before;

static void enter(void)
{
    before = guests_totals();
    CU_ASSERT_TRUE_FATAL(guest_enter(&guest, geteuid()));
}

/* Whatever the test has done, nothing of it is left. */
static void leave(void)
{
    struct totals after;

    guest_leave(&guest);
    after = guests_totals();
    CU_ASSERT_EQUAL(before.objects, after.objects);
    CU_ASSERT_EQUAL(before.handles, after.handles);
}

static NTSTATUS create(const char *path, uint32_t attributes)
{
    uint64_t handle;

    return guest_create_event(&guest, path, attributes, &handle);
}

static NTSTATUS find(const char *path, uint32_t attributes)
{
    uint64_t handle;

    return guest_open_event(&guest, path, attributes, &handle);
}

static NTSTATUS find_below(uint64_t root, const char *path)
{
    struct open_event_request request = {EVENT_QUERY_STATE, guest_path(root, path, 0)};
    struct open_event_reply reply;

    return handle_open_event(guest.session, &request, &reply);
}

/* ---- what is there from the start ---------------------------------------------------------------- */

static void open_the_well_known_directories(void)
{
    static const char *const paths[] = {
        "\\", "\\RPC Control", BASE, "\\Sessions", "\\Sessions\\1", "\\Sessions\\1\\BaseNamedObjects",
        "\\Security", "\\ObjectTypes", "\\??", "\\GLOBAL??", "\\KernelObjects", "\\Device",
    };

    for (size_t i = 0; i < N(paths); i++) {
        struct open_directory_request request = {DIRECTORY_ALL_ACCESS, guest_path(0, paths[i], 0)};
        struct open_directory_reply reply;

        CU_ASSERT_EQUAL(handle_open_directory(guest.session, &request, &reply), STATUS_SUCCESS);
    }
}

/* Also after all handles to them were closed. */
static void the_well_known_directories_are_there(void)
{
    for (int round = 0; round < 2; round++) {
        enter();
        open_the_well_known_directories();
        leave();
    }
}

/* ---- names that lead nowhere ---------------------------------------------------------------------- */

static void each_bad_name_has_its_status(void)
{
    static const struct {
        const char *path;
        NTSTATUS open, create;
    } cases[] = {
        {"relative", STATUS_OBJECT_PATH_SYNTAX_BAD, STATUS_OBJECT_PATH_SYNTAX_BAD},
        {BASE "\\missing", STATUS_OBJECT_NAME_NOT_FOUND, STATUS_SUCCESS},
        {"\\missing\\x", STATUS_OBJECT_PATH_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND},
        {"\\missing\\x\\y", STATUS_OBJECT_PATH_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND},
        {BASE "\\\\x", STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_NAME_INVALID},
        {"\\\\", STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_NAME_INVALID},
        {BASE, STATUS_OBJECT_TYPE_MISMATCH, STATUS_OBJECT_NAME_COLLISION},
        {"\\", STATUS_OBJECT_TYPE_MISMATCH, STATUS_OBJECT_NAME_COLLISION},
        {"", STATUS_OBJECT_PATH_SYNTAX_BAD, STATUS_SUCCESS},
    };

    enter();
    for (size_t i = 0; i < N(cases); i++) {
        CU_ASSERT_EQUAL(find(cases[i].path, 0), cases[i].open);
        CU_ASSERT_EQUAL(create(cases[i].path, 0), cases[i].create);
    }
    leave();
}

static void what_holds_no_names_ends_a_path(void)
{
    uint64_t event;

    enter();
    CU_ASSERT_EQUAL(guest_create_event(&guest, BASE "\\leaf", 0, &event), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(find(BASE "\\leaf\\x", 0), STATUS_OBJECT_TYPE_MISMATCH);
    CU_ASSERT_EQUAL(find_below(event, "x"), STATUS_OBJECT_TYPE_MISMATCH);
    leave();
}

static void a_root_handle_begins_a_relative_path(void)
{
    uint64_t directory;

    enter();
    CU_ASSERT_EQUAL(guest_create_directory(&guest, BASE "\\here", 0, &directory), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(create(BASE "\\here\\x", 0), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(find_below(directory, "x"), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(find_below(directory, "\\x"), STATUS_OBJECT_PATH_SYNTAX_BAD);
    CU_ASSERT_EQUAL(find_below(directory, "y"), STATUS_OBJECT_NAME_NOT_FOUND);
    CU_ASSERT_EQUAL(find_below(0xdeadbee0, "x"), STATUS_INVALID_HANDLE);
    leave();
}

static void a_root_handle_must_be_one_to_traverse(void)
{
    struct open_directory_request request = {DIRECTORY_QUERY, guest_path(0, BASE, 0)};
    struct open_directory_reply reply;

    enter();
    CU_ASSERT_EQUAL(create(BASE "\\x", 0), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(handle_open_directory(guest.session, &request, &reply), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(find_below(reply.handle, "x"), STATUS_ACCESS_DENIED);
    leave();
}

/* ---- case ---------------------------------------------------------------------------------------- */

static void case_counts_unless_told_otherwise(void)
{
    enter();
    CU_ASSERT_EQUAL(create(BASE "\\MixedCase", 0), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(find(BASE "\\mixedcase", 0), STATUS_OBJECT_NAME_NOT_FOUND);
    CU_ASSERT_EQUAL(find("\\basenamedobjects\\mixedcase", OBJ_CASE_INSENSITIVE), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(create(BASE "\\MIXEDCASE", OBJ_CASE_INSENSITIVE), STATUS_OBJECT_NAME_COLLISION);
    CU_ASSERT_EQUAL(create(BASE "\\MIXEDCASE", 0), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(find(BASE "\\MIXEDCASE", 0), STATUS_SUCCESS);
    leave();
}

/* NT's table: small y with diaeresis pairs outside Latin-1, sharp s with nothing. */
static void case_is_that_of_nt(void)
{
    static uint16_t lower[] = {'\\', 'B', 'a', 's', 'e', 'N', 'a', 'm', 'e', 'd', 'O', 'b', 'j', 'e', 'c', 't',
                               's', '\\', 0x00ff, 0x0430, 0x00df};
    struct create_event_request request = {.access = EVENT_ALL_ACCESS, .type = NotificationEvent};
    struct open_event_request other = {.access = EVENT_ALL_ACCESS};
    struct create_event_reply reply;
    struct open_event_reply found;

    enter();
    request.path.name = (wire_str){lower, sizeof lower};
    CU_ASSERT_EQUAL(handle_create_event(guest.session, &request, &reply), STATUS_SUCCESS);
    lower[18] = 0x0178;
    lower[19] = 0x0410;
    other.path = (wire_path){0, 0, {lower, sizeof lower}};
    CU_ASSERT_EQUAL(handle_open_event(guest.session, &other, &found), STATUS_OBJECT_NAME_NOT_FOUND);
    other.path.attributes = OBJ_CASE_INSENSITIVE;
    CU_ASSERT_EQUAL(handle_open_event(guest.session, &other, &found), STATUS_SUCCESS);
    lower[20] = 0x1e9e;
    CU_ASSERT_EQUAL(handle_open_event(guest.session, &other, &found), STATUS_OBJECT_NAME_NOT_FOUND);
    leave();
}

/* ---- symbolic links ------------------------------------------------------------------------------ */

static void links_are_followed_on_the_way_and_at_the_end(void)
{
    uint64_t link;

    enter();
    CU_ASSERT_EQUAL(guest_create_link(&guest, BASE "\\link", BASE, &link), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(create(BASE "\\link\\x", 0), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(find(BASE "\\x", 0), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(guest_create_link(&guest, BASE "\\to x", BASE "\\x", &link), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(find(BASE "\\link\\to x", 0), STATUS_SUCCESS);
    leave();
}

static void a_link_may_lead_to_the_root(void)
{
    uint64_t link;

    enter();
    CU_ASSERT_EQUAL(create(BASE "\\x", 0), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(guest_create_link(&guest, BASE "\\top", "\\", &link), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(find(BASE "\\top" BASE "\\x", 0), STATUS_SUCCESS);
    leave();
}

static void a_circle_of_links_ends(void)
{
    uint64_t link;

    enter();
    CU_ASSERT_EQUAL(guest_create_link(&guest, BASE "\\a", BASE "\\b", &link), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(guest_create_link(&guest, BASE "\\b", BASE "\\a", &link), STATUS_SUCCESS);
    CU_ASSERT_FALSE(NT_SUCCESS(find(BASE "\\a", 0)));
    CU_ASSERT_FALSE(NT_SUCCESS(find(BASE "\\a\\x", 0)));
    CU_ASSERT_FALSE(NT_SUCCESS(create(BASE "\\b", 0)));
    /* one that grows each time round */
    CU_ASSERT_EQUAL(guest_create_link(&guest, BASE "\\c", BASE "\\c\\more of it\\and more", &link),
                    STATUS_SUCCESS);
    CU_ASSERT_FALSE(NT_SUCCESS(find(BASE "\\c\\x", 0)));
    leave();
}

static void a_link_to_nothing_finds_nothing(void)
{
    uint64_t link;

    enter();
    CU_ASSERT_EQUAL(guest_create_link(&guest, BASE "\\lost", BASE "\\nowhere", &link), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(find(BASE "\\lost", 0), STATUS_OBJECT_NAME_NOT_FOUND);
    CU_ASSERT_EQUAL(find(BASE "\\lost\\x", 0), STATUS_OBJECT_PATH_NOT_FOUND);
    leave();
}

/* ---- names come and go --------------------------------------------------------------------------- */

static void a_name_goes_with_the_last_handle(void)
{
    uint64_t first, second;

    enter();
    CU_ASSERT_EQUAL(guest_create_event(&guest, BASE "\\short", 0, &first), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(guest_open_event(&guest, BASE "\\short", 0, &second), STATUS_SUCCESS);
    guest_close(&guest, first);
    CU_ASSERT_EQUAL(find(BASE "\\short", 0), STATUS_SUCCESS);   /* opens a third */
    guest_close(&guest, second);
    guest_close(&guest, second + 4);
    CU_ASSERT_EQUAL(find(BASE "\\short", 0), STATUS_OBJECT_NAME_NOT_FOUND);
    CU_ASSERT_EQUAL(create(BASE "\\short", 0), STATUS_SUCCESS);
    leave();
}

static void a_permanent_name_stays_until_it_is_made_temporary(void)
{
    struct make_temporary_request request;
    struct make_temporary_reply reply;
    uint64_t handle;

    enter();
    CU_ASSERT_EQUAL(guest_create_event(&guest, BASE "\\keep", OBJ_PERMANENT, &handle), STATUS_SUCCESS);
    guest_close(&guest, handle);
    CU_ASSERT_EQUAL(guest_open_event(&guest, BASE "\\keep", 0, &handle), STATUS_SUCCESS);
    request.handle = handle;
    CU_ASSERT_EQUAL(handle_make_temporary(guest.session, &request, &reply), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(handle_make_temporary(guest.session, &request, &reply), STATUS_SUCCESS);  /* once is enough */
    CU_ASSERT_EQUAL(find(BASE "\\keep", 0), STATUS_SUCCESS);    /* while there are handles */
    leave();
}

static void a_directory_stays_while_it_holds_something_used(void)
{
    uint64_t directory, event;

    enter();
    CU_ASSERT_EQUAL(guest_create_directory(&guest, BASE "\\outer", 0, &directory), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(guest_create_event(&guest, BASE "\\outer\\x", 0, &event), STATUS_SUCCESS);
    guest_close(&guest, directory);
    CU_ASSERT_EQUAL(find(BASE "\\outer\\x", 0), STATUS_OBJECT_PATH_NOT_FOUND);
    guest_close(&guest, event);
    leave();
}

/* Else nobody could ever name it again, and its maker's account would never be empty (R21). */
static void what_was_permanent_goes_with_its_directory(void)
{
    uint64_t directory, event;

    enter();
    CU_ASSERT_EQUAL(guest_create_directory(&guest, BASE "\\brief", 0, &directory), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(guest_create_event(&guest, BASE "\\brief\\x", OBJ_PERMANENT, &event), STATUS_SUCCESS);
    guest_close(&guest, event);
    CU_ASSERT_EQUAL(find(BASE "\\brief\\x", 0), STATUS_SUCCESS);
    guest_close(&guest, directory);
    leave();
}

static void what_was_permanent_goes_with_a_nameless_directory(void)
{
    struct create_event_request request = {
        .access = EVENT_ALL_ACCESS, .type = NotificationEvent,
    };
    struct create_event_reply reply;
    uint64_t directory;

    enter();
    CU_ASSERT_EQUAL(guest_create_directory(&guest, "", 0, &directory), STATUS_SUCCESS);
    request.path = guest_path(directory, "x", OBJ_PERMANENT);
    CU_ASSERT_EQUAL(handle_create_event(guest.session, &request, &reply), STATUS_SUCCESS);
    guest_close(&guest, reply.handle);
    guest_close(&guest, directory);
    leave();
}

static void nothing_becomes_permanent_where_no_name_leads(void)
{
    struct make_permanent_request request;
    struct make_permanent_reply reply;
    uint64_t directory;

    enter();
    CU_ASSERT_EQUAL(guest_create_directory(&guest, BASE "\\brief", 0, &directory), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(guest_create_event(&guest, BASE "\\brief\\x", 0, &request.handle), STATUS_SUCCESS);
    guest_close(&guest, directory);
    handle_make_permanent(guest.session, &request, &reply);
    leave();
}

static void an_existing_object_is_opened_where_asked(void)
{
    uint64_t handle;

    enter();
    CU_ASSERT_EQUAL(create(BASE "\\same", 0), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(create(BASE "\\same", OBJ_OPENIF), STATUS_OBJECT_NAME_EXISTS);
    CU_ASSERT_EQUAL(create(BASE "\\same", 0), STATUS_OBJECT_NAME_COLLISION);
    CU_ASSERT_EQUAL(guest_create_directory(&guest, BASE "\\same", OBJ_OPENIF, &handle),
                    STATUS_OBJECT_TYPE_MISMATCH);
    CU_ASSERT_EQUAL(guest_create_directory(&guest, BASE "\\same", 0, &handle), STATUS_OBJECT_NAME_COLLISION);
    leave();
}

static void a_bad_descriptor_leaves_no_name(void)
{
    uint8_t garbage[40] = {9, 9, 9};
    struct create_event_request request = {
        .access = EVENT_ALL_ACCESS, .path = guest_path(0, BASE "\\bad sd", 0),
        .sd = {garbage, sizeof garbage}, .type = NotificationEvent,
    };
    struct create_event_reply reply;

    enter();
    CU_ASSERT_EQUAL(handle_create_event(guest.session, &request, &reply), STATUS_INVALID_SECURITY_DESCR);
    CU_ASSERT_EQUAL(find(BASE "\\bad sd", 0), STATUS_OBJECT_NAME_NOT_FOUND);
    leave();
}

/* ---- listing ------------------------------------------------------------------------------------- */

static void listing_shows_every_entry_once(void)
{
    struct query_directory_request request = {.count = UINT32_MAX, .size = 600};
    struct query_directory_reply reply = {.more = 1};
    uint64_t directory, handle;
    bool seen[300] = {false};
    size_t n = 0;

    enter();
    CU_ASSERT_EQUAL(guest_create_directory(&guest, BASE "\\many", 0, &directory), STATUS_SUCCESS);
    for (int i = 0; i < 300; i++) {
        char path[64];

        snprintf(path, sizeof path, BASE "\\many\\%03d", i);
        CU_ASSERT_EQUAL(guest_create_event(&guest, path, 0, &handle), STATUS_SUCCESS);
    }
    request.handle = directory;
    while (reply.more && n <= 300) {
        const uint8_t *at, *end;

        CU_ASSERT_EQUAL_FATAL(handle_query_directory(guest.session, &request, &reply), STATUS_SUCCESS);
        CU_ASSERT_TRUE_FATAL(reply.next > request.index && reply.entries.size <= 600);
        at = reply.entries.data;
        for (end = at + reply.entries.size; at < end; n++) {
            uint16_t sizes[2], name[3];
            int number;

            memcpy(sizes, at, sizeof sizes);
            CU_ASSERT_EQUAL_FATAL(sizes[0], 6);
            memcpy(name, at + 4, 6);
            number = (name[0] - '0') * 100 + (name[1] - '0') * 10 + name[2] - '0';
            CU_ASSERT_TRUE_FATAL(number >= 0 && number < 300 && !seen[number]);
            seen[number] = true;
            at += 4 + sizes[0] + sizes[1];
        }
        request.index = reply.next;
    }
    CU_ASSERT_EQUAL(n, 300);
    leave();
}

static void a_whole_path_is_told(void)
{
    struct query_object_name_request request;
    struct query_object_name_reply reply;
    wire_str expected = guest_text("\\Sessions\\1\\BaseNamedObjects\\deep");

    enter();
    CU_ASSERT_EQUAL(guest_create_event(&guest, "\\Sessions\\1\\BaseNamedObjects\\deep", 0, &request.handle),
                    STATUS_SUCCESS);
    CU_ASSERT_EQUAL(handle_query_object_name(guest.session, &request, &reply), STATUS_SUCCESS);
    CU_ASSERT_EQUAL_FATAL(reply.name.size, expected.size);
    CU_ASSERT_EQUAL(memcmp(reply.name.data, expected.data, expected.size), 0);
    leave();
}

/* ---- hostile names -------------------------------------------------------------------------------- */

static NTSTATUS create_sized(uint32_t bytes)
{
    struct create_event_request request = {.access = EVENT_ALL_ACCESS, .type = NotificationEvent};
    struct create_event_reply reply;
    uint16_t *name = malloc(bytes);
    NTSTATUS status;

    for (uint32_t i = 0; i < bytes / 2; i++)
        name[i] = i ? 'n' : '\\';
    request.path.name = (wire_str){name, bytes};
    status = handle_create_event(guest.session, &request, &reply);
    free(name);
    return status;
}

/* UNICODE_STRING's lengths are 16 bits: a longer name could never be told to anybody. */
static void a_name_beyond_64_kib_is_refused(void)
{
    enter();
    CU_ASSERT_EQUAL(create_sized(65534), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(create_sized(65536), STATUS_OBJECT_NAME_INVALID);
    CU_ASSERT_EQUAL(create_sized(120000), STATUS_OBJECT_NAME_INVALID);
    leave();
}

static void names_of_any_characters_are_kept(void)
{
    static const uint16_t odd[][3] = {{'a', 0, 'b'}, {0xd800, 'x', 0xd800}, {0xdc00, 0xdc00, 0}, {' ', '.', '/'}};

    enter();
    for (size_t i = 0; i < N(odd); i++) {
        uint16_t name[4] = {'\\', odd[i][0], odd[i][1], odd[i][2]};
        struct create_event_request request = {
            .access = EVENT_ALL_ACCESS, .path = {0, 0, {name, sizeof name}}, .type = NotificationEvent,
        };
        struct open_event_request other = {EVENT_ALL_ACCESS, {0, 0, {name, sizeof name}}};
        struct create_event_reply reply;
        struct open_event_reply found;

        CU_ASSERT_EQUAL(handle_create_event(guest.session, &request, &reply), STATUS_SUCCESS);
        CU_ASSERT_EQUAL(handle_open_event(guest.session, &other, &found), STATUS_SUCCESS);
        name[1] ^= 1;
        CU_ASSERT_EQUAL(handle_open_event(guest.session, &other, &found), STATUS_OBJECT_NAME_NOT_FOUND);
    }
    leave();
}

static void a_thousand_components_lead_there_and_back(void)
{
    uint64_t parent = 0, handle = 0;
    NTSTATUS status = STATUS_SUCCESS;

    enter();
    for (int i = 0; i < 1000 && NT_SUCCESS(status); i++) {
        struct create_directory_request request = {
            .access = DIRECTORY_ALL_ACCESS, .path = guest_path(parent, i ? "d" : BASE "\\d", 0),
        };
        struct create_directory_reply reply = {0};

        status = handle_create_directory(guest.session, &request, &reply);
        parent = reply.handle;
    }
    CU_ASSERT_EQUAL(status, STATUS_SUCCESS);
    CU_ASSERT_EQUAL(find_below(parent, "x"), STATUS_OBJECT_NAME_NOT_FOUND);
    for (handle = 4; handle <= parent; handle += 4)
        guest_close(&guest, handle);
    leave();
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(the_well_known_directories_are_there),
        TEST(each_bad_name_has_its_status),
        TEST(what_holds_no_names_ends_a_path),
        TEST(a_root_handle_begins_a_relative_path),
        TEST(a_root_handle_must_be_one_to_traverse),
        TEST(case_counts_unless_told_otherwise),
        TEST(case_is_that_of_nt),
        TEST(links_are_followed_on_the_way_and_at_the_end),
        TEST(a_link_may_lead_to_the_root),
        TEST(a_circle_of_links_ends),
        TEST(a_link_to_nothing_finds_nothing),
        TEST(a_name_goes_with_the_last_handle),
        TEST(a_permanent_name_stays_until_it_is_made_temporary),
        TEST(a_directory_stays_while_it_holds_something_used),
        TEST(what_was_permanent_goes_with_its_directory),
        TEST(what_was_permanent_goes_with_a_nameless_directory),
        TEST(nothing_becomes_permanent_where_no_name_leads),
        TEST(an_existing_object_is_opened_where_asked),
        TEST(a_bad_descriptor_leaves_no_name),
        TEST(listing_shows_every_entry_once),
        TEST(a_whole_path_is_told),
        TEST(a_name_beyond_64_kib_is_refused),
        TEST(names_of_any_characters_are_kept),
        TEST(a_thousand_components_lead_there_and_back),
    };

    guests_begin();
    return RUN_SUITE("namespace", tests);
}
