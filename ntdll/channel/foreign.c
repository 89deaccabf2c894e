/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Channels to another user's processes; see foreign.h. */
#include "ntdll/channel/foreign.h"

#include "ntdll/channel/spin.h"

#include <errno.h>
#include <stdlib.h>

#define RINGS_FOR_NOTHING 64            /* before a bell is not listened to, */
#define RINGS_OWED_MAX    (1 << 20)     /* for messages that have been taken */
#define MUTE_FIRST        50000000ll    /* ns; doubles with each ring after that, */
#define MUTE_LONGEST      1000000000ll  /* up to here */

struct foreign {
    struct foreign_bell *own, *peer;    /* who receives rings in own, sends rings peer */
    uint32_t alarm;                     /* of this process alone */
    /* how the peer rings; whoever has been woken counts */
    int32_t n_rings;                    /* since the last message; negative: so many may still come for those before */
    uint32_t sequence;                  /* the last message */
    int64_t mute, muted_until;          /* ns */
};

struct foreign *foreign_new(struct channel_memory *memory, enum channel_end end)
{
    struct foreign *foreign = calloc(1, sizeof *foreign);

    if (foreign) {
        foreign->own = &memory->bells[end];
        foreign->peer = &memory->bells[!end];
    }
    return foreign;
}

void foreign_announce(struct channel *channel)
{
    struct bell *bell = &channel->foreign->peer->bell;

    if (!shm_load(&bell->sleeping) || !shm_exchange(&bell->sleeping, 0))
        return;
    if (channel->bell == BELL_BY_SERVER && channel->end == CLIENT_END) {
        channel_ring_by_server(channel);
        return;
    }
    shm_fetch_add(&bell->word, 1);
    futex_wake(&bell->word, 1);
}

uint32_t foreign_watched(const struct foreign *foreign)
{
    return shm_load(&foreign->peer->watched);
}

/* ---- a thread that waits for an answer --------------------------------------------------------- */

void foreign_alarm(struct foreign *foreign)
{
    shm_fetch_add(&foreign->alarm, 1);
    futex_wake(&foreign->alarm, INT_MAX);
}

enum slot_state foreign_await_slot(struct channel *channel, struct reply_slot *slot, uint32_t generation,
                                   const struct futex_word *also, const struct timespec *until)
{
    struct futex_word words = {.word = &channel->foreign->alarm, .next = also};

    for (;;) {
        enum slot_state state;

        words.value = shm_load_acquire(words.word);
        if (channel_is_left(channel))
            slot_lose(slot, 0, true);
        state = slot_await(slot, generation, shm_load(&channel->peer_cpu), &words, until);
        if (state != SLOT_WAITING || futex_words_changed(also) || shm_load_acquire(words.word) == words.value)
            return state;
        if (channel_is_left(channel))   /* whatever the peer, which is gone, writes into the slot by now */
            return SLOT_LOST;
    }
}

/* ---- receiving: under the queue's lock --------------------------------------------------------- */

static uint32_t n_foreign(const struct queue *queue)
{
    uint32_t n = shm_load(&queue->holder->n_foreign);

    return n < MAX_FOREIGN_BELLS ? n : MAX_FOREIGN_BELLS;
}

void foreign_leave(struct queue *queue, uint32_t index)
{
    struct holder_memory *holder = queue->holder;
    uint32_t n = n_foreign(queue);

    for (uint32_t i = n; i-- > 0;)      /* whoever dies in the middle leaves one twice, which is harmless */
        if (holder->foreign[i] == index) {
            holder->foreign[i] = holder->foreign[--n];
            shm_store(&holder->n_foreign, n);
        }
}

static bool rings_here(const struct channel *channel)
{
    return channel->foreign && (channel->bell == BELL_OF_CHANNEL || channel->end == CLIENT_END);
}

void foreign_enter(struct queue *queue, struct channel *channel)
{
    struct holder_memory *holder = queue->holder;
    uint32_t n;

    foreign_leave(queue, channel->own_index);
    if (!channel->foreign)
        return;
    shm_store(&channel->foreign->own->watched, shm_load(&queue->memory->watched));
    n = n_foreign(queue);
    if (!rings_here(channel) || n == MAX_FOREIGN_BELLS)
        return;
    holder->foreign[n] = channel->own_index;
    shm_store(&holder->n_foreign, n + 1);
}

void foreign_watch(struct queue *queue)
{
    uint32_t watched = shm_load(&queue->memory->watched);

    for (uint32_t i = 0; i < queue->n_channels; i++)
        if (queue->channels[i] && queue->channels[i]->foreign)
            shm_store(&queue->channels[i]->foreign->own->watched, watched);
}

/* (2) the flag, then a full fence, then the look which the caller takes: pairs with foreign_announce() (1). */
void foreign_arm(struct channel *channel)
{
    shm_store(&channel->foreign->own->bell.sleeping, 1);
    shm_fence();
}

static struct channel *known(const struct queue *queue, uint32_t i)
{
    uint32_t index = queue->holder->foreign[i];
    struct channel *channel = index < queue->n_channels ? queue->channels[index] : NULL;

    return channel && channel->foreign && !channel->broken ? channel : NULL;
}

void foreign_arm_all(struct queue *queue)
{
    for (uint32_t i = n_foreign(queue); i-- > 0;) {
        struct channel *channel = known(queue, i);

        if (channel)
            shm_store(&channel->foreign->own->bell.sleeping, 1);
    }
}

