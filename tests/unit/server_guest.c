/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Guests; see server_guest.h. */
#include "tests/unit/server_guest.h"

#include "server/intake.h"
#include "server/loop.h"
#include "server/namespace.h"
#include "server/objects/port.h"

#include <fcntl.h>
#include <ntexapi.h>
#include <ntobapi.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static struct connection_socket *dead;
static pid_t next_pid = 100001;         /* above what the kernel gives in these tests */

/* ---- the parts that are played: loop.c and intake.c -------------------------------------------- */

struct loop_counters loop_counters;

void loop_stop(void)
{
}

bool loop_watch_process(struct session *session)
{
    (void)session;
    return true;
}

void loop_unwatch_process(struct session *session)
{
    (void)session;
}

void loop_want_write(struct connection_socket *socket, bool want)
{
    (void)socket, (void)want;
}

void loop_close(struct connection_socket *socket)
{
    if (socket->dead)
        return;
    socket->dead = true;
    socket->next_dead = dead;
    dead = socket;
}

static void bury(void)
{
    while (dead) {
        struct connection_socket *socket = dead;

        dead = socket->next_dead;
        close(socket->fd);
        free(socket->unsent);
        free(socket);
    }
}

/* Every ticket with a low bit is good for an empty file. */
int intake_take(uid_t uid, pid_t pid, uint64_t ticket)
{
    (void)uid, (void)pid;
    return ticket & 1 ? open("/dev/null", O_RDWR | O_CLOEXEC) : -1;
}

void intake_close(uid_t uid, int fd)
{
    (void)uid;
    close(fd);
}

/* ---- entering and leaving ------------------------------------------------------------------------ */

void guests_begin(void)
{
    if (!NT_SUCCESS(namespace_init()))
        abort();
}

static struct connection_socket *connect_socket(int *end, uid_t uid, pid_t pid)
{
    struct connection_socket *socket = calloc(1, sizeof *socket);
    int pair[2];

    if (!socket || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair))
        abort();
    socket->fd = pair[0];
    socket->uid = uid;
    socket->gid = uid;
    socket->pid = pid;
    *end = pair[1];
    return socket;
}

/* What a process has been sent; fds[0..n_fds) belong to the caller then. */
struct answer {
    struct wire_header header;
    uint8_t *bytes;
    size_t size, n_fds;
    int fds[WIRE_MAX_FDS];
};

static bool receive(int end, struct answer *answer)
{
    uint8_t control[CMSG_SPACE(sizeof answer->fds)];
    struct iovec iov[2] = {{&answer->header, sizeof answer->header}, {answer->bytes, WIRE_MAX}};
    struct msghdr message = {
        .msg_iov = iov, .msg_iovlen = 2, .msg_control = control, .msg_controllen = sizeof control,
    };
    ssize_t n = recvmsg(end, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

    if (n < (ssize_t)sizeof answer->header)
        return false;
    answer->size = (size_t)n - sizeof answer->header;
    answer->n_fds = 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c))
        if (c->cmsg_type == SCM_RIGHTS) {
            answer->n_fds = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
            memcpy(answer->fds, CMSG_DATA(c), answer->n_fds * sizeof(int));
        }
    return true;
}

static void close_fds(const struct answer *answer, size_t from)
{
    for (size_t i = from; i < answer->n_fds; i++)
        close(answer->fds[i]);
}

/* Nothing comes back for some requests; for who asks that is an empty answer. */
static bool hear_answer(int end, const void *packet, struct answer *answer)
{
    struct wire_header request;

    memcpy(&request, packet, sizeof request);
    if (!wire_op_is_silent(request.op))
        return receive(end, answer);
    answer->header = (struct wire_header){.op = request.op, .serial = request.serial};
    answer->size = answer->n_fds = 0;
    return true;
}

/* As the loop does it, with the packet in memory of just its size. */
static bool ask(struct connection_socket *socket, int end, const void *packet, size_t size,
                struct answer *answer)
{
    uint8_t *memory = malloc(size);
    bool ours, answered;

