/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Giving ntdll.dll the exports that it lacks.
 *
 * A block above the image gets copies of its export arrays, merged with our names, and the code
 * behind those: a copy of the stub that Wine's own system services have, with another number. Then
 * the image's header points to the new directory. Wine looks names up by halving, so they stay
 * sorted; old ordinals stay. A name that Wine has keeps what it leads to, unless that is the stub
 * that ends the program, or existing.h is told to replace it. The code lies outside of what the
 * directory spans, or Wine would take its address for a forwarder's.
 *
 * The numbers are those of service table 2, which Wine does not use.
 */
#include "wine/exports.h"

#include "wine/existing.h"
#include "wine/forward.h"
#include "wine/table.h"
#include "wine/thread.h"
#include "wine/version.h"
#include "wine/wine.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERVICE_TABLE     2u
#define N_SERVICES        (N_CALLS + 1)     /* the last is where our threads begin */
#define STUB_SIZE         32
#define BLOCK_SIZE        0x20000u
#define ALIGNMENT         0x10000u
#define TRIES             0x400
#define NAME_SIZE         64
#define MAX_EXPORTS       8192

#define MEM_COMMIT_RESERVE     0x3000

/* The part of a PE image that we need. */
struct export_directory {
    uint32_t flags, time, version, name, base, n_functions, n_names, functions, names, ordinals;
};

struct data_directory {
    uint32_t rva, size;
};

struct image {
    char *base;
    struct data_directory *where;
    const struct export_directory *old;
    const char *stub;                   /* of a system service of Wine's */
};

struct name {
    const char *text;
    uint16_t function;                  /* index */
};

static char *find_image(void)
{
    static const char tail[] = "/ntdll.dll\n";
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[4400], *base = NULL;
    uintptr_t start;

    while (maps && !base && fgets(line, sizeof line, maps)) {
        size_t n = strlen(line);

        if (n > sizeof tail && !strcmp(line + n - (sizeof tail - 1), tail) &&
            sscanf(line, "%" SCNxPTR, &start) == 1 && !memcmp((void *)start, "MZ", 2))
            base = (char *)start;
    }
    if (maps)
        fclose(maps);
    return base;
}

static uint32_t u32_at(const char *at)
{
    uint32_t value;

    memcpy(&value, at, sizeof value);
    return value;
}

static uint32_t find_export(const struct image *image, const char *name)
{
    const uint32_t *names = (void *)(image->base + image->old->names);
    const uint32_t *functions = (void *)(image->base + image->old->functions);
    const uint16_t *ordinals = (void *)(image->base + image->old->ordinals);

    for (uint32_t i = 0; i < image->old->n_names; i++)
        if (!strcmp(image->base + names[i], name))
            return functions[ordinals[i]];
    return 0;
}

/* mov %rcx, %r10; mov $number, %eax */
static bool is_stub(const char *code)
{
    return !memcmp(code, "\x4c\x8b\xd1\xb8", 4) || !memcmp(code, "\x49\x89\xca\xb8", 4);
}

static const char *open_image(struct image *image)
{
    const char *headers;
    uint32_t stub;

    image->base = find_image();
    if (!image->base)
        return "ntdll.dll is not mapped";
    headers = image->base + u32_at(image->base + 0x3c);
    if (memcmp(headers, "PE\0\0\x64\x86", 6))
        return "it is a 32-bit program";
    image->where = (void *)(headers + 24 + 112);
    image->old = (void *)(image->base + image->where->rva);
    if (image->old->n_functions + N_CALLS * 2 > MAX_EXPORTS)
        return "ntdll.dll has too many exports";
    stub = find_export(image, "NtClose");
    image->stub = image->base + stub;
    if (!stub || !is_stub(image->stub))
        return "ntdll.dll's system services look different";
    return NULL;
}

static uint32_t image_size(const struct image *image)
{
    return u32_at(image->base + u32_at(image->base + 0x3c) + 24 + 56);
}

