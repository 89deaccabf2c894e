/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who may do what: tokens made from what the kernel says of a process, and the check of a security
 * descriptor's owner and DACL against them.
 */
#pragma once

#include "server/object.h"

struct token;

/* Maps generic rights, and checks desired against the object's descriptor. MAXIMUM_ALLOWED gives all
 * that is allowed. STATUS_ACCESS_DENIED */
NTSTATUS access_check(const struct token *token, const struct object *object, uint32_t desired,
                      uint32_t *granted);
/* Is this the token's user (or, for root, its other name)? sid is validated. */
bool token_is_user(const struct token *token, const void *sid, uint32_t size);
/* A SID or self-relative descriptor from a client: well formed within size? */
bool sid_valid(const void *sid, uint32_t size);
bool sd_valid(const void *sd, uint32_t size);
