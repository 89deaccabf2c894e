/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tokens, asked; see token.h. */
#include "ntdll/rtl/security/token.h"

#include "common/sid.h"
#include "ntdll/rtl/heap.h"

#include <ntseapi.h>
#include <ntstatus.h>

/* The token may grow between question and answer; then it is asked once more. */
static NTSTATUS ask(void *out, HANDLE token, TOKEN_INFORMATION_CLASS class)
{
    ULONG size = 256;
    NTSTATUS status;
    void *answer;

    do {
        answer = rtl_allocate(size);
        if (!answer)
            return STATUS_NO_MEMORY;
        status = NtQueryInformationToken(token, class, answer, size, &size);
        if (!NT_SUCCESS(status))
            rtl_free(answer);
    } while (status == STATUS_BUFFER_TOO_SMALL);
    if (NT_SUCCESS(status))
        *(void **)out = answer;
    return status;
}

NTSTATUS token_defaults_init(struct token_defaults *defaults, HANDLE token)
{
    NTSTATUS status;

    *defaults = (struct token_defaults){0};
    if (!token)
        return STATUS_SUCCESS;
    status = ask(&defaults->owner, token, TokenOwner);
    if (NT_SUCCESS(status))
        status = ask(&defaults->group, token, TokenPrimaryGroup);
    if (NT_SUCCESS(status))
        status = ask(&defaults->dacl, token, TokenDefaultDacl);
    return status;
}

void token_defaults_deinit(struct token_defaults *defaults)
{
    rtl_free(defaults->owner);
    rtl_free(defaults->group);
    rtl_free(defaults->dacl);
}

static bool may_own(const TOKEN_GROUPS *groups, const void *sid)
{
    for (DWORD i = 0; i < groups->GroupCount; i++)
        if (groups->Groups[i].Attributes & SE_GROUP_OWNER && sid_equal(groups->Groups[i].Sid, sid))
            return true;
    return false;
}

NTSTATUS token_check_owner(HANDLE token, const void *sid)
{
    TOKEN_USER *user = NULL;
    TOKEN_GROUPS *groups = NULL;
    NTSTATUS status = ask(&user, token, TokenUser);

    if (NT_SUCCESS(status))
        status = ask(&groups, token, TokenGroups);
    if (NT_SUCCESS(status) && !sid_equal(user->User.Sid, sid) && !may_own(groups, sid))
        status = STATUS_INVALID_OWNER;
    rtl_free(user);
    rtl_free(groups);
    return status;
}
