/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What phnt's header of this name gives: <windows.h> and all status codes, as NTSTATUS. */
#pragma GCC system_header
#ifndef WIN32_NO_STATUS
#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#else
#include <windows.h>
#endif
#include <ntstatus.h>
