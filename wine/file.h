/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files, between the two servers. */
#pragma once

#include <stdint.h>

struct _UNICODE_STRING;

/* A file of ours for one of Wine's, with the access that its handle has. What is no regular file (a pipe, a folder)
 * is an empty one there. */
uint32_t file_import(uint64_t *object, uint64_t handle, const struct _UNICODE_STRING *name);
/* The reverse. */
uint32_t file_export(uint64_t *handle, uint64_t object, uint32_t access);
