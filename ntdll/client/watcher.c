/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The watcher thread: one a session, from the first time that somebody may have to sleep.
 *
 * It takes no signal that a program sends, and it does not keep a program alive whose other threads
 * have all ended: when the first thread has left by pthread_exit it looks now and then whether it
 * is alone.
 */
#include "ntdll/client/watcher.h"

#include "common/control.h"
#include "ntdll/client/connect.h"
#include "ntdll/client/self.h"
#include "ntdll/client/session.h"
#include "ntdll/client/tasks.h"
#include "ntdll/debug.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

DEBUG_CHANNEL(server);

#define STACK_SIZE    (256u * 1024)
#define ALONE_PERIOD  100                       /* ms between looks whether all others have ended */

static pthread_mutex_t start_lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t watched_epoch;                  /* of the session that is watched; atomic */
static int leaving = -1; /* eventfd: the first thread has left, or others after it */

/* Its attach_events has been accepted. */
static bool attach(int fd)
{
    struct attach_events_request request = {.version = PROTOCOL_VERSION,
                                            .secret = session_secret()};
    struct connection *connection = malloc(sizeof *connection);
    struct attach_events_reply answer;
    struct packet_reply reply;
    struct writer writer;
    bool done;

    if (!connection)
        return false;
    connection->fd = fd;
    connection->serial = 0;
    connection->answer = NULL;
    connection->told = false;
    writer = packet_begin(connection);
    encode_attach_events_request(&writer, &request);
    done = packet_exchange(connection, OP_attach_events, 0, false, &writer, &reply) &&
           NT_SUCCESS(reply.status) && decode_attach_events_reply(&reply.reader, &answer);
    free(connection);
    return done;
}

/* One packet of notices. false: the connection has ended. */
static bool read_notices(int fd)
{
    struct notice notices[NOTICES_A_PACKET];
    ssize_t size;

    do
        size = recv(fd, notices, sizeof notices, 0);
    while (size < 0 && errno == EINTR);
    if (size <= 0)
        return false;
    for (size_t i = 0; i < (size_t)size / sizeof notices[0]; i++)
        port_notice(&notices[i]);
    return true;
}

/* Wakes whoever sleeps on a word that only the server would have rung. */
static void wake_all(struct control_memory *control)
{
    for (size_t i = 0; i < CONTROL_SLOTS; i++) {
        shm_store_release(&control->slots[i].word, 2);
        futex_wake(&control->slots[i].word, INT_MAX);
    }
}

/* The last other thread has ended, and with it the process, as if we were not there. */
static void leave_if_alone(void)
{
    if (tasks_running() == 1)
        exit(0);
}

static void watch(int fd)
{
    struct pollfd polled[] = {{.fd = fd, .events = POLLIN}, {.fd = leaving, .events = POLLIN}};
    int period = -1;

    for (;;) {
        if (poll(polled, 2, period) < 0 && errno != EINTR)
            return;
        if (polled[0].revents && !read_notices(fd))
            return;
        if (polled[1].revents) {
            polled[1].fd = -1;
            period = ALONE_PERIOD;
        }
        if (period > 0)
            leave_if_alone();
    }
}

static void *watcher_main(void *argument)
{
    struct session_watch watch_of = *(struct session_watch *)argument;

    free(argument);
    pthread_setname_np(pthread_self(), "ntport-watcher");
    session_i_watch();
    watch(watch_of.events);
    TRACE("the server of session %u is gone", watch_of.epoch);
    session_watch_ended(&watch_of);
    wake_all(watch_of.control);
    port_server_died();
    session_wound_up(&watch_of);
    return NULL;
}

/* With every signal blocked but those of faults in our own code. */
static bool create_thread(struct session_watch *argument)
{
    sigset_t all, before;
    pthread_attr_t attributes;
    pthread_t thread;
    int error;

    sigfillset(&all);
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    sigdelset(&all, SIGABRT);
    if (pthread_attr_init(&attributes))
        return false;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&thread, &attributes, watcher_main, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return !error;
}

/* Under start_lock. */
static bool start(const struct client_session *session)
{
    struct session_watch *argument = malloc(sizeof *argument);
    int fd = -1;

    if (leaving < 0)
        leaving = eventfd(0, EFD_CLOEXEC);
    if (!argument || leaving < 0)
        goto failed;
    if (!server_connect(false, &fd) || !attach(fd)) {
        /* The server of this session is gone, and nobody was there to hear of it. */
        session_watch_ended(&(struct session_watch){.epoch = session->epoch});
        goto failed;
    }
    *argument = (struct session_watch){.epoch = session->epoch, .events = fd};
    if (!session_watched(argument))
        goto failed;
    if (create_thread(argument)) {
        shm_store_release(&watched_epoch, session->epoch);
        return true;
    }
    ERR("cannot create a thread");
    session_wound_up(argument);
    fd = -1;
failed:
    close_fds(&fd, 1);
    free(argument);
    return false;
}

static bool start_once(void)
{
    const struct client_session *session = client_session();
    int before;
    bool done;

    if (!session)
        return false;
    if (shm_load_acquire(&watched_epoch) == session->epoch)
        return true;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    pthread_mutex_lock(&start_lock);
    done = watched_epoch == session->epoch || start(session);
    pthread_mutex_unlock(&start_lock);
    pthread_setcancelstate(before, NULL);
    return done;
}

/* A session may turn out to be over just then; its successor is as good. */
bool watcher_start(void)
{
    return start_once() || start_once();
}

bool watcher_runs(void)
{
    return watched_epoch && shm_load_acquire(&watched_epoch) == session_epoch();
}

void watcher_thread_leaves(void)
{
    if (leaving >= 0 && tasks_leader_ended())
        eventfd_write(leaving, 1);
}

void watcher_forget(void)
{
    pthread_mutex_init(&start_lock, NULL);
    watched_epoch = 0;
    close_fds(&leaving, 1);
}
