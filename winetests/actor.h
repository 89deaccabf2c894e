/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Actors: threads, in this process or in another one, that run a function when they are told to.
 *
 * A conversation of several processes is so written down in one place, in the order in which it
 * happens. A helper process is this program once more; the function's argument block travels there
 * through a pipe, and back when the function has returned. Pointers in it mean something to the
 * actor's process only. Checks that an actor makes are counted here when its answer arrives.
 */
#pragma once

#include "winetests/platform.h"
#include "winetests/test.h"

struct actor;
typedef void actor_function(void *args);

#define ACTOR_ARGS_MAX 3584

/* A thread of this process. */
struct actor *actor_thread(void);
/* The first thread of a new process that can have up to n_threads. */
struct actor *actor_process(unsigned int n_threads);
/* The next thread in the process of an actor from actor_process(). */
struct actor *actor_sibling(struct actor *first);

/* Start of a call; it may block for as long as it likes. */
void actor_begin(struct actor *actor, actor_function *function, const void *args, size_t size);
/* Its end; args (or NULL) as the function left them. When it does not come, the family is over. */
void actor_end(struct actor *actor, void *args);
/* Both. args goes there and comes back. */
void actor_call(struct actor *actor, actor_function *function, void *args, size_t size);
/* Whether the call that was begun is still going on, a glimpse later. */
bool actor_blocked(struct actor *actor);

CLIENT_ID actor_id(const struct actor *actor);
/* What messages say of it (own_id). */
CLIENT_ID actor_sender(const struct actor *actor);
/* A handle of ours in its process, and the reverse. */
HANDLE actor_give(struct actor *actor, HANDLE handle);
HANDLE actor_take(struct actor *actor, HANDLE handle);
/* A handle to its thread. */
HANDLE actor_open_thread(const struct actor *actor, ACCESS_MASK access);

/* The thread ends (not the first of a process). Over when it is gone. Frees the actor. */
void actor_leave(struct actor *actor);
/* The first thread calls exit(0); others may be inside a call. Over when the process is gone. */
void actor_exit(struct actor *first);
/* actor_leave() for a thread of this process, actor_exit() for one of its own. */
void actor_finish(struct actor *actor);
/* The process is killed, wherever its threads are. Over when it is gone. */
void actor_kill(struct actor *first);

/* The process has been ended by somebody else's doing. Over when it is gone. */
void actor_gone(struct actor *first);

/* --- what every family has actors do --- */

/* Nobody's handle, and what an out parameter holds before the call. */
#define BAD_HANDLE ((HANDLE)(ULONG_PTR)0xdeadbee0)
#define UNTOUCHED ((HANDLE)(ULONG_PTR)0x5ca1ab1e)

struct handle_args {
    HANDLE handle;
    NTSTATUS status;
};
void close_run(void *args);                 /* NtClose */
NTSTATUS actor_close(struct actor *actor, HANDLE handle);

/* What main() does with "--actor ENDS...". Does not return. */
_Noreturn void actor_main(int n_ends, char **ends);
