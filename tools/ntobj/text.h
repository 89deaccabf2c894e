/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Object names are UTF-16, the terminal's are UTF-8.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The text in memory of its own, ended by a zero; a lone surrogate becomes U+FFFD. size is in bytes. */
char *utf8_from_utf16(const void *text, size_t size);
/* The path of an object as a user typed it, in memory of its own: a leading '/' says that slashes
 * stand for backslashes, which shells like to eat. NULL: not UTF-8. *size is in bytes. */
uint16_t *object_path(const char *typed, uint32_t *size);
/* How many columns of a terminal the text takes, near enough: one for each character. */
size_t text_width(const char *text);
