/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The intake; see intake.h. Deposits that nobody fetches are dropped when their place is needed. */
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
#include <sys/time.h>
#include <unistd.h>

#define MAX_DEPOSITS 256
#define MAX_CLOSING  4096

struct deposit {
    uint64_t ticket;
    uid_t uid;
    pid_t pid;
    int fd;
    bool used;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;    /* guards the two tables, never held over a call */
static struct deposit deposits[MAX_DEPOSITS];
static unsigned next_deposit;
static int closing[MAX_CLOSING];
static unsigned n_closing;
static int listening = -1, wake[2] = {-1, -1};

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

/* The ticket and the descriptor of one packet; false: not a deposit. */
static bool receive(int socket, struct deposit *deposit)
{
    union {
        struct cmsghdr header;
        uint8_t bytes[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec iov = {&deposit->ticket, sizeof deposit->ticket};
    struct msghdr message = {
        .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control,
    };
    struct cmsghdr *c;

    if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != sizeof deposit->ticket)
        return false;
    c = CMSG_FIRSTHDR(&message);
    if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS ||
        c->cmsg_len != CMSG_LEN(sizeof(int)))
        return false;
    memcpy(&deposit->fd, CMSG_DATA(c), sizeof(int));
    return true;
}

static void serve(int socket)
{
    struct timeval patience = {.tv_sec = 2};
    struct deposit deposit = {.fd = -1, .used = true};
    struct ucred peer;
    socklen_t size = sizeof peer;
    struct stat st;
    char answer = 0;

    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) ||
        (peer.uid != geteuid() && peer.uid != 0) || !receive(socket, &deposit))
        return;
    if (fstat(deposit.fd, &st) || !S_ISREG(st.st_mode)) {
        close(deposit.fd);
        return;
    }
    deposit.uid = peer.uid;
    deposit.pid = peer.pid;
    keep(&deposit);
    answer = 1;                         /* the client may now name the ticket */
    send(socket, &answer, 1, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void *intake(void *unused)
{
    struct pollfd both[] = {{.fd = listening, .events = POLLIN}, {.fd = wake[0], .events = POLLIN}};

    (void)unused;
    for (;;) {
        char drain[64];
        int socket;

        if (poll(both, 2, -1) < 0 && errno != EINTR)
            return NULL;
        while (read(wake[0], drain, sizeof drain) > 0)
            ;
        close_what_is_due();
        socket = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
        if (socket >= 0) {
            serve(socket);
            close(socket);
        }
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
