/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls across the two conventions. Wine's unix side has Windows' convention up to 8.9 and the
 * system's own from 8.10 on; ours always has Windows'. Every argument is taken as 64 bits.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_ARGUMENTS 11
#define WINDOWS_CALL __attribute__((ms_abi))

/* Of Wine's unix side; set once by abi_detect. */
extern bool wine_is_ms_abi;

/* rtl_init_unicode_string is Wine's, and harmless before anything is set up: which of the two
 * structures it clears tells where it looks for its first argument. false: neither. */
bool abi_detect(bool *ms_abi, void *rtl_init_unicode_string);

/* A function of Wine's, with up to seven arguments. */
uint64_t wine_call(void *function, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e,
                   uint64_t f, uint64_t g);
/* With as many as any has. */
uint64_t wine_call_all(void *function, const uint64_t a[MAX_ARGUMENTS]);
/* A function with Windows' convention. */
uint64_t windows_call(void *function, const uint64_t a[MAX_ARGUMENTS]);

/* Reads the program's memory; false: it cannot be read. */
bool peek(void *to, uint64_t from, size_t size);
