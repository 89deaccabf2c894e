/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Security identifiers as bytes: never believed before sid_size has said how long they are. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SID_MAX_SUBS 15u
#define SID_HEADER_SIZE 8u
#define SID_MAX_SIZE (SID_HEADER_SIZE + 4u * SID_MAX_SUBS)

/* The size of the SID at the beginning of these bytes, or 0: it is none, or does not fit. */
uint32_t sid_size(const void *bytes, size_t room);
/* Of one that has been checked, as in the functions below. */
uint32_t sid_length(const void *sid);
bool sid_equal(const void *a, const void *b);
/* Its last number, which tells labels and accounts of one authority apart; 0 when it has none. */
uint32_t sid_last(const void *sid);
/* S-1-authority-subs. Returns its size. */
uint32_t sid_make(uint8_t out[SID_MAX_SIZE], uint8_t authority, const uint32_t *subs, uint8_t n_subs);
