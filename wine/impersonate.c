/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Impersonation; see impersonate.h. */
#include "wine/impersonate.h"

#include "wine/census.h"
#include "wine/library.h"
#include "wine/object.h"
#include "wine/process.h"
#include "wine/wine.h"

#include <ntlpcapi.h>
#include <ntpsapi.h>
#include <ntseapi.h>
#include <string.h>

#define CURRENT_THREAD ((uint64_t)-2)

/* This thread acts as a sender, in our server. */
static __thread bool acts;

static void revert(uint64_t object)
{
    const uint64_t nobody = 0;

    ours_call("NtSetInformationThread", object, ThreadImpersonationToken, (uintptr_t)&nobody, sizeof nobody);
}

static bool is_anonymous(const SID *sid)
{
    static const SID anonymous = {SID_REVISION, 1, {SECURITY_NT_AUTHORITY}, {SECURITY_ANONYMOUS_LOGON_RID}};

    return !memcmp(sid, &anonymous, sizeof anonymous);
}

static uint32_t query_token(void *information, uint32_t size, uint64_t token, TOKEN_INFORMATION_CLASS class)
{
    uint32_t length;

    return ours_call("NtQueryInformationToken", token, class, (uintptr_t)information, size, (uintptr_t)&length);
}

/* At which level our server has this thread act; as Anonymous: that one. */
static uint32_t level_now(uint32_t *level)
{
    union { TOKEN_USER user; uint8_t bytes[256]; } user;
    uint64_t token = 0;
    uint32_t status = ours_call("NtOpenThreadToken", CURRENT_THREAD, TOKEN_QUERY, true, (uintptr_t)&token);

    *level = SecurityAnonymous;
    if (status)
        return status == (uint32_t)STATUS_CANT_OPEN_ANONYMOUS ? 0 : status;
    status = query_token(&user, sizeof user, token, TokenUser);
    if (!status && !is_anonymous(user.user.User.Sid))
        status = query_token(level, sizeof *level, token, TokenImpersonationLevel);
    ours_close(token);
    return status;
}

/* --- Wine's tokens --- */

static uint64_t open_by_id(void *function, uint64_t access, uint64_t process, uint64_t thread)
{
    OBJECT_ATTRIBUTES none = {.Length = sizeof none};
    const uint64_t id[2] = {process, thread};
    uint64_t handle = 0;

    wine_call(function, (uintptr_t)&handle, access, (uintptr_t)&none, (uintptr_t)id, 0, 0, 0);
    return handle;
}

/* The thread's, if it acts as somebody; otherwise its process's. */
static uint32_t open_token(uint64_t *token, const struct census_ids *sender)
{
    uint64_t thread = open_by_id(wine.NtOpenThread, THREAD_QUERY_INFORMATION, 0, sender->thread), process;
    uint32_t status = (uint32_t)STATUS_NO_TOKEN;

    if (thread) {
        status = (uint32_t)wine_call(wine.NtOpenThreadTokenEx, thread, TOKEN_DUPLICATE, true, 0, (uintptr_t)token, 0, 0);
        wine_close(thread);
    }
    if (status != (uint32_t)STATUS_NO_TOKEN)
        return status;
    process = open_by_id(wine.NtOpenProcess, PROCESS_QUERY_INFORMATION, sender->process, 0);
    if (!process)
        return (uint32_t)STATUS_INVALID_CID;
    status = (uint32_t)wine_call(wine.NtOpenProcessTokenEx, process, TOKEN_DUPLICATE, 0, (uintptr_t)token, 0, 0, 0);
    wine_close(process);
    return status;
}

static uint32_t copy_token(uint64_t *copy, uint64_t token, uint32_t level)
{
    SECURITY_QUALITY_OF_SERVICE quality = {sizeof quality, (SECURITY_IMPERSONATION_LEVEL)level,
                                           SECURITY_STATIC_TRACKING, FALSE};
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof attributes, .SecurityQualityOfService = &quality};

    return (uint32_t)wine_call(wine.NtDuplicateToken, token, TOKEN_IMPERSONATE | TOKEN_QUERY, (uintptr_t)&attributes,
                               false, TokenImpersonation, (uintptr_t)copy, 0);
}

static uint32_t set_wine_token(uint64_t token)
{
    return (uint32_t)wine_call(wine.NtSetInformationThread, CURRENT_THREAD, ThreadImpersonationToken, (uintptr_t)&token,
                               sizeof token, 0, 0, 0);
}

static uint32_t act_as(const struct census_ids *sender, uint32_t level)
{
    uint64_t token = 0, copy = 0;
    uint32_t status = open_token(&token, sender);

    if (status)
        return status;
    status = copy_token(&copy, token, level);
    wine_close(token);
    if (status)
        return status;
    status = set_wine_token(copy);
    wine_close(copy);
    return status;
}

/* --- the calls --- */

/* false: the message cannot be read, or is from elsewhere. */
static bool find_sender(struct census_ids *sender, uint64_t message)
{
    struct census_ids systems;
    PORT_MESSAGE header;

    if (!peek(&header, message, sizeof header))
        return false;
    systems = (struct census_ids){(uint32_t)(uintptr_t)header.ClientId.UniqueProcess,
                                  (uint32_t)(uintptr_t)header.ClientId.UniqueThread};
    return census_find(sender, &systems);
}

static uint32_t follow_in_wine(const struct census_ids *sender)
{
    uint32_t level, status = level_now(&level);

    if (status)
        return status;
    if (level == SecurityAnonymous)
        return (uint32_t)STATUS_NOT_IMPLEMENTED;
    return sender ? act_as(sender, level) : (uint32_t)STATUS_CANNOT_IMPERSONATE;
}

/* As nobody else, if not in both: a thread must not act as the sender in one and as itself in the other. The sender
 * is looked for first, since who acts so may not be permitted to. */
static uint64_t impersonate(const char *call, const uint64_t *a)
{
    struct census_ids sender;
    bool found = find_sender(&sender, a[1]);
    uint32_t status = (uint32_t)windows_call(library_call(call), a);

    if (status)
        return status;
    status = follow_in_wine(found ? &sender : NULL);
    if (status)
        revert(CURRENT_THREAD);
    if (status && acts)                 /* as the one before */
        set_wine_token(0);
    acts = !status;
    return status;
}

uint64_t impersonate_lpc_client(const uint64_t *a, const uint64_t *given)
{
    (void)given;
    return impersonate("NtImpersonateClientOfPort", a);
}

uint64_t impersonate_alpc_client(const uint64_t *a, const uint64_t *given)
{
    (void)given;
    return impersonate("NtAlpcImpersonateClientOfPort", a);
}

uint64_t impersonate_set_thread(const uint64_t *a)
{
    uint64_t status = wine_call_all(wine.NtSetInformationThread, a), object;

    if ((uint32_t)status || (uint32_t)a[1] != ThreadImpersonationToken)
        return status;
    if (a[0] == CURRENT_THREAD && acts) {
        revert(CURRENT_THREAD);
        acts = false;
    } else if (a[0] != CURRENT_THREAD && library_is_loaded()) {
        object = process_import_thread(a[0], THREAD_SET_THREAD_TOKEN);
        if (object) {
            revert(object);
            ours_close(object);
        }
    }
    return status;
}
