/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Page protections: one table row for each of NT's eight. Guard pages would need every fault of the
 * program to come to us first, so they are refused; caching is not a program's to choose here, and
 * those two bits change nothing.
 */
#include "ntdll/nt/memory/protection.h"

#include <ntstatus.h>
#include <stddef.h>
#include <sys/mman.h>

#define MODIFIERS (PAGE_GUARD | PAGE_NOCACHE | PAGE_WRITECOMBINE)

/* What one kind lets a program do; copy is what it writes without anybody else seeing it. */
enum { READ = 1, WRITE = 2, COPY = 4, EXECUTE = 8 };

static const struct {
    uint32_t page;
    int prot;
    unsigned does;
    uint32_t access;
} kinds[] = {
    {PAGE_NOACCESS, PROT_NONE, 0, SECTION_MAP_READ},
    {PAGE_READONLY, PROT_READ, READ, SECTION_MAP_READ},
    {PAGE_READWRITE, PROT_READ | PROT_WRITE, READ | WRITE, SECTION_MAP_READ | SECTION_MAP_WRITE},
    {PAGE_WRITECOPY, PROT_READ | PROT_WRITE, READ | COPY, SECTION_MAP_READ},
    {PAGE_EXECUTE, PROT_EXEC, EXECUTE, SECTION_MAP_EXECUTE},
    {PAGE_EXECUTE_READ, PROT_READ | PROT_EXEC, READ | EXECUTE,
     SECTION_MAP_READ | SECTION_MAP_EXECUTE},
    {PAGE_EXECUTE_READWRITE, PROT_READ | PROT_WRITE | PROT_EXEC, READ | WRITE | EXECUTE,
     SECTION_MAP_READ | SECTION_MAP_WRITE | SECTION_MAP_EXECUTE},
    {PAGE_EXECUTE_WRITECOPY, PROT_READ | PROT_WRITE | PROT_EXEC, READ | COPY | EXECUTE,
     SECTION_MAP_READ | SECTION_MAP_EXECUTE},
};
#define N_KINDS (sizeof kinds / sizeof kinds[0])

static size_t kind_of(uint32_t protection)
{
    size_t i = 0;

    while (i < N_KINDS && kinds[i].page != (protection & ~(uint32_t)MODIFIERS))
        i++;
    return i;
}

NTSTATUS protection_check(uint32_t protection)
{
    size_t kind = kind_of(protection);

    if (kind == N_KINDS || (kinds[kind].page == PAGE_NOACCESS && protection & MODIFIERS))
        return STATUS_INVALID_PAGE_PROTECTION;
    return protection & PAGE_GUARD ? STATUS_NOT_IMPLEMENTED : STATUS_SUCCESS;
}

int protection_to_kernel(uint32_t protection)
{
    return kinds[kind_of(protection)].prot;
}

bool protection_is_copy(uint32_t protection)
{
    return kinds[kind_of(protection)].does & COPY;
}

uint32_t protection_to_access(uint32_t protection)
{
    return kinds[kind_of(protection)].access;
}

bool protection_fits_section(uint32_t protection, uint32_t section)
{
    size_t kind = kind_of(section);
    unsigned may, wanted = kinds[kind_of(protection)].does;

    if (kind == N_KINDS)
        return false;
    may = kinds[kind].does;
    if (may & (READ | WRITE))
        may |= READ | COPY;                     /* a private copy harms nobody */
    return !(wanted & ~may);
}

uint32_t protection_from_kernel(int prot)
{
    static const uint32_t by_prot[] = {
        PAGE_NOACCESS, PAGE_READONLY, PAGE_READWRITE, PAGE_READWRITE,
        PAGE_EXECUTE, PAGE_EXECUTE_READ, PAGE_EXECUTE_READWRITE, PAGE_EXECUTE_READWRITE,
    };

    return by_prot[prot & (PROT_READ | PROT_WRITE | PROT_EXEC)];
}
