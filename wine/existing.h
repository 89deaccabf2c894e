/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Port calls that this Wine has itself: they are ours only where Wine's does not do anything. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* A call of calls.def that is in Wine's own table, and Wine's function for it. */
void existing_add(unsigned int number, void *original);
bool existing_has(unsigned int number);
/* $NTPORT_WINE is "force": ours, whatever Wine has. */
bool existing_replaced(void);
/* true: the call is left to Wine, and this is its answer. */
bool existing_answer(uint64_t *answer, unsigned int number, const uint64_t *arguments);
