/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Unanswered messages; see pending.h. */
#include "ntdll/channel/pending.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define N_BUCKETS 16384

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct pending *buckets[N_BUCKETS];      /* under lock, like all records */
static struct pending *spare;                   /* records for reuse */

static struct pending **bucket_of(const struct pending_key *key)
{
    return &buckets[key->message_id % N_BUCKETS];
}

static bool same(const struct pending_key *a, const struct pending_key *b)
{
    return a->message_id == b->message_id && a->callback_id == b->callback_id && a->pid == b->pid &&
           a->tid == b->tid;
}

static void insert(struct pending *record, struct pending **head)
{
    record->next = *head;
    if (record->next)
        record->next->link = &record->next;
    record->link = head;
    *head = record;
    record->next_of_channel = record->channel->pending;
    if (record->next_of_channel)
        record->next_of_channel->channel_link = &record->next_of_channel;
    record->channel_link = &record->channel->pending;
    record->channel->pending = record;
}

static void take_out(struct pending *record)
{
    *record->link = record->next;
    if (record->next)
        record->next->link = record->link;
    *record->channel_link = record->next_of_channel;
    if (record->next_of_channel)
        record->next_of_channel->channel_link = record->channel_link;
    free((void *)(uintptr_t)record->info);
    channel_unref(record->channel);
    record->next = spare;
    spare = record;
}

static struct pending *look_up(const struct pending_key *key, const struct channel *channel)
{
    for (struct pending *record = *bucket_of(key); record; record = record->next)
        if (same(&record->key, key) && record->channel == channel)
            return record;
    return NULL;
}

/* Takes over record->info. */
static bool add_locked(const struct pending *from)
{
    struct pending *record = spare;

    if (record)
        spare = record->next;
    else
        record = malloc(sizeof *record);
    if (!record)
        return false;
    *record = *from;
    channel_ref(record->channel);
    insert(record, bucket_of(&record->key));
    return true;
}

bool pending_add(const struct pending_key *key, struct channel *channel, const struct envelope *from,
                 const void *info, uint32_t info_size)
{
    struct pending fresh = {
        .key = *key, .wire_id = key->message_id, .received = true, .channel = channel,
        .slot = from->slot, .generation = from->generation, .info_size = info_size,
    };
    struct pending *old;
    void *copy = NULL;
    bool added;

    if (info_size) {
        copy = malloc(info_size);
        if (!copy)
            return false;
        memcpy(copy, info, info_size);
    }
    fresh.info = copy;
    pthread_mutex_lock(&lock);
    old = look_up(key, channel);
    if (old)
        take_out(old);
    added = add_locked(&fresh);
    pthread_mutex_unlock(&lock);
    if (!added)
        free(copy);
    return added;
}

/* Somebody else's message of that id, among those who are answered through the same queue. */
static bool in_use(uint32_t message_id, const struct channel *channel)
{
    const struct pending_key key = {.message_id = message_id};

    for (struct pending *record = *bucket_of(&key); record; record = record->next)
        if (record->key.message_id == message_id && record->channel->own_queue == channel->own_queue)
            return true;
    return false;
}

bool pending_begin(struct pending *record, uint32_t (*new_id)(void))
{
    void *copy = NULL;
    bool added;

    if (record->info_size) {
        copy = malloc(record->info_size);
        if (!copy)
            return false;
        memcpy(copy, record->info, record->info_size);
    }
    record->info = copy;
    record->wire_id = record->key.message_id;
    pthread_mutex_lock(&lock);
    while (in_use(record->key.message_id, record->channel))
        record->key.message_id = new_id();
    added = add_locked(record);
    pthread_mutex_unlock(&lock);
    if (!added)
        free(copy);
    record->info = NULL;
    return added;
}

/* What a caller gets of a record, if there is one. */
static void copy_out(const struct pending *record, struct pending *found)
{
    if (!record)
        return;
    *found = *record;
    found->info = NULL;
    channel_hold(found->channel);
}

bool pending_find(const struct pending_key *key, bool (*may)(const struct channel *, const void *),
                  const void *data, struct pending *found)
{
    struct pending *record;

    pthread_mutex_lock(&lock);
    for (record = *bucket_of(key); record; record = record->next)
        if (same(&record->key, key) && may(record->channel, data))
            break;
    copy_out(record, found);
    pthread_mutex_unlock(&lock);
    return record;
}

