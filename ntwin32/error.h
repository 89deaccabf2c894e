/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From statuses to what Win32 returns: TRUE, or FALSE with the thread's last error. The last error
 * lives in the TEB, where GetLastError and debuggers look.
 */
#pragma once

#include <ntrtl.h>

/* Whether it is a success; otherwise the last error says what it is not. */
BOOL succeeded(NTSTATUS status);
/* Returns FALSE. */
BOOL failed_with(DWORD error);

/* What a call that makes an object returns: ERROR_ALREADY_EXISTS is a success that says so. */
HANDLE created(HANDLE handle, NTSTATUS status);
/* What a call that opens one returns. */
HANDLE opened(HANDLE handle, NTSTATUS status);
