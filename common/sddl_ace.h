/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One entry of an ACL as SDDL: "(A;CI;GA;;;WD)"; and the words of two letters that it is made of. */
#pragma once

#include "common/acl.h"
#include "common/text.h"

#include <windows.h>
#include <winternl.h>

/* Reads one entry with its parentheses; *text goes behind it. The same statuses. */
NTSTATUS sddl_ace_parse(struct acl_builder *acl, const char **text);
/* STATUS_INVALID_ACL: it has no text; STATUS_NOT_IMPLEMENTED: a condition or an attribute. */
NTSTATUS sddl_ace_print(struct text *out, const struct ace *ace);

/* Letters where there are, or S-1-... */
void sddl_sid_print(struct text *out, const void *sid);
