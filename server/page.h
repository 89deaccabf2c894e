/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pages: shared memory of one page each, several of them in one descriptor, since of those there are few and
 * connections there are many. All pages of a descriptor are of one process's ports: whoever is given one has all of them, so it is
 * for memory that no other user's process is ever given (R9). No page is used twice: somebody who is slow to let
 * go of his would write into another one's.
 */
#pragma once

#include "common/channel.h"
#include "server/object.h"

struct session;
struct page_file;

struct page {
    struct page_file *file;             /* NULL: there is none */
    uint32_t number;                    /* it begins at so many pages */
};

/* One that nobody has used, charged to the session's account. */
NTSTATUS page_take(struct page *page, struct session *session);
void page_release(struct page *page);
/* Where it is. */
int page_fd(const struct page *page);
/* The session takes no more. */
void pages_leave(struct session *session);
