/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Random numbers of the kind for which a seed is enough, between 0 and 0x7ffffffe. Not for secrets.
 *
 * RtlUniform is Lehmer's generator, which NT documents, and gives the same sequence as NT.
 * RtlRandom shuffles two of them through a table of 128 values, as NT does, with a table of its
 * own.
 */
#include <ntrtl.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define N_SHUFFLED 128

ULONG NTAPI RtlUniform(PULONG Seed)
{
    *Seed = (ULONG)((uint64_t)*Seed * 0x7fffffed + 0x7fffffc3) % 0x7fffffff;
    return *Seed;
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static ULONG shuffled[N_SHUFFLED];      /* guarded by lock; filled from the first seed seen */
static bool is_filled;

static ULONG shuffle(PULONG seed, ULONG place_seed)
{
    ULONG fresh = RtlUniform(seed);
    ULONG *place, value;

    pthread_mutex_lock(&lock);
    if (!is_filled) {
        ULONG filling = fresh;

        for (size_t i = 0; i < N_SHUFFLED; i++)
            shuffled[i] = RtlUniform(&filling);
        is_filled = true;
    }
    place = &shuffled[place_seed % N_SHUFFLED];
    value = *place;
    *place = fresh;
    pthread_mutex_unlock(&lock);
    return value;
}

ULONG NTAPI RtlRandom(PULONG Seed)
{
    ULONG place = RtlUniform(Seed);

    return shuffle(Seed, place);
}

ULONG NTAPI RtlRandomEx(PULONG Seed)
{
    return shuffle(Seed, *Seed >> 3);
}