    if (size)
        memcpy(memory, packet, size);
    ours = request_dispatch(socket, memory, size);
    if (!ours) {
        loop_close(socket);
        if (socket->session)
            session_destroy(socket->session);
    }
    free(memory);
    answered = ours && hear_answer(end, packet, answer);
    bury();
    return answered;
}

static bool say_hello(struct guest *guest, struct answer *answer)
{
    struct hello_request request = {.version = PROTOCOL_VERSION};
    struct hello_reply reply;
    struct wire_header header = {.op = OP_hello};
    uint8_t packet[64];
    struct writer w = {packet + sizeof header, packet + sizeof packet, false};
    struct reader r;

    memcpy(packet, &header, sizeof header);
    encode_hello_request(&w, &request);
    if (!ask(guest->socket, guest->end, packet, (size_t)(w.at - packet), answer))
        return false;
    r = (struct reader){answer->bytes, answer->bytes + answer->size, false};
    if (!decode_hello_reply(&r, &reply))
        abort();
    guest->secret = reply.secret;
    return NT_SUCCESS(answer->header.status);
}

static bool register_thread(struct guest *guest)
{
    struct register_thread_request request = {.tid = (uint32_t)guest->session->pid};
    struct register_thread_reply reply = {0};
    NTSTATUS status = handle_register_thread(guest->session, &request, &reply);

    guest->slot = reply.slot;
    return NT_SUCCESS(status);
}

bool guest_enter(struct guest *guest, uid_t uid)
{
    static uint8_t room[WIRE_MAX];
    struct answer answer = {.bytes = room};

    *guest = (struct guest){.end = -1, .events_end = -1};
    guest->socket = connect_socket(&guest->end, uid, next_pid++);
    if (!say_hello(guest, &answer)) {
        guest_leave(guest);
        return false;
    }
    guest->session = guest->socket->session;
    if (answer.n_fds != 2)
        abort();
    guest->control = mmap(NULL, sizeof *guest->control, PROT_READ | PROT_WRITE, MAP_SHARED,
                          answer.fds[0], 0);
    close_fds(&answer, 0);
    return guest->control != MAP_FAILED && register_thread(guest);
}

bool guest_attach(struct guest *guest)
{
    struct attach_events_request request = {PROTOCOL_VERSION, guest->secret};
    struct wire_header header = {.op = OP_attach_events};
    static uint8_t room[WIRE_MAX];
    struct answer answer = {.bytes = room};
    uint8_t packet[64];
    struct writer w = {packet + sizeof header, packet + sizeof packet, false};
    struct connection_socket *socket = connect_socket(&guest->events_end, guest->session->uid,
                                                      guest->session->pid);

    memcpy(packet, &header, sizeof header);
    encode_attach_events_request(&w, &request);
    if (!ask(socket, guest->events_end, packet, (size_t)(w.at - packet), &answer))
        return false;
    return NT_SUCCESS(answer.header.status);
}

void guest_leave(struct guest *guest)
{
    if (guest->session && session_exists(guest->session))
        session_destroy(guest->session);
    else if (guest->socket && !guest->session)
        loop_close(guest->socket);
    bury();
    if (guest->control)
        munmap(guest->control, sizeof *guest->control);
    if (guest->end >= 0)
        close(guest->end);
    if (guest->events_end >= 0)
        close(guest->events_end);
    *guest = (struct guest){.end = -1, .events_end = -1};
}

bool guest_send(struct guest *guest, const void *packet, size_t size, struct wire_header *header,
                uint8_t *bytes, size_t *answer_size)
{
    struct answer answer = {.bytes = bytes};
    struct session *session = guest->session;
    bool answered = ask(guest->socket, guest->end, packet, size, &answer);

    if (answered) {
        *header = answer.header;
        *answer_size = answer.size;
        close_fds(&answer, 0);
    }
    if (!session_exists(session)) {     /* its sockets are buried too */
        guest->session = NULL;
        guest->socket = NULL;
    }
    return answered;
}

