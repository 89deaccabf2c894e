/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ntserver --system: processes of two users and of root at one server. They talk, and what one must not do to
 * another is tried and counted: "tried 12, held 12". Needs root, to become the users; without it there is nothing to
 * test, and a line says so.
 */
#include "tests/process/conversation.h"
#include "tests/process/raw.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define USER_1 60001u
#define USER_2 60002u
#define SERVICE 998u
#define NOBODY 65534u                   /* the overflow uid */

#define ACCESS_DENIED       ((int32_t)0xC0000022)
#define SERVER_SID_MISMATCH ((int32_t)0xC00002A0)
#define INVALID_CID         ((int32_t)0xC000000B)
#define NAME_COLLISION      ((int32_t)0xC0000035)
#define NOT_FOUND           ((int32_t)0xC0000034)
#define BAD_LEVEL           ((int32_t)0xC00000A5)
#define CANT_OPEN_ANONYMOUS ((int32_t)0xC00000A6)
#define TIMEOUT             0x102

/* The class's lines of the fault catalogue. */
static void count(const char *what, int tried, int held)
{
    printf("# %s: tried %d, held %d\n", what, tried, held);
    require(tried == held, "%s does not hold", what);
}

static const uid_t pairs[][2] = {       /* a port server's user and a client's */
    { USER_1, USER_2 }, { USER_2, USER_1 }, { 0, USER_1 }, { USER_1, 0 }, { NOBODY, NOBODY }, { USER_1, USER_1 },
};
#define N_PAIRS (sizeof(pairs) / sizeof(pairs[0]))

static void serve_lpc(struct puppet *server, const char *how)
{
    must(server, "create " PORT_NAME);
    tell(server, "%s", how);
}

/* LPC of every kind, between users. */
static void lpc_between_users(const void *about)
{
    (void)about;
    server_start_system();
    for (size_t i = 0; i < N_PAIRS; i++) {
        struct puppet server, client;
        struct answer answer;

        puppet_start_as(&server, pairs[i][0]);
        puppet_start_as(&client, pairs[i][1]);
        serve_lpc(&server, "serve");
        must(&client, "connect " PORT_NAME);
        answer = must(&client, "flood 300");
        require(answer_number(&answer, "done") == 300, "%s", answer.text);
        must(&client, "request stop");
        hear(&server);
        tell(&client, "request-memory 100000");
        must(&server, "receive");
        answer = must(&server, "read-memory 100000");
        require(answer_number(&answer, "done") == 100000 && answer_number(&answer, "first") == 'm' &&
                    answer_number(&answer, "last") == 'm', "%s", answer.text);
        answer = must(&server, "write-memory 100000");
        require(answer_number(&answer, "done") == 100000, "%s", answer.text);
        must(&server, "reply there");
        answer = hear(&client);
        require(answer.status == 0 && answer_number(&answer, "first") == 'w' && answer_number(&answer, "last") == 'w',
                "%s", answer.text);
        must(&client, "datagram hello");
        must(&server, "receive");
        puppet_end(&client);
        must(&server, "receive server 5000");
        puppet_end(&server);
    }
}

#define NO_TOKEN               ((int32_t)0xC000007C)
#define BAD_LEVEL              ((int32_t)0xC00000A5)
#define MESSAGE_MISMATCH       ((int32_t)0xC000021F)
#define THE_USERS_EVENT        "\\BaseNamedObjects\\the user's"
#define THE_SERVERS_EVENT      "\\BaseNamedObjects\\the server's"

/* I: 1, 3, 4 and 7 of the catalogue, between users: lines that hold. */
static int acts_as(uid_t user, uid_t client_user, bool may)
{
    struct puppet server, client;
    struct answer answer;
    int held = 0;

    puppet_start_as(&server, user);
    puppet_start_as(&client, client_user);
    tell(&server, "create " PORT_NAME);
    hear(&server);
    must(&server, "guard %u " THE_SERVERS_EVENT, (unsigned)user);
    must(&client, "guard %u " THE_USERS_EVENT, (unsigned)client_user);
    tell(&client, "connect " PORT_NAME);
    must(&server, "receive");
    must(&server, "accept yes 7");
    must(&server, "complete");
    hear(&client);
    tell(&client, "request hello");
    must(&server, "receive");
    held += ask(&server, "open-guarded 1 " THE_USERS_EVENT).status == ACCESS_DENIED;
    held += ask(&server, "who").status == NO_TOKEN;
    must(&server, "impersonate");
    answer = must(&server, "who");
    held += answer_number(&answer, "user") == (long long)client_user;
    held += answer_number(&answer, "level") == (may ? 2 : 1);
    held += ask(&server, "open-guarded 1 " THE_USERS_EVENT).status == (may ? 0 : BAD_LEVEL);
    held += ask(&server, "open-guarded 1 " THE_SERVERS_EVENT).status == (may ? ACCESS_DENIED : BAD_LEVEL);
    must(&server, "revert");
    held += ask(&server, "open-guarded 1 " THE_SERVERS_EVENT).status == 0;
    must(&server, "reply there");
    hear(&client);
    held += ask(&server, "impersonate").status == MESSAGE_MISMATCH;     /* it is answered */
    tell(&client, "request again");
    must(&server, "receive");
    puppet_kill(&client);
    held += ask(&server, "impersonate").status < 0;                     /* it is dead */
    held += ask(&server, "who").status == NO_TOKEN;
    puppet_end(&server);
    return held;
}

/* Whoever may impersonate acts as the client, and is judged as he is; others only learn who he is. */
static void acting_as_another_user(const void *about)
{
    (void)about;
    server_start_system();
    count("I, root's server", 10, acts_as(0, USER_1, true));
    count("I, a service's", 10, acts_as(SERVICE, USER_1, true));
    count("I, another user's", 10, acts_as(USER_2, USER_1, false));
}

static void views_between_users(const void *about)
{
    (void)about;
    server_start_system();
    for (size_t i = 0; i < N_PAIRS; i++) {
        struct conversation c = { 0 };

        puppet_start_as(&c.server, pairs[i][0]);
        puppet_start_as(&c.client, pairs[i][1]);
        step_find("views_mapped")->reach(&c);
        puppet_end(&c.client);
        puppet_end(&c.server);
    }
}

