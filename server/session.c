/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sessions; see session.h. */
#include "server/session.h"

#include "common/socket_options.h"
#include "server/access.h"
#include "server/account.h"
#include "server/context.h"
#include "server/handle.h"
#include "server/log.h"
#include "server/loop.h"
#include "server/objects/port.h"
#include "server/page.h"
#include "server/shm.h"
#include "server/thread.h"
#include "server/wait.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define N_BUCKETS           1024
#define MAX_NOTICES         65536u      /* over that the process does not read, and is disconnected (R18) */
#define SOON_MS             20          /* that a notice may wait */

struct session *sessions;

static struct session *by_pid[N_BUCKETS];
static struct session *due;            /* first of those with notices that nobody has tried to send yet */
static struct session *soon;           /* and of those which wait a little, */
static uint64_t soon_since;            /* the first of them since then (ms) */
static uint32_t n_sessions;

uint32_t session_count(void)
{
    return n_sessions;
}

struct session *session_find(pid_t pid)
{
    struct session *session = by_pid[(uint32_t)pid % N_BUCKETS];

    while (session && session->pid != pid)
        session = session->next_by_pid;
    return session;
}

bool session_exists(const struct session *session)
{
    struct session *found = sessions;

    while (found && found != session)
        found = found->next;
    return found;
}

bool session_same(const struct session *a, const struct session *b)
{
    return a == b || (a->uid == b->uid && a->uid != OVERFLOW_UID);
}

bool session_may_open(const struct session *session, const struct session *other)
{
    return session->uid == 0 || session_same(session, other);
}

struct session *session_by_number(uint64_t number)
{
    struct session *session = sessions;

    while (session && session->number != number)
        session = session->next;
    return session;
}

struct session *session_by_secret(uint64_t secret, pid_t pid)
{
    struct session *session = session_find(pid);

    return session && session->secret == secret && !session->events ? session : NULL;
}

/* Birth. */

static int open_pidfd(const struct connection_socket *socket)
{
    int fd = -1;
    socklen_t size = sizeof fd;

    if (getsockopt(socket->fd, SOL_SOCKET, SO_PEERPIDFD_NUMBER, &fd, &size) == 0)
        return fd;
    return (int)syscall(SYS_pidfd_open, socket->pid, 0);
}

static NTSTATUS make_token(struct session *session)
{
    gid_t groups[1024];
    socklen_t size = sizeof groups;
    NTSTATUS status;

    if (getsockopt(session->socket->fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size)) {
        if (errno == ERANGE)            /* without some of them, what denies them something would not */
            return STATUS_TOO_MANY_CONTEXT_IDS;
        size = 0;
    }
    status = token_of_process(&session->token, session->account, session->uid, session->gid, groups,
                              size / sizeof groups[0]);
    if (!NT_SUCCESS(status))
        return status;
    session->token->session = session;
    return object_secure(&session->token->object, session, NULL, NULL, 0);
}

static NTSTATUS make_memory(struct session *session, int *control_fd)
{
    void *memory;
    NTSTATUS status = charge_take(&session->memory, session->account, 0, 0, sizeof *session->control);

    if (NT_SUCCESS(status))
        status = shm_create_mapped(control_fd, &memory, "ntport-control", sizeof *session->control);
    if (NT_SUCCESS(status))
        session->control = memory;
    return status;
}

static NTSTATUS make_process(struct session *session)
{
    NTSTATUS status;
    struct process *process = object_new(&process_type, session->account, &status);

    if (!process)
        return status;
    process->pid = session->pid;
    process->session = session;
    session->process = process;
    return object_secure(&process->object, session, NULL, NULL, 0);
}

static void enter(struct session *session)
{
    struct session **bucket = &by_pid[(uint32_t)session->pid % N_BUCKETS];

    session->next = sessions;
    sessions = session;
    session->next_by_pid = *bucket;
    *bucket = session;
    n_sessions++;
}

static void release(struct session *session)
{
    if (session->control)
        munmap(session->control, sizeof *session->control);
    if (session->pidfd >= 0)
        close(session->pidfd);
    if (session->process)
        object_unref(session->process);
    handle_table_free(session);
    context_free(session);
    if (session->token) {
        session->token->session = NULL;
        object_unref(session->token);
    }
    pages_leave(session);
    charge_release(&session->memory);
    account_leave(session->account);
    letters_leave(session);
    free(session->notices);
    free(session);
}

NTSTATUS session_create(struct session **out, struct connection_socket *socket)
{
    static uint64_t last_number;
    struct session *session = calloc(1, sizeof *session);
    int control_fd = -1;
    NTSTATUS status;

    if (!session)
        return STATUS_NO_MEMORY;
    session->number = ++last_number;
    session->socket = socket;
    session->pid = socket->pid;
    session->uid = socket->uid;
    session->gid = socket->gid;
    session->pidfd = open_pidfd(socket);
    status = account_enter(&session->account, socket->uid);
    if (NT_SUCCESS(status) && session->pidfd < 0)
        status = STATUS_INSUFFICIENT_RESOURCES;
    if (NT_SUCCESS(status))
        status = make_token(session);
    if (NT_SUCCESS(status))
        status = make_memory(session, &control_fd);
    if (NT_SUCCESS(status))
        status = make_process(session);
    if (NT_SUCCESS(status) && getrandom(&session->secret, sizeof session->secret, 0) < 0)
        status = STATUS_INSUFFICIENT_RESOURCES;
    if (NT_SUCCESS(status) && !loop_watch_process(session))
        status = STATUS_INSUFFICIENT_RESOURCES;
    if (!NT_SUCCESS(status)) {
        if (control_fd >= 0)
            close(control_fd);
        release(session);
        return status;
    }
    enter(session);
    socket->session = session;
    session_give_fd(session, control_fd);
    session_send_fd(session, account_counters_fd(session->account));
    *out = session;
    return STATUS_SUCCESS;
}

