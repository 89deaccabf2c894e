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

/* What the other end answers. */
struct answer {
    struct wire_header header;
    bool right_serial;
    uint8_t body[64];
    size_t size;                        /* of all; 0: hangs up */
    int n_fds;
};

struct other_end {
    int socket;
    struct answer answer;
};

static struct connection connection;

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

static void *serve(void *data)
{
    struct other_end *end = data;
    struct wire_header request;

    if (recv(end->socket, &request, sizeof request, 0) >= (ssize_t)sizeof request &&
        end->answer.size) {
        if (end->answer.right_serial)
            end->answer.header.serial = request.serial;
        send_answer(end->socket, &end->answer);
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
static bool ask(const struct answer *answer, struct packet_reply *reply)
{
    struct query_event_request request = {.handle = 4};
    int before = n_descriptors(), sockets[2];
    struct other_end end = {.answer = *answer};
    struct writer writer;
    pthread_t thread;
    bool done;

    CU_ASSERT_FATAL(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets));
    connection.fd = sockets[0];
    end.socket = sockets[1];
    CU_ASSERT_FATAL(!pthread_create(&thread, NULL, serve, &end));
    writer = packet_begin(&connection);
    encode_query_event_request(&writer, &request);
    done = packet_exchange(&connection, OP_query_event, 0, &writer, reply);
    pthread_join(thread, NULL);
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
    answer.header.n_fds = WIRE_MAX_FDS;
    answer.n_fds = WIRE_MAX_FDS;
    CU_ASSERT_TRUE(ask(&answer, &reply));
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
    CU_ASSERT_FALSE(packet_exchange(&connection, OP_query_event, 0, &writer, &reply)); /* no SIGPIPE */
    close(sockets[0]);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(an_answer_is_taken),
        TEST(descriptors_come_along),
        TEST(nonsense_is_the_end_of_the_connection),
        TEST(a_dead_server_does_not_kill),
    };

    return RUN_SUITE("packet", tests);
}
