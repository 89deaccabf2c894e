/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One session at a time, from the first request to the server's death.
 *
 * The epoch is odd while there is a session and even while there is none, and only grows. What
 * belonged to a session is never unmapped, since another thread may be looking at it or asleep in
 * it: 104 KiB for each death of a server.
 *
 * When a session ends that somebody watches, that thread wakes every sleeper and tells the ports;
 * until it has done so no new session begins, or it would tell the wrong ones.
 */
#include "ntdll/client/session.h"

#include "common/control.h"
#include "ntdll/client/connect.h"
#include "ntdll/debug.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

DEBUG_CHANNEL(server);

#define GREETINGS      10       /* servers that hang up before we believe it */
#define EXIT_PATIENCE  1        /* seconds that a process may take to say that it ends */
#define LOOKS_A_SECOND 100

struct session {
    struct client_session client;               /* first */
    struct session *older;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;    /* guards everything here */
static pthread_cond_t wound_up = PTHREAD_COND_INITIALIZER;
static struct connection connection = {.fd = -1};
static struct session *current;             /* NULL: none; read without the lock */
static struct session *ended;               /* all that were before */
static uint32_t epoch;                      /* read without the lock */
static uint64_t secret;
static ino_t identity;                      /* of the socket */
static int events = -1;                     /* the watcher's connection */
static bool winding_up;                     /* the watcher has not finished with the last session */
static int cancel_state;                    /* of whoever holds the lock, before it did */
static sigset_t signals;                    /* the same */
static __thread bool i_watch;

uint32_t session_epoch(void)
{
    return shm_load_acquire(&epoch);
}

static void *map_shared(int fd, size_t size)
{
    void *memory =
        fd < 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    if (memory == MAP_FAILED)
        return NULL;
    madvise(memory, size, MADV_DONTFORK);       /* R7 */
    return memory;
}

enum hello { WELCOME, HUNG_UP, REFUSED };

/* The first words. */
static enum hello say_hello(struct client_session *session)
{
    struct hello_request request = {.version = PROTOCOL_VERSION, .pid = (uint32_t)getpid()};
    struct writer writer = packet_begin(&connection);
    struct hello_reply answer = {0};
    struct packet_reply reply;

