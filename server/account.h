/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Accounts: what each uid makes the server hold, bounded, and zero again when it has nothing left (R21).
 */
#pragma once

#include "server/object.h"

#include <sys/types.h>

/* Takes it from the payer before the thing exists. STATUS_QUOTA_EXCEEDED leaves the charge empty. Adding to a
 * charge that already has something is fine. */
NTSTATUS charge_take(struct charge *charge, struct account *payer, uint64_t objects, uint64_t handles,
                     uint64_t bytes);
void charge_release(struct charge *charge);
