/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The blocks in which a program finds itself: one TEB for each thread, one PEB. Written in nt/teb.c
 * and nt/peb.c.
 */
#pragma once

#include <stdint.h>
#include <windows.h>
#include <winternl.h>

/* For the calling thread. NULL: no memory. */
PTEB teb_create(void);
void teb_destroy(PTEB teb);
/* Who the thread is, when that has become known or is another than before (fork). */
void teb_set_ids(PTEB teb, uint32_t pid, uint32_t tid);

/* Made when first asked for; never NULL. */
PPEB peb(void);
