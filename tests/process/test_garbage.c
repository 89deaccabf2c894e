/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Garbage on the control socket: the server lives, others are served meanwhile, and nothing is left
 * of it (threat-model R17, R18, R19, R22; catalogue F).
 */
#include "tests/process/puppet.h"
#include "tests/process/raw.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define PORT_NAME "\\RPC Control\\honest"
#define N(array)  (sizeof(array) / sizeof((array)[0]))

/* ---- honest people who must not notice ------------------------------------------------------ */

struct honest {
    struct puppet client, server;
    struct holdings before;
    pid_t ntserver;
};

static void honest_start(struct honest *h)
{
    h->ntserver = server_start();
    puppet_start(&h->server);
    must(&h->server, "create " PORT_NAME);
    tell(&h->server, "serve");
    puppet_start(&h->client);
    must(&h->client, "connect " PORT_NAME);
    must(&h->client, "flood 100");
    holdings_take(&h->before);
}

static void honest_work(struct honest *h)
{
    must(&h->client, "flood 100");              /* over the channel */
    must(&h->client, "event \\BaseNamedObjects\\honest");
    must(&h->client, "set");                    /* over the control socket */
    must(&h->client, "close-event");
}

static void honest_end(struct honest *h)
{
    honest_work(h);
    holdings_require_back(&h->before);
    require(process_lives(h->ntserver), "ntserver died of it");
    must(&h->client, "request stop");
    require(hear(&h->server).status == 0, "the server's loop failed");
    puppet_end(&h->client);
    puppet_end(&h->server);
}

/* ---- the other kind ------------------------------------------------------------------------- */

static void fill_randomly(uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)rand();
}

static void random_bytes(const void *about)
{
    struct honest h;

    (void)about;
    honest_start(&h);
    for (int i = 0; i < 500; i++) {
        int fd = i % 2 ? raw_session() : raw_connect();
        bool open = true;

        for (int k = 0; open && k < 10; k++) {
            size_t size = (size_t)rand() % (k % 3 ? 64 : 4096) + 1;

            fill_randomly(raw_packet, size);
            if (k % 2) {                        /* at least the number is one */
                uint32_t op = (uint32_t)rand() % N_OPS;

                memcpy(raw_packet, &op, sizeof(op));
                if (op == OP_stop_server)
                    continue;
            }
            open = raw_ask(fd, raw_packet, size) != 1;
        }
        close(fd);
        if (i % 50 == 0)
            honest_work(&h);
    }
    honest_end(&h);
}

/* ---- requests that are well formed and mean nothing ----------------------------------------- */

static uint64_t random_number(void)
{
    static const uint64_t edges[] = { 0, (uint64_t)-1, (uint64_t)-2, 0x7fffffff, 0x80000000, 0xffffffff,
                                      0x7fffffffffffffff, 0x8000000000000000, 1, 2, 3 };

    if (rand() % 2)
        return (uint64_t)rand() % 20 * 4;       /* handles that there are */
    return rand() % 3 ? edges[(size_t)rand() % N(edges)] : (uint64_t)rand() % 4096;
}

static wire_blob random_blob(void)
{
    static uint8_t bytes[4096];

    fill_randomly(bytes, sizeof(bytes));
    return (wire_blob){ bytes, rand() % 4 ? (uint32_t)rand() % 64 * 2 : sizeof(bytes) };
}

static wire_str random_name(void)
{
    static const char *const names[] = { "", "\\", "x", "\\x", "\\\\", "\\RPC Control\\honest", "\\RPC Control\\",
                                         "\\ObjectTypes\\Port\\x", "\\BaseNamedObjects\\a\\b\\c", "\\??\\" };
    static uint16_t text[64];
    const char *name = names[(size_t)rand() % N(names)];
    uint32_t n = 0;

    if (rand() % 4 == 0)
        return random_blob();
    for (; name[n]; n++)
        text[n] = (uint16_t)name[n];
    return (wire_str){ text, n * 2 };
}

static wire_path random_path(void)
{
    /* Not OBJ_PERMANENT: what is made to stay would rightly stay. */
    return (wire_path){ random_number(), (uint32_t)random_number() & ~0x10u, random_name() };
}

#define random_u32()  ((uint32_t)random_number())
#define random_i32()  ((int32_t)random_number())
#define random_u64()  random_number()
#define random_i64()  ((int64_t)random_number())
#define random_str()  random_name()

#define ARG(type, name) m.name = random_##type();
#define RET(type, name)
#define REQUEST(op, states, args, rets)                                                       \
    static void write_##op(struct writer *w)                                                 \
    {                                                                                         \
        struct op##_request m;                                                                \
                                                                                              \
        memset(&m, 0, sizeof(m));                                                             \
        args                                                                                  \
        encode_##op##_request(w, &m);                                                         \
    }
#include "common/protocol.def"

static void (*const write_requests[])(struct writer *w) = {
    NULL,
#define ARG(type, name)
#define RET(type, name)
#define REQUEST(op, states, args, rets) write_##op,
#include "common/protocol.def"
};