static void alpc_between_users(const void *about)
{
    (void)about;
    server_start_system();
    for (size_t i = 0; i < N_PAIRS; i++) {
        struct puppet server, client;

        puppet_start_as(&server, pairs[i][0]);
        puppet_start_as(&client, pairs[i][1]);
        must(&server, "alpc-create " PORT_NAME);
        tell(&server, "alpc-serve");
        must(&client, "alpc-connect " PORT_NAME);
        must(&client, "alpc-flood 200");
        must(&client, "alpc-stop");
        require(hear(&server).status == 0, "the server has failed");
        puppet_end(&client);
        puppet_end(&server);
    }
}

/* Who may connect, and to whom; a server that is not the right one hears nothing. */
static void who_may_connect(const void *about)
{
    struct puppet server, first, second;
    struct answer answer;

    (void)about;
    server_start_system();
    puppet_start_as(&server, 0);
    puppet_start_as(&first, USER_1);
    puppet_start_as(&second, USER_2);
    must(&server, "create-for %u " PORT_NAME, USER_1);
    answer = ask(&second, "connect " PORT_NAME);
    require(answer.status == ACCESS_DENIED, "user 2: 0x%08X", (unsigned)answer.status);
    answer = ask(&second, "alpc-connect " PORT_NAME);
    require(answer.status == ACCESS_DENIED, "user 2: 0x%08X", (unsigned)answer.status);
    answer = ask(&first, "connect-to %u " PORT_NAME, USER_2);
    require(answer.status == SERVER_SID_MISMATCH, "wrong server: 0x%08X", (unsigned)answer.status);
    answer = ask(&first, "alpc-connect-to %u " PORT_NAME, USER_2);
    require(answer.status == SERVER_SID_MISMATCH, "wrong server: 0x%08X", (unsigned)answer.status);
    answer = ask(&server, "receive server 100");
    require(answer.status == TIMEOUT, "the server has heard of it: 0x%08X%s", (unsigned)answer.status, answer.text);
    tell(&server, "serve");
    must(&first, "connect-to 0 " PORT_NAME);
    must(&first, "request stop");
    hear(&server);
    puppet_end(&first);
    puppet_end(&second);
    puppet_end(&server);
}

/* In a process of that user: how often something was tried, and how often it was refused. */
static void count_as(uid_t uid, const char *what, void (*run)(int *tried, int *held))
{
    int results[2] = { 0 }, ends[2], status = 1;
    pid_t pid;

    require(pipe2(ends, O_CLOEXEC) == 0 && (pid = fork()) >= 0, "%s", strerror(errno));
    if (pid == 0) {
        struct rlimit files = { 4096, 4096 };

        setrlimit(RLIMIT_NOFILE, &files);
        require(become(uid), "cannot become user %u", uid);
        run(&results[0], &results[1]);
        _exit(write(ends[1], results, sizeof(results)) != sizeof(results));
    }
    waitpid(pid, &status, 0);
    require(status == 0 && read(ends[0], results, sizeof(results)) == sizeof(results), "%s: 0x%x", what, status);
    close(ends[0]);
    close(ends[1]);
    count(what, results[0], results[1]);
}

#define GUESS(op, ...) GUESS_COUNTED(op, tried, held, __VA_ARGS__)
#define GUESS_COUNTED(op, tried, held, ...)                                               \
    {                                                                                     \
        const struct op##_request request = { __VA_ARGS__ };                              \
        struct writer w;                                                                  \
                                                                                          \
        raw_begin(&w, OP_##op, 1);                                                        \
        encode_##op##_request(&w, &request);                                              \
        raw_send(fd, raw_packet, (size_t)(w.at - raw_packet));                            \
        *held += raw_reply(fd) < 0;                                                       \
        ++*tried;                                                                         \
    }

/* Ports and connections are numbered through, so a stranger knows their names in requests. */
static void guess_numbers(int *tried, int *held)
{
    int fd = raw_session();

    for (uint32_t id = 1; id < 100; id++) {
        GUESS(take_mail, .port = id)
        GUESS(detach_port, .port = id)
        GUESS(alpc_state, .port = id)
        for (uint32_t index = 0; index < 3; index++)
            GUESS(open_channel, .queue_port = id, .index = index)
        GUESS(find_channel, .queue_port = id, .pid = (uint32_t)getppid())
        GUESS(open_peer, .channel = id, .pid = (uint32_t)getppid())
        GUESS(query_peer, .channel = id)
        GUESS(query_peer, .queue_port = id, .message_id = 1)
        GUESS(signal_port, .port = id, .signaled = 1)
        GUESS(ring_channel, .channel = id)
        for (uint32_t end = 0; end < 2; end++) {
            GUESS(signal_port, .channel = id, .end = end, .signaled = 1)
            GUESS(alpc_pack, .channel = id, .end = end)
            GUESS(alpc_unpack, .channel = id, .end = end, .parcel = 1)
            GUESS(alpc_unpack_view, .channel = id, .end = end, .parcel = 1)
            GUESS(alpc_direct, .channel = id, .end = end, .parcel = 1)
            GUESS(alpc_direct_status, .channel = id, .end = end, .parcel = 1)
        }
        GUESS(alpc_release, .channel = id, .parcel = 1)
        GUESS(open_port, .handle = id * 4)
        GUESS(complete_port, .handle = id * 4)
    }
    GUESS(stop_server)
    close(fd);
}

/* H: sockets that are not one's own, and credentials that are not. */
static void forge_credentials(int *tried, int *held)
{
    const struct query_server_request request = {};
    struct ucred forged[] = { { getpid(), 0, 0 }, { 1, getuid(), getgid() }, { getpid(), USER_1, USER_1 } };
    int fd;
    struct writer w;

    for (size_t i = 0; i < sizeof(forged) / sizeof(forged[0]); i++) {
        union {
            struct cmsghdr header;
            char bytes[CMSG_SPACE(sizeof(struct ucred))];
        } control = { .header = { CMSG_LEN(sizeof(struct ucred)), SOL_SOCKET, SCM_CREDENTIALS } };
        struct iovec part = { raw_packet, 64 };
        struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control,
                                  .msg_controllen = sizeof(control) };

        fd = raw_session();
        raw_begin(&w, OP_query_server, 1);
        encode_query_server_request(&w, &request);
        part.iov_len = (size_t)(w.at - raw_packet);
        memcpy(CMSG_DATA(&control.header), &forged[i], sizeof(forged[i]));
        ++*tried;
        *held += sendmsg(fd, &message, MSG_NOSIGNAL) < 0 || raw_reply(fd) == 1;
        close(fd);
    }
    fd = raw_session();                                 /* a child is somebody else, whoever has connected */
    ++*tried;
    if (fork() == 0) {
        raw_begin(&w, OP_query_server, 1);
        encode_query_server_request(&w, &request);
        raw_send(fd, raw_packet, (size_t)(w.at - raw_packet));
        _exit(raw_reply(fd) != 1);
    } else {
        int status = 1;

        wait(&status);
        *held += status == 0;
    }
    close(fd);
}

