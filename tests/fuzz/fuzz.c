/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The driver of fuzz targets where libFuzzer is not linked in.
 *
 *   fuzz_acl                  the corpus, and 200000 mutants of it that are the same in every run
 *   fuzz_acl --seconds N      mutants for that long, others in every run
 *   fuzz_acl FILE...          these inputs
 *
 * An input ends where memory ends, so that reading beyond it is a fault without any sanitizer. An input that
 * ends the process is written to crash-NAME in the current folder.
 */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define INPUT_SIZE   4096u
#define MAX_POOL     512u
#define MUTANTS      200000u

struct input {
    uint8_t bytes[INPUT_SIZE];
    size_t size;
};

static struct input pool[MAX_POOL];
static size_t n_pool, n_corpus;             /* the corpus comes first and stays */
static uint64_t seed = 1;
static uint8_t *memory_end;
static const char *target;
static struct input current;

/* From the seed alone, so that a finding comes again. */
static uint32_t next_random(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33);
}

/* ---- one input --------------------------------------------------------------------------------------- */

static void keep_crash(int number)
{
    char path[64];
    int file;

    snprintf(path, sizeof path, "crash-%s", target);
    file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file >= 0 && write(file, current.bytes, current.size) == (ssize_t)current.size)
        fprintf(stderr, "%s: the input of %zu bytes is in %s\n", target, current.size, path);
    signal(number, SIG_DFL);
    raise(number);
}

static void prepare(void)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE};
    long page = sysconf(_SC_PAGESIZE);
    uint8_t *memory = mmap(NULL, INPUT_SIZE + (size_t)page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED || mprotect(memory + INPUT_SIZE, (size_t)page, PROT_NONE))
        exit(99);
    memory_end = memory + INPUT_SIZE;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        signal(faults[i], keep_crash);
}

static int run(void)
{
    uint8_t *at = memory_end - current.size;

    memcpy(at, current.bytes, current.size);
    return LLVMFuzzerTestOneInput(at, current.size);
}

static void keep(void)
{
    size_t place = n_pool < MAX_POOL ? n_pool++ : n_corpus + next_random() % (MAX_POOL - n_corpus);

    pool[place] = current;
}

/* ---- mutants ----------------------------------------------------------------------------------------- */

static void put_in(size_t at, size_t n)
{
    if (current.size + n > INPUT_SIZE)
        return;
    memmove(current.bytes + at + n, current.bytes + at, current.size - at);
    for (size_t i = 0; i < n; i++)
        current.bytes[at + i] = (uint8_t)next_random();
    current.size += n;
}

static void take_out(size_t at, size_t n)
{
    if (n > current.size - at)
        n = current.size - at;
    memmove(current.bytes + at, current.bytes + at + n, current.size - at - n);
    current.size -= n;
}

/* A piece of another input over this one. */
static void overlay(size_t at)
{
    const struct input *other = &pool[next_random() % n_corpus];
    size_t from = other->size ? next_random() % other->size : 0, n = other->size - from;

    if (n > INPUT_SIZE - at)
        n = INPUT_SIZE - at;
    memcpy(current.bytes + at, other->bytes + from, n);
    if (at + n > current.size)
        current.size = at + n;
}

static void mutate_once(void)
{
    static const uint8_t edges[] = {0, 1, 4, 7, 8, 15, 16, 0x7f, 0x80, 0xfc, 0xff};
    size_t at = current.size ? next_random() % current.size : 0;

    switch (current.size ? next_random() % 7 : 5) {
    case 0:
        current.bytes[at] ^= (uint8_t)(1u << next_random() % 8);
        break;
    case 1:
        current.bytes[at] = (uint8_t)next_random();
        break;
    case 2:
        current.bytes[at] = edges[next_random() % sizeof edges];
        break;
    case 3:
        current.bytes[at] = (uint8_t)(current.bytes[at] + next_random() % 9 - 4);
        break;
    case 4:
        take_out(at, 1 + next_random() % 8);
        break;
    case 5:
        put_in(at, 1 + next_random() % 8);
        break;
    default:
        overlay(at);
    }
}

/* Accepted mutants join the pool, and so lead to others; every second one comes from the corpus itself. */
static void run_mutant(void)
{
    current = pool[next_random() % (next_random() % 2 ? n_pool : n_corpus)];
    for (uint32_t n = 1 + next_random() % 5; n; n--)
        mutate_once();
    if (!run() && !(next_random() % 16))
        keep();
}

/* ---- what the program is asked to do ----------------------------------------------------------------- */

static int run_file(const char *path)
{
    FILE *file = fopen(path, "rbe");

    if (!file) {
        printf("not ok: no %s\n", path);
        return 1;
    }
    current.size = fread(current.bytes, 1, INPUT_SIZE, file);
    fclose(file);
    run();
    keep();
    return 0;
}

/* How many inputs there were; at most half the pool. */
static unsigned run_corpus(void)
{
    const char *top = getenv("top_srcdir");
    char folder[3000], path[4000];
    struct dirent *entry;
    unsigned n = 0;
    DIR *dir;

    snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", top ? top : ".", target);
    dir = opendir(folder);
    while (dir && n < MAX_POOL / 2 && (entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        n += !run_file(path);
    }
    if (dir)
        closedir(dir);
    n_corpus = n_pool;
    return n;
}

static void run_seconds(unsigned long seconds)
{
    time_t end = time(NULL) + (time_t)seconds;
    unsigned long n = 0;

    seed = (uint64_t)time(NULL) * 1000003 + (uint64_t)getpid();
    for (; time(NULL) < end; n += 1000)
        for (int i = 0; i < 1000; i++)
            run_mutant();
    printf("%s: %lu mutants in %lu s, %zu inputs in the pool, no finding\n", target, n, seconds, n_pool);
}

int main(int argc, char **argv)
{
    const char *name = strrchr(argv[0], '_');
    unsigned n = 0;

    target = name ? name + 1 : argv[0];
    prepare();
    if (argc > 1 && strcmp(argv[1], "--seconds")) {
        while (*++argv)
            if (run_file(*argv))
                return 1;
        return 0;
    }
    n = run_corpus();
    if (!n) {
        printf("0 passed, 1 failed\n");
        return 1;
    }
    if (argc > 2)
        run_seconds(strtoul(argv[2], NULL, 10));
    else
        for (unsigned i = 0; i < MUTANTS; i++)
            run_mutant();
    printf("%u passed, 0 failed\n", n);
    return 0;
}
