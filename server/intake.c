/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The intake; see intake.h.
 *
 * Whatever a descriptor's maker may hold up (receiving it, asking what it is, closing it) is done by a thread that
 * serves one user at a time; so a user waits for nobody's descriptors but his own. The doorman accepts, and closes only
 * sockets that no descriptor can stand in: until a thread has taken a client over, its socket takes none
 * (SO_PASSRIGHTS). A client that merely says nothing holds up nobody, since the threads poll. All tables are bounded:
 * the connection that has waited longest makes room for a new one, and so does the oldest deposit that nobody has fetched.
 */
#include "server/intake.h"

#include "common/socket_options.h"
#include "server/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAX_WORKERS     16              /* users that are served at once */
#define MAX_DEPOSITS    256             /* of a user */
#define MAX_CLOSING     16384
#define MAX_CLIENTS     32              /* of a user: deposit connections that have said nothing yet */
#define CLIENT_SECONDS  2
#define DEPOSIT_SECONDS 60              /* its process asks for it at once, or has died */
#define MAX_PASSED      253             /* descriptors that the kernel lets one packet carry */

struct deposit {
    uint64_t ticket;
    pid_t pid;
    int fd;
    bool used;
    int64_t until;                      /* second */
};

struct client {
    int socket;
    int64_t until;
};

struct worker {
    bool used;                          /* it serves that user */
    uid_t uid;
    int wake[2];
    int incoming[MAX_CLIENTS];          /* from the doorman */
    unsigned n_incoming;
    struct deposit deposits[MAX_DEPOSITS];
    unsigned next_deposit;
    /* the thread's own */
    struct client clients[MAX_CLIENTS]; /* oldest first */
    unsigned n_clients;
};

struct closing {
    uid_t uid;
    int fd;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;    /* guards all below, never held over a call that may wait */
static struct worker workers[MAX_WORKERS];
static unsigned n_workers;
static struct closing closing[MAX_CLOSING];
static unsigned n_closing;

static int listening = -1;              /* the doorman's */
static bool everybody;

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

/* Under lock. The one that serves the user; choose: else one that is free, which does from now on. */
static struct worker *worker_of(uid_t uid, bool choose)
{
    struct worker *free = NULL;