static void random_arguments(const void *about)
{
    struct honest h;
    int fd;

    (void)about;
    honest_start(&h);
    fd = raw_session();
    for (uint32_t i = 0; i < 60000; i++) {
        uint32_t op = i % (N_OPS - 1) + 1;
        struct writer w;

        if (op == OP_stop_server || op == OP_hello || op == OP_make_permanent)
            continue;
        raw_begin(&w, op, i);
        write_requests[op](&w);
        if (raw_ask(fd, raw_packet, (size_t)(w.at - raw_packet)) == 1) {
            close(fd);
            fd = raw_session();
        }
        if (i % 6000 == 0)
            honest_work(&h);
    }
    close(fd);
    honest_end(&h);
}

/* every request at every length from nothing to one byte too many, before hello and after it */
static void every_length(const void *about)
{
    struct honest h;

    (void)about;
    honest_start(&h);
    for (uint32_t op = 1; op < N_OPS; op++) {
        struct writer w;
        size_t whole;

        if (op == OP_stop_server)
            continue;
        raw_begin(&w, op, 7);
        write_requests[op](&w);
        whole = (size_t)(w.at - raw_packet);
        if (whole > 300)
            whole = 300;
        for (size_t size = 1; size <= whole + 1; size += size < 24 ? 1 : 3) {
            int fd = size % 2 ? raw_session() : raw_connect();

            raw_ask(fd, raw_packet, size);
            close(fd);
        }
        honest_work(&h);
    }
    honest_end(&h);
}

static void attached_descriptors(const void *about)
{
    struct honest h;

    (void)about;
    honest_start(&h);
    for (int i = 0; i < 100; i++) {
        union {
            struct cmsghdr header;
            char bytes[CMSG_SPACE(4 * sizeof(int))];
        } control;
        struct iovec part = { raw_packet, 64 };
        struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control,
                                  .msg_controllen = sizeof(control) };
        int fd = i % 2 ? raw_session() : raw_connect();
        int ends[2];

        require(pipe(ends) == 0, "pipe: %s", strerror(errno));
        control.header = (struct cmsghdr){ CMSG_LEN(4 * sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
        for (size_t k = 0; k < 4; k++)
            memcpy(CMSG_DATA(&control.header) + k * sizeof(int), &ends[1], sizeof(int));
        memset(raw_packet, 0, 64);
        if (sendmsg(fd, &message, MSG_NOSIGNAL) >= 0)   /* newer kernels refuse it at once */
            raw_reply(fd);
        close(ends[1]);
        close(fd);
        /* Nobody holds the writing end any more, once the server has dropped the connection. */
        require(read(ends[0], raw_packet, 1) == 0, "the descriptor is kept: %s", strerror(errno));
        close(ends[0]);
    }
    honest_end(&h);
}

static void wrong_version(const void *about)
{
    struct honest h;

    (void)about;
    honest_start(&h);
    for (uint32_t version = 0; version < 5; version++) {
        struct hello_request hello = { version, (uint32_t)getpid() };
        struct writer w;
        int fd = raw_connect();

        raw_begin(&w, OP_hello, 1);
        encode_hello_request(&w, &hello);
        require(raw_send(fd, raw_packet, (size_t)(w.at - raw_packet)), "send: %s", strerror(errno));
        require((raw_reply(fd) == 0) == (version == PROTOCOL_VERSION), "version %u", version);
        close(fd);
    }
    honest_end(&h);
}

/* asks and asks and never reads an answer; as a process of its own, since each has but one session */
static void be_deaf(void)
{
    struct writer w;
    int fd = raw_session();

    raw_begin(&w, OP_query_server, 1);
    for (int k = 0; k < 20000; k++) {
        if (send(fd, raw_packet, (size_t)(w.at - raw_packet), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
            break;
    }
    pause();
}

static void deaf_asker(const void *about)
{
    struct honest h;
    pid_t deaf[4];

    (void)about;
    honest_start(&h);
    for (size_t i = 0; i < N(deaf); i++) {
        deaf[i] = fork();
        if (deaf[i] == 0)
            be_deaf();
    }
    for (int i = 0; i < 20; i++)
        honest_work(&h);
    for (size_t i = 0; i < N(deaf); i++) {
        kill(deaf[i], SIGKILL);
        waitpid(deaf[i], NULL, 0);
    }
    honest_end(&h);
}

static void silent_crowd(const void *about)
{
    static int fds[400];
    struct honest h;

    (void)about;
    honest_start(&h);
    for (size_t i = 0; i < N(fds); i++)
        fds[i] = raw_connect();
    honest_work(&h);
    for (size_t i = 0; i < N(fds); i++)
        close(fds[i]);
    honest_end(&h);
}

static const struct test_case cases[] = {
    { "random_bytes_hurt_nobody", random_bytes, NULL, 120 },
    { "random_arguments_hurt_nobody", random_arguments, NULL, 180 },
    { "every_length_of_every_request_is_survived", every_length, NULL, 180 },
    { "attached_descriptors_are_dropped", attached_descriptors, NULL, 60 },
    { "wrong_version_is_refused", wrong_version, NULL, 60 },
    { "deaf_asker_blocks_nobody", deaf_asker, NULL, 60 },
    { "silent_crowd_blocks_nobody", silent_crowd, NULL, 60 },
};

int main(int argc, char **argv)
{
    return run_cases(argc, argv, cases, N(cases));
}
