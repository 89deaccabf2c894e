/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The intake; see intake.h.
 *
 * The thread may be held up by a client's descriptor (R19), and then other deposits wait; a client that
 * merely says nothing holds up nobody, since the thread polls. All tables are bounded: the connection that has
 * waited longest makes room for a new one, and so does the oldest deposit that nobody has fetched.
 */
#include "server/intake.h"

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

#define MAX_DEPOSITS    256
#define MAX_CLOSING     4096
#define MAX_CLIENTS     32              /* deposit connections that have said nothing yet */
#define CLIENT_SECONDS  2
#define DEPOSIT_SECONDS 60              /* its process asks for it at once, or has died */
#define MAX_PASSED      253             /* descriptors that the kernel lets one packet carry */

struct deposit {
    uint64_t ticket;
    uid_t uid;
    pid_t pid;
    int fd;
    bool used;
    int64_t until;                      /* second */
};

struct client {
    int socket;
    int64_t until;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;    /* guards the two tables, never held over a call */
static struct deposit deposits[MAX_DEPOSITS];
static unsigned next_deposit;
static int closing[MAX_CLOSING];
static unsigned n_closing;

/* the thread's own */
static int listening = -1, wake[2] = {-1, -1};
static struct client clients[MAX_CLIENTS];                  /* oldest first */
static unsigned n_clients;
static bool resting;                    /* out of descriptors: no new connections for a moment */

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

static void close_what_is_due(void)
{
    for (;;) {
        int fd = -1;

        pthread_mutex_lock(&lock);
        if (n_closing)
            fd = closing[--n_closing];
        pthread_mutex_unlock(&lock);
        if (fd < 0)
            return;
        close(fd);
    }
}

void intake_close(int fd)
{
    bool kept = false;

    pthread_mutex_lock(&lock);
    if (n_closing < MAX_CLOSING) {
        closing[n_closing++] = fd;
        kept = true;
    }
    pthread_mutex_unlock(&lock);
    if (!kept)
        log_error("too many files wait to be closed; one is leaked");
    if (write(wake[1], "", 1) < 0 && errno != EAGAIN)
        log_error("the intake cannot be woken");
}

/* An older deposit that was never fetched makes room. */
static void keep(const struct deposit *deposit)
{
    int old = -1;

    pthread_mutex_lock(&lock);
    if (deposits[next_deposit].used)
        old = deposits[next_deposit].fd;
    deposits[next_deposit] = *deposit;
    next_deposit = (next_deposit + 1) % MAX_DEPOSITS;
    pthread_mutex_unlock(&lock);
    if (old >= 0)
        close(old);
}

int intake_take(uid_t uid, pid_t pid, uint64_t ticket)
{
    int fd = -1;

    pthread_mutex_lock(&lock);
    for (unsigned i = 0; i < MAX_DEPOSITS && fd < 0; i++)
        if (deposits[i].used && deposits[i].ticket == ticket && deposits[i].uid == uid &&
            deposits[i].pid == pid) {
            fd = deposits[i].fd;
            deposits[i].used = false;
        }
    pthread_mutex_unlock(&lock);
    return fd;
}

/* Deposits whose time is over. true: there are others. */
static bool drop_deposits(int64_t second)
{
    bool some = false;

    for (unsigned i = 0; i < MAX_DEPOSITS; i++) {
        int fd = -1;

        pthread_mutex_lock(&lock);
        if (deposits[i].used && deposits[i].until <= second) {
            fd = deposits[i].fd;
            deposits[i].used = false;
        }
        some |= deposits[i].used;
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
        uint8_t bytes[CMSG_SPACE(MAX_PASSED * sizeof(int))];
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

static void serve(int socket)
{
    struct deposit deposit = {.fd = -1, .used = true, .until = now() + DEPOSIT_SECONDS};
    struct ucred peer;
    socklen_t size = sizeof peer;
    char answer = 1;                    /* the client may now name the ticket */

    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) ||
        (peer.uid != geteuid() && peer.uid != 0) || !receive(socket, &deposit))
        return;
    deposit.uid = peer.uid;
    deposit.pid = peer.pid;
    keep(&deposit);
    send(socket, &answer, 1, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void drop_client(unsigned i)
{
    close(clients[i].socket);
    n_clients--;
    memmove(&clients[i], &clients[i + 1], (n_clients - i) * sizeof clients[0]);
}

static void accept_client(void)
{
    int socket = accept4(listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (socket < 0) {
        resting = errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS;
        if (resting && n_clients)
            drop_client(0);
        return;
    }
    if (n_clients == MAX_CLIENTS)
        drop_client(0);
    clients[n_clients++] = (struct client){socket, now() + CLIENT_SECONDS};
}

/* Waits for something to do; how long at most depends on what there is to be dropped. */
static int wait_for_work(struct pollfd *polled, bool have_deposits)
{
    int timeout_ms = have_deposits ? DEPOSIT_SECONDS * 1000 / 4 : -1;

    polled[0] = (struct pollfd){.fd = wake[0], .events = POLLIN};
    polled[1] = (struct pollfd){.fd = resting ? -1 : listening, .events = POLLIN};
    for (unsigned i = 0; i < n_clients; i++)
        polled[2 + i] = (struct pollfd){.fd = clients[i].socket, .events = POLLIN};
    if (n_clients)
        timeout_ms = 500;
    if (resting)
        timeout_ms = 100;
    resting = false;
    return poll(polled, 2 + n_clients, timeout_ms);
}

static void *intake(void *unused)
{
    struct pollfd polled[2 + MAX_CLIENTS];
    bool have_deposits = false;

    (void)unused;
    for (;;) {
        int n = wait_for_work(polled, have_deposits);
        int64_t second = now();
        char drain[64];

        if (n < 0 && errno != EINTR)
            return NULL;
        for (unsigned i = n_clients; n > 0 && i-- > 0;)
            if (polled[2 + i].revents) {
                serve(clients[i].socket);
                drop_client(i);
            }
        if (n > 0 && polled[0].revents)
            while (read(wake[0], drain, sizeof drain) > 0)
                ;
        close_what_is_due();
        while (n_clients && clients[0].until <= second)
            drop_client(0);
        have_deposits = drop_deposits(second);
        if (n > 0 && polled[1].revents)
            accept_client();
    }
}

/* Signals are for the main thread. */
bool intake_start(int listener)
{
    pthread_t thread;
    sigset_t all, old;
    int rc;

    listening = listener;
    if (pipe2(wake, O_CLOEXEC | O_NONBLOCK) || fcntl(listener, F_SETFL, O_NONBLOCK))
        return false;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old);
    rc = pthread_create(&thread, NULL, intake, NULL);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (rc)
        return false;
    pthread_detach(thread);
    return true;
}
