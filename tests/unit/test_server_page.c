/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pages: many share a descriptor, none is given out twice, two processes share none, and descriptor and charge go with the
 * last of a file's pages.
 */
#include "tests/unit/server_guest.h"
#include "tests/unit/suite.h"

#include "common/channel.h"
#include "server/account.h"
#include "server/page.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define N_PAGES 40

static struct guest guest;
static struct page pages[N_PAGES];

static void take_all(void)
{
    CU_ASSERT_TRUE_FATAL(guest_enter(&guest, 1000));
    for (int i = 0; i < N_PAGES; i++)
        CU_ASSERT_EQUAL_FATAL(page_take(&pages[i], guest.session), STATUS_SUCCESS);
}

static void release_all(void)
{
    for (int i = 0; i < N_PAGES; i++)
        page_release(&pages[i]);
}

static bool is_open(int fd)
{
    return fcntl(fd, F_GETFD) >= 0;
}

static bool account_has_bytes(const struct account *account, unsigned long bytes)
{
    char text[512], expected[64];

    account_describe(account, text, sizeof text);
    snprintf(expected, sizeof expected, "\"bytes\": %lu", bytes);
    return strstr(text, expected) != NULL;
}

static void few_descriptors_hold_many_pages(void)
{
    int n_files = 0, fds[N_PAGES];
    struct stat file;

    take_all();
    for (int i = 0; i < N_PAGES; i++) {
        int known = 0;

        while (known < n_files && fds[known] != page_fd(&pages[i]))
            known++;
        if (known == n_files)
            fds[n_files++] = page_fd(&pages[i]);
        CU_ASSERT_EQUAL_FATAL(fstat(page_fd(&pages[i]), &file), 0);
        CU_ASSERT_TRUE((pages[i].number + 1) * SHARED_PAGE <= file.st_size);
        for (int j = 0; j < i; j++)
            CU_ASSERT_TRUE(pages[i].file != pages[j].file || pages[i].number != pages[j].number);
    }
    CU_ASSERT_EQUAL(n_files, 3);
    release_all();
    guest_leave(&guest);
}

/* What is released is not given out again: who has it mapped may still write there. */
static void no_page_comes_twice(void)
{
    uint32_t number;

    take_all();
    number = pages[N_PAGES - 1].number;
    page_release(&pages[N_PAGES - 1]);
    CU_ASSERT_EQUAL_FATAL(page_take(&pages[N_PAGES - 1], guest.session), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(pages[N_PAGES - 1].number, number + 1);
    release_all();
    guest_leave(&guest);
}

static void processes_share_none(void)
{
    struct guest other;
    struct page page;

    take_all();
    CU_ASSERT_TRUE_FATAL(guest_enter(&other, 1000));
    CU_ASSERT_EQUAL_FATAL(page_take(&page, other.session), STATUS_SUCCESS);
    for (int i = 0; i < N_PAGES; i++)
        CU_ASSERT_PTR_NOT_EQUAL(page.file, pages[i].file);
    page_release(&page);
    guest_leave(&other);
    release_all();
    guest_leave(&guest);
}

static void all_goes_with_the_last_page(void)
{
    struct account *account;
    int fd;

    CU_ASSERT_EQUAL_FATAL(account_enter(&account, 1000), STATUS_SUCCESS);
    take_all();
    fd = page_fd(&pages[0]);
    for (int i = 1; i < N_PAGES; i++)
        page_release(&pages[i]);
    guest_leave(&guest);
    CU_ASSERT_TRUE(is_open(fd));                    /* a port that another process still has */
    CU_ASSERT_TRUE(account_has_bytes(account, 16 * SHARED_PAGE));
    page_release(&pages[0]);
    CU_ASSERT_FALSE(is_open(fd));
    CU_ASSERT_TRUE(account_has_bytes(account, 0));
    account_leave(account);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(few_descriptors_hold_many_pages),
        TEST(no_page_comes_twice),
        TEST(processes_share_none),
        TEST(all_goes_with_the_last_page),
    };

    guests_begin();
    return RUN_SUITE("pages", tests);
}
