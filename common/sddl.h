/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Security descriptors as text: "O:BAG:SYD:P(A;;GA;;;WD)" (SDDL, MS-DTYP 2.5.1).
 *
 * Conditions and resource attributes are not supported: STATUS_NOT_IMPLEMENTED.
 */
#pragma once

#include "common/sd.h"

#include <windows.h>
#include <winternl.h>

/* A self-relative descriptor on the C heap. STATUS_INVALID_PARAMETER: no such part, or twice; STATUS_INVALID_ACL:
 * an entry that is none; STATUS_INVALID_SID: an owner or group; STATUS_INVALID_SECURITY_DESCR: it would be too large;
 * STATUS_NO_MEMORY. */
NTSTATUS sddl_parse(uint8_t **sd, uint32_t *size, const char *text);
/* The parts that info names, on the C heap. STATUS_INVALID_ACL: an entry that has no text; STATUS_NO_MEMORY. */
NTSTATUS sddl_print(char **text, const struct sd_parts *parts, SECURITY_INFORMATION info);
