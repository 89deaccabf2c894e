/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Accounts: what is taken comes back, sums cannot overflow, and one uid's limit is no other's (R21, P8, P9).
 */
#include "tests/unit/server_guest.h"
#include "tests/unit/suite.h"

#include "server/account.h"

#include <ntexapi.h>
#include <stdio.h>
#include <string.h>

static struct account *account;

static void enter(void)
{
    CU_ASSERT_EQUAL_FATAL(account_enter(&account, 1000), STATUS_SUCCESS);
}

static bool holds(unsigned objects, unsigned handles, unsigned long bytes)
{
    char text[512], expected[128];

    account_describe(account, text, sizeof text);
    snprintf(expected, sizeof expected, "\"objects\": %u, \"handles\": %u, \"bytes\": %lu", objects, handles,
             bytes);
    return strstr(text, expected) != NULL;
}

static void what_is_taken_comes_back(void)
{
    struct charge charge = {0}, other = {0};

    enter();
    CU_ASSERT_EQUAL(charge_take(&charge, account, 1, 2, 3000), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(charge_take(&charge, account, 1, 0, 500), STATUS_SUCCESS);     /* more on top */
    CU_ASSERT_EQUAL(charge_take(&other, account, 5, 5, 5), STATUS_SUCCESS);
    CU_ASSERT_TRUE(holds(7, 7, 3505));
    charge_give_back(&charge, 0, 1, 500);
    CU_ASSERT_TRUE(holds(7, 6, 3005));
    charge_release(&charge);
    CU_ASSERT_TRUE(holds(5, 5, 5));
    charge_release(&charge);                        /* twice is once */
    CU_ASSERT_TRUE(holds(5, 5, 5));
    charge_release(&other);
    CU_ASSERT_TRUE(holds(0, 0, 0));
    account_leave(account);
}

static void too_much_takes_nothing(void)
{
    static const struct {
        uint64_t objects, handles, bytes;
    } cases[] = {
        {UINT64_MAX, 0, 0}, {0, UINT64_MAX, 0}, {0, 0, UINT64_MAX}, {1, 1, UINT64_MAX},
        {UINT64_MAX - 1, 0, 0}, {0, 0, UINT64_MAX - 4095}, {0, 0, 1ull << 63}, {1, UINT64_MAX, 1},
    };
    struct charge charge = {0}, first = {0};

    enter();
    CU_ASSERT_EQUAL(charge_take(&first, account, 10, 10, 10), STATUS_SUCCESS);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CU_ASSERT_EQUAL(charge_take(&charge, account, cases[i].objects, cases[i].handles, cases[i].bytes),
                        STATUS_QUOTA_EXCEEDED);
        CU_ASSERT_PTR_NULL(charge.account);
        CU_ASSERT_TRUE(holds(10, 10, 10));
    }
    charge_release(&charge);                        /* of nothing */
    charge_release(&first);
    account_leave(account);
}

/* Fills what there is room for, and the next one byte is too much; then all is there again. */
static void a_full_account_says_so_and_recovers(void)
{
    struct charge charges[64] = {0}, one = {0};
    uint64_t step = 1ull << 40;
    size_t n = 0;

    enter();
    while (n < 64 && step) {
        if (NT_SUCCESS(charge_take(&charges[n], account, 0, 0, step)))
            n++;
        else
            step /= 2;
    }
    CU_ASSERT_TRUE(step == 0);
    CU_ASSERT_EQUAL(charge_take(&one, account, 0, 0, 1), STATUS_QUOTA_EXCEEDED);
    CU_ASSERT_EQUAL(charge_take(&one, account, 1, 1, 0), STATUS_SUCCESS);       /* another kind */
    charge_release(&one);
    for (size_t i = 0; i < n; i++)
        charge_release(&charges[i]);
    CU_ASSERT_TRUE(holds(0, 0, 0));
    account_leave(account);
}

static void nobody_pays_for_the_servers_own(void)
{
    struct charge charge = {0};

    CU_ASSERT_EQUAL(charge_take(&charge, NULL, 1, 1, 1), STATUS_SUCCESS);
    CU_ASSERT_PTR_NULL(charge.account);
    charge_give_back(&charge, 1, 1, 1);
    charge_release(&charge);
}

