/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Wine keeps a section's memory in a file that has no name any more, and hands out its descriptor.
 * Opened once more through /proc it is a file like any other, of which ours can make a section.
 */
#include "wine/section.h"

#include "wine/library.h"
#include "wine/object.h"
#include "wine/wine.h"

#include <ntmmapi.h>
#include <stdio.h>
#include <unistd.h>

#define FILE_READING       0x1
#define FILE_WRITING       0x2
#define FILE_SHARE_ALL     7

struct object_attributes {
    uint32_t length;
    uint64_t root, name;
    uint32_t attributes;
    uint64_t sd, qos;
};

struct unicode_string {
    uint16_t length, maximum;
    uint64_t buffer;
};

static uint32_t open_file(uint64_t *file, int fd, bool writable)
{
    uint16_t wide[64];
    char path[64];
    int n = snprintf(path, sizeof path, "\\??\\unix\\proc\\self\\fd\\%d", fd);
    struct unicode_string name = {(uint16_t)(2 * n), (uint16_t)(2 * n), (uintptr_t)wide};
    struct object_attributes attributes = {.length = sizeof attributes, .name = (uintptr_t)&name};
    uint64_t io[2];

    for (int i = 0; i < n; i++)
        wide[i] = (uint16_t)path[i];
    return ours_call("NtCreateFile", (uintptr_t)file, FILE_READING | (writable ? FILE_WRITING : 0),
                     (uintptr_t)&attributes, (uintptr_t)io, 0, 0, FILE_SHARE_ALL, FILE_OPEN);
}

static uint32_t attributes_of(uint64_t section)
{
    SECTION_BASIC_INFORMATION information = {0};

    wine_call(wine.NtQuerySection, section, SectionBasicInformation, (uintptr_t)&information, sizeof information, 0, 0, 0);
    return information.AllocationAttributes & SEC_RESERVE ? SEC_RESERVE : SEC_COMMIT;
}

/* What Wine's section permits is not known but by what the handle does. */
uint32_t section_import(uint64_t *object, uint64_t section, const OBJECT_ATTRIBUTES *attributes)
{
    const uint32_t access = object_access(section);
    const bool writable = access & SECTION_MAP_WRITE;
    uint32_t status, options;
    uint64_t file = 0;
    int fd = -1;

    status = (uint32_t)wine_call(wine.wine_server_handle_to_fd, section, 0, (uintptr_t)&fd,
                                 (uintptr_t)&options, 0, 0, 0);
    if (status)
        return status;
    status = open_file(&file, fd, writable);
    close(fd);
    if (status)
        return status;
    status = ours_call("NtCreateSection", (uintptr_t)object, access, (uintptr_t)attributes, 0,
                       writable ? PAGE_READWRITE : PAGE_READONLY, attributes_of(section), file);
    ours_close(file);
    return status;
}
