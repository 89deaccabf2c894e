/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The calling thread, found through one thread-local structure. It introduces itself to the server
 * when it first needs to, and again after the server has died; it says goodbye when it ends,
 * through a destructor of the thread library, which also runs for threads that are no creation of
 * ours.
 */
#include "ntdll/client/self.h"

#include "ntdll/client/call.h"
#include "ntdll/client/teb.h"
#include "ntdll/client/usermem.h"
#include "ntdll/client/watcher.h"
#include "ntdll/debug.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

DEBUG_CHANNEL(thread);

static __thread struct self me __attribute__((tls_model("initial-exec")));
static pthread_key_t end_key;
static pthread_once_t end_once = PTHREAD_ONCE_INIT;

bool self_is_new(void)
{
    return !me.epoch;
}

bool self_is_stale(void)
{
    return me.epoch != session_epoch();
}

static void say_goodbye(void)
{
    struct exit_thread_request request = {.slot = me.slot, .status = me.exit_status};

    if (me.epoch && !self_is_stale())
        call_exit_thread(&request, NULL, NULL);
}

/* The thread ends. Later destructors may bring all of it back to life; then this one is called
 * again. */
static void on_thread_end(void *teb)
{
    if (me.lpc)
        lpc_thread_exit(me.lpc);
    me.lpc = NULL;
    say_goodbye();
    memset(&me, 0, sizeof me);
    teb_destroy(teb);
    watcher_thread_leaves();
}

static void make_key(void)
{
    if (pthread_key_create(&end_key, on_thread_end)) {
        ERR("the program has used up all thread keys");
        abort();
    }
}

PTEB self_teb(void)
{
    if (me.teb)
        return me.teb;
    pthread_once(&end_once, make_key);
    me.teb = teb_create();
    if (!me.teb || pthread_setspecific(end_key, me.teb)) {
        ERR("no memory for a thread");
        abort();
    }
    me.pid = (uint32_t)getpid();
    me.tid = (uint32_t)gettid();
    return me.teb;
}

/* false: no server, or it has no place for one more thread. */
static bool introduce(void)
{
    struct register_thread_request request = {.teb = (uintptr_t)self_teb()};
    const struct client_session *session;
    struct register_thread_reply reply;
    NTSTATUS status;

    request.tid = me.tid;                       /* which self_teb() has found out */
    usermem_install();
    do {
        session = client_session();
        if (!session)
            return false;
        status = call_register_thread(&request, &reply, NULL);
    } while (session->epoch !=
             session_epoch()); /* it died meanwhile: who knows which one answered */
    if (!NT_SUCCESS(status)) {
        WARN("%s", debug_status(status));
        return false;
    }
    me.epoch = session->epoch;
    me.slot = reply.slot;
    me.pid = session->pid;
    me.control = &session->control->slots[reply.slot % CONTROL_SLOTS];
    teb_set_ids(me.teb, me.pid, me.tid);
    return true;
}

struct self *self(void)
{
    if (me.epoch && !self_is_stale())
        return &me;
    return introduce() ? &me : NULL;
}

uint32_t self_caller(void)
{
    return me.epoch && !self_is_stale() ? me.slot + 1 : 0;
}

void self_set_exit_status(NTSTATUS status)
{
    me.exit_status = status;
}

bool self_arm(struct self *self)
{
    shm_store_release(&self->control->word, 0);
    return watcher_start();
}

NTSTATUS self_sleep(struct self *self, const struct timespec *until)
{
    uint32_t *word = &self->control->word, value;

    while (!(value = shm_load_acquire(word)))
        if (futex_sleep(word, 0, until) == ETIMEDOUT && !shm_load_acquire(word))
            return STATUS_TIMEOUT;
    return value == 1 ? shm_load(&self->control->status) : STATUS_INVALID_HANDLE;
}

void self_forget(void)
{
    PTEB teb = me.teb;

    memset(&me, 0, sizeof me);
    if (!teb)
        return;
    me.teb = teb;
    me.pid = (uint32_t)getpid();
    me.tid = (uint32_t)gettid();
    teb_set_ids(teb, me.pid, me.tid);
}

uint64_t wire_current_thread(void)
{
    struct self *caller = self();

    return caller ? WIRE_THREAD(caller->slot) : 0;
}
