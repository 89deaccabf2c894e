/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SHA-1 (FIPS 180-4), which service SIDs are made with. It protects nothing here. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The hash's five words, most significant byte first as the standard writes them. */
void sha1(uint8_t hash[20], const void *bytes, size_t size);
