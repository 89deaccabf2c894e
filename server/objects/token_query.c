/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtQueryInformationToken: the classes. Each answer is the class's structure as a program sees it, but for its
 * pointers, which the library makes of offsets.
 */
#include "common/sid_known.h"
#include "server/objects/token.h"
#include "server/request.h"

#include <string.h>

#define MAX_POINTERS 4096u

/* ---- structures ------------------------------------------------------------------------------------------- */

void answer_begin(struct token_answer *answer, void *scratch)
{
    *answer = (struct token_answer){
        .bytes = scratch, .room = WIRE_MAX - MAX_POINTERS * sizeof(uint32_t),
        .pointers = (uint32_t *)((uint8_t *)scratch + WIRE_MAX - MAX_POINTERS * sizeof(uint32_t)),
    };
    answer->room -= 4096;               /* for the packet's other fields */
}

void answer_end(const struct token_answer *answer, wire_blob *info, wire_blob *pointers)
{
    *info = (wire_blob){answer->bytes, answer->size};
    *pointers = (wire_blob){answer->pointers, answer->n_pointers * (uint32_t)sizeof(uint32_t)};
}

/* Room for more, zeroed; where it begins. What no longer fits begins at 0 anew: the answer is of no use then. */
static uint32_t more(struct token_answer *answer, uint32_t size)
{
    uint32_t at = answer->size;

    if (size > answer->room - at) {
        answer->failed = true;
        answer->n_pointers = 0;
        answer->size = size;
        return 0;
    }
    memset(answer->bytes + at, 0, size);
    answer->size += size;
    return at;
}

static void put32(struct token_answer *answer, uint32_t at, uint32_t value)
{
    memcpy(answer->bytes + at, &value, sizeof value);
}

static void put64(struct token_answer *answer, uint32_t at, uint64_t value)
{
    memcpy(answer->bytes + at, &value, sizeof value);
}

static void point(struct token_answer *answer, uint32_t at, uint32_t to)
{
    put64(answer, at, to);
    answer->pointers[answer->n_pointers++] = at;
}

static void put_copy(struct token_answer *answer, uint32_t pointer_at, const void *bytes, uint32_t size)
{
    uint32_t at = more(answer, size);

    memcpy(answer->bytes + at, bytes, size);
    point(answer, pointer_at, at);
}

static void put_sid(struct token_answer *answer, uint32_t pointer_at, const void *sid)
{
    put_copy(answer, pointer_at, sid, sid_length(sid));
}

/* SID_AND_ATTRIBUTES … at that place; returns how many bytes the SIDs took. */
static uint32_t put_groups(struct token_answer *answer, uint32_t at, const struct token_group *groups, uint32_t n)
{
    uint32_t before = answer->size;

    for (uint32_t i = 0; i < n; i++) {
        put32(answer, at + i * (uint32_t)sizeof(SID_AND_ATTRIBUTES) + offsetof(SID_AND_ATTRIBUTES, Attributes),
              groups[i].attributes);
        put_sid(answer, at + i * (uint32_t)sizeof(SID_AND_ATTRIBUTES), groups[i].sid);
    }
    return answer->size - before;
}

void answer_groups(struct token_answer *answer, const struct token_group *groups, uint32_t n)
{
    uint32_t at = more(answer, offsetof(TOKEN_GROUPS, Groups) + n * (uint32_t)sizeof(SID_AND_ATTRIBUTES));

    put32(answer, at, n);
    put_groups(answer, at + offsetof(TOKEN_GROUPS, Groups), groups, n);
}

static void put_privileges(struct token_answer *answer, uint32_t at, const struct token *token)
{
    for (uint32_t i = 0; i < token->n_privileges; i++, at += sizeof(LUID_AND_ATTRIBUTES)) {
        put64(answer, at, token->privileges[i].luid);
        put32(answer, at + offsetof(LUID_AND_ATTRIBUTES, Attributes), token->privileges[i].attributes);
    }
}

static void answer_number(struct token_answer *answer, uint32_t value)
{
    put32(answer, more(answer, sizeof value), value);
}

/* ---- classes ---------------------------------------------------------------------------------------------- */

static void answer_one_group(struct token_answer *answer, const struct token_group *group)
{
    put_groups(answer, more(answer, sizeof(SID_AND_ATTRIBUTES)), group, 1);
}

