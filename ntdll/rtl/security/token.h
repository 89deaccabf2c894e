/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a token says about the descriptors that its holder makes. */
#pragma once

#include <stdbool.h>
#include <windef.h>
#include <winternl.h>

/* What new objects get when nobody says otherwise. The pointers point into the allocations beside them. */
struct token_defaults {
    TOKEN_OWNER *owner;
    TOKEN_PRIMARY_GROUP *group;
    TOKEN_DEFAULT_DACL *dacl;
};
/* token NULL: all three NULL. Statuses of NtQueryInformationToken, STATUS_NO_MEMORY; deinit in any case. */
NTSTATUS token_defaults_init(struct token_defaults *defaults, HANDLE token);
void token_defaults_deinit(struct token_defaults *defaults);

/* STATUS_INVALID_OWNER: the SID is neither the token's user nor one of its groups that may own. */
NTSTATUS token_check_owner(HANDLE token, const void *sid);
