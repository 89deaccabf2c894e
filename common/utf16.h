/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * UTF-16 as NT handles it: case by NT's own table, and conversion from and to UTF-8.
 *
 * Pure functions for library and server. All lengths and capacities count units (WCHARs, or bytes
 * of UTF-8), never bytes of a WCHAR string; nothing needs or writes a terminating zero, nothing is
 * read beyond the length given.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <nt_base.h>

#define UTF16_REPLACEMENT 0xfffd

/* One unit to one unit; surrogates and what has no partner stay as they are. */
WCHAR utf16_upcase(WCHAR c);
WCHAR utf16_downcase(WCHAR c);

/* Below, above or equal to 0, in the order NT sorts names: by the (upcased) units, then by length.
 */
int utf16_compare(const WCHAR *a, size_t n_a, const WCHAR *b, size_t n_b, bool ignore_case);
bool utf16_equal(const WCHAR *a, size_t n_a, const WCHAR *b, size_t n_b, bool ignore_case);

/*
 * Conversion. What cannot be converted becomes U+FFFD: a surrogate without its partner, and in
 * UTF-8 each longest piece that no well-formed character continues. @to may be NULL to learn the
 * length.
 *
 * STATUS_SUCCESS
 * STATUS_SOME_NOT_MAPPED    a success: at least one U+FFFD was put in
 * STATUS_BUFFER_TOO_SMALL   @to holds the characters that fit, all of them whole
 *
 * @length receives in each case how many units @to was given, or, without @to, how many it takes.
 */
NTSTATUS utf16_from_utf8(WCHAR *to, size_t capacity, size_t *length, const char *from, size_t n);
NTSTATUS utf16_to_utf8(char *to, size_t capacity, size_t *length, const WCHAR *from, size_t n);

/*
 * One character off the front. @n is at least 1; the return value says how many units it took, also
 * when the character is bad (*code is then -1).
 */
size_t utf8_take(const char *from, size_t n, int *code);
size_t utf16_take(const WCHAR *from, size_t n, int *code);
/* One character as 1 to 4 bytes, or as 1 or 2 units. @code is a character, not a surrogate. */
size_t utf8_put(char to[4], int code);
size_t utf16_put(WCHAR to[2], int code);
