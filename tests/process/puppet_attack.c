/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Acts that no honest program performs.
 */
#include "common/channel.h"
#include "tests/process/acts.h"

#include <ntlpcapi.h>

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static uint64_t random_state = 0x9e3779b97f4a7c15u;

static uint64_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* All writable shared memory whose name contains the word. */
static size_t find_memory(const char *word, volatile uint8_t **begin, size_t *size, size_t max)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512];
    size_t n = 0;

    while (maps && n < max && fgets(line, sizeof(line), maps)) {
        unsigned long long from, to;
        char flags[8];

        if (sscanf(line, "%llx-%llx %7s", &from, &to, flags) == 3 && strcmp(flags, "rw-s") == 0 &&
            strstr(line, "/memfd:") && strstr(line, word)) {
            begin[n] = (volatile uint8_t *)(uintptr_t)from;
            size[n++] = (size_t)(to - from);
        }
    }
    if (maps)
        fclose(maps);
    return n;
}

static long long now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

/* scribble WORD MS SEED: random bytes over the shared memory of that name */
static NTSTATUS scribble(char *arguments)
{
    volatile uint8_t *begin[16];
    size_t size[16], n;
    char *word = next_word(&arguments);
    long long until = now() + next_number(&arguments);

    random_state += (uint64_t)next_number(&arguments) * 0x2545f4914f6cdd1du;
    n = find_memory(word ? word : "", begin, size, 16);
    add(" regions=%zu", n);
    while (n && now() < until) {
        for (int i = 0; i < 1000; i++) {
            size_t region = next_random() % n;
            /* Half of the blows go to the first page, where the positions are. */
            size_t offset = next_random() % (next_random() % 2 ? 4096 : size[region]);

            begin[region][offset % size[region]] = (uint8_t)next_random();
        }
    }
    return STATUS_SUCCESS;
}

/* ---- the memory of a connection with another user ---------------------------------------------- */

static struct channel_memory *find_channel(size_t *size)
{
    volatile uint8_t *begin[16];
    size_t sizes[16], n = find_memory("ntport-channel", begin, sizes, 16);

    *size = n ? sizes[n - 1] : 0;
    return n ? (struct channel_memory *)(uintptr_t)begin[n - 1] : NULL;
}

static long futex(uint32_t *word, int operation, uint32_t value, uintptr_t value2, uint32_t *word2)
{
    return syscall(SYS_futex, word, operation, value, value2, word2, 0);
}

/* Everywhere that somebody may sleep: the bells, and the slots of both ends. */
static size_t all_words(struct channel_memory *channel, uint32_t **words)
{
    struct reply_slot *slots = (struct reply_slot *)((uint8_t *)channel + CHANNEL_SLOTS_OFFSET);
    size_t n = 0;

    words[n++] = &channel->bells[0].bell.word;
    words[n++] = &channel->bells[1].bell.word;
    for (size_t i = 0; i < CLIENT_SLOTS + SERVER_SLOTS; i += i % CLIENT_SLOTS < 4 ? 1 : CLIENT_SLOTS / 4)
        words[n++] = &slots[i].word;
    return n;
}

static uint32_t far_away[1024];         /* where sleepers are sent */

static void requeue(uint32_t *word)
{
    futex(word, FUTEX_REQUEUE, 0, INT_MAX, far_away);
}

static void ring(uint32_t *word)
{
    __atomic_fetch_add(word, 1, __ATOMIC_SEQ_CST);
    futex(word, FUTEX_WAKE, INT_MAX, 0, NULL);
}

/* changed and back, so that it is what was expected: whoever goes to sleep then does */
static void flip(uint32_t *word)
{
    uint32_t value = __atomic_load_n(word, __ATOMIC_SEQ_CST);

    __atomic_store_n(word, value ^ 1, __ATOMIC_SEQ_CST);
    __atomic_store_n(word, value, __ATOMIC_SEQ_CST);
}

static void never_ring(uint32_t *word)
{
    __atomic_store_n(word + 1, 0, __ATOMIC_SEQ_CST);        /* the sleeping flag stands behind the word */
}

static void always_ring(uint32_t *word)
{
    __atomic_store_n(word + 1, 1, __ATOMIC_SEQ_CST);
    futex(word, FUTEX_WAKE, 1, 0, NULL);
}

static void *park(void *word)
{
    futex(word, FUTEX_WAIT, __atomic_load_n((uint32_t *)word, __ATOMIC_SEQ_CST), 0, NULL);
    return NULL;
}

