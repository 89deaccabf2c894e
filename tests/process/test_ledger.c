/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A ledger of messages: numbered and checksummed, through floods and kills. What a connection delivers is delivered once,
 * whole and in order; what is not delivered, its sender or its receiver has been told of.
 *
 * usage: test_ledger [CASE...]; with LEDGER_COUNT in the environment so many messages a case.
 */
#include "common/shmem.h"
#include "tests/process/harness.h"
#include "tests/process/way.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define HONEST     2u
#define SENDERS    4096u                /* in all; each has one connection */
#define COUNT      50000u               /* messages of the honest ones in a case */
#define REQUESTS   16u                  /* one of so many wants an answer */
#define END        0xffffffffu
#define REPLY      0x80000000u          /* in the number of an answer */

/* What one sender has sent, and what of it came. The sender writes the upper half, the receiver the lower one. */
struct entry {
    uint32_t sent;                      /* messages that the library took */
    uint32_t told;                      /* the status that ended its sending, when one did */

    uint32_t received;
    uint32_t lost, again, torn;         /* each must be 0 */
};

static struct ledger {
    struct entry entries[SENDERS];
    uint32_t n_senders;
    uint32_t cancelled;                 /* of an ALPC client that had gone: its message is only told of */
    uint32_t n_connected, n_closed;     /* connections, by the receiver's count */
    uint32_t strange;                   /* what the receiver should never see: a status, or 0x1000000 and a type */
} *ledger;

struct letter {
    PORT_MESSAGE header;
    uint32_t sender, number, size, sum;
    uint8_t bytes[WAY_DATA - 4 * sizeof(uint32_t)];
};

static uint32_t sum_of(const struct letter *letter)
{
    uint32_t sum = letter->sender * 31 + letter->number + letter->size;

    for (uint32_t i = 0; i < letter->size; i++)
        sum = sum * 16777619u ^ letter->bytes[i];
    return sum;
}

static void write_letter(struct letter *letter, uint32_t sender, uint32_t number)
{
    uint32_t seed = sender * 2654435761u + number;

    letter->sender = sender;
    letter->number = number;
    letter->size = seed * 40503u % (sizeof(letter->bytes) + 1);
    for (uint32_t i = 0; i < letter->size; i++)
        letter->bytes[i] = (uint8_t)(seed = seed * 1664525u + 1013904223u);
    letter->sum = sum_of(letter);
    way_prepare(&letter->header, 4 * sizeof(uint32_t) + letter->size);
}

/* ---- the receiver ----------------------------------------------------------------------------- */

static void enter(const struct letter *letter)
{
    struct entry *entry = &ledger->entries[letter->sender % SENDERS];

    if (letter->sender >= SENDERS || letter->size > sizeof(letter->bytes) || letter->sum != sum_of(letter)) {
        entry->torn++;
        return;
    }
    if (letter->number < entry->received)
        entry->again++;                 /* or out of order */
    else if (letter->number > entry->received)
        entry->lost++;
    shm_store_release(&entry->received, letter->number + 1);
}

static void take_letter(const struct way *way, struct letter *letter)
{
    struct letter reply;

    enter(letter);
    if (way_type(&letter->header) == LPC_DATAGRAM)
        return;
    write_letter(&reply, letter->sender, letter->number + REPLY);
    letter->header.u1 = reply.header.u1;
    reply.header = letter->header;      /* which says what is answered */
    way->reply(&reply.header);          /* whoever asked may have died */
}

static void receive_letters(const struct way *way)
{
    struct letter letter;
    NTSTATUS status = way->create();

    while (status == STATUS_SUCCESS && (status = way->receive(&letter.header, -1)) == STATUS_SUCCESS) {
        switch (way_type(&letter.header)) {
        case LPC_CONNECTION_REQUEST:
            if (way->accept(&letter.header) == STATUS_SUCCESS)
                shm_fetch_add(&ledger->n_connected, 1);
            break;
        case LPC_DATAGRAM:
        case LPC_REQUEST:
            take_letter(way, &letter);
            break;
        case LPC_CANCELED:
            shm_fetch_add(&ledger->cancelled, 1);
            break;
        case LPC_PORT_CLOSED:
        case LPC_CLIENT_DIED:
            shm_fetch_add(&ledger->n_closed, 1);
            break;
        default:
            shm_store(&ledger->strange, 0x1000000 | way_type(&letter.header));
        }
    }
    shm_store(&ledger->strange, (uint32_t)status);
}

