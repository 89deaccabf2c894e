/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What kind of file a program is: by its first bytes, never by its name. */
#include "tools/nt-run/nt-run.h"

#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define PE_OFFSET_AT   0x3c
#define MACHINE_AMD64  0x8664

static bool read_at(int fd, uint64_t offset, void *to, size_t size)
{
    return pread(fd, to, size, (off_t)offset) == (ssize_t)size;
}

static enum program_kind windows_kind(int fd)
{
    uint32_t offset, signature;
    uint16_t machine;

    if (!read_at(fd, PE_OFFSET_AT, &offset, sizeof offset) || !read_at(fd, offset, &signature, sizeof signature) ||
        memcmp(&signature, "PE\0", 4) || !read_at(fd, (uint64_t)offset + 4, &machine, sizeof machine))
        return PROGRAM_UNREADABLE;
    return machine == MACHINE_AMD64 ? PROGRAM_WINDOWS : PROGRAM_WINDOWS_32;
}

/* Without an interpreter nobody looks at LD_PRELOAD. */
static enum program_kind elf_kind(int fd)
{
    Elf64_Ehdr header;
    Elf64_Phdr segment;

    if (!read_at(fd, 0, &header, sizeof header) || header.e_ident[EI_CLASS] != ELFCLASS64)
        return PROGRAM_STATIC;
    for (unsigned i = 0; i < header.e_phnum; i++)
        if (read_at(fd, header.e_phoff + i * (uint64_t)header.e_phentsize, &segment, sizeof segment) &&
            segment.p_type == PT_INTERP)
            return PROGRAM_NATIVE;
    return PROGRAM_STATIC;
}

enum program_kind program_kind(const char *path)
{
    enum program_kind kind = PROGRAM_NATIVE;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char start[4] = {0};

    if (fd < 0)
        return PROGRAM_UNREADABLE;
    if (!read_at(fd, 0, start, sizeof start))
        kind = PROGRAM_UNREADABLE;
    else if (!memcmp(start, "MZ", 2))
        kind = windows_kind(fd);
    else if (!memcmp(start, ELFMAG, SELFMAG))
        kind = elf_kind(fd);
    close(fd);
    return kind;
}