/* ---- sleeping at many bells -------------------------------------------------------------------- */

static int64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000ll + now.tv_nsec;
}

/* A sleeper's bells, each with a reference to its channel: the queue's lock is not held while it sleeps. */
struct vigil {
    struct channel *channels[MAX_FOREIGN_BELLS];
    struct futex_word words[MAX_FOREIGN_BELLS];
    uint32_t n;
    int64_t unmute;                     /* when the first muted bell is listened to again; 0: there is none */
};

static void vigil_begin(struct vigil *vigil, struct queue *queue)
{
    int64_t now = now_ns();

    vigil->n = 0;
    vigil->unmute = 0;
    queue_lock(queue);
    for (uint32_t i = n_foreign(queue); i-- > 0;) {
        struct channel *channel = known(queue, i);
        int64_t muted_until = channel ? shm_load(&channel->foreign->muted_until) : 0;

        if (muted_until > now) {
            if (!vigil->unmute || muted_until < vigil->unmute)
                vigil->unmute = muted_until;
        } else if (channel) {
            vigil->channels[vigil->n++] = channel_ref(channel);
        }
    }
    queue_unlock(queue);
}

static void vigil_end(struct vigil *vigil)
{
    while (vigil->n)
        channel_unref(vigil->channels[--vigil->n]);
}

static bool all_quiet(const struct vigil *vigil)
{
    for (uint32_t i = 0; i < vigil->n; i++)
        if (!ring_is_empty(&vigil->channels[i]->in, shm_load(&vigil->channels[i]->state->head)))
            return false;
    return true;
}

/* The words as they are, then the flags. */
static void set_words(struct vigil *vigil, const struct futex_word *also)
{
    for (uint32_t i = 0; i < vigil->n; i++) {
        struct bell *bell = &vigil->channels[i]->foreign->own->bell;

        vigil->words[i] = (struct futex_word){
            .word = &bell->word, .value = shm_load(&bell->word), .next = i ? &vigil->words[i - 1] : also,
        };
        shm_store(&bell->sleeping, 1);
    }
}

/* It has rung. false: for nothing, as often before. An honest sender rings once for each message at most; but messages may have been
 * taken long before their rings are heard, many at once. */
static bool count_ring(struct foreign *foreign, uint32_t sequence)
{
    int32_t n_taken = (int32_t)(sequence - shm_exchange(&foreign->sequence, sequence));

    if (n_taken > 0) {
        int32_t before = shm_load(&foreign->n_rings), n = (before < 0 ? before : 0) - n_taken;

        shm_store(&foreign->n_rings, n > -RINGS_OWED_MAX ? n : -RINGS_OWED_MAX);
        shm_store(&foreign->mute, 0);
    }
    return shm_fetch_add(&foreign->n_rings, 1) < RINGS_FOR_NOTHING;
}

static void mute(struct foreign *foreign)
{
    int64_t mute = shm_load(&foreign->mute) * 2;

    mute = mute < MUTE_FIRST ? MUTE_FIRST : mute > MUTE_LONGEST ? MUTE_LONGEST : mute;
    shm_store(&foreign->mute, mute);
    shm_store(&foreign->muted_until, now_ns() + mute);
}

static void see_who_rang(struct vigil *vigil)
{
    for (uint32_t i = 0; i < vigil->n; i++) {
        struct channel *channel = vigil->channels[i];

        if (shm_load(vigil->words[i].word) != vigil->words[i].value &&
            !count_ring(channel->foreign, shm_load(&channel->state->sequence)))
            mute(channel->foreign);
    }
}

static int sleep_at(struct vigil *vigil, struct queue *queue, uint32_t ticket, const struct futex_word *also,
                    const struct timespec *until)
{
    struct bell *bell = &queue->memory->bell;
    struct timespec unmute = {.tv_sec = vigil->unmute / 1000000000, .tv_nsec = vigil->unmute % 1000000000};
    bool until_unmute = vigil->unmute &&
                        (!until || unmute.tv_sec < until->tv_sec ||
                         (unmute.tv_sec == until->tv_sec && unmute.tv_nsec < until->tv_nsec));
    int rc = 0;

    shm_fetch_add(&queue->holder->n_asleep, 1);
    set_words(vigil, also);
    shm_store(&bell->sleeping, 1);
    shm_fence();                        /* as queue_await() (2), and foreign_arm() (2) */
    if (!queue_has_work(queue)) {
        rc = futex_sleep_either(&bell->word, ticket, vigil->n ? &vigil->words[vigil->n - 1] : also,
                                until_unmute ? &unmute : until);
        see_who_rang(vigil);
    }
    queue_wait_ends(queue);
    return rc == ETIMEDOUT && until_unmute ? 0 : rc;
}

bool foreign_await(struct queue *queue, const struct channel *polled, uint32_t ticket,
                   const struct futex_word *also, const struct timespec *until)
{
    struct spin spin = spin_start_first(shm_load(&queue->last_cpu));
    struct vigil vigil;
    int rc = 0;

    vigil_begin(&vigil, queue);
    while (queue_looks_idle(queue, polled, ticket) && all_quiet(&vigil))
        if (!spin_again(&spin)) {
            rc = sleep_at(&vigil, queue, ticket, also, until);
            break;
        }
    vigil_end(&vigil);
    return rc != ETIMEDOUT;
}

bool foreign_rung(struct channel *channel)
{
    return count_ring(channel->foreign, shm_load(&channel->state->sequence));
}
