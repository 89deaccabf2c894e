/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hand-overs over ntdll/channel alone, in one process and so under ThreadSanitizer: clients with a channel each send
 * datagrams and requests into one queue, receivers take them and answer into the clients' slots. Everything that is
 * handed over is numbered: nothing may be lost, twice, or out of its channel's order. A watchdog looks for a stand-still.
 *
 * usage: handover [--count N] [--clients N] [--receivers N] [--bell-only] [--foreign] [--two-processes]
 *
 * --bell-only: datagrams alone; --foreign: each channel has its own bells, as between users; --two-processes: the clients are
 * in one, the receivers in another.
 * NTPORT_SPIN=0 makes every wait a sleep.
 */
#include "ntdll/channel/channel.h"
#include "ntdll/channel/spin.h"

#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define MAX_THREADS   16u
#define STAND_STILL_S 20u               /* longer than any scheduler lets a thread wait */
#define STOP          0xffffffffu

struct packet {
    PORT_MESSAGE header;
    uint32_t number;                    /* in its channel */
    uint32_t check;
};

struct client {
    pthread_t thread;
    struct channel *channel, *peer;     /* its end, and the receivers' */
    uint32_t *n_sent;                   /* in the tally */
    uint32_t seed;
};

/* What both sides count; atomic. */
struct tally {
    uint64_t handed_over __attribute__((aligned(CACHE_LINE)));
    uint64_t n_taken[MAX_THREADS];      /* by channel */
    uint32_t n_sent[MAX_THREADS];
    uint32_t n_stopped;
};

static struct queue *queue;             /* the receivers' */
static struct client clients[MAX_THREADS];
static uint32_t n_clients = 2, n_receivers = 2;
static bool bell_only;                  /* datagrams alone: nobody waits in a slot */
static bool two_processes;
static enum bell_kind bells = BELL_OF_QUEUE;
static uint64_t count = 200000;
static struct tally *tally;

static void failed(const char *what, uint64_t number)
{
    fprintf(stderr, "# %s (%llu), after %llu hand-overs\n", what, (unsigned long long)number,
            (unsigned long long)(tally ? shm_load(&tally->handed_over) : 0));
    abort();
}

static void *memory(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (at == MAP_FAILED)
        failed("no memory", size);
    return at;
}

static struct queue *make_queue(struct queue_memory *own, uint32_t capacity)
{
    struct holder_memory *holder = memory(holder_memory_size(capacity));

    holder_init(holder, capacity);
    return queue_new(1, own, 0, holder, capacity);
}

static void connect_client(struct client *client, uint32_t index)
{
    struct channel_memory *channel = memory(channel_memory_size(RING_SIZE_MIN));
    struct queue *own = make_queue(&channel->client_queue, 1);

    client->seed = index * 2654435761u + 1;
    client->n_sent = &tally->n_sent[index];
    channel_state_init(&queue->holder->channels[index]);
    client->channel = channel_new(index, index, CLIENT_END, bells, channel, RING_SIZE_MIN, own, queue);
    client->peer = channel_new(index, index, SERVER_END, bells, channel, RING_SIZE_MIN, queue, NULL);
    if (!client->channel || !client->peer || !queue_attach(queue, client->peer))
        failed("no channel", index);
}

static struct packet make_packet(uint32_t number)
{
    struct packet packet = {.number = number, .check = ~number * 31};

    packet.header.u1.s1.DataLength = sizeof packet - sizeof packet.header;
    packet.header.u1.s1.TotalLength = sizeof packet;
    return packet;
}

static void put(struct client *client, const struct packet *packet, const struct envelope *envelope)
{
    struct ring_source source = {.header = &packet->header, .data = &packet->header + 1};
    enum ring_result result;
    uint64_t position;

    while ((result = channel_send(client->channel, &source, envelope, &position)) == RING_FULL)
        sched_yield();                  /* full: the receivers are behind */
    if (result != RING_DONE)
        failed("the ring is broken", result);
}

