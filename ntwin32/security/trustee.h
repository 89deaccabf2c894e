/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Trustees: somebody said by SID or by name. */
#pragma once

#include "common/sid.h"

#include <windows.h>
#include <aclapi.h>

/* ERROR_INVALID_SID; ERROR_NONE_MAPPED: no such name; ERROR_CALL_NOT_IMPLEMENTED: another form, or several at once. */
DWORD trustee_sid(uint8_t sid[SID_MAX_SIZE], const TRUSTEE_W *trustee);
