/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * System calls, counted: messages need none while both sides are awake, a burst needs one wake-up, and what is there is
 * received before anybody sleeps. The case's process receives, a child of it sends; both count themselves
 * (bench/syscall_counter.h).
 */
#include "bench/syscall_counter.h"
#include "common/shmem.h"
#include "tests/process/harness.h"
#include "tests/process/way.h"

#include <ntalpcapi.h>

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define BURST    32u
#define QUEUED   1000u                  /* as many datagrams of this size as a ring takes for certain */
#define WINDOW   200u                   /* round trips */
#define WINDOWS  2000u
#define WORKERS  4u

struct data_message {
    PORT_MESSAGE header;
    uint32_t number;
    UCHAR rest[WAY_MESSAGE - sizeof(PORT_MESSAGE) - sizeof(uint32_t)];
};
#define DATA_SIZE 64u                   /* of it */

/* What both processes see. */
static struct shared {
    struct syscall_counter sender, receivers[WORKERS];
    uint32_t step;                      /* where the child is, or may go on to */
    uint32_t quiet;                     /* windows without a system call */
    uint32_t n_received;
} *shared;

static void step_to(uint32_t step)
{
    shm_store_release(&shared->step, step);
}

static void step_await(uint32_t step)
{
    while (shm_load_acquire(&shared->step) < step)
        pause_ms(1);
}

static void must(NTSTATUS status, const char *what)
{
    require(status == STATUS_SUCCESS, "%s gives 0x%08X", what, (unsigned)status);
}

static void message_init(struct data_message *message, uint32_t number)
{
    *message = (struct data_message){ .number = number };
    way_prepare(&message->header, DATA_SIZE);
}

/* ---- both processes -------------------------------------------------------------------------- */

static void count_begin(struct syscall_counter *counter)
{
    counter->total = 0;
    memset(counter->by_number, 0, sizeof(counter->by_number));
    syscall_counter_switch(counter, true);
}

static void send_datagrams(const struct way *way, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        struct data_message message;

        message_init(&message, i);
        must(way->datagram(&message.header), "a datagram");
    }
}

/* A sender with a connection; the first datagram has been received, so who it is is known. */
static void sender_begin(const struct way *way)
{
    must(way->connect(), "connecting");
    require(syscall_counter_attach(&shared->sender), "system calls cannot be counted: %s", strerror(errno));
    send_datagrams(way, 1);
}

static pid_t begin(const struct way *way, void (*sender)(const struct way *way))
{
    struct data_message message;
    pid_t child;

    server_start();
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    require(shared != MAP_FAILED, "no memory");
    child = fork();
    if (!child) {
        sender_begin(way);
        sender(way);
        _exit(0);
    }
    must(way->create(), "creating the port");
    must(way->receive(&message.header, -1), "the connection request");
    must(way->accept(&message.header), "accepting");
    must(way->receive(&message.header, -1), "the first datagram");
    require(syscall_counter_attach(&shared->receivers[0]), "system calls cannot be counted: %s", strerror(errno));
    return child;
}

static void end(pid_t child)
{
    int status;

    require(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0,
            "the sender ended with 0x%x", (unsigned)status);
    NtClose(way_port);
}

static uint32_t calls(const struct syscall_counter *counter, long number)
{
    return counter->by_number[number];
}

/* ---- cases ----------------------------------------------------------------------------------- */

static bool is_asleep(const char *process, const char *thread)
{
    char path[512], state = 0;
    FILE *stat;

    snprintf(path, sizeof(path), "%s/%s/stat", process, thread);
    stat = fopen(path, "r");
    require(stat && fscanf(stat, "%*d (%*[^)]) %c", &state) == 1, "no %s", path);
    fclose(stat);
    return state == 'S';
}

/* All threads of the process. */
static void await_sleep(pid_t pid)
{
    char path[64];
    bool asleep = false;

    snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
    while (!asleep) {
        DIR *threads = opendir(path);
        const struct dirent *thread;

        require(threads, "no %s", path);
        asleep = true;
        while ((thread = readdir(threads)))
            if (thread->d_name[0] != '.' && !is_asleep(path, thread->d_name))
                asleep = false;
        closedir(threads);
        pause_ms(5);
    }
}

/* Its parent receives, and is stopped in its sleep. */
static void send_burst_to_sleeper(const struct way *way)
{
    pid_t sleeper = getppid();

    step_await(1);
    await_sleep(sleeper);
    kill(sleeper, SIGSTOP);
    count_begin(&shared->sender);
    send_datagrams(way, BURST);
    syscall_counter_switch(&shared->sender, false);
    kill(sleeper, SIGCONT);
    step_await(2);                      /* of an ALPC client that has gone only the headers are received */
}

