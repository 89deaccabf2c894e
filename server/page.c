/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pages; see page.h. */
#include "server/page.h"

#include "server/account.h"
#include "server/session.h"
#include "server/shm.h"

#include <stdlib.h>
#include <unistd.h>

#define FILE_PAGES 16u

/* Held by its pages, and by the session that takes pages from it. */
struct page_file {
    uint32_t n_references, n_taken;
    int fd;
    struct charge charge;
};

static void file_unref(struct page_file *file)
{
    if (!file || --file->n_references)
        return;
    close(file->fd);
    charge_release(&file->charge);
    free(file);
}

static NTSTATUS file_new(struct page_file **out, struct account *payer)
{
    struct page_file *file = calloc(1, sizeof *file);
    NTSTATUS status;

    if (!file)
        return STATUS_NO_MEMORY;
    status = charge_take(&file->charge, payer, 0, 0, FILE_PAGES * SHARED_PAGE);
    if (NT_SUCCESS(status))
        status = shm_create(&file->fd, "ntport-pages", FILE_PAGES * SHARED_PAGE);
    if (!NT_SUCCESS(status)) {
        charge_release(&file->charge);
        free(file);
        return status;
    }
    file->n_references = 1;
    *out = file;
    return STATUS_SUCCESS;
}

NTSTATUS page_take(struct page *page, struct session *session)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (session->pages && session->pages->n_taken == FILE_PAGES)
        pages_leave(session);
    if (!session->pages)
        status = file_new(&session->pages, session->account);
    if (!NT_SUCCESS(status))
        return status;
    session->pages->n_references++;
    *page = (struct page){session->pages, session->pages->n_taken++};
    return STATUS_SUCCESS;
}

void page_release(struct page *page)
{
    file_unref(page->file);
    page->file = NULL;
}

int page_fd(const struct page *page)
{
    return page->file->fd;
}

void pages_leave(struct session *session)
{
    file_unref(session->pages);
    session->pages = NULL;
}
