/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tokens: who a process is, or as whom a thread acts.
 *
 * A process's own token is made from what the kernel says of it (token_of_process); all others are made from
 * another one, with the same or with less. Only requests of those who may change a token.
 */
#pragma once

#include "common/sid.h"
#include "server/object.h"

#include <sys/types.h>
#include <windows.h>
#include <winternl.h>
#include <ntseapi.h>

struct token_group {
    uint32_t attributes;                /* SE_GROUP_* */
    uint8_t sid[SID_MAX_SIZE];
};

struct token_privilege {
    uint64_t luid;
    uint32_t attributes;                /* SE_PRIVILEGE_* */
};

/* LUIDs: the token's own, its logon's, and the one that changes with its contents. */
struct token_ids {
    uint64_t token, authentication, modified;
};

struct token {
    struct object object;
    TOKEN_TYPE type;
    SECURITY_IMPERSONATION_LEVEL level; /* of an impersonation token */
    struct token_ids ids;
    uint64_t origin;
    TOKEN_SOURCE source;
    uint32_t session_id, mandatory_policy;
    bool sandbox_inert, write_restricted, ui_access, less_privileged;
    struct token_group *groups, *restricted;    /* the first group is the user */
    struct token_privilege *privileges;
    uint32_t n_groups, n_restricted, n_privileges;
    uint32_t owner, primary_group, integrity;   /* which of the groups */
    uint8_t *default_dacl;              /* valid; NULL: none */
    uint32_t default_dacl_size;
    struct session *session;            /* whose own it is, or NULL */
    struct thread *threads;             /* that act as it, by their next_of_token */
};

/* A LUID that nobody else has. */
uint64_t luid_new(void);

/* S-1-22-1-uid, S-1-22-2-gid, the well-known SIDs; root is S-1-5-18, the overflow uid Anonymous (R27). */
NTSTATUS token_of_process(struct token **out, struct account *payer, uid_t uid, gid_t gid, const gid_t *groups,
                          size_t n_groups);
/* Nobody in particular, for NtImpersonateAnonymousToken. */
NTSTATUS token_anonymous(struct token **out, struct account *payer);
/* An empty one with room for so many. STATUS_NO_MEMORY, STATUS_QUOTA_EXCEEDED */
NTSTATUS token_new(struct token **out, struct account *payer, uint32_t n_groups, uint32_t n_restricted,
                   uint32_t n_privileges);
/* A copy with an id of its own, and with room for so many more restricting SIDs. */
NTSTATUS token_copy(struct token **out, struct account *payer, const struct token *from, uint32_t n_more);
/* The same without what is not in effect: groups and privileges that are switched off. */
void token_drop_disabled(struct token *token);
/* STATUS_NO_MEMORY, STATUS_QUOTA_EXCEEDED; the old one stays then. */
NTSTATUS token_set_default_dacl(struct token *token, const void *acl, uint32_t size);
/* Its contents have changed: a new ModifiedId, published to whoever needs it. */
void token_touch(struct token *token);

/* The user's SID. */
const void *token_user(const struct token *token);
/* Is this the token's user (or, for root, its other name)? sid is valid. */
bool token_is_user(const struct token *token, const void *sid);
/* May the token's holder make this SID the owner of something? */
bool token_may_own(const struct token *token, const void *sid);
bool token_has_privilege(const struct token *token, uint32_t privilege);
/* The level of trust in it: SECURITY_MANDATORY_*_RID. */
uint32_t token_integrity(const struct token *token);
/* A group's place, or UINT32_MAX. */
uint32_t token_find(const struct token_group *groups, uint32_t n, const void *sid);

/* S-1-16-level? sid is valid. */
bool sid_is_label(const void *sid);
/* A SID from a client: well formed, and exactly that long? */
bool sid_valid(const void *sid, uint32_t size);
