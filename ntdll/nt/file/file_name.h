/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NT's names of files, as Linux's. */
#pragma once

#include "common/protocol.h"

#include <stdbool.h>
#include <windows.h>

/* The path in UTF-8; the caller frees it. STATUS_OBJECT_PATH_SYNTAX_BAD,
 * STATUS_OBJECT_PATH_NOT_FOUND (no name of a file that we know), STATUS_OBJECT_NAME_INVALID,
 * STATUS_NO_MEMORY */
NTSTATUS file_name_to_path(char **path, const wire_str *name);
/* Is there the directory in which the file would be? */
bool file_parent_exists(const char *path);
