/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How many descriptors a process may have, and processes a user, which bounds how many clients can be connected. */
#pragma once

#include <stddef.h>

/* As many as we may, for this process and its children. */
void descriptors_raise(void);
/* Why so many and a few more cannot be had; NULL: they can. */
const char *descriptors_missing(size_t n);
/* The same for so many clients that are processes. */
const char *processes_missing(size_t n);