static void numbers_are_no_keys(const void *about)
{
    struct puppet server, client;

    (void)about;
    server_start_system();
    puppet_start_as(&server, USER_1);
    puppet_start_as(&client, USER_1);
    must(&server, "alpc-create \\RPC Control\\other");
    must(&server, "create " PORT_NAME);
    tell(&server, "serve");
    must(&client, "connect " PORT_NAME);
    count_as(USER_2, "M, by guessed numbers", guess_numbers);
    count_as(USER_2, "H, by forged credentials", forge_credentials);
    must(&client, "flood 100");
    must(&client, "request stop");
    require(answer_number(&(struct answer[]){ hear(&server) }[0], "requests") == 101, "there were others");
    puppet_end(&client);
    puppet_end(&server);
}

/* G: a user takes all the connections that he may have; the others do not notice. */
static void take_all_connections(int *tried, int *held)
{
    int open = 0;

    for (int i = 0; i < 1500; i++) {
        struct sockaddr_un address = { .sun_family = AF_UNIX };
        int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

        snprintf(address.sun_path, sizeof(address.sun_path), "%s", server_socket());
        if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0) {
            struct pollfd end = { .fd = fd, .events = POLLIN };

            open += poll(&end, 1, i < 1100 ? 0 : 5000) == 0;    /* one that is refused is at its end */
        }
    }
    ++*tried;
    *held += open <= 1100;
    pause_ms(300);                                      /* while the others go on */
}

static void limits_are_each_users_own(const void *about)
{
    struct puppet server, client;

    (void)about;
    server_start_system();
    puppet_start_as(&server, USER_1);
    puppet_start_as(&client, 0);
    must(&server, "create " PORT_NAME);
    tell(&server, "serve");
    count_as(USER_2, "R22, connections of one user", take_all_connections);
    must(&client, "connect " PORT_NAME);
    must(&client, "flood 100");
    must(&client, "request stop");
    hear(&server);
    puppet_end(&client);
    puppet_end(&server);
}

/* M: what another user's process is safe from. */
static void users_are_apart(const void *about)
{
    static const uint32_t accesses[] = { 0x0001, 0x0008, 0x0020, 0x0040, 0x0400, 0x1000, 0x00100000, 0x001FFFFF };
    struct puppet server, client, other;
    struct answer answer;
    pid_t ntserver;
    int tried = 0, held = 0;
    int64_t tid;

    (void)about;
    ntserver = server_start_system();
    puppet_start_as(&server, USER_1);
    puppet_start_as(&client, USER_1);
    puppet_start_as(&other, USER_2);
    must(&server, "create-for %u " PORT_NAME, USER_1);
    tell(&client, "connect " PORT_NAME);
    answer = must(&server, "receive");
    tid = answer_number(&answer, "tid");
    for (size_t i = 0; i < 3; i++) {
        const pid_t victims[] = { server.pid, client.pid, ntserver };

        answer = must(&other, "pry %d", victims[i]);
        tried += (int)answer_number(&answer, "tried");
        held += (int)answer_number(&answer, "denied");
    }
    count("M, by the kernel's ways", tried, held);
    tried = held = 0;
    for (size_t i = 0; i < sizeof(accesses) / sizeof(accesses[0]); i++) {
        tried += 3;
        held += ask(&other, "open-process %d 0x%x", client.pid, accesses[i]).status == ACCESS_DENIED;
        held += ask(&other, "open-process %d 0x%x", server.pid, accesses[i]).status == ACCESS_DENIED;
        held += ask(&other, "open-thread %d 0x%x", (int)tid, accesses[i]).status == INVALID_CID;
    }
    tried += 2;
    held += ask(&other, "connect " PORT_NAME).status == ACCESS_DENIED;
    held += ask(&other, "create " PORT_NAME).status < 0;
    count("M, by the server's", tried, held);
    must(&server, "accept yes");
    must(&server, "complete");
    require(hear(&client).status == 0, "the honest pair does not go on");
    puppet_end(&other);
    puppet_end(&client);
    puppet_end(&server);
}

/* H: nobody is whom he says, but whom the kernel says. */
static void identity(const void *about)
{
    static const uid_t extreme[] = { 1, 65535, 0x7fffffff, 0x80000000u, 0xfffffffdu };
    struct puppet server, client;
    struct answer answer;
    int tried = 0, held = 0;

    (void)about;
    server_start_system();
    puppet_start_as(&server, USER_1);
    /* 1: who has changed its uid is not whom the session is */
    must(&server, "create-for 0 " PORT_NAME);
    puppet_start_as(&client, 0);
    tell(&client, "connect " PORT_NAME);
    must(&server, "receive");
    must(&server, "accept yes");
    must(&server, "complete");
    require(hear(&client).status == 0, "root cannot connect");
    must(&client, "become %u", USER_2);
    tried += 2;
    held += ask(&client, "connect " PORT_NAME).status < 0;
    held += ask(&client, "connect " PORT_NAME).status == ACCESS_DENIED;
    answer = ask(&server, "receive server 5000");
    tried++;
    held += answer_number(&answer, "type") == 5;        /* LPC_PORT_CLOSED: its session is over */
    puppet_end(&client);
    /* 4: root of another user namespace is who made it */
    puppet_start_as(&client, USER_2);
    if (ask(&client, "be-root-elsewhere").status == 0) {
        tried++;
        held += ask(&client, "connect " PORT_NAME).status < 0;      /* or it does not trust the server, which is */
    }                                                               /* nobody there */
    puppet_end(&client);
    must(&server, "close");
    /* 5: the overflow uid is nobody, even where somebody of that number is meant */
    must(&server, "create-for %u " PORT_NAME, NOBODY);
    puppet_start_as(&client, NOBODY);
    tried++;
    held += ask(&client, "connect " PORT_NAME).status == ACCESS_DENIED;
    puppet_end(&client);
    must(&server, "close");
    /* 7: uids at the ends of the range, and their neighbours */
    for (size_t i = 0; i < sizeof(extreme) / sizeof(extreme[0]); i++)
        for (int off = -1; off <= 1; off++) {
            puppet_start_as(&client, extreme[i]);
            must(&server, "create-for %u " PORT_NAME, extreme[i] + (uid_t)off);
            tell(&client, "connect " PORT_NAME);
            if (off == 0 && must(&server, "receive").status == 0)
                must(&server, "accept no");
            tried++;
            held += hear(&client).status == (off ? ACCESS_DENIED : (int32_t)0xC0000041);
            puppet_end(&client);
            must(&server, "close");
        }
    count("H, by processes", tried, held);
    puppet_end(&server);
}

