/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Locks in memory that several processes of one uid hold. Their owner may be killed at any
 * instruction: what they guard is changed by single stores, or can be made anew, so the next owner goes
 * on (R5).
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>

/* 0, or the error number of the C library. */
int robust_init(pthread_mutex_t *lock);
/* false: the last owner died inside, and what the lock guards should be looked over. */
bool robust_lock(pthread_mutex_t *lock);
void robust_unlock(pthread_mutex_t *lock);
