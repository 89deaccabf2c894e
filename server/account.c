/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Accounts; see account.h. Bytes count sparse memory: a connection is 0.8 MiB of addresses of which a few pages are
 * ever touched.
 */
#include "server/account.h"

#include "common/control.h"
#include "server/shm.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

const struct account_limits account_limits_own = {
    .processes = 16384, .connections = 32768, .objects = 1 << 19, .handles = 1 << 20, .bytes = 64ull << 30,
};
const struct account_limits account_limits_system = {
    .processes = 512, .connections = 1100, .objects = 1 << 15, .handles = 1 << 17, .bytes = 16ull << 30,
};

struct account {
    struct account *next;
    uid_t uid;
    uint32_t n_processes, n_connections;
    uint64_t objects, handles, bytes;
    struct session_memory *counters;    /* NULL: no process has come yet */
    int counters_fd;
};

static struct account *accounts;
static const struct account_limits *limits = &account_limits_own;

void account_set_limits(const struct account_limits *new)
{
    limits = new;
}

static struct account *find(uid_t uid)
{
    struct account *account = accounts;

    while (account && account->uid != uid)
        account = account->next;
    return account;
}

static struct account *find_or_open(uid_t uid)
{
    struct account *account = find(uid);

    if (account)
        return account;
    account = calloc(1, sizeof *account);
    if (!account)
        return NULL;
    account->uid = uid;
    account->next = accounts;
    accounts = account;
    return account;
}

bool account_connect(uid_t uid)
{
    struct account *account = find_or_open(uid);

    if (!account || account->n_connections >= limits->connections)
        return false;
    account->n_connections++;
    return true;
}

static bool is_zero(const struct account *account)
{
    return !account->objects && !account->handles && !account->bytes;
}

static void free_if_idle(struct account *account)
{
    struct account **link = &accounts;

    if (account->n_processes || account->n_connections || !is_zero(account))
        return;
    while (*link != account)
        link = &(*link)->next;
    *link = account->next;
    if (account->counters) {
        munmap(account->counters, SESSION_MEMORY_SIZE);
        close(account->counters_fd);
    }
    free(account);
}

/* They begin anywhere: what another user's are cannot be guessed. */
static NTSTATUS make_counters(struct account *account)
{
    void *memory;
    NTSTATUS status;

    if (account->counters)
        return STATUS_SUCCESS;
    status = shm_create_mapped(&account->counters_fd, &memory, "ntport-session", SESSION_MEMORY_SIZE);
    if (!NT_SUCCESS(status))
        return status;
    if (getrandom(memory, sizeof *account->counters, 0) != sizeof *account->counters) {
        munmap(memory, SESSION_MEMORY_SIZE);
        close(account->counters_fd);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    account->counters = memory;
    return STATUS_SUCCESS;
}

int account_counters_fd(const struct account *account)
{
    return account->counters_fd;
}

uint32_t account_next_message_id(const struct account *account)
{
    uint32_t id;

    do
        id = (shm_fetch_add(&account->counters->message_id, 1) + 1) & MESSAGE_ID_MAX;
    while (!id);
    return id;
}

NTSTATUS account_enter(struct account **out, uid_t uid)
{
    struct account *account = find_or_open(uid);
    NTSTATUS status = account ? make_counters(account) : STATUS_NO_MEMORY;

    if (account && !NT_SUCCESS(status))
        free_if_idle(account);
    if (!NT_SUCCESS(status))
        return status;
    if (account->n_processes >= limits->processes)
        return STATUS_QUOTA_EXCEEDED;
    account->n_processes++;
    *out = account;
    return STATUS_SUCCESS;
}

void account_leave(struct account *account)
{
    if (!account)
        return;
    assert(account->n_processes);
    account->n_processes--;
    free_if_idle(account);
}

void account_disconnect(uid_t uid)
{
    struct account *account = find(uid);

    assert(account && account->n_connections);
    account->n_connections--;
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
    if (!fits(payer->objects, objects, limits->objects) ||
        !fits(payer->handles, handles, limits->handles) || !fits(payer->bytes, bytes, limits->bytes))
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