/* kill -9 of client, server, or both, of different users, at every step of a conversation; nothing is left in anybody's
 * account. */
static void death_between_users(const void *about)
{
    struct holdings before[2], root;

    (void)about;
    server_start_system();
    holdings_take(&root);
    holdings_take_of(&before[0], USER_1);
    holdings_take_of(&before[1], USER_2);
    for (size_t i = 0; &steps[i] != step_find("waiting_for_event"); i++)
        for (int who = 1; who <= 3; who++) {
            struct conversation c = { 0 };

            puppet_start_as(&c.server, USER_1);
            puppet_start_as(&c.client, USER_2);
            steps[i].reach(&c);
            if (who & 1)
                puppet_kill(&c.client);
            if (who & 2)
                puppet_kill(&c.server);
            if (!(who & 1)) {
                if (steps[i].client_waits)
                    require(hear(&c.client).status != TIMEOUT, "%s: the client waits on", steps[i].name);
                puppet_end(&c.client);
            }
            if (!(who & 2)) {
                if (steps[i].server_waits)
                    hear(&c.server);
                puppet_end(&c.server);
            }
        }
    holdings_require_back_of(&before[0], USER_1);
    holdings_require_back_of(&before[1], USER_2);
    holdings_require_back(&root);
}

#define OF_USER_1 "\\BaseNamedObjects\\of-user-1"
#define OF_USER_2 "\\BaseNamedObjects\\of-user-2"
#define ALL_OF_EVENT "0x1f0003 "

/* I, without ports: root acts as two users, and each open is judged by whom it acts as, at which level. */
static void root_acts_as_users(const void *about)
{
    struct puppet root, first, second;
    int tried = 0, held = 0;

    (void)about;
    server_start_system();
    puppet_start_as(&root, 0);
    puppet_start_as(&first, USER_1);
    puppet_start_as(&second, USER_2);
    must(&first, "guard %u " OF_USER_1, USER_1);
    must(&second, "guard %u " OF_USER_2, USER_2);
#define HOLDS(puppet, wanted, ...) (tried++, held += ask(puppet, __VA_ARGS__).status == (wanted))
    HOLDS(&root, ACCESS_DENIED, "open-guarded " ALL_OF_EVENT OF_USER_1);    /* nobody has named it */
    must(&root, "token-of %d", first.pid);
    for (int level = 0; level <= 3; level++) {          /* 1 */
        HOLDS(&root, 0, "act-as %d", level);
        HOLDS(&root, level < 2 ? BAD_LEVEL : 0, "open-guarded " ALL_OF_EVENT OF_USER_1);
        HOLDS(&root, level < 2 ? BAD_LEVEL : ACCESS_DENIED, "open-guarded " ALL_OF_EVENT OF_USER_2);
        if (level < 2)                                  /* 8 */
            HOLDS(&root, level ? BAD_LEVEL : CANT_OPEN_ANONYMOUS, "raise");
        HOLDS(&root, 0, "revert");
        HOLDS(&root, ACCESS_DENIED, "open-guarded " ALL_OF_EVENT OF_USER_1);
    }
    for (int i = 0; i < 3; i++) {                       /* 9, 10: its handle is closed each time */
        must(&root, "token-of %d", first.pid);
        HOLDS(&root, 0, "act-as 2");
        HOLDS(&root, 0, "open-guarded " ALL_OF_EVENT OF_USER_1);
        must(&root, "revert");
        must(&root, "token-of %d", second.pid);
        HOLDS(&root, 0, "act-as 2");
        HOLDS(&root, ACCESS_DENIED, "open-guarded " ALL_OF_EVENT OF_USER_1);
        HOLDS(&root, 0, "open-guarded " ALL_OF_EVENT OF_USER_2);
        HOLDS(&root, BAD_LEVEL, "act-as 9");            /* 7: and it goes on as before */
        HOLDS(&root, 0, "open-guarded " ALL_OF_EVENT OF_USER_2);
        must(&root, "revert");
    }
    /* as that user it is no more than that user: other users' processes and tokens are closed to it */
    must(&root, "act-as 2");
    HOLDS(&root, ACCESS_DENIED, "open-process %d 0x1000", first.pid);
    HOLDS(&root, ACCESS_DENIED, "token-of %d", first.pid);
    puppet_kill(&second);                               /* 3 */
    HOLDS(&root, ACCESS_DENIED, "open-guarded " ALL_OF_EVENT OF_USER_1);
    HOLDS(&root, NOT_FOUND, "open-guarded " ALL_OF_EVENT OF_USER_2);
    must(&root, "revert");
    count("I, root as users", tried, held);
    puppet_end(&first);
    puppet_end(&root);
}

/* I: a user with the token of another one learns who that is, and no more (R33). */
static void users_only_identify(const void *about)
{
    struct puppet root, first, second;
    struct answer answer;
    int tried = 0, held = 0;

    (void)about;
    server_start_system();
    puppet_start_as(&root, 0);
    puppet_start_as(&first, USER_1);
    puppet_start_as(&second, USER_2);
    must(&first, "guard %u " OF_USER_1, USER_1);
    must(&second, "guard %u " OF_USER_2, USER_2);
    for (int i = 0; i < 2; i++) {
        must(&root, "token-of %d", i ? root.pid : first.pid);
        answer = must(&root, "give-token %d", second.pid);
        must(&second, "take-token %lld", (long long)answer_number(&answer, "handle"));
        HOLDS(&second, 0, "act-as 2");
        answer = ask(&second, "who");
        tried++;
        held += answer_number(&answer, "level") == 1;
        HOLDS(&second, BAD_LEVEL, "open-guarded " ALL_OF_EVENT OF_USER_1);
        HOLDS(&second, BAD_LEVEL, "open-guarded " ALL_OF_EVENT OF_USER_2);
        HOLDS(&second, BAD_LEVEL, "open-process %d 0x1000", first.pid);
        HOLDS(&second, BAD_LEVEL, "create " PORT_NAME);
        HOLDS(&second, BAD_LEVEL, "raise");
        HOLDS(&second, 0, "revert");
        HOLDS(&second, 0, "open-guarded " ALL_OF_EVENT OF_USER_2);
        HOLDS(&second, ACCESS_DENIED, "open-guarded " ALL_OF_EVENT OF_USER_1);
    }
    count("I, users as others", tried, held);
    puppet_end(&second);
    puppet_end(&first);
    puppet_end(&root);
}

