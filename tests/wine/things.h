/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files, pipes, processes and threads that go along with messages: what each side has of its own to make and use them. */
#pragma once

#include "tests/wine/talk.h"

/* A new file with that text, open to be read. */
NTSTATUS thing_file(HANDLE *file, const char *text);
/* The end of a pipe in which that text is. STATUS_NOT_SUPPORTED: not here */
NTSTATUS thing_pipe(HANDLE *reader, const char *text);
/* What can be read of it. */
NTSTATUS thing_read(char *text, size_t size, HANDLE file);

/* This process or thread, as others get it. */
NTSTATUS thing_self(HANDLE *handle, bool thread);
/* Its ids: Windows' here, and Linux's. */
ULONG64 thing_own_id(bool thread, bool windows);
/* Whose it is that came: it must be alive. Without a meaning for this side: 0 */
NTSTATUS thing_id(ULONG64 *id, HANDLE handle, bool thread);