/* ---- senders ----------------------------------------------------------------------------------- */

static NTSTATUS send_letter(const struct way *way, uint32_t sender, uint32_t number, bool last)
{
    struct letter letter;
    NTSTATUS status;
    bool asks = last || number % REQUESTS == REQUESTS - 1;

    write_letter(&letter, sender, number);
    status = asks ? way->request(&letter.header) : way->datagram(&letter.header);
    if (asks && status == STATUS_SUCCESS &&
        (letter.sender != sender || letter.number != number + REPLY || letter.sum != sum_of(&letter)))
        ledger->entries[sender].torn++;
    return status;
}

/* n letters; the last one is a request, so that all have been received when it is answered. */
static void send_letters(const struct way *way, uint32_t sender, uint32_t n)
{
    struct entry *entry = &ledger->entries[sender];
    NTSTATUS status = way->connect();

    for (uint32_t number = 0; status == STATUS_SUCCESS && number < n; number++) {
        /* told that there is no room: once more */
        while ((status = send_letter(way, sender, number, number + 1 == n)) == STATUS_NO_MEMORY)
            sched_yield();
        if (status == STATUS_SUCCESS)
            shm_store_release(&entry->sent, number + 1);
    }
    entry->told = (uint32_t)status;
}

static pid_t start_receiver(const struct way *way)
{
    pid_t pid = fork();

    if (pid == 0) {
        receive_letters(way);
        _exit(0);
    }
    return pid;
}

static pid_t start_sender(const struct way *way, uint32_t *sender, uint32_t n)
{
    pid_t pid;

    *sender = ledger->n_senders++;
    require(*sender < SENDERS, "too many senders");
    pid = fork();
    if (pid == 0) {
        send_letters(way, *sender, n);
        _exit(0);
    }
    return pid;
}

