/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ALPC ports associated with completion ports of Wine's. */
#pragma once

#include <stdint.h>

/* NtAlpcSetInformation. a: with the port's object; given: with its handle. */
uint64_t completion_set_information(const uint64_t *a, const uint64_t *given);