/* a crowd that sleeps where the peer's threads do */
static void crowd(uint32_t *word)
{
    static unsigned n;
    pthread_attr_t attributes;
    pthread_t thread;

    if (n >= 1000)
        return;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 16384);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    n += !pthread_create(&thread, &attributes, park, word);
    pthread_attr_destroy(&attributes);
}

static void (*find_attack(const char *name))(uint32_t *)
{
    static const struct {
        const char *name;
        void (*attack)(uint32_t *);
    } attacks[] = {
        { "requeue", requeue }, { "ring", ring }, { "flip", flip }, { "never", never_ring },
        { "always", always_ring }, { "crowd", crowd },
    };

    for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++)
        if (strcmp(attacks[i].name, name) == 0)
            return attacks[i].attack;
    exit(98);
}

/* bells ATTACK MS [read-only]: on all words of the newest connection */
static NTSTATUS bells(char *arguments)
{
    void (*attack)(uint32_t *) = find_attack(next_word(&arguments));
    long long until = now() + next_number(&arguments);
    uint32_t *words[CLIENT_SLOTS + SERVER_SLOTS + 2];
    struct channel_memory *channel;
    size_t size, n;

    channel = find_channel(&size);
    if (!channel)
        return STATUS_NOT_FOUND;
    if (*arguments)
        mprotect(channel, size, PROT_READ);
    n = all_words(channel, words);
    for (size_t i = 0; now() < until; i++)
        attack(words[i % n]);
    return STATUS_SUCCESS;
}

/* lie WHERE VALUE: a position, or a field of every record of both rings */
static NTSTATUS lie(char *arguments)
{
    static const char *const fields[] = { "size", "slot", "generation", "flags", "length", "type", "tail", "head" };
    long long field = next_number(&arguments), value = next_number(&arguments);
    struct channel_memory *channel;
    uint8_t *rings;
    size_t size;

    channel = find_channel(&size);
    if (!channel)
        return STATUS_NOT_FOUND;
    add(" field=%s", fields[field]);
    rings = (uint8_t *)channel + CHANNEL_RINGS_OFFSET;
    for (int end = 0; end < 2 && field >= 6; end++)
        __atomic_store_n(field == 6 ? &channel->ring[end].tail : &channel->ring[end].head, (uint64_t)value,
                         __ATOMIC_SEQ_CST);
    for (size_t at = 0; field < 6 && at < size - CHANNEL_RINGS_OFFSET; at += RECORD_ALIGN) {
        struct ring_record *record = (struct ring_record *)(rings + at);
        PORT_MESSAGE *message = (PORT_MESSAGE *)(record + 1);

        switch (field) {
        case 0: record->size = (uint32_t)value; break;
        case 1: record->slot = (uint32_t)value; break;
        case 2: record->generation = (uint32_t)value; break;
        case 3: record->flags = (uint16_t)value; break;
        case 4: message->u1.Length = (ULONG)value; break;
        case 5: message->u2.ZeroInit = (ULONG)value; break;
        }
    }
    futex(&channel->bells[0].bell.word, FUTEX_WAKE, 1, 0, NULL);
    ring(&channel->bells[1].bell.word);
    return STATUS_SUCCESS;
}

/* punch: holes in all that is shared with the peer */
static NTSTATUS punch(char *arguments)
{
    size_t size;
    struct channel_memory *channel = find_channel(&size);

    (void)arguments;
    return channel && madvise(channel, size, MADV_REMOVE) == 0 ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

/* resize: every way to the memory's file that there is; held=1: none works */
static NTSTATUS resize(char *arguments)
{
    char path[64];
    size_t size;
    struct channel_memory *channel = find_channel(&size);
    bool done = false;
    int fd;

    (void)arguments;
    snprintf(path, sizeof(path), "/proc/self/map_files/%lx-%lx", (unsigned long)(uintptr_t)channel,
             (unsigned long)(uintptr_t)channel + size);
    fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd >= 0)
        done = ftruncate(fd, 4096) == 0 || ftruncate(fd, (off_t)size * 2) == 0 ||
               fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE) == 0;
    add(" held=%d", !done);
    close(fd);
    return STATUS_SUCCESS;
}

/* mapped WORD: how many regions of that name there are */
static NTSTATUS mapped(char *arguments)
{
    volatile uint8_t *begin[16];
    size_t size[16];

    add(" regions=%zu", find_memory(next_word(&arguments), begin, size, 16));
    return STATUS_SUCCESS;
}

const struct act attack_acts[] = {
    { "scribble", scribble },
    { "bells", bells },
    { "lie", lie },
    { "punch", punch },
    { "resize", resize },
    { "mapped", mapped },
    { NULL, NULL },
};