static void stop(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static bool has_ended(pid_t pid)
{
    return waitpid(pid, NULL, WNOHANG) == pid;
}

/* ---- the books -------------------------------------------------------------------------------- */

static void open_ledger(void)
{
    ledger = mmap(NULL, sizeof(*ledger), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    require(ledger != MAP_FAILED, "no memory");
}

static void close_ledger(void)
{
    munmap(ledger, sizeof(*ledger));
}

/* From each of the honest ones. */
static uint32_t wanted(void)
{
    const char *text = getenv("LEDGER_COUNT");

    return text ? (uint32_t)strtoul(text, NULL, 10) / HONEST : COUNT / HONEST;
}

static void require_straight(uint32_t sender)
{
    const struct entry *entry = &ledger->entries[sender];

    require(!entry->lost && !entry->again && !entry->torn,
            "of %u messages of sender %u %u came: %u after a gap, %u again or out of order, %u torn", entry->sent, sender,
            entry->received, entry->lost, entry->again, entry->torn);
    /* one may have been sent, and its sender killed before it wrote so down */
    require(entry->received <= entry->sent + 1, "%u messages of sender %u came, which sent %u", entry->received, sender,
            entry->sent);
}

static void require_all_came(uint32_t sender, uint32_t n)
{
    const struct entry *entry = &ledger->entries[sender];

    require_straight(sender);
    require(entry->told == STATUS_SUCCESS && entry->sent == n && entry->received == n,
            "sender %u sent %u of %u, %u came; its last status is 0x%08X", sender, entry->sent, n, entry->received,
            entry->told);
}

/* A case takes its time; who waits here for something that never comes is ended by the watchdog. */
static void await_closed(void)
{
    while (shm_load(&ledger->n_closed) < ledger->n_senders)
        pause_ms(1);
}

/* ---- cases ------------------------------------------------------------------------------------- */

static void senders_are_killed(const void *about)
{
    const struct way *way = about;
    uint32_t honest[HONEST], n = wanted(), n_killed = 0, missing = 0;
    pid_t receiver, pids[HONEST];
    struct holdings before;
    bool busy = true;

    server_start();
    holdings_take(&before);
    open_ledger();
    receiver = start_receiver(way);
    for (uint32_t i = 0; i < HONEST; i++)
        pids[i] = start_sender(way, &honest[i], n);
    while (busy) {
        uint32_t victim;
        pid_t pid = start_sender(way, &victim, END);

        while (!shm_load(&ledger->entries[victim].sent))
            pause_ms(1);
        pause_ms((unsigned)rand() % 20);
        stop(pid);
        n_killed++;
        busy = false;
        for (uint32_t i = 0; i < HONEST; i++) {
            if (pids[i] && has_ended(pids[i]))
                pids[i] = 0;
            busy |= pids[i] != 0;
        }
        busy &= ledger->n_senders < SENDERS - 1;
    }
    for (uint32_t i = 0; i < HONEST; i++)
        if (pids[i])
            waitpid(pids[i], NULL, 0);
    await_closed();                     /* the receiver has been told of each one's end, behind its last message */
    require(!shm_load(&ledger->strange), "the receiver got 0x%08X", ledger->strange);
    for (uint32_t i = 0; i < ledger->n_senders; i++) {
        require_straight(i);
        missing += ledger->entries[i].sent > ledger->entries[i].received
                       ? ledger->entries[i].sent - ledger->entries[i].received : 0;
    }
    for (uint32_t i = 0; i < HONEST; i++)
        require_all_came(honest[i], n);
    /* of each one killed there may be one that it had not yet written down, and one request that was received */
    require(missing <= ledger->cancelled && ledger->cancelled <= missing + 2 * n_killed,
            "%u messages of %u that were killed did not come, the receiver was told of %u", missing, n_killed,
            ledger->cancelled);
    stop(receiver);
    holdings_require_back(&before);
    printf("# %u senders killed; of their messages %u were told of instead of delivered\n", n_killed, ledger->cancelled);
    close_ledger();
}

static void receivers_are_killed(const void *about)
{
    const struct way *way = about;
    uint32_t n_killed = 0;
    struct holdings before;

    server_start();
    holdings_take(&before);
    for (uint32_t total = 0; total < HONEST * wanted(); n_killed++) {
        pid_t receiver, pids[HONEST];
        uint32_t senders[HONEST];

        open_ledger();
        receiver = start_receiver(way);
        for (uint32_t i = 0; i < HONEST; i++)
            pids[i] = start_sender(way, &senders[i], END);
        for (uint32_t i = 0; i < HONEST; i++)
            while (!shm_load(&ledger->entries[i].sent))
                pause_ms(1);
        pause_ms(10 + (unsigned)rand() % 50);
        stop(receiver);
        for (uint32_t i = 0; i < HONEST; i++) {
            waitpid(pids[i], NULL, 0);  /* told: it ends */
            require((int32_t)ledger->entries[i].told < 0, "a sender ended with 0x%08X", ledger->entries[i].told);
            require_straight(i);
            total += ledger->entries[i].received;
        }
        close_ledger();
    }
    holdings_require_back(&before);
    printf("# %u receivers killed\n", n_killed);
}

static struct test_case cases[] = {
    { "senders_are_killed_lpc", senders_are_killed, &way_lpc, 120 },
    { "senders_are_killed_alpc", senders_are_killed, &way_alpc, 120 },
    { "receivers_are_killed_lpc", receivers_are_killed, &way_lpc, 120 },
    { "receivers_are_killed_alpc", receivers_are_killed, &way_alpc, 120 },
};

int main(int argc, char **argv)
{
    for (size_t i = 0; getenv("LEDGER_COUNT") && i < sizeof(cases) / sizeof(cases[0]); i++)
        cases[i].seconds = 24 * 3600;
    return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
