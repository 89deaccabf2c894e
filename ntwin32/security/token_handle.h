/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tokens, as the calls here want them. */
#pragma once

#include <ntseapi.h>

/* The token as which the calling thread acts: its own, or else its process's. Needs closing. */
NTSTATUS effective_token(HANDLE *token, ACCESS_MASK access);
/* What a class says, on the process heap. */
NTSTATUS token_query(PVOID *information, HANDLE token, TOKEN_INFORMATION_CLASS class);
/* A copy of a token that a thread can act as. */
NTSTATUS token_to_impersonate(HANDLE *copy, HANDLE token, ACCESS_MASK access, SECURITY_IMPERSONATION_LEVEL level);
