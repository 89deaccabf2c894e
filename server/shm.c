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

NTSTATUS shm_create(int *out, const char *name, uint64_t size)
{
    int fd = make_memfd(name);

    if (fd < 0)
        return status_from_errno();
    if (ftruncate(fd, (off_t)size) ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)) {
        NTSTATUS status = status_from_errno();

        close(fd);
        return status;
    }
    *out = fd;
    return STATUS_SUCCESS;
}

NTSTATUS shm_create_mapped(int *out, void **mapping, const char *name, uint64_t size)
{
    NTSTATUS status = shm_create(out, name, size);

    if (!NT_SUCCESS(status))
        return status;
    *mapping = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, *out, 0);
    if (*mapping != MAP_FAILED)
        return STATUS_SUCCESS;
    status = status_from_errno();
    close(*out);
    *out = -1;
    return status;
}
