/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Replacing entries of Wine's table of system services. Every address in it that is wanted stands
 * in the library's data exactly once (tried on 8.0 and 11.10), so nothing has to be guessed. Calls
 * within Wine's unix side do not pass the table and go on to the originals.
 */
#include "wine/table.h"

#include <stdint.h>
#include <sys/mman.h>

#define PAGE 4096u

/* What stood where we have put something. */
#define MAX_REPLACED 128
static struct {
    void **place;
    void *original;
} replaced[MAX_REPLACED];
static unsigned int n_replaced;

struct search {
    const struct link_map *library;
    void *original, *ours;
    unsigned int n_found;
};

static bool put(void **place, void *ours)
{
    char *page = (char *)((uintptr_t)place & ~(uintptr_t)(PAGE - 1));

    if (mprotect(page, PAGE, PROT_READ | PROT_WRITE))
        return false;
    *place = ours;
    return true;
}

static void look_into(struct search *search, char *start, size_t size)
{
    void **end = (void **)(void *)(start + size / sizeof(void *) * sizeof(void *));

    for (void **place = (void **)(void *)start; place < end; place++)
        if (*place == search->original && n_replaced < MAX_REPLACED && put(place, search->ours)) {
            replaced[n_replaced].place = place;
            replaced[n_replaced++].original = search->original;
            search->n_found++;
        }
}

static int look_at(struct dl_phdr_info *info, size_t size, void *argument)
{
    struct search *search = argument;

    (void)size;
    if (info->dlpi_addr != search->library->l_addr)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];

        if (segment->p_type == PT_LOAD && segment->p_flags & PF_W)
            look_into(search, (char *)(info->dlpi_addr + segment->p_vaddr), segment->p_filesz);
    }
    return 1;
}

bool table_replace(const struct link_map *library, void *original, void *ours)
{
    struct search search = {.library = library, .original = original, .ours = ours};

    dl_iterate_phdr(look_at, &search);
    return search.n_found == 1;
}

void table_restore(void)
{
    while (n_replaced) {
        n_replaced--;
        put(replaced[n_replaced].place, replaced[n_replaced].original);
    }
}
