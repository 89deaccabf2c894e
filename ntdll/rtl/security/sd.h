/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A caller's security descriptor, of either form, taken apart. */
#pragma once

#include "common/sd.h"

#include <windef.h>
#include <winternl.h>

struct sd_parts rtl_sd_parts(PSECURITY_DESCRIPTOR descriptor);
