/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SIDs as text: S-1-5-32-544 (MS-DTYP 2.4.2.1), and SDDL's two letters. */
#pragma once

#include "common/sid.h"

#define SID_TEXT_MAX (24 + 11 * SID_MAX_SUBS)

/* Of a valid SID; an authority of more than 32 bits is written in hexadecimal. Returns the length. */
size_t sid_print(char text[SID_TEXT_MAX], const void *sid);

/* The SID or the letters at the beginning of a text; *text goes behind it. Returns the size, 0: there is none. */
uint32_t sid_parse(uint8_t out[SID_MAX_SIZE], const char **text);