static void answer_privileges(struct token_answer *answer, const struct token *token)
{
    uint32_t at = more(answer, offsetof(TOKEN_PRIVILEGES, Privileges) +
                                   token->n_privileges * (uint32_t)sizeof(LUID_AND_ATTRIBUTES));

    put32(answer, at, token->n_privileges);
    put_privileges(answer, at + offsetof(TOKEN_PRIVILEGES, Privileges), token);
}

static void answer_default_dacl(struct token_answer *answer, const struct token *token)
{
    uint32_t at = more(answer, sizeof(TOKEN_DEFAULT_DACL));

    if (token->default_dacl)
        put_copy(answer, at, token->default_dacl, token->default_dacl_size);
}

static void answer_source(struct token_answer *answer, const struct token *token)
{
    uint32_t at = more(answer, sizeof token->source);

    memcpy(answer->bytes + at, &token->source, sizeof token->source);
}

static void answer_statistics(struct token_answer *answer, const struct token *token)
{
    uint32_t at = more(answer, sizeof(TOKEN_STATISTICS));

    put64(answer, at + offsetof(TOKEN_STATISTICS, TokenId), token->ids.token);
    put64(answer, at + offsetof(TOKEN_STATISTICS, AuthenticationId), token->ids.authentication);
    put64(answer, at + offsetof(TOKEN_STATISTICS, ExpirationTime), INT64_MAX);
    put32(answer, at + offsetof(TOKEN_STATISTICS, TokenType), token->type);
    put32(answer, at + offsetof(TOKEN_STATISTICS, ImpersonationLevel),
          token->type == TokenImpersonation ? (uint32_t)token->level : 0);
    put32(answer, at + offsetof(TOKEN_STATISTICS, DynamicCharged), token->default_dacl_size);
    put32(answer, at + offsetof(TOKEN_STATISTICS, GroupCount), token->n_groups - 1);
    put32(answer, at + offsetof(TOKEN_STATISTICS, PrivilegeCount), token->n_privileges);
    put64(answer, at + offsetof(TOKEN_STATISTICS, ModifiedId), token->ids.modified);
}

static void answer_groups_and_privileges(struct token_answer *answer, const struct token *token)
{
    typedef TOKEN_GROUPS_AND_PRIVILEGES t;
    uint32_t at = more(answer, sizeof(t)), sids = more(answer, token->n_groups * (uint32_t)sizeof(SID_AND_ATTRIBUTES));
    uint32_t restricted = more(answer, token->n_restricted * (uint32_t)sizeof(SID_AND_ATTRIBUTES));
    uint32_t size = token->n_privileges * (uint32_t)sizeof(LUID_AND_ATTRIBUTES), privileges = more(answer, size);

    put32(answer, at + offsetof(t, SidCount), token->n_groups);
    put32(answer, at + offsetof(t, SidLength),
          token->n_groups * (uint32_t)sizeof(SID_AND_ATTRIBUTES) + put_groups(answer, sids, token->groups, token->n_groups));
    point(answer, at + offsetof(t, Sids), sids);
    put32(answer, at + offsetof(t, PrivilegeCount), token->n_privileges);
    put32(answer, at + offsetof(t, PrivilegeLength), size);
    point(answer, at + offsetof(t, Privileges), privileges);
    put_privileges(answer, privileges, token);
    put64(answer, at + offsetof(t, AuthenticationId), token->ids.authentication);
    if (!token->n_restricted)
        return;
    put32(answer, at + offsetof(t, RestrictedSidCount), token->n_restricted);
    put32(answer, at + offsetof(t, RestrictedSidLength),
          token->n_restricted * (uint32_t)sizeof(SID_AND_ATTRIBUTES) +
              put_groups(answer, restricted, token->restricted, token->n_restricted));
    point(answer, at + offsetof(t, RestrictedSids), restricted);
}

static NTSTATUS answer_logon(struct token_answer *answer, const struct token *token)
{
    for (uint32_t i = 1; i < token->n_groups; i++)
        if ((token->groups[i].attributes & SE_GROUP_LOGON_ID) == SE_GROUP_LOGON_ID) {
            answer_groups(answer, &token->groups[i], 1);
            return STATUS_SUCCESS;
        }
    return STATUS_NOT_FOUND;
}

