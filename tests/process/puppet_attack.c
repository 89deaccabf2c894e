/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Acts that no honest program performs.
 */
#include "tests/process/acts.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

const struct act attack_acts[] = {
    { "scribble", scribble },
    { NULL, NULL },
};
