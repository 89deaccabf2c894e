/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* For the token_*.c files alone. */
#pragma once

#include "common/protocol.h"
#include "server/handle.h"
#include "server/token.h"

/* One after the other from a blob of struct wire_group. *at begins at 0. false: no more, or *status says what is wrong
 * (STATUS_INVALID_SID). */
bool next_group(const wire_blob *blob, uint32_t *at, struct token_group *group, NTSTATUS *status);
/* How many there are. STATUS_INVALID_SID, STATUS_INVALID_PARAMETER: more than a token may have */
NTSTATUS count_groups(const wire_blob *blob, uint32_t *n);
/* Of a blob of struct wire_privilege. STATUS_INVALID_PARAMETER */
NTSTATUS count_privileges(const wire_blob *blob, uint32_t *n);
struct token_privilege privilege_at(const wire_blob *blob, uint32_t i);
/* The token's, or NULL. */
struct token_privilege *token_privilege(const struct token *token, uint64_t luid);

/* A structure for the caller, made in scratch memory: see query_token in protocol.def. */
struct token_answer {
    uint8_t *bytes;
    uint32_t size, room;
    uint32_t *pointers;
    uint32_t n_pointers;
    bool failed;                        /* it does not fit */
};
void answer_begin(struct token_answer *answer, void *scratch);
void answer_end(const struct token_answer *answer, wire_blob *info, wire_blob *pointers);
/* TOKEN_GROUPS; for a token's first group, the user, begin behind it. */
void answer_groups(struct token_answer *answer, const struct token_group *groups, uint32_t n);

/* The fresh token gets its descriptor and a handle. */
NTSTATUS token_publish(uint64_t *handle, struct session *session, struct token *token, uint32_t access,
                       uint32_t attributes);
