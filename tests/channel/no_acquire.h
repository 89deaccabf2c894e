/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A seeded fault for check-handover.sh: what is published is read without acquire. */
#include "common/shmem.h"

#undef shm_load_acquire
#define shm_load_acquire(p) shm_load(p)