/* A request, and its answer into the slot. */
static void ask(struct client *client, uint32_t number)
{
    const struct slot_bank *bank = &client->channel->slots;
    uint32_t slot = slot_take(bank), generation;
    struct slot_wait wait = {.message_id = number + 1, .pid = 1, .tid = 1};
    struct packet packet = make_packet(number);
    struct ring_sink sink = {.data = &packet.header + 1, .room = sizeof packet - sizeof packet.header};
    struct envelope envelope = {.slot = slot, .cpu = this_cpu()};

    if (slot == NO_SLOT)
        failed("no slot", number);
    envelope.generation = generation = slot_arm(&bank->slots[slot], &wait);
    put(client, &packet, &envelope);
    if (slot_await(&bank->slots[slot], generation, shm_load(&client->channel->peer_cpu), NULL, NULL) != SLOT_REPLIED ||
        slot_read(&bank->slots[slot], &sink) != RING_DONE)
        failed("no answer", number);
    shm_store(&client->channel->peer_cpu, shm_load(&bank->slots[slot].cpu));
    if (packet.number != number + 1 || packet.check != ~(number + 1) * 31)
        failed("a wrong answer", packet.number);
    slot_give_back(bank, slot);
}

static void *run_client(void *argument)
{
    struct client *client = argument;
    const struct envelope datagram = {.slot = NO_SLOT, .cpu = NO_CPU};
    struct packet packet;

    while (shm_load(&tally->handed_over) < count) {
        client->seed = client->seed * 1664525u + 1013904223u;
        if (bell_only || client->seed >> 30) {
            packet = make_packet((*client->n_sent)++);
            put(client, &packet, &datagram);
            if (bell_only && client->seed >> 24 == 0)
                usleep(100);            /* let them fall asleep */
        } else {
            ask(client, (*client->n_sent)++);
        }
    }
    packet = make_packet(STOP);
    put(client, &packet, &datagram);
    return NULL;
}

static void check(const struct packet *packet, uint32_t index)
{
    if (packet->check != ~packet->number * 31)
        failed("a torn message", packet->number);
    if (packet->number != STOP)
        shm_fetch_add(&tally->n_taken[index], 1);
}

static void answer(const struct client *client, const struct ring_sink *sink, uint32_t number)
{
    struct packet packet = make_packet(number + 1);
    struct ring_source source = {.header = &packet.header, .data = &packet.header + 1};
    struct reply_slot *slot = channel_peer_slot(client->peer, sink->envelope.slot);

    if (!slot || !slot_claim(slot, sink->envelope.generation, 1) ||
        !slot_answer(slot, sink->envelope.generation, &source, NULL))
        failed("nobody waits for the answer to", number);
}

/* Takes one message, if there is one. */
static bool take(struct queue *from, uint64_t *last, struct channel **polled)
{
    struct packet packet;
    struct ring_sink sink = {.data = &packet.header + 1, .room = sizeof packet - sizeof packet.header};
    struct channel *channel = NULL;
    uint32_t index;

    if (queue_take(from, NO_CHANNEL, &sink, &channel, &index) != QUEUE_TAKEN) {
        *polled = channel;
        return false;
    }
    index = channel->own_index;
    packet.header = sink.header;
    check(&packet, index);
    if (packet.number == STOP) {
        shm_fetch_add(&tally->n_stopped, 1);
        queue_wake_all(from);
    } else {
        if (packet.number + 1 <= last[index])
            failed("a message twice, or out of order", packet.number);
        last[index] = packet.number + 1;
        if (sink.envelope.slot != NO_SLOT)
            answer(&clients[index], &sink, packet.number);
        shm_fetch_add(&tally->handed_over, sink.envelope.slot == NO_SLOT ? 1 : 2);
    }
    channel_unref(channel);
    return true;
}

/* As receive_message() does it. */
static void *run_receiver(void *argument)
{
    uint64_t last[MAX_THREADS] = {0};

    (void)argument;
    for (;;) {
        uint32_t ticket = queue_ticket(queue);
        struct channel *polled = NULL;
        bool over = shm_load_acquire(&tally->n_stopped) == n_clients;

        if (take(queue, last, &polled)) {
            queue_pass_on(queue);
            continue;
        }
        if (!over)
            queue_await(queue, polled, ticket, NULL, NULL);
        channel_unref(polled);
        if (over)
            return NULL;
    }
}

