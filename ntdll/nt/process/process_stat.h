/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What only the kernel knows of a process or a thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct process_stat {
    uint32_t parent;
    int64_t user_time, kernel_time;         /* 100 ns */
};

/* tid 0: of the whole process. Zeroes when there is no such one any more. */
void process_stat_read(struct process_stat *stat, uint32_t pid, uint32_t tid);