static void burst_wakes_once(const void *about)
{
    const struct way *way = about;
    pid_t child = begin(way, send_burst_to_sleeper);
    struct data_message message;
    uint32_t waited;

    count_begin(&shared->receivers[0]);
    step_to(1);
    must(way->receive(&message.header, -1), "the receive that slept");
    waited = shared->receivers[0].total;
    for (uint32_t i = 1; i < BURST; i++)
        must(way->receive(&message.header, -1), "the receive of what is there");
    syscall_counter_switch(&shared->receivers[0], false);
    step_to(2);
    require(message.number == BURST - 1, "message %u came last", message.number);
    require(shared->receivers[0].total == waited, "%u system calls to receive what is there",
            shared->receivers[0].total - waited);
    end(child);
    require(shared->sender.total <= 1, "a burst of %u: %u system calls, %u of them futex", BURST, shared->sender.total,
            calls(&shared->sender, SYS_futex));
}

static void send_many(const struct way *way)
{
    count_begin(&shared->sender);
    send_datagrams(way, QUEUED);
    syscall_counter_switch(&shared->sender, false);
    step_to(1);
    step_await(2);
}

static void what_is_there_is_received_without_a_system_call(const void *about)
{
    const struct way *way = about;
    pid_t child = begin(way, send_many);
    struct data_message message;

    step_await(1);
    count_begin(&shared->receivers[0]);
    for (uint32_t i = 0; i < QUEUED; i++) {
        must(way->receive(&message.header, 0), "the receive of what is there");
        require(message.number == i, "message %u came as number %u", message.number, i);
    }
    require(way->receive(&message.header, 0) == STATUS_TIMEOUT, "there was more");
    syscall_counter_switch(&shared->receivers[0], false);
    step_to(2);
    require(shared->receivers[0].total == 0, "%u system calls for %u messages", shared->receivers[0].total, QUEUED);
    require(shared->sender.total == 0, "%u system calls to send to one who does not sleep", shared->sender.total);
    end(child);
}

/* The n-th of the CPUs that we may use; two on one CPU cannot be awake both. */
static void run_on(int n)
{
    cpu_set_t all, one;
    int cpu = -1;

    sched_getaffinity(0, sizeof(all), &all);
    for (; n >= 0 && cpu < CPU_SETSIZE - 1; n -= CPU_ISSET(cpu, &all) ? 1 : 0)
        cpu++;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    require(sched_setaffinity(0, sizeof(one), &one) == 0, "no second CPU");
}

/* Windows of round trips; where the scheduler lets both run all the time there is no system call. */
static void ask_in_windows(const struct way *way)
{
    run_on(0);
    for (uint32_t i = 0; i < WINDOWS && !shm_load(&shared->quiet); i++) {
        uint32_t before = shm_load(&shared->receivers[0].total);

        count_begin(&shared->sender);
        for (uint32_t k = 0; k < WINDOW; k++) {
            struct data_message message;

            message_init(&message, k);
            must(way->request(&message.header), "a request");
            require(message.number == k + 1, "a wrong answer");
        }
        syscall_counter_switch(&shared->sender, false);
        if (!shared->sender.total && shm_load(&shared->receivers[0].total) == before)
            shm_store(&shared->quiet, 1);
    }
    NtClose(way_port);
}

static void steady_pair_makes_no_system_call(const void *about)
{
    const struct way *way = about;
    struct data_message message, answer;
    NTSTATUS status;
    cpu_set_t cpus;
    pid_t child;

    if (sched_getaffinity(0, sizeof(cpus), &cpus) || CPU_COUNT(&cpus) < 2)
        return;                         /* they cannot be awake both */
    child = begin(way, ask_in_windows);
    run_on(1);
    count_begin(&shared->receivers[0]);
    status = way->receive(&message.header, -1);
    while (status == STATUS_SUCCESS && way_type(&message.header) == LPC_REQUEST) {
        answer = message;
        answer.number++;
        status = way->answer(&answer.header, &message.header);
    }
    syscall_counter_switch(&shared->receivers[0], false);
    end(child);
    require(shm_load(&shared->quiet), "a system call in each of %u windows of %u round trips; in the last the sender made %u, "
            "%u of them futex; the receiver in all %u, %u of them futex", WINDOWS, WINDOW, shared->sender.total,
            calls(&shared->sender, SYS_futex), shared->receivers[0].total, calls(&shared->receivers[0], SYS_futex));
}

/* ---- completion lists ------------------------------------------------------------------------ */

#define LIST_SIZE (1024u * 1024)
#define TRIES     20

static PALPC_COMPLETION_LIST_HEADER list;
static pthread_barrier_t barrier;

/* Takes what is there until there is nothing. */
static void *work(void *argument)
{
    struct syscall_counter *counter = argument;
    PPORT_MESSAGE message;
    uint32_t n = 0;

    require(AlpcRegisterCompletionListWorkerThread(list), "no worker can be registered");
    require(syscall_counter_attach(counter), "system calls cannot be counted");
    pthread_barrier_wait(&barrier);
    count_begin(counter);
    while ((message = AlpcGetMessageFromCompletionList(list, NULL))) {
        AlpcFreeCompletionListMessage(list, message);
        n++;
    }
    syscall_counter_switch(counter, false);
    shm_fetch_add(&shared->n_received, n);
    return NULL;
}