struct connection_socket *guest_stranger(int *end)
{
    return connect_socket(end, 1000, next_pid++);
}

bool guest_stranger_says(struct connection_socket *stranger, const void *packet, size_t size)
{
    return request_dispatch(stranger, packet, size);
}

void guest_stranger_leaves(struct connection_socket *stranger, int end)
{
    loop_close(stranger);
    bury();
    close(end);
}

bool guest_hear(struct guest *guest, struct notice *notice)
{
    ssize_t size;

    sessions_flush();
    if (guest->at == guest->n_heard) {
        size = recv(guest->events_end, guest->heard, sizeof guest->heard, MSG_DONTWAIT);
        guest->n_heard = size > 0 ? (size_t)size / sizeof guest->heard[0] : 0;
        guest->at = 0;
    }
    if (guest->at == guest->n_heard)
        return false;
    *notice = guest->heard[guest->at++];
    return true;
}

/* ---- arguments and requests ---------------------------------------------------------------------- */

wire_str guest_text(const char *text)
{
    static uint16_t rooms[16][1024];
    static unsigned next;
    uint16_t *room = rooms[next++ % 16];
    uint32_t n = 0;

    for (; text[n] && n < 1024; n++)
        room[n] = (uint8_t)text[n];
    return (wire_str){room, n * 2};
}

wire_path guest_path(uint64_t root, const char *text, uint32_t attributes)
{
    return (wire_path){root, attributes, guest_text(text)};
}

struct totals guests_totals(void)
{
    struct totals totals = {.sessions = session_count()};

    for (size_t i = 0; object_types[i]; i++) {
        uint32_t objects, handles;

        object_type_counts(object_types[i], &objects, &handles);
        totals.objects += objects;
        totals.handles += handles;
    }
    return totals;
}

NTSTATUS guest_create_event(struct guest *guest, const char *path, uint32_t attributes, uint64_t *handle)
{
    struct create_event_request request = {
        .access = MAXIMUM_ALLOWED, .path = guest_path(0, path, attributes), .type = NotificationEvent,
    };
    struct create_event_reply reply = {0};
    NTSTATUS status = handle_create_event(guest->session, &request, &reply);

    *handle = reply.handle;
    return status;
}

NTSTATUS guest_create_directory(struct guest *guest, const char *path, uint32_t attributes, uint64_t *handle)
{
    struct create_directory_request request = {
        .access = DIRECTORY_ALL_ACCESS, .path = guest_path(0, path, attributes),
    };
    struct create_directory_reply reply = {0};
    NTSTATUS status = handle_create_directory(guest->session, &request, &reply);

    *handle = reply.handle;
    return status;
}

NTSTATUS guest_create_link(struct guest *guest, const char *path, const char *target, uint64_t *handle)
{
    struct create_symlink_request request = {
        .access = SYMBOLIC_LINK_ALL_ACCESS, .path = guest_path(0, path, 0), .target = guest_text(target),
    };
    struct create_symlink_reply reply = {0};
    NTSTATUS status = handle_create_symlink(guest->session, &request, &reply);

    *handle = reply.handle;
    return status;
}

NTSTATUS guest_open_event(struct guest *guest, const char *path, uint32_t attributes, uint64_t *handle)
{
    struct open_event_request request = {EVENT_ALL_ACCESS, guest_path(0, path, attributes)};
    struct open_event_reply reply = {0};
    NTSTATUS status = handle_open_event(guest->session, &request, &reply);

    *handle = reply.handle;
    return status;
}

NTSTATUS guest_close(struct guest *guest, uint64_t handle)
{
    struct close_handle_request request = {handle, guest->slot};
    struct close_handle_reply reply = {0};

    return handle_close_handle(guest->session, &request, &reply);
}