/* Ends the process when nothing moves. */
static void *watch(void *argument)
{
    uint64_t before = ~0ull;
    unsigned still = 0, pauses = 0;

    (void)argument;
    for (;;) {
        struct timespec pause = {.tv_nsec = 100000000};
        uint64_t now = shm_load(&tally->handed_over);

        still = now == before ? still + 1 : 0;
        pauses += still == 1;
        if (still > STAND_STILL_S * 10)
            failed("stand-still", now);
        if (now >= count) {
            printf("# looked every 100 ms; without a hand-over since the look before: %u times\n", pauses);
            return NULL;
        }
        before = now;
        nanosleep(&pause, NULL);
    }
}

static void start(pthread_t *thread, void *(*run)(void *), void *argument)
{
    if (pthread_create(thread, NULL, run, argument))
        failed("no thread", 0);
}

static void start_clients(void)
{
    for (uint32_t i = 0; i < n_clients; i++)
        start(&clients[i].thread, run_client, &clients[i]);
}

static void join_clients(void)
{
    for (uint32_t i = 0; i < n_clients; i++)
        pthread_join(clients[i].thread, NULL);
}

/* A process of the clients', which dies with ours. Its threads' sleeps are told at its end. */
static pid_t fork_clients(void)
{
    struct rusage usage;
    pid_t parent = getpid(), pid;

    fflush(stdout);
    pid = fork();
    if (pid < 0)
        failed("no process", 0);
    if (pid > 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    start_clients();
    join_clients();
    getrusage(RUSAGE_SELF, &usage);
    printf("# %ld times a thread of the clients' process slept\n", usage.ru_nvcsw);
    fflush(stdout);
    _exit(0);
}

static void await_clients(pid_t pid)
{
    int status;

    if (waitpid(pid, &status, 0) != pid || status)
        failed("the clients' process has failed", (uint64_t)status);
}

static void run(void)
{
    pid_t other = two_processes ? fork_clients() : 0;
    pthread_t watchdog, receivers[MAX_THREADS];

    start(&watchdog, watch, NULL);
    for (uint32_t i = 0; i < n_receivers; i++)
        start(&receivers[i], run_receiver, NULL);
    if (!other)
        start_clients();
    if (other)
        await_clients(other);
    else
        join_clients();
    for (uint32_t i = 0; i < n_receivers; i++)
        pthread_join(receivers[i], NULL);
    pthread_join(watchdog, NULL);
}

static uint32_t threads(const char *text)
{
    unsigned long n = strtoul(text, NULL, 10);

    return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (uint32_t)n;
}

static bool read_options(int argc, char **argv)
{
    static const struct option options[] = {
        {"count", required_argument, NULL, 'c'}, {"clients", required_argument, NULL, 'n'},
        {"receivers", required_argument, NULL, 'r'}, {"bell-only", no_argument, NULL, 'b'},
        {"foreign", no_argument, NULL, 'f'}, {"two-processes", no_argument, NULL, 'p'}, {0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'c': count = strtoull(optarg, NULL, 10); break;
        case 'n': n_clients = threads(optarg); break;
        case 'r': n_receivers = threads(optarg); break;
        case 'b': bell_only = true; break;
        case 'f': bells = BELL_OF_CHANNEL; break;
        case 'p': two_processes = true; break;
        default: return false;
        }
    }
    return optind == argc;
}

int main(int argc, char **argv)
{
    struct rusage usage;
    uint64_t lost = 0;

    if (!read_options(argc, argv)) {
        fputs("usage: handover [--count N] [--clients N] [--receivers N] [--bell-only] [--foreign] [--two-processes]\n",
              stderr);
        return 2;
    }
    tally = memory(sizeof *tally);
    queue = make_queue(memory(sizeof(struct queue_memory)), MAX_THREADS);
    for (uint32_t i = 0; i < n_clients; i++)
        connect_client(&clients[i], i);
    run();
    for (uint32_t i = 0; i < n_clients; i++)
        lost += tally->n_sent[i] - shm_load(&tally->n_taken[i]);
    getrusage(RUSAGE_SELF, &usage);
    printf("# %ld times a thread slept\n", usage.ru_nvcsw);
    printf("%s %llu hand-overs, %u clients, %u receivers%s: lost or twice %llu, torn 0, out of order 0\n",
           lost ? "not ok" : "ok", (unsigned long long)shm_load(&tally->handed_over), n_clients, n_receivers,
           two_processes ? ", two processes" : "",
           (unsigned long long)lost);
    printf("%d passed, %d failed\n", !lost, !!lost);
    return lost ? 1 : 0;
}