static uint32_t run_workers(void *(*main)(void *))
{
    pthread_t threads[WORKERS];
    uint32_t total = 0;

    pthread_barrier_init(&barrier, NULL, WORKERS);
    for (uint32_t i = 0; i < WORKERS; i++)
        require(pthread_create(&threads[i], NULL, main, &shared->receivers[i]) == 0, "no thread");
    for (uint32_t i = 0; i < WORKERS; i++) {
        pthread_join(threads[i], NULL);
        total += shared->receivers[i].total;
    }
    return total;
}

/* System calls of all workers for what was queued. */
static uint32_t drain_list(void)
{
    pid_t child;
    uint32_t total;

    child = begin(&way_alpc, send_many);
    list = mmap(NULL, LIST_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    must(AlpcRegisterCompletionList(way_port, list, LIST_SIZE, WORKERS, 0), "registering the list");
    step_await(1);
    total = run_workers(work);
    step_to(2);
    require(shared->n_received == QUEUED, "%u of %u messages", shared->n_received, QUEUED);
    end(child);
    return total;
}

/* To workers that sleep; they are counted from then on. */
static void send_many_to_sleepers(const struct way *way)
{
    step_await(1);
    await_sleep(getppid());
    for (uint32_t i = 0; i < WORKERS; i++)
        count_begin(&shared->receivers[i]);
    count_begin(&shared->sender);
    send_datagrams(way, QUEUED);
    syscall_counter_switch(&shared->sender, false);
    step_await(2);
}

/* Blocks in its first message until everybody has one, which does not count. */
static void handle(struct syscall_counter *counter, bool *met)
{
    if (!*met) {
        syscall_counter_switch(counter, false);
        pthread_barrier_wait(&barrier);
        syscall_counter_switch(counter, true);
    }
    *met = true;
}

/* Sleeps at the port while there is nothing, until all have come. */
static void *work_from_sleep(void *argument)
{
    struct syscall_counter *counter = argument;
    struct data_message mail;
    PPORT_MESSAGE message;
    bool met = false;

    require(AlpcRegisterCompletionListWorkerThread(list), "no worker can be registered");
    require(syscall_counter_attach(counter), "system calls cannot be counted");
    while (shm_load(&shared->n_received) < QUEUED) {
        way_alpc.receive(&mail.header, 100);
        while ((message = AlpcGetMessageFromCompletionList(list, NULL))) {
            AlpcFreeCompletionListMessage(list, message);
            handle(counter, &met);
            if (shm_fetch_add(&shared->n_received, 1) == QUEUED - 1)
                for (uint32_t i = 0; i < WORKERS; i++)
                    syscall_counter_switch(&shared->receivers[i], false);
        }
    }
    return NULL;
}

/* System calls of all workers, and the sender's, for what comes while they sleep. They have one CPU: who has been woken
 * waits for it. */
static uint32_t wake_workers(void)
{
    pid_t child = begin(&way_alpc, send_many_to_sleepers);
    cpu_set_t cpus;
    uint32_t total;

    sched_getaffinity(0, sizeof(cpus), &cpus);
    run_on(0);
    list = mmap(NULL, LIST_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    must(AlpcRegisterCompletionList(way_port, list, LIST_SIZE, WORKERS, 0), "registering the list");
    step_to(1);
    total = run_workers(work_from_sleep);
    sched_setaffinity(0, sizeof(cpus), &cpus);
    step_to(2);
    end(child);
    return total + shared->sender.total;
}

/* Somebody who blocks holds up nobody; and who is on his way is not called again. */
static void sleeping_workers_of_a_completion_list_are_called_once(const void *about)
{
    uint32_t total = UINT32_MAX;

    (void)about;
    for (int i = 0; i < TRIES && total > QUEUED / 100; i++)
        total = wake_workers();
    require(total <= QUEUED / 100, "%u system calls for %u messages", total, QUEUED);
}

/* A worker whose CPU somebody else wants, while it holds the lock, makes others sleep: so the best of some tries counts. */
static void workers_of_a_completion_list_make_few(const void *about)
{
    uint32_t total = UINT32_MAX;

    (void)about;
    for (int i = 0; i < TRIES && total > QUEUED / 100; i++)
        total = drain_list();
    require(total <= QUEUED / 100, "%u system calls for %u messages", total, QUEUED);
}

static const struct test_case cases[] = {
    { "burst_wakes_once_lpc", burst_wakes_once, &way_lpc, 0 },
    { "burst_wakes_once_alpc", burst_wakes_once, &way_alpc, 0 },
    { "what_is_there_is_received_without_a_system_call_lpc", what_is_there_is_received_without_a_system_call, &way_lpc, 0 },
    { "what_is_there_is_received_without_a_system_call_alpc", what_is_there_is_received_without_a_system_call, &way_alpc, 0 },
    { "steady_pair_makes_no_system_call_lpc", steady_pair_makes_no_system_call, &way_lpc, 0 },
    { "steady_pair_makes_no_system_call_alpc", steady_pair_makes_no_system_call, &way_alpc, 0 },
    { "workers_of_a_completion_list_make_few", workers_of_a_completion_list_make_few, NULL, 0 },
    { "sleeping_workers_of_a_completion_list_are_called_once", sleeping_workers_of_a_completion_list_are_called_once, NULL, 0 },
};

int main(int argc, char **argv)
{
    return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