static char *allocate_above(const struct image *image)
{
    uintptr_t at = ((uintptr_t)image->base + image_size(image) + ALIGNMENT - 1) &
                   ~(uintptr_t)(ALIGNMENT - 1);

    for (unsigned int i = 0; i < TRIES; i++, at += ALIGNMENT) {
        uint64_t base = at, size = BLOCK_SIZE;

        if (!(uint32_t)wine_call(wine.NtAllocateVirtualMemory, (uint64_t)-1, (uintptr_t)&base, 0,
                                 (uintptr_t)&size, MEM_COMMIT_RESERVE, PAGE_EXECUTE_READWRITE, 0))
            return (char *)(uintptr_t)base;
    }
    return NULL;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

/* What is being built: the arrays first, then texts, then code. */
struct block {
    char *base, *at;
    uint32_t *functions;
    uint32_t n_functions, n_names;
    struct name names[MAX_EXPORTS];
};

static void *block_take(struct block *block, size_t size, size_t alignment)
{
    uintptr_t at = ((uintptr_t)block->at + alignment - 1) & ~(uintptr_t)(alignment - 1);

    if (at + size > (uintptr_t)block->base + BLOCK_SIZE)
        return NULL;
    block->at = (char *)(at + size);
    return (void *)at;
}

/* What winebuild makes of "@ stub": sub $0x28, %rsp; lea file, %rcx; lea name, %rdx; call. */
static bool is_aborting_stub(const struct image *image, uint32_t rva, const char *name)
{
    const char *code = image->base + rva;

    return !memcmp(code, "\x48\x83\xec\x28\x48\x8d\x0d", 7) &&
           !memcmp(code + 11, "\x48\x8d\x15", 3) &&
           !strcmp(code + 18 + (int32_t)u32_at(code + 14), name);
}

static void put_name(struct block *block, const struct image *image, const char *text, uint32_t code)
{
    for (uint32_t i = 0; i < block->n_names; i++)
        if (!strcmp(block->names[i].text, text)) {
            uint32_t *function = &block->functions[block->names[i].function];

            if (existing_replaced() || is_aborting_stub(image, *function, text))
                *function = code;
            return;
        }
    block->functions[block->n_functions] = code;
    block->names[block->n_names++] =
        (struct name){.text = text, .function = (uint16_t)block->n_functions++};
}

static char *copy_text(struct block *block, const char *prefix, const char *text)
{
    size_t size = strlen(prefix) + strlen(text) + 1;
    char *copy = block_take(block, size, 1);

    if (copy)
        snprintf(copy, size, "%s%s", prefix, text);
    return copy;
}

static void put_service(char *code, const struct image *image, uint32_t number)
{
    const uint32_t service = SERVICE_TABLE << 12 | number;

    memcpy(code + number * STUB_SIZE, image->stub, STUB_SIZE);
    memcpy(code + number * STUB_SIZE + 4, &service, sizeof service);
}

/* Code for each of our calls, and its names: Nt and Zw are the same. */
static bool put_calls(struct block *block, const struct image *image, char *code)
{
    for (unsigned int i = 0; i < N_CALLS; i++) {
        uint32_t rva = (uint32_t)(code + i * STUB_SIZE - image->base);
        char *name, *twin;

        if (existing_has(i))
            continue;
        put_service(code, image, i);
        name = copy_text(block, "", calls[i].name);
        if (!name)
            return false;
        put_name(block, image, name, rva);
        if (strncmp(name, "Nt", 2))
            continue;
        twin = copy_text(block, "Zw", name + 2);
        if (!twin)
            return false;
        put_name(block, image, twin, rva);
    }
    return true;
}

static void take_old(struct block *block, const struct image *image)
{
    const uint32_t *names = (void *)(image->base + image->old->names);
    const uint16_t *ordinals = (void *)(image->base + image->old->ordinals);

    memcpy(block->functions, image->base + image->old->functions, 4ul * image->old->n_functions);
    block->n_functions = image->old->n_functions;
    block->n_names = image->old->n_names;
    for (uint32_t i = 0; i < image->old->n_names; i++)
        block->names[i] = (struct name){image->base + names[i], ordinals[i]};
}

static bool fill(struct block *block, const struct image *image)
{
    uint32_t most = image->old->n_functions + 2 * N_CALLS, most_names = image->old->n_names + 2 * N_CALLS;
    char *code = block_take(block, N_SERVICES * STUB_SIZE, 16);
    struct export_directory *directory = block_take(block, sizeof *directory, 8);
    uint32_t *functions = block_take(block, 4ul * most, 4);
    uint32_t *names = block_take(block, 4ul * most_names, 4);
    uint16_t *ordinals = block_take(block, 2ul * most_names, 2);

    if (!ordinals)
        return false;
    block->functions = functions;
    take_old(block, image);
    if (!put_calls(block, image, code))
        return false;
    put_service(code, image, N_CALLS);
    thread_prepare(code + N_CALLS * STUB_SIZE, image->base + find_export(image, "RtlAddFunctionTable"));
    qsort(block->names, block->n_names, sizeof block->names[0], compare_names);
    for (uint32_t i = 0; i < block->n_names; i++) {
        names[i] = (uint32_t)(block->names[i].text - image->base);
        ordinals[i] = block->names[i].function;
    }
    *directory = *image->old;
    directory->n_functions = block->n_functions;
    directory->n_names = block->n_names;
    directory->functions = (uint32_t)((char *)functions - image->base);
    directory->names = (uint32_t)((char *)names - image->base);
    directory->ordinals = (uint32_t)((char *)ordinals - image->base);
    return true;
}

static bool point_to(const struct image *image, const struct block *block)
{
    uint64_t base = (uintptr_t)image->where, size = sizeof *image->where, old = 0;
    uint32_t start = (uint32_t)(block->base + N_SERVICES * STUB_SIZE - image->base);

    if ((uint32_t)wine_call(wine.NtProtectVirtualMemory, (uint64_t)-1, (uintptr_t)&base,
                            (uintptr_t)&size, PAGE_READWRITE, (uintptr_t)&old, 0, 0))
        return false;
    *image->where = (struct data_directory){start, (uint32_t)(block->at - image->base) - start};
    wine_call(wine.NtProtectVirtualMemory, (uint64_t)-1, (uintptr_t)&base, (uintptr_t)&size,
              (uint32_t)old, (uintptr_t)&old, 0, 0);
    return true;
}

/* --- the service table --- */

struct service_table {
    void **functions;
    void *counters;
    uint64_t n;
    uint8_t *argument_bytes;
};

static void register_services(void)
{
    static void *functions[N_SERVICES];
    static uint8_t bytes[N_SERVICES];
    static struct {
        void *dispatcher;
        uint16_t n;
        uint8_t argument_bytes[N_SERVICES];
    } info = {.n = N_SERVICES};
    static struct service_table table = {functions, NULL, N_SERVICES, bytes};

    for (unsigned int i = 0; i < N_CALLS; i++) {
        functions[i] = calls[i].entry[wine_is_ms_abi];
        bytes[i] = info.argument_bytes[i] = (uint8_t)(8 * calls[i].n_arguments);
    }
    functions[N_CALLS] = thread_service[wine_is_ms_abi];
    bytes[N_CALLS] = info.argument_bytes[N_CALLS] = 2 * 8;
    /* both in the system's convention, whatever that of the services is */
    if (wine.ntdll_init_syscalls)
        ((void (*)(uint32_t, struct service_table *, void *))wine.ntdll_init_syscalls)(
            SERVICE_TABLE, &table, &info);
    else
        ((void (*)(void **, void *, uint64_t, uint8_t *, uint32_t))wine.KeAddSystemServiceTable)(
            functions, NULL, N_SERVICES, bytes, SERVICE_TABLE);
}

static bool extend(void)
{
    struct block *block = calloc(1, sizeof *block);
    struct image image;
    const char *why = block ? open_image(&image) : "no memory";

    if (!why) {
        block->base = block->at = allocate_above(&image);
        if (!block->base)
            why = "there is no room above ntdll.dll";
        else if (!fill(block, &image) || !point_to(&image, block))
            why = "ntdll.dll's exports cannot be changed";
    }
    free(block);
    if (why)
        refuse("%s", why);
    else
        register_services();
    return !why;
}

/* A program's first call comes from its only thread. What cannot be done as a whole is not done at all. */
void exports_extend(void)
{
    static bool done;

    if (__builtin_expect(done, true))
        return;
    done = true;
    if (!version_check() || !extend())
        table_restore();
}
