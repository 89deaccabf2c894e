/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Unanswered messages; see pending.h. */
#include "ntdll/channel/pending.h"

#include <stdlib.h>
#include <string.h>

#define N_BUCKETS 1024

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

bool pending_add(const struct pending_key *key, struct channel *channel, const struct envelope *from,
                 const void *info, uint32_t info_size)
{
    struct pending *record;
    void *copy = NULL;

    if (info_size) {
        copy = malloc(info_size);
        if (!copy)
            return false;
        memcpy(copy, info, info_size);
    }
    pthread_mutex_lock(&lock);
    record = look_up(key, channel);
    if (record)
        take_out(record);
    record = spare;
    if (record)
        spare = record->next;
    else
        record = malloc(sizeof *record);
    if (record) {
        *record = (struct pending){
            .key = *key, .channel = channel_ref(channel), .slot = from->slot, .generation = from->generation,
            .info = copy, .info_size = info_size,
        };
        insert(record, bucket_of(key));
    }
    pthread_mutex_unlock(&lock);
    if (!record)
        free(copy);
    return record;
}

bool pending_find(const struct pending_key *key, bool (*may)(const struct channel *, const void *),
                  const void *data, struct pending *found)
{
    struct pending *record;

    pthread_mutex_lock(&lock);
    for (record = *bucket_of(key); record; record = record->next)
        if (same(&record->key, key) && may(record->channel, data))
            break;
    if (record) {
        *found = *record;
        found->info = NULL;
        channel_ref(found->channel);
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
