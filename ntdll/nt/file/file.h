/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What makes a file object of a descriptor. */
#pragma once

#include "ntdll/client/packet.h"

#define FILE_WRITING (FILE_WRITE_DATA | FILE_APPEND_DATA | GENERIC_WRITE | GENERIC_ALL)

/* The caller keeps fd, a regular file. STATUS_SERVER_DISABLED, STATUS_INSUFFICIENT_RESOURCES, ... */
NTSTATUS file_register(uint64_t *handle, int fd, uint64_t size, ACCESS_MASK access, const wire_str *name);