/* J: names, descriptors and what is behind them, between users. */
static void names_between_users(const void *about)
{
    struct puppet first, second, crowd;
    struct answer answer, other;
    int tried = 0, held = 0;

    (void)about;
    server_start_system();
    puppet_start_as(&first, USER_1);
    puppet_start_as(&second, USER_2);
    /* 1: two users make, open and let go the same name */
    tell(&first, "churn 2000 \\BaseNamedObjects\\contended");
    tell(&second, "churn 2000 \\BaseNamedObjects\\contended");
    answer = hear(&first);
    other = hear(&second);
    tried += 2;
    held += answer_number(&answer, "odd") == 0;
    held += answer_number(&other, "odd") == 0;
    require(answer_number(&answer, "made") + answer_number(&other, "made") > 0, "nobody made it");
    /* 2: a name that somebody else had first */
    must(&second, "create " PORT_NAME);
    HOLDS(&first, NAME_COLLISION, "create " PORT_NAME);
    HOLDS(&first, SERVER_SID_MISMATCH, "connect-to %u " PORT_NAME, USER_1);
    HOLDS(&first, SERVER_SID_MISMATCH, "alpc-connect-to %u " PORT_NAME, USER_1);
    /* 3, 7: a directory that is another user's. Without the privilege nobody learns what is in it */
    must(&first, "guard-directory %u \\BaseNamedObjects\\private", USER_1);
    must(&first, "guard %u \\BaseNamedObjects\\private\\event", USER_1);
    HOLDS(&second, ACCESS_DENIED, "look 1 \\BaseNamedObjects\\private");
    HOLDS(&second, ACCESS_DENIED, "guard %u \\BaseNamedObjects\\private\\mine", USER_2);
    HOLDS(&second, ACCESS_DENIED, "open-guarded 1 \\BaseNamedObjects\\private\\event");
    must(&second, "bypass 0");
    HOLDS(&second, ACCESS_DENIED, "open-guarded 1 \\BaseNamedObjects\\private\\event");
    HOLDS(&second, ACCESS_DENIED, "open-guarded 1 \\BaseNamedObjects\\private\\nothing");
    must(&second, "bypass 1");
    HOLDS(&first, 0, "open-guarded 1 \\BaseNamedObjects\\private\\event");
    /* sections, and tokens of processes */
    must(&first, "guard-section %u \\BaseNamedObjects\\memory", USER_1);
    HOLDS(&second, ACCESS_DENIED, "open-section \\BaseNamedObjects\\memory");
    HOLDS(&second, ACCESS_DENIED, "token-of %d", first.pid);
    /* 5: the descriptor changes while another user knocks: allowed or denied, and after a change what it says */
    must(&first, "guard %u " OF_USER_1, USER_1);
    for (int i = 0; i < 20; i++) {
        uid_t to = i % 2 ? USER_2 : USER_1;

        tell(&second, "knock 50 " OF_USER_1);
        must(&first, "reguard %u", to);
        answer = hear(&second);
        tried += 2;
        held += answer_number(&answer, "odd") == 0;
        held += ask(&second, "open-guarded " ALL_OF_EVENT OF_USER_1).status == (to == USER_2 ? 0 : ACCESS_DENIED);
    }
    /* who has more groups than are looked at is not let in without some of them */
    puppet_start_as(&crowd, 0);
    must(&crowd, "join 2000");
    tried++;
    held += ask(&crowd, "create \\RPC Control\\crowd").status < 0;
    puppet_end(&crowd);
    count("J, between users", tried, held);
    puppet_end(&second);
    puppet_end(&first);
}

/* A file may be cut under its reader: a section of one is its own user's. */
static void files_stay_with_their_user(const void *about)
{
    struct puppet owner, brother, other;
    struct answer answer;

    (void)about;
    server_start_system();
    puppet_start_as(&owner, USER_1);
    puppet_start_as(&brother, USER_1);
    puppet_start_as(&other, USER_2);
    must(&owner, "file-section \\BaseNamedObjects\\file");
    must(&brother, "open-section \\BaseNamedObjects\\file");
    answer = ask(&other, "open-section \\BaseNamedObjects\\file");
    require(answer.status == ACCESS_DENIED && answer_number(&answer, "opened") == 1, "0x%08X%s",
            (unsigned)answer.status, answer.text);
    puppet_end(&owner);
    puppet_end(&brother);
    puppet_end(&other);
}

/* ---- a peer of another user that does what it likes --------------------------------------------- */

/* An honest pair beside it: the same port server, and a client of the server's own user and one of a third user. */
struct crowd {
    struct puppet server, brother, stranger, hostile;
};

static void crowd_start(struct crowd *c)
{
    puppet_start_as(&c->server, USER_1);
    puppet_start_as(&c->brother, USER_1);
    puppet_start_as(&c->stranger, 0);
    must(&c->server, "create " PORT_NAME);
    tell(&c->server, "serve");
    must(&c->brother, "connect " PORT_NAME);
    must(&c->stranger, "connect " PORT_NAME);
}

/* They go on while the hostile one is at work. */
static bool honest_go_on(struct crowd *c)
{
    struct answer brother, stranger;

    tell(&c->brother, "flood 100");
    tell(&c->stranger, "flood 100");
    brother = hear(&c->brother);
    stranger = hear(&c->stranger);
    return brother.status == 0 && answer_number(&brother, "done") == 100 && stranger.status == 0 &&
           answer_number(&stranger, "done") == 100;
}

static void crowd_end(struct crowd *c)
{
    must(&c->brother, "request stop");
    hear(&c->server);
    puppet_end(&c->brother);
    puppet_end(&c->stranger);
    puppet_end(&c->server);
}

static void hostile_comes(struct crowd *c)
{
    puppet_start_as(&c->hostile, USER_2);
    must(&c->hostile, "connect " PORT_NAME);
}

/* The client is hostile: act by act, then killed. */
static bool withstands(struct crowd *c, const char *act)
{
    bool held;

    hostile_comes(c);
    must(&c->hostile, "datagram first");
    tell(&c->hostile, "%s", act);
    held = honest_go_on(c);
    puppet_kill(&c->hostile);
    return held && honest_go_on(c);
}

static const char *const bell_attacks[] = {
    "bells requeue 60", "bells ring 60", "bells flip 60", "bells never 60", "bells always 60", "bells crowd 60",
    "bells requeue 60 read-only",
};
static const char *const ring_attacks[] = {
    "scribble ntport-channel 100 1", "scribble ntport-channel 100 2", "scribble ntport-channel 100 3", "punch",
};
static const char *const values[] = { "0", "1", "-1", "64", "65535", "0x7fffffff", "0x80000000", "0xffffffff", "17" };
#define N(a) (sizeof(a) / sizeof((a)[0]))

