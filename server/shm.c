/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shared memory; see shm.h. */
#include "server/shm.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U         /* Linux 6.3 */
#endif

static NTSTATUS status_from_errno(void)
{
    switch (errno) {
    case ENOMEM:
    case ENOSPC:
        return STATUS_NO_MEMORY;
    default:
        return STATUS_INSUFFICIENT_RESOURCES;
    }
}

static int make_memfd(const char *name)
{
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);

    return fd < 0 && errno == EINVAL ? memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING) : fd;
}

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010      /* Linux 5.1 */
#endif
#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

/* mapping NULL: none. Some seals can only be set once it is there. */
static NTSTATUS create(int *out, void **mapping, const char *name, uint64_t size, int seals)
{
    void *mapped = NULL;
    int fd = make_memfd(name);

    if (fd < 0)
        return status_from_errno();
    if (ftruncate(fd, (off_t)size) == 0 &&
        (!mapping || (mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)) != MAP_FAILED) &&
        fcntl(fd, F_ADD_SEALS, seals) == 0) {
        *out = fd;
        if (mapping)
            *mapping = mapped;
        return STATUS_SUCCESS;
    } else {
        NTSTATUS status = status_from_errno();

        if (mapped && mapped != MAP_FAILED)
            munmap(mapped, size);
        close(fd);
        return status;
    }
}

NTSTATUS shm_create(int *out, const char *name, uint64_t size)
{
    return create(out, NULL, name, size, SEALS);
}

NTSTATUS shm_create_mapped(int *out, void **mapping, const char *name, uint64_t size)
{
    return create(out, mapping, name, size, SEALS);
}

NTSTATUS shm_create_published(int *out, void **mapping, const char *name, uint64_t size)
{
    return create(out, mapping, name, size, SEALS | F_SEAL_FUTURE_WRITE);
}

void *shm_map(int fd, uint64_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    return memory == MAP_FAILED ? NULL : memory;
}
