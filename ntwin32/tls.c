/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Thread-local slots. A thread's values are in a block that it gets with the first one it sets, and
 * that goes with it. TlsFree cannot reach the blocks of other threads; instead a slot counts how
 * often it was given out, and a value of an earlier time is none.
 */
#include "ntwin32/error.h"

#include <pthread.h>
#include <stdlib.h>
#include <windows.h>

#define N_SLOTS 1088 /* as many as Windows has: 64 in the TEB, 1024 beside it */

struct value {
    LPVOID pointer;
    ULONG time; /* the slot's when it was set */
};

static SRWLOCK lock = SRWLOCK_INIT; /* guards taken */
static BOOL taken[N_SLOTS];
static ULONG times[N_SLOTS]; /* changed by TlsAlloc, whose caller then tells others of the slot */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;

static void make_key(void)
{
    if (pthread_key_create(&key, free))
        abort();
}

DWORD WINAPI TlsAlloc(VOID)
{
    DWORD slot;

    pthread_once(&once, make_key);
    AcquireSRWLockExclusive(&lock);
    for (slot = 0; slot < N_SLOTS && taken[slot]; slot++)
        ;
    if (slot < N_SLOTS) {
        taken[slot] = TRUE;
        times[slot]++;
    }
    ReleaseSRWLockExclusive(&lock);
    if (slot < N_SLOTS)
        return slot;
    failed_with(ERROR_NO_MORE_ITEMS);
    return TLS_OUT_OF_INDEXES;
}

WINBOOL WINAPI TlsFree(DWORD dwTlsIndex)
{
    BOOL was_taken = FALSE;

    if (dwTlsIndex < N_SLOTS) {
        AcquireSRWLockExclusive(&lock);
        was_taken = taken[dwTlsIndex];
        taken[dwTlsIndex] = FALSE;
        ReleaseSRWLockExclusive(&lock);
    }
    return was_taken || failed_with(ERROR_INVALID_PARAMETER);
}

/* As on Windows, not whether anybody has been given the slot: this must be fast. */
LPVOID WINAPI TlsGetValue(DWORD dwTlsIndex)
{
    struct value *values;

    failed_with(dwTlsIndex < N_SLOTS ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER);
    if (dwTlsIndex >= N_SLOTS)
        return NULL;
    pthread_once(&once, make_key);
    values = pthread_getspecific(key);
    return values && values[dwTlsIndex].time == times[dwTlsIndex] ? values[dwTlsIndex].pointer
                                                                  : NULL;
}

WINBOOL WINAPI TlsSetValue(DWORD dwTlsIndex, LPVOID lpTlsValue)
{
    struct value *values;

    if (dwTlsIndex >= N_SLOTS)
        return failed_with(ERROR_INVALID_PARAMETER);
    pthread_once(&once, make_key);
    values = pthread_getspecific(key);
    if (!values) {
        values = calloc(N_SLOTS, sizeof *values);
        if (!values || pthread_setspecific(key, values)) {
            free(values);
            return failed_with(ERROR_NOT_ENOUGH_MEMORY);
        }
    }
    values[dwTlsIndex] = (struct value){lpTlsValue, times[dwTlsIndex]};
    return TRUE;
}
