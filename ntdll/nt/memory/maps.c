/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /proc/self/maps, one line a mapping, ordered by address. */
#include "ntdll/nt/memory/maps.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

static bool parse(struct mapping *mapping, const char *line)
{
    unsigned long inode;
    char rights[5];

    if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s %*x %*x:%*x %lu", &mapping->start,
               &mapping->end, rights, &inode) != 4)
        return false;
    mapping->prot = (rights[0] == 'r' ? PROT_READ : 0) | (rights[1] == 'w' ? PROT_WRITE : 0) |
                    (rights[2] == 'x' ? PROT_EXEC : 0);
    mapping->shared = rights[3] == 's';
    mapping->file = inode;
    return true;
}

bool maps_find(struct mapping *mapping, uintptr_t address)
{
    FILE *file = fopen("/proc/self/maps", "re");
    size_t capacity = 0;
    char *line = NULL;
    bool found = false;

    if (!file)
        return false;
    while (!found && getline(&line, &capacity, file) > 0)
        found = parse(mapping, line) && mapping->end > address;
    if (!found)
        *mapping = (struct mapping){0};
    free(line);
    fclose(file);
    return true;
}