static void hostile_client(const void *about)
{
    struct crowd c;
    struct answer answer;
    char act[64];
    int tried = 0, held = 0;

    (void)about;
    server_start_system();
    crowd_start(&c);
    for (size_t i = 0; i < N(bell_attacks); i++, tried++)
        held += withstands(&c, bell_attacks[i]);
    count("C, a hostile client", tried, held);
    tried = held = 0;
    for (size_t i = 0; i < N(ring_attacks); i++, tried++)
        held += withstands(&c, ring_attacks[i]);
    for (int field = 0; field < 8; field++)
        for (size_t i = 0; i < N(values); i++, tried++) {
            snprintf(act, sizeof(act), "lie %d %s", field, values[i]);
            held += withstands(&c, act);
        }
    hostile_comes(&c);
    answer = must(&c.hostile, "resize");
    held += (int)answer_number(&answer, "held");
    tried++;
    count("B, a hostile client", tried, held);
    /* What it has is its own: no queue of the server's, no counter of another user's. */
    answer = must(&c.hostile, "mapped ntport-channel");
    require(answer_number(&answer, "regions") == 1, "%s", answer.text);
    answer = must(&c.hostile, "scribble ntport-queue 50 1");
    answer = must(&c.hostile, "scribble ntport-session 50 1");
    require(honest_go_on(&c), "the hostile one's own memory is not its own");
    puppet_kill(&c.hostile);
    crowd_end(&c);
}

/* The port server is hostile; its client waits for an answer, then it dies. */
static bool client_ends(const char *act)
{
    struct puppet server, client;
    bool held;

    puppet_start_as(&server, USER_2);
    puppet_start_as(&client, USER_1);
    must(&server, "create " PORT_NAME);
    tell(&client, "connect " PORT_NAME);
    must(&server, "receive");
    must(&server, "accept yes");
    must(&server, "complete");
    require(hear(&client).status == 0, "no connection");
    tell(&client, "request hello");
    must(&server, "receive");
    tell(&server, "%s", act);
    hear(&server);
    puppet_kill(&server);
    held = hear(&client).status != TIMEOUT;             /* hear() fails the case when nothing comes */
    held &= ask(&client, "request again").status < 0;
    puppet_end(&client);
    return held;
}

static void hostile_server(const void *about)
{
    char act[64];
    int tried = 0, held = 0;

    (void)about;
    server_start_system();
    for (size_t i = 0; i < N(bell_attacks); i++, tried++)
        held += client_ends(bell_attacks[i]);
    count("C, a hostile server", tried, held);
    tried = held = 0;
    for (size_t i = 0; i < N(ring_attacks); i++, tried++)
        held += client_ends(ring_attacks[i]);
    for (int field = 0; field < 8; field++)
        for (size_t i = 0; i < N(values); i++, tried++) {
            snprintf(act, sizeof(act), "lie %d %s", field, values[i]);
            held += client_ends(act);
        }
    count("B, a hostile server", tried, held);
}

/* Sleepers that a client has sent elsewhere hear of everybody else. */
static void moved_sleepers_still_wake(const void *about)
{
    struct puppet server, hostile, honest;

    (void)about;
    server_start_system();
    puppet_start_as(&server, USER_1);
    puppet_start_as(&hostile, USER_2);
    puppet_start_as(&honest, 0);
    must(&server, "create " PORT_NAME);
    for (int i = 0; i < 2; i++) {
        tell(i ? &honest : &hostile, "connect " PORT_NAME);
        must(&server, "receive");
        must(&server, "accept yes");
        must(&server, "complete");
        hear(i ? &honest : &hostile);
    }
    tell(&server, "receive");
    leave_blocked(&server);
    must(&hostile, "bells requeue 20");
    must(&honest, "datagram hello");
    require(answer_number(&(struct answer[]){ hear(&server) }[0], "pid") == honest.pid, "not the honest one's");
    tell(&server, "receive");
    leave_blocked(&server);
    must(&hostile, "bells requeue 20");
    puppet_kill(&hostile);
    require(answer_number(&(struct answer[]){ hear(&server) }[0], "type") == 5, "its end is not heard of");
    puppet_end(&honest);
    puppet_end(&server);
}

/* milliseconds of CPU that the process has used */
static long cpu_used(pid_t pid)
{
    unsigned long user = 0, system = 0;
    char path[32];
    FILE *stat;

    snprintf(path, sizeof(path), "/proc/%d/stat", pid);
    stat = fopen(path, "r");
    require(stat && fscanf(stat, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) == 2,
            "%s cannot be read", path);
    fclose(stat);
    return (long)(user + system) * 1000 / sysconf(_SC_CLK_TCK);
}

/* A bell that rings for ever with nothing to say is not listened to: when it was, that took all the CPU there was. */
static void rung_for_nothing(const void *about)
{
    struct puppet server, hostile;
    long used;

    (void)about;
    server_start_system();
    puppet_start_as(&server, USER_1);
    puppet_start_as(&hostile, USER_2);
    must(&server, "create " PORT_NAME);
    tell(&hostile, "connect " PORT_NAME);
    must(&server, "receive");
    must(&server, "accept yes");
    must(&server, "complete");
    hear(&hostile);
    used = cpu_used(server.pid);
    tell(&server, "receive server 1500");
    must(&hostile, "bells ring 1200");
    require(hear(&server).status == TIMEOUT, "the receiver has got something");
    used = cpu_used(server.pid) - used;
    printf("# C4: the receiver of 1200 ms of ringing used %ld ms of CPU\n", used);
    require(used < 200, "the ringing keeps the receiver busy");
    tell(&server, "receive");                           /* and a message is heard of */
    must(&hostile, "datagram hello");
    hear(&server);
    puppet_end(&hostile);
    puppet_end(&server);
}

