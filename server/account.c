/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Accounts; see account.h. Limits are threat-model 6's, wider where the count is of sparse memory: a connection is
 * 0.8 MiB of addresses of which a few pages are ever touched.
 */
#include "server/account.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_PROCESSES 16384u
#define MAX_OBJECTS   (1ull << 19)
#define MAX_HANDLES   (1ull << 20)
#define MAX_BYTES     (64ull << 30)

struct account {
    struct account *next;
    uid_t uid;
    uint32_t n_processes;
    uint64_t objects, handles, bytes;
};

static struct account *accounts;

NTSTATUS account_enter(struct account **out, uid_t uid)
{
    struct account *account = accounts;

    while (account && account->uid != uid)
        account = account->next;
    if (!account) {
        account = calloc(1, sizeof *account);
        if (!account)
            return STATUS_NO_MEMORY;
        account->uid = uid;
        account->next = accounts;
        accounts = account;
    }
    if (account->n_processes >= MAX_PROCESSES)
        return STATUS_QUOTA_EXCEEDED;
    account->n_processes++;
    *out = account;
    return STATUS_SUCCESS;
}

static bool is_zero(const struct account *account)
{
    return !account->objects && !account->handles && !account->bytes;
}

static void free_if_idle(struct account *account)
{
    struct account **link = &accounts;

    if (account->n_processes || !is_zero(account))
        return;
    while (*link != account)
        link = &(*link)->next;
    *link = account->next;
    free(account);
}

void account_leave(struct account *account)
{
    if (!account)
        return;
    assert(account->n_processes);
    account->n_processes--;
    free_if_idle(account);
}

static bool fits(uint64_t have, uint64_t more, uint64_t limit)
{
    return more <= limit && have <= limit - more;
}

NTSTATUS charge_take(struct charge *charge, struct account *payer, uint64_t objects, uint64_t handles,
                     uint64_t bytes)
{
    if (!payer || !(objects || handles || bytes))
        return STATUS_SUCCESS;          /* the server's own, or nothing: an empty charge names no account */
    assert(!charge->account || charge->account == payer);
    if (!fits(payer->objects, objects, MAX_OBJECTS) || !fits(payer->handles, handles, MAX_HANDLES) ||
        !fits(payer->bytes, bytes, MAX_BYTES))
        return STATUS_QUOTA_EXCEEDED;
    charge->account = payer;
    charge->objects += objects;
    charge->handles += handles;
    charge->bytes += bytes;
    payer->objects += objects;
    payer->handles += handles;
    payer->bytes += bytes;
    return STATUS_SUCCESS;
}

void charge_give_back(struct charge *charge, uint64_t objects, uint64_t handles, uint64_t bytes)
{
    struct account *payer = charge->account;

    if (!payer)
        return;
    assert(charge->objects >= objects && charge->handles >= handles && charge->bytes >= bytes);
    charge->objects -= objects;
    charge->handles -= handles;
    charge->bytes -= bytes;
    payer->objects -= objects;
    payer->handles -= handles;
    payer->bytes -= bytes;
    if (charge->objects || charge->handles || charge->bytes)
        return;
    charge->account = NULL;             /* which may go before the charge is used again */
    free_if_idle(payer);
}

void charge_release(struct charge *charge)
{
    charge_give_back(charge, charge->objects, charge->handles, charge->bytes);
}

void account_describe(const struct account *account, char *text, size_t size)
{
    snprintf(text, size,
             "{\"uid\": %u, \"processes\": %u, \"objects\": %llu, \"handles\": %llu, \"bytes\": %llu}",
             account->uid, account->n_processes, (unsigned long long)account->objects,
             (unsigned long long)account->handles, (unsigned long long)account->bytes);
}
