/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages put in front; see kept.h. */
#include "ntdll/channel/kept.h"

#include "ntdll/channel/channel.h"

#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;        /* guards every queue's list */

struct kept *kept_new(struct channel *channel, uint32_t data_size)
{
    struct kept *kept = calloc(1, sizeof *kept + data_size);

    if (!kept)
        return NULL;
    kept->channel = channel_ref(channel);
    return kept;
}

void kept_free(struct kept *kept)
{
    channel_unref(kept->channel);
    free(kept);
}

void kept_add(struct queue *queue, struct kept *kept)
{
    struct kept **link = &queue->kept;

    pthread_mutex_lock(&lock);
    while (*link)
        link = &(*link)->next;
    *link = kept;
    shm_fetch_add(&queue->n_kept, 1);
    pthread_mutex_unlock(&lock);
    queue_wake_all(queue);
}

struct kept *kept_take(struct queue *queue, int64_t room, uint32_t *needed)
{
    struct kept *kept;

    *needed = 0;
    if (!shm_load_acquire(&queue->n_kept))
        return NULL;
    pthread_mutex_lock(&lock);
    kept = queue->kept;
    if (kept && (int64_t)(total_of(&kept->message.header) - sizeof(PORT_MESSAGE)) > room) {
        *needed = total_of(&kept->message.header);
        kept = NULL;
    } else if (kept) {
        queue->kept = kept->next;
        shm_fetch_add(&queue->n_kept, -1u);
    }
    pthread_mutex_unlock(&lock);
    return kept;
}

void kept_put_back(struct queue *queue, struct kept *kept)
{
    pthread_mutex_lock(&lock);
    kept->next = queue->kept;
    queue->kept = kept;
    shm_fetch_add(&queue->n_kept, 1);
    pthread_mutex_unlock(&lock);
}

void kept_drop(struct queue *queue)
{
    uint32_t needed;
    struct kept *kept;

    while ((kept = kept_take(queue, INT64_MAX, &needed)))
        kept_free(kept);
}