/* More connections than ring themselves, then rings through the server for nothing. */
static void ring_through_the_server(int *tried, int *held)
{
    static uint16_t name[64];
    static const char port[] = PORT_NAME;
    uint8_t attributes[72] = { 0 };
    int fd = raw_session();

    for (size_t i = 0; i < sizeof(port) - 1; i++)
        name[i] = (uint16_t)port[i];
    memcpy(attributes + 16, &(uint64_t){ 512 }, 8);     /* MaxMessageLength */
    for (uint32_t n = 0; n < 20; n++) {
        struct alpc_connect_request connect = {
            .path.name = { name, (sizeof(port) - 1) * 2 }, .attributes = { attributes, sizeof(attributes) },
        };
        struct register_thread_request thread = { .tid = (uint32_t)getpid() };
        struct writer w;

        raw_begin(&w, n ? OP_alpc_connect : OP_register_thread, n);
        if (n)
            encode_alpc_connect_request(&w, &connect);
        else
            encode_register_thread_request(&w, &thread);
        raw_send(fd, raw_packet, (size_t)(w.at - raw_packet));
        if (raw_reply(fd) < 0)
            return;
        ++*tried;
        ++*held;
    }
    for (int i = 0; i < 300; i++) {
        int rung = 0, refused = 0;

        for (uint32_t id = 1; id < 40; id++) {          /* only its own can be rung for */
            GUESS_COUNTED(ring_channel, &rung, &refused, .channel = id)
        }
        *tried += i == 0;
        *held += i == 0 && refused > 0 && refused < rung;
    }
    close(fd);
}

static void rung_by_the_server(const void *about)
{
    struct puppet server, honest;
    long used;

    (void)about;
    server_start_system();
    puppet_start_as(&server, USER_1);
    puppet_start_as(&honest, 0);
    must(&server, "alpc-create " PORT_NAME);
    tell(&server, "alpc-serve");
    must(&honest, "alpc-connect " PORT_NAME);
    used = cpu_used(server.pid);
    count_as(USER_2, "C4, through the server", ring_through_the_server);
    printf("# C4: its receiver used %ld ms of CPU\n", cpu_used(server.pid) - used);
    must(&honest, "alpc-flood 50");
    must(&honest, "alpc-stop");
    require(hear(&server).status == 0, "the server has failed");
    puppet_end(&honest);
    puppet_end(&server);
}

static int listen_at(const char *suffix)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), one = 1;

    snprintf(address.sun_path, sizeof(address.sun_path), "%s%s", server_socket(), suffix);
    setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &one, sizeof(one));
    require(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 && listen(fd, 100) == 0 &&
                chmod(address.sun_path, 0666) == 0, "%s: %s", address.sun_path, strerror(errno));
    return fd;
}

/* H9: somebody else listens where the server should be. */
static void listen_falsely(int *tried, int *held)
{
    int listener = listen_at(""), heard;
    struct pollfd door = { .fd = listener, .events = POLLIN };
    char byte;

    ++*tried;
    if (write(100, "", 1) == 1 && poll(&door, 1, 10000) == 1) {
        heard = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        *held += recv(heard, &byte, 1, 0) <= 0;         /* hung up on, without a word */
    }
    *held -= read(101, &byte, 1) != 0;                  /* until the client has done what it would */
    unlink(server_socket());
}

static void a_false_server(const void *about)
{
    struct puppet puppet;
    char directory[96];
    int ready[2], over[2];
    pid_t pid;

    (void)about;
    snprintf(directory, sizeof(directory), "%.*s", (int)(strrchr(server_socket(), '/') - server_socket()),
             server_socket());
    require(chmod(directory, 01777) == 0 && pipe2(ready, O_CLOEXEC) == 0 && pipe2(over, O_CLOEXEC) == 0,
            "%s", strerror(errno));
    pid = fork();
    if (pid == 0) {
        dup2(ready[1], 100);
        dup2(over[0], 101);
        close(over[1]);
        count_as(USER_2, "H, a false server", listen_falsely);
        _exit(0);
    }
    require(read(ready[0], &(char){ 0 }, 1) == 1, "nobody listens");
    puppet_start_as(&puppet, USER_1);
    require(ask(&puppet, "create " PORT_NAME).status < 0, "the false server was believed");
    puppet_end(&puppet);
    close(over[1]);
    require(waitpid(pid, &ready[0], 0) == pid && ready[0] == 0, "it was spoken to");
}

/* More connections of other users than one wait can look at: the server rings for the rest. */
static void many_strangers(const void *about)
{
    struct puppet server, strangers[3];

    (void)about;
    server_start_system();
    puppet_start_as(&server, USER_1);
    must(&server, "create " PORT_NAME);
    tell(&server, "serve");
    for (size_t i = 0; i < N(strangers); i++) {
        puppet_start_as(&strangers[i], USER_2);
        for (int n = 0; n < 12; n++)                    /* 16 ring themselves */
            must(&strangers[i], "connect " PORT_NAME);
    }
    for (size_t i = 0; i < N(strangers); i++)
        tell(&strangers[i], "flood 200");
    for (size_t i = 0; i < N(strangers); i++) {
        struct answer answer = hear(&strangers[i]);

        require(answer.status == 0 && answer_number(&answer, "done") == 200, "0x%08X%s", (unsigned)answer.status,
                answer.text);
    }
    for (size_t i = 1; i < N(strangers); i++)
        puppet_kill(&strangers[i]);
    must(&strangers[0], "flood 100");
    must(&strangers[0], "request stop");
    hear(&server);
    puppet_end(&strangers[0]);
    puppet_end(&server);
}

/* As systemd does for ntserver.socket: the server ends when nobody is there, and the sockets stay. */
static pid_t activate(int listener, int deposit)
{
    pid_t pid = fork();

    if (pid == 0) {
        const char *program = built("server/ntserver");
        char self[16];

        snprintf(self, sizeof(self), "%d", getpid());
        setenv("LISTEN_PID", self, 1);
        setenv("LISTEN_FDS", "2", 1);
        dup2(listener, 100);                            /* out of each other's way, and of close-on-exec */
        dup2(deposit, 101);
        dup2(100, 3);
        dup2(101, 4);
        execl(program, "ntserver", "-fso", "-p0", (char *)NULL);
        _exit(99);
    }
    return pid;
}

static void started_by_systemd(const void *about)
{
    char path[128];
    int listener, deposit;

    (void)about;
    system_directory();
    listener = listen_at("");
    deposit = listen_at(".deposit");
    for (int round = 0; round < 2; round++) {
        struct puppet puppet;
        int status = 0;
        pid_t server;

        puppet_start_as(&puppet, USER_1);
        tell(&puppet, "create " PORT_NAME);             /* connects before there is a server */
        leave_blocked(&puppet);
        server = activate(listener, deposit);
        require(hear(&puppet).status == 0, "not served");
        must(&puppet, "file-section");
        puppet_end(&puppet);
        require(waitpid(server, &status, 0) == server && status == 0, "the server ended with 0x%x", status);
        require(access(server_socket(), F_OK) == 0, "the socket is gone");
    }
    snprintf(path, sizeof(path), "%s.deposit", server_socket());
    unlink(path);
    unlink(server_socket());
}

