/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The process heap for the library's own use: what a caller frees with
 * RtlFreeHeap(GetProcessHeap()) or RtlFreeUnicodeString comes from here.
 */
#pragma once

#include <stddef.h>

#include <ntrtl.h>

/* What PEB.ProcessHeap points to; always there, never destroyed. */
PVOID rtl_process_heap(void);

/* NULL when there is no memory; not zeroed. */
void *rtl_allocate(size_t size);
void rtl_free(void *block);
