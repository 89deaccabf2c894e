/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Two processes hold a port and sleep at it. A message wakes one, who is killed before it can look, and so cannot pass on
 * that the other still sleeps: the next message must reach that one all the same (tests/model/bell.pml, DEATH).
 */
#include "common/shmem.h"
#include "tests/process/harness.h"
#include "tests/process/way.h"

#include <ntobapi.h>
#include <ntpsapi.h>

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define ROUNDS 3

static struct shared {
    uint64_t handle;                    /* to the port, in the second holder's process */
    uint32_t ready;                     /* the second holder has a session */
    uint32_t connected, sent;
    uint32_t n_received;                /* by the second holder */
    pid_t first, second;
} *shared;

struct letter {
    PORT_MESSAGE header;
    uint8_t room[WAY_DATA];
};

static void await(const uint32_t *flag)
{
    while (!shm_load_acquire(flag))
        pause_ms(1);
}

static char state_of(pid_t pid)
{
    char path[64], state = 0;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    file = fopen(path, "r");
    if (file) {
        if (fscanf(file, "%*d %*s %c", &state) != 1)
            state = 0;
        fclose(file);
    }
    return state;
}

/* Twice in a row, as who only waits for the server would be running again. */
static void await_sleep(pid_t pid)
{
    for (int n = 0; n < 20; n = state_of(pid) == 'S' ? n + 1 : 0)
        pause_ms(2);
}

static void must(NTSTATUS status, const char *what)
{
    require(status == STATUS_SUCCESS, "%s gives 0x%08X", what, (unsigned)status);
}

static void give_to_second(void)
{
    CLIENT_ID id = { .UniqueProcess = (HANDLE)(uintptr_t)shared->second };
    OBJECT_ATTRIBUTES nothing = { .Length = sizeof(nothing) };
    HANDLE process, handle;

    await(&shared->ready);
    must(NtOpenProcess(&process, PROCESS_DUP_HANDLE, &nothing, &id), "opening the second holder");
    /* the connection, too, so that it outlives us */
    must(NtDuplicateObject(NtCurrentProcess(), way_connection, process, &handle, 0, 0, DUPLICATE_SAME_ACCESS), "the handle");
    must(NtDuplicateObject(NtCurrentProcess(), way_port, process, &handle, 0, 0, DUPLICATE_SAME_ACCESS), "the handle");
    shm_store_release(&shared->handle, (uint64_t)(uintptr_t)handle);
}

/* It does not run when it is woken: everybody else is more important. */
static void hold_first(const struct way *way)
{
    const struct sched_param none = { 0 };
    struct letter letter;

    must(way->create(), "creating");
    must(way->receive(&letter.header, -1), "the connection request");
    must(way->accept(&letter.header), "accepting");
    give_to_second();
    sched_setscheduler(0, SCHED_IDLE, &none);
    while (way->receive(&letter.header, -1) == STATUS_SUCCESS)
        ;
}

static void hold_second(const struct way *way)
{
    struct letter letter;

    must(NtTestAlert(), "any call");    /* so that the server knows us */
    shm_store_release(&shared->ready, 1);
    while (!shm_load_acquire(&shared->handle))
        pause_ms(1);
    await_sleep(shared->first);         /* who slept first is woken first */
    way_port = (HANDLE)(uintptr_t)shared->handle;
    while (way->receive(&letter.header, -1) == STATUS_SUCCESS)
        shm_fetch_add(&shared->n_received, 1);
}

static void send_and_kill(const struct way *way)
{
    struct letter letter = { .room = { 0 } };
    cpu_set_t set;

    must(way->connect(), "connecting");
    while (!shm_load_acquire(&shared->handle))
        pause_ms(1);
    await_sleep(shared->first);
    await_sleep(shared->second);
    CPU_ZERO(&set);                     /* where the first would run */
    CPU_SET(sched_getcpu(), &set);
    sched_setaffinity(shared->first, sizeof(set), &set);
    sched_setaffinity(0, sizeof(set), &set);
    way_prepare(&letter.header, 8);
    must(way->datagram(&letter.header), "the datagram that wakes");
    kill(shared->first, SIGKILL);
    while (state_of(shared->first) != 'Z')
        pause_ms(1);
    way_prepare(&letter.header, 8);
    must(way->datagram(&letter.header), "the datagram behind it");
    await(&shared->n_received);
}

static pid_t start(void (*run)(const struct way *way), const struct way *way)
{
    pid_t pid = fork();

    if (pid == 0) {
        run(way);
        _exit(0);
    }
    return pid;
}

static void killed_before_it_looked(const void *about)
{
    const struct way *way = about;
    int status;

    server_start();
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    require(shared != MAP_FAILED, "no memory");
    for (int i = 0; i < ROUNDS; i++) {
        pid_t sender;

        *shared = (struct shared){ 0 };
        shared->first = shared->second = getpid();      /* somebody, until they are there */
        shared->second = start(hold_second, way);
        shared->first = start(hold_first, way);
        sender = start(send_and_kill, way);
        require(waitpid(sender, &status, 0) == sender && status == 0, "the sender ended with 0x%x", (unsigned)status);
        waitpid(shared->first, NULL, 0);
        kill(shared->second, SIGKILL);
        waitpid(shared->second, NULL, 0);
    }
}

static const struct test_case cases[] = {
    { "killed_before_it_looked_lpc", killed_before_it_looked, &way_lpc, 0 },
    { "killed_before_it_looked_alpc", killed_before_it_looked, &way_alpc, 0 },
};

int main(int argc, char **argv)
{
    return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