/* A port server and a client of two users, and by which calls they talk. */
struct pair {
    const struct calls {
        const char *create, *serve, *connect, *flood, *stop;
    } *calls;
    size_t number;
    struct puppet server, client;
};

static const struct calls lpc = { "create", "serve", "connect", "flood", "request stop" };
static const struct calls alpc = { "alpc-create", "alpc-serve", "alpc-connect", "alpc-flood", "alpc-stop" };

static void pair_start(struct pair *pair, size_t number, const uid_t users[2])
{
    pair->calls = number % 2 ? &alpc : &lpc;
    pair->number = number;
    puppet_start_as(&pair->server, users[0]);
    puppet_start_as(&pair->client, users[1]);
}

static void pair_meet(struct pair *pair)
{
    must(&pair->server, "%s \\RPC Control\\pair-%zu", pair->calls->create, pair->number);
    tell(&pair->server, "%s", pair->calls->serve);
    must(&pair->client, "%s \\RPC Control\\pair-%zu", pair->calls->connect, pair->number);
}

static void pair_end(struct pair *pair)
{
    must(&pair->client, "%s 100", pair->calls->flood);
    must(&pair->client, "%s", pair->calls->stop);
    require(hear(&pair->server).status == 0, "pair %zu: the server's loop has failed", pair->number);
    puppet_end(&pair->client);
    puppet_end(&pair->server);
}

static void require_cut_off(struct puppet *puppet, const char *who)
{
    struct answer answer = hear(puppet);

    require(answer.status < 0, "%s goes on without ntserver: 0x%08X%s", who, (unsigned)answer.status, answer.text);
}

/* kill -9 of ntserver amid the calls of several users. Each call ends with a status, what is called before there is
 * another server does too, and then the same processes work with that one. */
static void server_killed_among_users(const void *about)
{
    /* None of root's: away from /run/ntport it would start a server of its own there. */
    static const uid_t users[][2] = { { USER_1, USER_2 }, { USER_2, USER_1 }, { SERVICE, USER_1 } };
    struct pair talking[2 * N(users)];
    struct puppet connecting, listening, waiting;
    struct holdings before[2];
    pid_t ntserver;

    (void)about;
    ntserver = server_start_system();
    holdings_take_of(&before[0], USER_1);
    holdings_take_of(&before[1], USER_2);
    for (size_t i = 0; i < N(talking); i++)
        pair_start(&talking[i], i, users[i / 2]);
    puppet_start_as(&listening, USER_1);
    puppet_start_as(&connecting, USER_2);
    puppet_start_as(&waiting, USER_2);
    for (int round = 0; round < 5; round++) {
        for (size_t i = 0; i < N(talking); i++) {
            pair_meet(&talking[i]);
            tell(&talking[i].client, "%s 0", talking[i].calls->flood);
        }
        must(&listening, "create " PORT_NAME);
        tell(&connecting, "connect " PORT_NAME);
        must(&waiting, "event \\BaseNamedObjects\\never-set");
        tell(&waiting, "wait");
        leave_blocked(&connecting);
        leave_blocked(&waiting);
        pause_ms((unsigned)rand() % 20);
        server_kill(ntserver);
        for (size_t i = 0; i < N(talking); i++) {
            require_cut_off(&talking[i].client, "a client");
            require_cut_off(&talking[i].server, "a port server");
        }
        require_cut_off(&connecting, "who connects");
        require_cut_off(&waiting, "who waits");
        require(ask(&connecting, "connect " PORT_NAME).status < 0, "somebody serves");
        require(ask(&listening, "create " PORT_NAME).status < 0, "somebody serves");
        ntserver = server_start_system();
    }
    for (size_t i = 0; i < N(talking); i++) {
        pair_meet(&talking[i]);
        pair_end(&talking[i]);
    }
    puppet_end(&listening);
    puppet_end(&connecting);
    puppet_end(&waiting);
    holdings_require_back_of(&before[0], USER_1);
    holdings_require_back_of(&before[1], USER_2);
}

static const struct test_case cases[] = {
    { .name = "started_by_systemd", .run = started_by_systemd },
    { .name = "lpc_between_users", .run = lpc_between_users },
    { .name = "acting_as_another_user", .run = acting_as_another_user },
    { .name = "views_between_users", .run = views_between_users },
    { .name = "alpc_between_users", .run = alpc_between_users },
    { .name = "who_may_connect", .run = who_may_connect },
    { .name = "users_are_apart", .run = users_are_apart },
    { .name = "identity", .run = identity },
    { .name = "numbers_are_no_keys", .run = numbers_are_no_keys },
    { .name = "limits_are_each_users_own", .run = limits_are_each_users_own },
    { .name = "root_acts_as_users", .run = root_acts_as_users },
    { .name = "users_only_identify", .run = users_only_identify },
    { .name = "names_between_users", .run = names_between_users },
    { .name = "files_stay_with_their_user", .run = files_stay_with_their_user },
    { .name = "hostile_client", .run = hostile_client, .seconds = 120 },
    { .name = "hostile_server", .run = hostile_server, .seconds = 120 },
    { .name = "moved_sleepers_still_wake", .run = moved_sleepers_still_wake },
    { .name = "rung_for_nothing", .run = rung_for_nothing },
    { .name = "rung_by_the_server", .run = rung_by_the_server },
    { .name = "a_false_server", .run = a_false_server },
    { .name = "many_strangers", .run = many_strangers },
    { .name = "death_between_users", .run = death_between_users },
    { .name = "server_killed_among_users", .run = server_killed_among_users },
};

/* Can a process of another user run here? NULL, or why not. */
static const char *cannot(void)
{
    struct stat st;
    int status = 1;
    pid_t pid;

    if (geteuid() != 0)
        return "needs root, to become other users";
    if (stat("/proc/self/ns/user", &st) || st.st_ino != 0xeffffffdu)
        return "--system is for the machine's first user namespace";
    pid = fork();
    if (pid == 0) {
        const char *program = built("tests/process/puppet");

        if (!become(USER_1) || !freopen("/dev/null", "r", stdin))
            _exit(1);
        execl(program, program, (char *)NULL);
        _exit(1);
    }
    waitpid(pid, &status, 0);
    return status ? "other users cannot reach this build's folder" : NULL;
}

int main(int argc, char **argv)
{
    const char *why = cannot();

    if (why) {
        printf("# skipped: %s\n0 passed, 0 failed\n", why);
        return 77;
    }
    return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
