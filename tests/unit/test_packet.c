/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One packet out, one in: against a server that answers what the test says, sense or nonsense.
 */
#include "tests/unit/suite.h"

#include "ntdll/client/packet.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What the other end answers, and where. */
struct answer {
    struct control_answer *memory;      /* NULL: on the socket */
    uint32_t where;                     /* what it says there */
    struct wire_header header;
    bool right_serial;
    uint8_t body[64];
    size_t size;                        /* of all; 0: hangs up */
    int n_fds;
    uint32_t wish;                      /* what it was asked for */
};

struct other_end {
    int socket;
    struct answer answer;
};

static struct connection connection;
static struct control_answer memory;

static void send_answer(int socket, struct answer *answer)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(8 * sizeof(int))];
    } control;
    uint8_t packet[sizeof answer->header + sizeof answer->body];
    struct iovec part = {packet, answer->size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

    memcpy(packet, &answer->header, sizeof answer->header);
    memcpy(packet + sizeof answer->header, answer->body, sizeof answer->body);
    if (answer->n_fds) {
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE((size_t)answer->n_fds * sizeof(int));
        control.header =
            (struct cmsghdr){CMSG_LEN((size_t)answer->n_fds * sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
        for (int i = 0; i < answer->n_fds; i++)
            memcpy(CMSG_DATA(&control.header) + (size_t)i * sizeof(int), &socket, sizeof(int));
    }
    sendmsg(socket, &message, 0);
}

static void write_answer(const struct answer *answer)
{
    uint8_t *packet = answer->memory->packet;

    memcpy(packet, &answer->header, sizeof answer->header);
    memcpy(packet + sizeof answer->header, answer->body, sizeof answer->body);
    answer->memory->size = (uint32_t)answer->size;
}

static void *serve(void *data)
{
    struct other_end *end = data;
    struct answer *answer = &end->answer;
    struct wire_header request;

    if (recv(end->socket, &request, sizeof request, 0) >= (ssize_t)sizeof request && answer->size) {
        if (answer->right_serial)
            answer->header.serial = request.serial;
        answer->wish = request.wish;
        if (answer->memory && answer->where == ANSWER_HERE)
            write_answer(answer);
        else
            send_answer(end->socket, answer);
        if (answer->memory) {
            shm_store_release(&answer->memory->place, answer->where);
            futex_wake(&answer->memory->place, 1);
        }
    }
    close(end->socket);
    return NULL;
}

static int n_descriptors(void)
{
    int n = 0;

    for (int fd = 0; fd < 256; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

/* Asks a query_event; whatever comes back, no descriptor stays open that the caller did not get. */
static bool ask(struct answer *answer, struct packet_reply *reply)
{
    struct query_event_request request = {.handle = 4};
    int before = n_descriptors(), sockets[2];
    struct other_end end = {.answer = *answer};
    struct writer writer;
    pthread_t thread;
    bool done;

    CU_ASSERT_FATAL(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets));
    connection.fd = sockets[0];
    connection.answer = answer->memory;
    end.socket = sockets[1];
    CU_ASSERT_FATAL(!pthread_create(&thread, NULL, serve, &end));
    writer = packet_begin(&connection);
    encode_query_event_request(&writer, &request);
    done = packet_exchange(&connection, OP_query_event, 0, !answer->memory, &writer, reply);
    pthread_join(thread, NULL);
    answer->wish = end.answer.wish;
    if (done)
        close_fds(reply->fds, WIRE_MAX_FDS);
    close(sockets[0]);
    CU_ASSERT_EQUAL(n_descriptors(), before);
    return done;
}

static struct answer good_answer(void)
{
    return (struct answer){
        .header = {.op = OP_query_event, .status = 5}, .right_serial = true,
        .size = sizeof(struct wire_header) + 8,
    };
}

static void an_answer_is_taken(void)
{
    struct answer answer = good_answer();
    struct query_event_reply event = {0};
    struct packet_reply reply;

    answer.body[0] = 1;
    CU_ASSERT_TRUE_FATAL(ask(&answer, &reply));
    CU_ASSERT_EQUAL(reply.status, 5);
    CU_ASSERT_TRUE(decode_query_event_reply(&reply.reader, &event));
    CU_ASSERT_EQUAL(event.type, 1);
}

static void descriptors_come_along(void)
{
    struct answer answer = good_answer();
    struct packet_reply reply;

    answer.header.n_fds = 3;
    answer.n_fds = 3;
    CU_ASSERT_TRUE(ask(&answer, &reply));
    CU_ASSERT_EQUAL(answer.wish, 0);
    answer.header.n_fds = WIRE_MAX_FDS;
    answer.n_fds = WIRE_MAX_FDS;
    CU_ASSERT_TRUE(ask(&answer, &reply));
}

static void an_answer_comes_in_memory(void)
{
    struct answer answer = good_answer();
    struct query_event_reply event = {0};
    struct packet_reply reply;

    answer.memory = &memory;
    answer.where = ANSWER_HERE;
    answer.body[0] = 1;
    CU_ASSERT_TRUE_FATAL(ask(&answer, &reply));
    CU_ASSERT_EQUAL(answer.wish, ANSWER_IN_MEMORY);
    CU_ASSERT_TRUE(decode_query_event_reply(&reply.reader, &event));
    CU_ASSERT_EQUAL(event.type, 1);
    answer.where = ANSWER_ON_SOCKET;    /* it was asked for in memory, and was too long */
    CU_ASSERT_TRUE(ask(&answer, &reply));
    answer.where = ANSWER_NOT_YET;      /* and the server died before it could say so */
    CU_ASSERT_TRUE(ask(&answer, &reply));
}

static void nonsense_in_memory_is_its_end(void)
{
    struct answer answer = good_answer();
    struct packet_reply reply;

    answer.memory = &memory;
    answer.where = ANSWER_HERE;
    answer.size = sizeof memory.packet + 1;
    CU_ASSERT_FALSE(ask(&answer, &reply));
    answer.size = sizeof(struct wire_header) - 1;
    CU_ASSERT_FALSE(ask(&answer, &reply));
    answer = good_answer();
    answer.memory = &memory;
    answer.where = ANSWER_ON_SOCKET + 1;
    CU_ASSERT_FALSE(ask(&answer, &reply));
    answer.where = ANSWER_HERE;
    answer.right_serial = false;
    CU_ASSERT_FALSE(ask(&answer, &reply));
    answer.size = 0;                    /* dies instead of answering; nobody wakes the one who waits */
    CU_ASSERT_FALSE(ask(&answer, &reply));
}

static void nonsense_is_the_end_of_the_connection(void)
{
    struct packet_reply reply;
    struct answer answer = good_answer();

    answer.size = 0;
    CU_ASSERT_FALSE(ask(&answer, &reply));
    answer.size = sizeof(struct wire_header) - 1;
    CU_ASSERT_FALSE(ask(&answer, &reply));
    answer = good_answer();
    answer.header.op = OP_hello;
    CU_ASSERT_FALSE(ask(&answer, &reply));
    answer = good_answer();
    answer.right_serial = false;
    CU_ASSERT_FALSE(ask(&answer, &reply));
    answer = good_answer();
    answer.header.n_fds = 1;
    CU_ASSERT_FALSE(ask(&answer, &reply));
    answer.n_fds = 2;
    CU_ASSERT_FALSE(ask(&answer, &reply));
    answer.header.n_fds = answer.n_fds = WIRE_MAX_FDS + 2;
    CU_ASSERT_FALSE(ask(&answer, &reply));
}

/* Another connection's answer says nothing of what this one has told. */
static void what_was_told_is_in_doubt_until_its_own_answer(void)
{
    static struct connection other;
    struct close_handle_request request = {.handle = 4};
    struct answer answer = good_answer();
    struct packet_reply reply;
    struct writer writer;
    int sockets[2];

    CU_ASSERT_FATAL(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sockets));
    other.fd = sockets[0];
    writer = packet_begin(&other);
    encode_close_handle_request(&writer, &request);
    CU_ASSERT_TRUE(packet_tell(&other, OP_leave_port, 0, &writer));
    CU_ASSERT_TRUE(ask(&answer, &reply));
    CU_ASSERT_TRUE(other.told);
    close(sockets[0]);
    close(sockets[1]);
    connection.told = true;
    CU_ASSERT_TRUE(ask(&answer, &reply));
    CU_ASSERT_FALSE(connection.told);
}

static void a_dead_server_does_not_kill(void)
{
    struct query_event_request request = {.handle = 4};
    struct packet_reply reply;
    struct writer writer;
    int sockets[2];

    CU_ASSERT_FATAL(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sockets));
    close(sockets[1]);
    connection.fd = sockets[0];
    writer = packet_begin(&connection);
    encode_query_event_request(&writer, &request);
    CU_ASSERT_FALSE(packet_exchange(&connection, OP_query_event, 0, false, &writer, &reply)); /* no SIGPIPE */
    close(sockets[0]);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(an_answer_is_taken),
        TEST(descriptors_come_along),
        TEST(an_answer_comes_in_memory),
        TEST(nonsense_in_memory_is_its_end),
        TEST(nonsense_is_the_end_of_the_connection),
        TEST(what_was_told_is_in_doubt_until_its_own_answer),
        TEST(a_dead_server_does_not_kill),
    };

    return RUN_SUITE("packet", tests);
}
