/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Does a process live? Asked beside each copy of its memory (R31): as long as the answer is yes its number is nobody else's.
 *
 * Asking a pidfd by poll() takes four times as long as asking an epoll that has heard of no end, so one of this process's
 * watches all pidfds that are kept. It hears of an end before the number can be given to another process, since the kernel
 * tells who watches a pidfd under the lock that reaping takes, too.
 */
#pragma once

#include <stdbool.h>

/* From now on it is watched, until it is given back, which closes it. false: cannot be. */
bool alive_keep(int pidfd);
void alive_give_back(int pidfd);
/* kept: it is watched. */
bool is_alive(int pidfd, bool kept);
/* fork: the child has none. */
void alive_forget(void);
