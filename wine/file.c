/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files are handed over by their descriptors. */
#include "wine/file.h"

#include "wine/library.h"
#include "wine/object.h"
#include "wine/wine.h"

#include <sys/mman.h>
#include <unistd.h>

static uint32_t import_fd(uint64_t *object, int fd, uint32_t access, const UNICODE_STRING *name)
{
    return ours_call("ntport_file_from_fd", (uintptr_t)object, (uint64_t)fd, access, (uintptr_t)name);
}

static uint32_t import_nothing(uint64_t *object, uint32_t access, const UNICODE_STRING *name)
{
    int fd = memfd_create("ntport-file", MFD_CLOEXEC);
    uint32_t status = fd < 0 ? (uint32_t)STATUS_NO_MEMORY : import_fd(object, fd, access, name);

    if (fd >= 0)
        close(fd);
    return status;
}

uint32_t file_import(uint64_t *object, uint64_t handle, const UNICODE_STRING *name)
{
    const uint32_t access = object_access(handle);
    uint32_t options, status;
    int fd = -1;

    status = (uint32_t)wine_call(wine.wine_server_handle_to_fd, handle, 0, (uintptr_t)&fd, (uintptr_t)&options, 0, 0,
                                 0);
    if (status)
        return import_nothing(object, access, name);
    status = import_fd(object, fd, access, name);
    close(fd);
    if (status == (uint32_t)STATUS_NOT_IMPLEMENTED)
        return import_nothing(object, access, name);
    return status;
}

uint32_t file_export(uint64_t *handle, uint64_t object, uint32_t access)
{
    uint32_t status;
    int fd = -1;

    status = ours_call("ntport_file_to_fd", (uintptr_t)&fd, object, access);
    if (status)
        return status;
    status = (uint32_t)wine_call(wine.wine_server_fd_to_handle, (uint64_t)fd, access, 0, (uintptr_t)handle, 0, 0, 0);
    close(fd);
    return status;
}