    encode_hello_request(&writer, &request);
    if (!packet_exchange(&connection, OP_hello, 0, true, &writer, &reply))
        return HUNG_UP;
    if (NT_SUCCESS(reply.status) && decode_hello_reply(&reply.reader, &answer)) {
        session->pid = answer.pid;
        session->server_pid = answer.server_pid;
        session->create_time = answer.create_time;
        session->control = map_shared(reply.fds[0], sizeof(struct control_memory));
        session->shared = map_shared(reply.fds[1], SESSION_MEMORY_SIZE);
        secret = answer.secret;
    }
    close_fds(reply.fds, WIRE_MAX_FDS);
    if (session->control && session->shared)
        return WELCOME;
    ERR("the server refused us: %s",
        debug_status(NT_SUCCESS(reply.status) ? STATUS_NO_MEMORY : reply.status));
    return REFUSED;
}

/* The socket, unless the program has closed it under us and the number is another file's now. */
static void hang_up(void)
{
    struct stat now;

    if (connection.fd >= 0 && !fstat(connection.fd, &now) && now.st_ino == identity)
        close(connection.fd);
    connection.fd = -1;
    connection.answer = NULL;
    shm_store(&connection.told, false);
}

/* A server that had just decided to leave hangs up at once; the next one will not. */
static bool connect_and_greet(struct client_session *session)
{
    enum hello hello = HUNG_UP;
    struct stat made;

    for (int tries = 0; hello == HUNG_UP && tries < GREETINGS; tries++) {
        if (!server_connect(true, &connection.fd))
            return false;
        identity = fstat(connection.fd, &made) ? 0 : made.st_ino;
        hello = say_hello(session);
        if (hello != WELCOME)
            hang_up();
    }
    if (hello == HUNG_UP)
        ERR("the server hangs up at the first word");
    return hello == WELCOME;
}

/* A signal handler may have called exit() in the middle of a call: then nobody would give the
 * lock back. */
static bool lock_briefly(void)
{
    const struct timespec pause = {.tv_nsec = 1000000000l / LOOKS_A_SECOND};

    for (int looks = 0; looks < EXIT_PATIENCE * LOOKS_A_SECOND; looks++) {
        if (!pthread_mutex_trylock(&lock))
            return true;
        nanosleep(&pause, NULL);
    }
    return false;
}

/* exit(), or the end of main(): whoever asks for the exit status shall get it. _exit() tells
 * nobody. */
static void on_process_exit(int status, void *unused)
{
    struct exit_process_request request = {.handle = (uint64_t)-1, .status = status};
    struct timeval patience = {.tv_sec = EXIT_PATIENCE};
    struct packet_reply reply;
    struct writer writer;

    (void)unused;
    if (!lock_briefly())
        return;
    if (current) {
        /* by the socket, which can be given patience */
        setsockopt(connection.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        writer = packet_begin(&connection);
        encode_exit_process_request(&writer, &request);
        if (packet_exchange(&connection, OP_exit_process, 0, true, &writer, &reply))
            close_fds(reply.fds, WIRE_MAX_FDS);
        else
            session_break();
    }
    pthread_mutex_unlock(&lock);
}

static void watch_exit(void)
{
    on_exit(on_process_exit, NULL);
}

/* Under lock. */
static bool begin_session(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct session *session = calloc(1, sizeof *session);
    struct client_session *client = session ? &session->client : NULL;

    if (!session)
        return false;
    pthread_once(&once, watch_exit);
    if (!connect_and_greet(client)) {
        if (client->control)
            munmap(client->control, sizeof(struct control_memory));
        if (client->shared)
            munmap(client->shared, SESSION_MEMORY_SIZE);
        free(session);
        return false;
    }
    connection.answer = &client->control->answer;
    client->epoch = epoch + 1;
    shm_store_release(&epoch, client->epoch);
    shm_store_release(&current, session);
    TRACE("session %u with server %u", client->epoch, client->server_pid);
    return true;
}

/* Under lock. */
static void retire(void)
{
    current->older = ended;
    ended = current;
    shm_store_release(&current, NULL);
    shm_store_release(&epoch, epoch + 1);
    hang_up();
}

bool session_told(void)
{
    return shm_load(&connection.told);
}

void session_break(void)
{
    if (!current)
        return;
    WARN("session %u is over", current->client.epoch);
    retire();
    if (events >= 0) {
        winding_up = true;
        shutdown(events, SHUT_RDWR);            /* it may be that only the first connection broke */
    }
}

/* Wine ends threads by a signal. libntport-wine.so, which knows it, is in front of us then. */
void ntport_hold_signals(sigset_t *before) __attribute__((weak));

/* A thread is not cancelled while it has the lock, and not ended in other ways that are known. */
struct connection *session_lock(bool begin, NTSTATUS *status)
{
    sigset_t signals_before;
    int before;

    *status = STATUS_INVALID_HANDLE;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    if (ntport_hold_signals)
        ntport_hold_signals(&signals_before);
    pthread_mutex_lock(&lock);
    if (begin && !current && !i_watch) {
        while (winding_up)
            pthread_cond_wait(&wound_up, &lock);
        if (!current && !begin_session())
            *status = STATUS_SERVER_DISABLED;
    }
    cancel_state = before;
    if (ntport_hold_signals)
        signals = signals_before;
    if (current)
        return &connection;
    session_unlock();
    return NULL;
}

void session_unlock(void)
{
    const sigset_t signals_before = signals;
    int before = cancel_state;

    pthread_mutex_unlock(&lock);
    if (ntport_hold_signals)
        pthread_sigmask(SIG_SETMASK, &signals_before, NULL);
    pthread_setcancelstate(before, NULL);
}

const struct client_session *client_session(void)
{
    const struct session *session = shm_load_acquire(&current);
    NTSTATUS status;

    if (!session && session_lock(true, &status)) {
        session = current;
        session_unlock();
    }
    return session ? &session->client : NULL;
}

/* The watcher. */

uint64_t session_secret(void)
{
    uint64_t value;

    pthread_mutex_lock(&lock);
    value = secret;
    pthread_mutex_unlock(&lock);
    return value;
}

bool session_watched(struct session_watch *watch)
{
    bool ours;

    pthread_mutex_lock(&lock);
    ours = current && current->client.epoch == watch->epoch && events < 0;
    if (ours) {
        events = watch->events;
        watch->control = current->client.control;
    }
    pthread_mutex_unlock(&lock);
    return ours;
}

void session_watch_ended(const struct session_watch *watch)
{
    pthread_mutex_lock(&lock);
    if (current && current->client.epoch == watch->epoch)
        session_break();
    pthread_mutex_unlock(&lock);
}

void session_wound_up(const struct session_watch *watch)
{
    pthread_mutex_lock(&lock);
    if (events == watch->events) {
        events = -1;
        close(watch->events);
        winding_up = false;
        pthread_cond_broadcast(&wound_up);
    }
    pthread_mutex_unlock(&lock);
}

void session_i_watch(void)
{
    i_watch = true;
}

void session_forget(void)
{
    pthread_mutex_init(&lock, NULL);
    pthread_cond_init(&wound_up, NULL);
    close_fds(&events, 1);
    if (current)
        retire();
    hang_up();                                  /* perhaps somebody was about to connect */
    winding_up = false;
    i_watch = false;
}