/* Full power: Administrators is switched on. */
static bool is_elevated(const struct token *token)
{
    const void *administrators = known_sid_of_letters("BA")->bytes;
    uint32_t i = token_find(token->groups, token->n_groups, administrators);

    return i != UINT32_MAX && token->groups[i].attributes & SE_GROUP_ENABLED;
}

/* Of a token that was made without a label. */
static const struct token_group untrusted = {SE_GROUP_INTEGRITY, {1, 1, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0}};

static NTSTATUS answer_class(struct token_answer *answer, const struct token *token, uint32_t class)
{
    switch (class) {
    case TokenUser:
        answer_one_group(answer, token->groups);
        break;
    case TokenGroups:
        answer_groups(answer, token->groups + 1, token->n_groups - 1);
        break;
    case TokenRestrictedSids:
        answer_groups(answer, token->restricted, token->n_restricted);
        break;
    case TokenPrivileges:
        answer_privileges(answer, token);
        break;
    case TokenOwner:
        put_sid(answer, more(answer, sizeof(TOKEN_OWNER)), token->groups[token->owner].sid);
        break;
    case TokenPrimaryGroup:
        put_sid(answer, more(answer, sizeof(TOKEN_PRIMARY_GROUP)), token->groups[token->primary_group].sid);
        break;
    case TokenDefaultDacl:
        answer_default_dacl(answer, token);
        break;
    case TokenSource:
        answer_source(answer, token);
        break;
    case TokenType:
        answer_number(answer, token->type);
        break;
    case TokenImpersonationLevel:
        if (token->type != TokenImpersonation)
            return STATUS_INVALID_INFO_CLASS;
        answer_number(answer, token->level);
        break;
    case TokenStatistics:
        answer_statistics(answer, token);
        break;
    case TokenGroupsAndPrivileges:
        answer_groups_and_privileges(answer, token);
        break;
    case TokenSessionId:
        answer_number(answer, token->session_id);
        break;
    case TokenSandBoxInert:
        answer_number(answer, token->sandbox_inert);
        break;
    case TokenOrigin:
        put64(answer, more(answer, sizeof(TOKEN_ORIGIN)), token->origin);
        break;
    case TokenElevationType:
        answer_number(answer, TokenElevationTypeDefault);
        break;
    case TokenLinkedToken:
        return STATUS_NO_SUCH_LOGON_SESSION;
    case TokenElevation:
        answer_number(answer, is_elevated(token));
        break;
    case TokenHasRestrictions:
        answer_number(answer, token->n_restricted || token->less_privileged);
        break;
    case TokenIsRestricted:
        answer_number(answer, token->n_restricted != 0);
        break;
    case TokenVirtualizationAllowed:
    case TokenVirtualizationEnabled:
    case TokenIsAppContainer:
    case TokenAppContainerNumber:
        answer_number(answer, 0);
        break;
    case TokenUIAccess:
        answer_number(answer, token->ui_access);
        break;
    case TokenIntegrityLevel:
        answer_one_group(answer, token->integrity ? &token->groups[token->integrity] : &untrusted);
        break;
    case TokenMandatoryPolicy:
        answer_number(answer, token->mandatory_policy);
        break;
    case TokenLogonSid:
        return answer_logon(answer, token);
    case TokenAppContainerSid:
        more(answer, sizeof(TOKEN_APPCONTAINER_INFORMATION));
        break;
    case TokenCapabilities:
        answer_groups(answer, NULL, 0);
        break;
    default:
        return STATUS_INVALID_INFO_CLASS;
    }
    return STATUS_SUCCESS;
}

NTSTATUS handle_query_token(struct session *session, const struct query_token_request *req,
                            struct query_token_reply *reply)
{
    _cleanup_(object_unrefp) struct token *token = NULL;
    struct token_answer answer;
    NTSTATUS status;

    token = handle_get(session, req->token, &token_type, req->class == TokenSource ? TOKEN_QUERY_SOURCE : TOKEN_QUERY,
                       &status);
    if (!token)
        return status;
    answer_begin(&answer, session_scratch(session));
    status = answer_class(&answer, token, req->class);
    if (answer.failed)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (NT_SUCCESS(status))
        answer_end(&answer, &reply->info, &reply->pointers);
    return status;
}