/* Death: threads, then handles, then ports: NT's order (lpc-semantics 12). */

static void leave(struct session *session)
{
    struct session **link = &sessions;

    while (*link != session)
        link = &(*link)->next;
    *link = session->next;
    link = &by_pid[(uint32_t)session->pid % N_BUCKETS];
    while (*link != session)
        link = &(*link)->next_by_pid;
    *link = session->next_by_pid;
    n_sessions--;
    link = &due;
    while (*link && *link != session)
        link = &(*link)->next_due;
    if (*link)
        *link = session->next_due;
    link = &soon;
    while (*link && *link != session)
        link = &(*link)->next_soon;
    if (*link)
        *link = session->next_soon;
}

void session_destroy(struct session *session)
{
    struct process *process = session->process;

    loop_unwatch_process(session);
    for (uint32_t slot = 0; slot < CONTROL_SLOTS; slot++)
        if (session->threads[slot])
            thread_end(session->threads[slot], process->exit_status);
    handle_close_all(session);
    port_session_exit(session);
    process->session = NULL;
    process->exit_time = nt_time_now();
    wake_waiters(&process->object);
    leave(session);
    loop_close(session->socket);
    session->socket->session = NULL;
    if (session->events) {
        loop_close(session->events);
        session->events->session = NULL;
    }
    release(session);
}

struct thread *session_thread(struct session *session, uint32_t slot)
{
    return slot < CONTROL_SLOTS ? session->threads[slot] : NULL;
}

void session_ring(struct session *session, uint32_t slot, NTSTATUS status)
{
    struct control_slot *place = &session->control->slots[slot];

    shm_store(&place->status, status);
    shm_store_release(&place->word, 1);
    futex_wake(&place->word, 1);
}

void session_answered(struct session *session, enum answer_where place)
{
    struct control_answer *answer = &session->control->answer;

    shm_store_release(&answer->place, place);
    futex_wake(&answer->place, 1);
}

bool session_answer(struct session *session, const void *packet, size_t size)
{
    struct control_answer *answer = &session->control->answer;

    if (size > sizeof answer->packet)
        return false;
    memcpy(answer->packet, packet, size);
    shm_store(&answer->size, (uint32_t)size);
    session_answered(session, ANSWER_HERE);
    return true;
}

/* Notices. */

static bool same_notice(const struct notice *a, const struct notice *b)
{
    return a->type == b->type && a->id == b->id && a->handle == b->handle;
}

static bool add_notice(struct session *session, const struct notice *notice)
{
    for (uint32_t i = 0; i < session->n_notices && i < NOTICES_A_PACKET; i++)
        if (same_notice(&session->notices[i], notice))
            return true;
    if (session->n_notices == session->notices_size) {
        uint32_t size = session->notices_size ? session->notices_size * 2 : 64;
        struct notice *grown = size <= MAX_NOTICES ? realloc(session->notices, size * sizeof *grown) : NULL;

        if (!grown) {                   /* a lost notice would be a hang: it ends instead (R18), next turn */
            log_warning("process %d does not read its notices; disconnected", session->pid);
            shutdown(session->socket->fd, SHUT_RDWR);
            return false;
        }
        session->notices = grown;
        session->notices_size = size;
    }
    session->notices[session->n_notices++] = *notice;
    return true;
}

static void be_due(struct session *session)
{
    if (session->due)
        return;
    session->due = true;
    session->next_due = due;
    due = session;
}

void session_notify(struct session *session, const struct notice *notice)
{
    if (add_notice(session, notice))
        be_due(session);
}

static uint64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void session_notify_soon(struct session *session, const struct notice *notice)
{
    if (!add_notice(session, notice))
        return;
    if (session->n_notices >= NOTICES_A_PACKET)
        be_due(session);
    if (session->soon)
        return;
    if (!soon)
        soon_since = now_ms();
    session->soon = true;
    session->next_soon = soon;
    soon = session;
}

void session_withdraw_notice(struct session *session, uint32_t type, uint32_t id)
{
    uint32_t n = 0;

    if (session->n_notices > NOTICES_A_PACKET)
        return;
    for (uint32_t i = 0; i < session->n_notices; i++)
        if (session->notices[i].type != type || session->notices[i].id != id)
            session->notices[n++] = session->notices[i];
    session->n_notices = n;
}

int sessions_tell_soon(void)
{
    uint64_t waited = soon ? now_ms() - soon_since : 0;

    if (!soon)
        return -1;
    if (waited < SOON_MS)
        return (int)(SOON_MS - waited);
    while (soon) {
        struct session *session = soon;

        soon = session->next_soon;
        session->soon = false;
        be_due(session);
    }
    sessions_flush();
    return -1;
}

void sessions_flush(void)
{
    while (due) {
        struct session *session = due;

        due = session->next_due;
        session->due = false;
        session_flush_notices(session);
    }
}

void session_flush_notices(struct session *session)
{
    while (session->events && session->n_notices) {
        uint32_t n = session->n_notices < NOTICES_A_PACKET ? session->n_notices : NOTICES_A_PACKET;
        ssize_t sent = send(session->events->fd, session->notices, n * sizeof *session->notices,
                            MSG_DONTWAIT | MSG_NOSIGNAL);

        if (sent < 0) {
            loop_want_write(session->events, errno == EAGAIN);
            return;
        }
        session->n_notices -= n;
        memmove(session->notices, session->notices + n, session->n_notices * sizeof *session->notices);
    }
    if (session->events)
        loop_want_write(session->events, false);
}