    for (unsigned i = 0; i < n_workers; i++) {
        if (workers[i].used && workers[i].uid == uid)
            return &workers[i];
        if (!workers[i].used)
            free = &workers[i];
    }
    if (!choose || !free)
        return NULL;
    free->used = true;
    free->uid = uid;
    return free;
}

static void wake(const struct worker *worker)
{
    if (write(worker->wake[1], "", 1) < 0 && errno != EAGAIN)
        log_error("the intake cannot be woken");
}

/* One of its user's, or -1. */
static int take_closing(const struct worker *worker)
{
    int fd = -1;

    pthread_mutex_lock(&lock);
    for (unsigned i = 0; worker->used && i < n_closing && fd < 0; i++)
        if (closing[i].uid == worker->uid) {
            fd = closing[i].fd;
            closing[i] = closing[--n_closing];
        }
    pthread_mutex_unlock(&lock);
    return fd;
}

static void close_what_is_due(const struct worker *worker)
{
    int fd;

    while ((fd = take_closing(worker)) >= 0)
        close(fd);
}

void intake_close(uid_t uid, int fd)
{
    struct worker *worker;
    bool kept;

    pthread_mutex_lock(&lock);
    kept = n_closing < MAX_CLOSING;
    if (kept)
        closing[n_closing++] = (struct closing){uid, fd};
    worker = worker_of(uid, true);      /* none is free: the first that is looks what there is to do */
    pthread_mutex_unlock(&lock);
    if (!kept)
        log_error("too many files wait to be closed; one is leaked");
    if (worker)
        wake(worker);
}

/* An older deposit that was never fetched makes room. */
static void keep(struct worker *worker, const struct deposit *deposit)
{
    struct deposit *place = &worker->deposits[worker->next_deposit];
    int old = -1;

    pthread_mutex_lock(&lock);
    if (place->used)
        old = place->fd;
    *place = *deposit;
    worker->next_deposit = (worker->next_deposit + 1) % MAX_DEPOSITS;
    pthread_mutex_unlock(&lock);
    if (old >= 0)
        close(old);
}

int intake_take(uid_t uid, pid_t pid, uint64_t ticket)
{
    struct worker *worker;
    int fd = -1;

    pthread_mutex_lock(&lock);
    worker = worker_of(uid, false);
    for (unsigned i = 0; worker && i < MAX_DEPOSITS && fd < 0; i++) {
        struct deposit *deposit = &worker->deposits[i];

        if (deposit->used && deposit->ticket == ticket && deposit->pid == pid) {
            fd = deposit->fd;
            deposit->used = false;
        }
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

/* Deposits whose time is over. true: there are others. */
static bool drop_deposits(struct worker *worker, int64_t second)
{
    bool some = false;

    for (unsigned i = 0; i < MAX_DEPOSITS; i++) {
        struct deposit *deposit = &worker->deposits[i];
        int fd = -1;

        pthread_mutex_lock(&lock);
        if (deposit->used && deposit->until <= second) {
            fd = deposit->fd;
            deposit->used = false;
        }
        some |= deposit->used;
        pthread_mutex_unlock(&lock);
        if (fd >= 0)
            close(fd);
    }
    return some;
}

/* The descriptors of a packet: the first is kept when it is the only one, else all are closed. -1: none to keep. */
static int only_descriptor(struct msghdr *message)
{
    int fd = -1, n_fds = 0;

    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        size_t n = c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS
                       ? (c->cmsg_len - CMSG_LEN(0)) / sizeof(int) : 0;

        for (size_t i = 0; i < n; i++) {
            int passed;

            memcpy(&passed, CMSG_DATA(c) + i * sizeof passed, sizeof passed);
            if (n_fds++)
                close(passed);
            else
                fd = passed;
        }
    }
    if (n_fds > 1) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* The ticket and the descriptor of one packet; false: not a deposit, and nothing is left open. */
static bool receive(int socket, struct deposit *deposit)
{
    union {
        struct cmsghdr header;
        uint8_t bytes[CMSG_SPACE(MAX_PASSED * sizeof(int)) + CMSG_SPACE(sizeof(struct ucred))];
    } control;
    struct iovec iov = {&deposit->ticket, sizeof deposit->ticket};
    struct msghdr message = {
        .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control,
    };
    ssize_t n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    struct stat st;

    if (n < 0)
        return false;
    deposit->fd = only_descriptor(&message);
    if (deposit->fd < 0)
        return false;
    if (n == sizeof deposit->ticket && !(message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) &&
        fstat(deposit->fd, &st) == 0 && S_ISREG(st.st_mode))
        return true;
    close(deposit->fd);
    return false;
}

static void serve(struct worker *worker, int socket)
{
    struct deposit deposit = {.fd = -1, .used = true, .until = now() + DEPOSIT_SECONDS};
    struct ucred peer;
    socklen_t size = sizeof peer;
    char answer = 1;                    /* the client may now name the ticket */

    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) || !receive(socket, &deposit))
        return;
    deposit.pid = peer.pid;
    keep(worker, &deposit);
    send(socket, &answer, 1, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void drop_client(struct worker *worker, unsigned i)
{
    close(worker->clients[i].socket);
    worker->n_clients--;
    memmove(&worker->clients[i], &worker->clients[i + 1], (worker->n_clients - i) * sizeof worker->clients[0]);
}

/* From here on its socket takes a descriptor, and the client is told so. */
static void welcome(struct worker *worker, int socket)
{
    const int one = 1;
    const char go = 0;

    if (worker->n_clients == MAX_CLIENTS)
        drop_client(worker, 0);
    setsockopt(socket, SOL_SOCKET, SO_PASSRIGHTS_NUMBER, &one, sizeof one);
    worker->clients[worker->n_clients++] = (struct client){socket, now() + CLIENT_SECONDS};
    send(socket, &go, 1, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void take_incoming(struct worker *worker)
{
    int sockets[MAX_CLIENTS];
    unsigned n;

    pthread_mutex_lock(&lock);
    n = worker->n_incoming;
    memcpy(sockets, worker->incoming, n * sizeof sockets[0]);
    worker->n_incoming = 0;
    pthread_mutex_unlock(&lock);
    for (unsigned i = 0; i < n; i++)
        welcome(worker, sockets[i]);
}

/* Nothing of its user is left: another's turn, if somebody's descriptors wait to be closed and nobody is there for it. true:
 * there is such a one. */
static bool change_user(struct worker *worker)
{
    bool found = false;

    pthread_mutex_lock(&lock);
    if (!worker->n_incoming) {
        worker->used = false;
        for (unsigned i = 0; i < n_closing && !found; i++)
            if (!worker_of(closing[i].uid, false)) {
                worker->used = found = true;
                worker->uid = closing[i].uid;
            }
    }
    pthread_mutex_unlock(&lock);
    return found;
}

/* Waits for something to do; how long at most depends on what there is to be dropped. */
static int wait_for_work(const struct worker *worker, struct pollfd *polled, bool have_deposits)
{
    int timeout_ms = have_deposits ? DEPOSIT_SECONDS * 1000 / 4 : -1;

    polled[0] = (struct pollfd){.fd = worker->wake[0], .events = POLLIN};
    for (unsigned i = 0; i < worker->n_clients; i++)
        polled[1 + i] = (struct pollfd){.fd = worker->clients[i].socket, .events = POLLIN};
    return poll(polled, 1 + worker->n_clients, worker->n_clients ? 500 : timeout_ms);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct pollfd polled[1 + MAX_CLIENTS];
    bool have_deposits = false;

    for (;;) {
        int n = wait_for_work(worker, polled, have_deposits);
        int64_t second = now();
        char drain[64];

        if (n < 0 && errno != EINTR)
            return NULL;
        for (unsigned i = worker->n_clients; n > 0 && i-- > 0;)
            if (polled[1 + i].revents) {
                serve(worker, worker->clients[i].socket);
                drop_client(worker, i);
            }
        if (n > 0 && polled[0].revents)
            while (read(worker->wake[0], drain, sizeof drain) > 0)
                ;
        do {
            close_what_is_due(worker);
            while (worker->n_clients && worker->clients[0].until <= second)
                drop_client(worker, 0);
            have_deposits = drop_deposits(worker, second);
            take_incoming(worker);
        } while (!worker->n_clients && !have_deposits && change_user(worker));
    }
}

/* false: there is no room for it. */
static bool hand_over(uid_t uid, int socket)
{
    struct worker *worker;
    bool taken = false;

    pthread_mutex_lock(&lock);
    worker = worker_of(uid, true);
    if (worker && worker->n_incoming < MAX_CLIENTS) {
        worker->incoming[worker->n_incoming++] = socket;
        taken = true;
    }
    pthread_mutex_unlock(&lock);
    if (taken)
        wake(worker);
    return taken;
}

/* false: out of descriptors. */
static bool admit_one(void)
{
    int socket = accept4(listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    struct ucred peer;
    socklen_t size = sizeof peer;

    if (socket < 0)
        return errno != EMFILE && errno != ENFILE && errno != ENOMEM && errno != ENOBUFS;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) ||
        (!everybody && peer.uid != geteuid() && peer.uid != 0) || !hand_over(peer.uid, socket))
        close(socket);
    return true;
}

static void *keep_door(void *unused)
{
    bool resting = false;               /* out of descriptors: no new connections for a moment */

    (void)unused;
    for (;;) {
        struct pollfd door = {.fd = resting ? -1 : listening, .events = POLLIN};
        int n = poll(&door, 1, resting ? 100 : -1);

        if (n < 0 && errno != EINTR)
            return NULL;
        resting = n > 0 && !admit_one();
    }
}

static bool start_thread(void *(*run)(void *), void *argument)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, run, argument))
        return false;
    pthread_detach(thread);
    return true;
}

/* Signals are for the main thread. */
bool intake_start(int listener, bool for_everybody)
{
    const int none = 0;
    bool started;
    sigset_t all, old;

    listening = listener;
    everybody = for_everybody;
    n_workers = for_everybody ? MAX_WORKERS : 2;        /* the user, and root */
    if (fcntl(listener, F_SETFL, O_NONBLOCK))
        return false;
    setsockopt(listener, SOL_SOCKET, SO_PASSRIGHTS_NUMBER, &none, sizeof none);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old);
    started = start_thread(keep_door, NULL);
    for (unsigned i = 0; started && i < n_workers; i++)
        started = !pipe2(workers[i].wake, O_CLOEXEC | O_NONBLOCK) && start_thread(work, &workers[i]);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return started;
}