static struct pending *look_up_id(uint32_t id, bool wire, bool (*may)(const struct channel *, const void *),
                                  const void *data)
{
    const struct pending_key key = {.message_id = id};
    struct pending *record;

    for (record = *bucket_of(&key); record; record = record->next)
        if ((wire ? record->wire_id : record->key.message_id) == id && may(record->channel, data))
            break;
    return record;
}

bool pending_find_id(uint32_t message_id, bool (*may)(const struct channel *, const void *), const void *data,
                     struct pending *found)
{
    struct pending *record;

    pthread_mutex_lock(&lock);
    record = look_up_id(message_id, false, may, data);
    copy_out(record, found);
    pthread_mutex_unlock(&lock);
    return record;
}

static struct pending *look_up_wire(struct channel *channel, uint32_t wire_id)
{
    const struct pending_key key = {.message_id = wire_id};
    struct pending *record;

    for (record = *bucket_of(&key); record; record = record->next)
        if (record->wire_id == wire_id && record->channel == channel)
            return record;
    for (record = channel->pending; record; record = record->next_of_channel)
        if (record->wire_id == wire_id)
            return record;              /* it has another id here */
    return NULL;
}

bool pending_find_wire(struct channel *channel, uint32_t wire_id, struct pending *found)
{
    struct pending *record;

    pthread_mutex_lock(&lock);
    record = look_up_wire(channel, wire_id);
    copy_out(record, found);
    pthread_mutex_unlock(&lock);
    return record;
}

bool pending_take(uint32_t id, bool wire, bool (*may)(const struct channel *, const void *), const void *data,
                  struct pending *found)
{
    struct pending *record;

    pthread_mutex_lock(&lock);
    record = look_up_id(id, wire, may, data);
    copy_out(record, found);
    if (record)
        take_out(record);
    pthread_mutex_unlock(&lock);
    return record;
}

bool pending_enter(const struct pending *record)
{
    bool entered;

    pthread_mutex_lock(&lock);
    entered = !in_use(record->key.message_id, record->channel) && add_locked(record);
    pthread_mutex_unlock(&lock);
    return entered;
}

static void go_on(struct pending *record, const struct pending *as)
{
    record->turn = as->turn;
    record->slot = as->slot;
    record->generation = as->generation;
    record->context = as->context;
    record->received = as->received;
    record->datagram = as->datagram;
    record->parcel = as->parcel;
    record->security = as->security;
}

void pending_update(const struct pending *found)
{
    struct pending *record;

    pthread_mutex_lock(&lock);
    record = look_up(&found->key, found->channel);
    if (record)
        go_on(record, found);
    pthread_mutex_unlock(&lock);
}

bool pending_pass(const struct pending *found, const struct pending *to)
{
    struct pending *record;
    bool same;

    pthread_mutex_lock(&lock);
    record = look_up(&found->key, found->channel);
    same = record && record->turn == found->turn && record->generation == found->generation;
    if (same)
        go_on(record, to);
    pthread_mutex_unlock(&lock);
    return same;
}

void pending_place(const struct pending *sent)
{
    struct pending *record;

    pthread_mutex_lock(&lock);
    record = look_up(&sent->key, sent->channel);
    if (record)
        record->position = sent->position;
    pthread_mutex_unlock(&lock);
}

bool pending_cancel_next(struct channel *channel, struct pending *cancelled)
{
    struct pending *record;

    pthread_mutex_lock(&lock);
    for (record = channel->pending; record; record = record->next_of_channel)
        if (record->received && record->turn != TURN_NOBODYS)
            break;
    if (record) {
        record->turn = TURN_NOBODYS;
        *cancelled = *record;
        cancelled->info = NULL;
    }
    pthread_mutex_unlock(&lock);
    return record;
}

int pending_range(const struct pending *found, uint32_t index, PORT_DATA_ENTRY *entry)
{
    struct pending *record;
    int result = -1;

    pthread_mutex_lock(&lock);
    record = look_up(&found->key, found->channel);
    if (record && record->info) {
        const PORT_DATA_INFORMATION *info = record->info;

        result = index < info->CountDataEntries ? 0 : -2;
        if (result == 0)
            *entry = info->DataEntries[index];
    }
    pthread_mutex_unlock(&lock);
    return result;
}

void pending_remove(const struct pending *found)
{
    struct pending *record;

    pthread_mutex_lock(&lock);
    record = look_up(&found->key, found->channel);
    if (record && record->generation == found->generation && record->slot == found->slot)
        take_out(record);
    pthread_mutex_unlock(&lock);
}

void pending_purge(struct channel *channel)
{
    pthread_mutex_lock(&lock);
    while (channel->pending)
        take_out(channel->pending);
    pthread_mutex_unlock(&lock);
}