static void a_uid_has_one_account_and_others_another(void)
{
    struct account *same, *other;
    struct charge charge = {0};

    enter();
    CU_ASSERT_EQUAL(account_enter(&same, 1000), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(account_enter(&other, 1001), STATUS_SUCCESS);
    CU_ASSERT_PTR_EQUAL(same, account);
    CU_ASSERT_PTR_NOT_EQUAL(other, account);
    CU_ASSERT_EQUAL(charge_take(&charge, other, 3, 3, 3), STATUS_SUCCESS);
    CU_ASSERT_TRUE(holds(0, 0, 0));
    charge_release(&charge);
    account_leave(same);
    account_leave(other);
    account_leave(account);
}

/* An object that outlives its maker keeps the account; LeakSanitizer sees that it goes in the end. */
static void an_account_lasts_as_long_as_its_charges(void)
{
    struct charge charge = {0};
    struct account *again;

    enter();
    CU_ASSERT_EQUAL(charge_take(&charge, account, 1, 0, 0), STATUS_SUCCESS);
    account_leave(account);
    CU_ASSERT_EQUAL(account_enter(&again, 1000), STATUS_SUCCESS);
    CU_ASSERT_PTR_EQUAL(again, account);
    CU_ASSERT_TRUE(holds(1, 0, 0));
    account_leave(again);
    charge_release(&charge);
}

/* Emptied bit by bit, a charge must not remember an account that may go before it is used again. */
static void an_emptied_charge_forgets_its_account(void)
{
    struct charge charge = {0};

    enter();
    CU_ASSERT_EQUAL(charge_take(&charge, account, 0, 1, 100), STATUS_SUCCESS);
    charge_give_back(&charge, 0, 1, 100);
    account_leave(account);                         /* frees it: AddressSanitizer sees a later use */
    charge_release(&charge);
    enter();
    CU_ASSERT_EQUAL(charge_take(&charge, account, 0, 1, 0), STATUS_SUCCESS);
    charge_release(&charge);
    account_leave(account);
}

/* A whole process: everything that a guest has done is off the account when it has gone. */
static void a_process_that_goes_leaves_the_account_empty(void)
{
    struct guest guest;
    uint64_t handle;
    char path[64];

    enter();
    CU_ASSERT_TRUE_FATAL(guest_enter(&guest, 1000));
    for (int i = 0; i < 200; i++) {
        snprintf(path, sizeof path, "\\BaseNamedObjects\\account %d", i);
        CU_ASSERT_EQUAL(guest_create_event(&guest, path, 0, &handle), STATUS_SUCCESS);
        snprintf(path, sizeof path, "\\BaseNamedObjects\\directory %d", i);
        CU_ASSERT_EQUAL(guest_create_directory(&guest, path, 0, &handle), STATUS_SUCCESS);
    }
    CU_ASSERT_FALSE(holds(0, 0, 0));
    guest_leave(&guest);
    CU_ASSERT_TRUE(holds(0, 0, 0));
    account_leave(account);
}

/* Permanent objects are paid for until they go, by whoever made them; root may end it. */
static void what_stays_behind_stays_on_the_account(void)
{
    struct make_temporary_request request;
    struct make_temporary_reply reply;
    struct guest maker, other;
    uint64_t handle;

    enter();
    CU_ASSERT_TRUE_FATAL(guest_enter(&maker, 1000));
    CU_ASSERT_TRUE_FATAL(guest_enter(&other, 0));
    CU_ASSERT_EQUAL(guest_create_event(&maker, "\\BaseNamedObjects\\stays", OBJ_PERMANENT, &handle),
                    STATUS_SUCCESS);
    guest_leave(&maker);
    CU_ASSERT_FALSE(holds(0, 0, 0));
    CU_ASSERT_EQUAL(guest_open_event(&other, "\\BaseNamedObjects\\stays", 0, &request.handle), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(handle_make_temporary(other.session, &request, &reply), STATUS_SUCCESS);
    guest_leave(&other);
    CU_ASSERT_TRUE(holds(0, 0, 0));
    account_leave(account);
}

static void each_uid_has_its_connections(void)
{
    static const struct account_limits few = {.processes = 1, .connections = 3};

    account_set_limits(&few);
    for (int i = 0; i < 3; i++)
        CU_ASSERT_TRUE(account_connect(1000));
    CU_ASSERT_FALSE(account_connect(1000));
    CU_ASSERT_TRUE(account_connect(1001));
    account_disconnect(1000);
    CU_ASSERT_TRUE(account_connect(1000));
    enter();
    CU_ASSERT_EQUAL(account_enter(&(struct account *){NULL}, 1000), STATUS_QUOTA_EXCEEDED);
    for (int i = 0; i < 3; i++)
        account_disconnect(1000);
    CU_ASSERT_TRUE(account_next_message_id(account));       /* it lives while its process does */
    account_leave(account);
    account_disconnect(1001);
    account_set_limits(&account_limits_own);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(what_is_taken_comes_back),
        TEST(too_much_takes_nothing),
        TEST(a_full_account_says_so_and_recovers),
        TEST(nobody_pays_for_the_servers_own),
        TEST(a_uid_has_one_account_and_others_another),
        TEST(an_account_lasts_as_long_as_its_charges),
        TEST(an_emptied_charge_forgets_its_account),
        TEST(a_process_that_goes_leaves_the_account_empty),
        TEST(what_stays_behind_stays_on_the_account),
        TEST(each_uid_has_its_connections),
    };

    guests_begin();
    return RUN_SUITE("accounts", tests);
}
