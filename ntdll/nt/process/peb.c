/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The process environment block, and the strings it leads to. They come from /proc, are converted
 * once, and stay for the life of the process.
 */
#include "ntdll/client/teb.h"

#include "common/utf16.h"
#include "ntdll/rtl/heap.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#define OS_MAJOR     10
#define OS_MINOR     0
#define OS_BUILD     19045
#define PLATFORM_NT  2
#define SESSION      1
#define CONSOLE      3                  /* IMAGE_SUBSYSTEM_WINDOWS_CUI */

static PEB block;
static RTL_USER_PROCESS_PARAMETERS parameters;
static PEB_LDR_DATA modules;

/* UTF-16 that is never freed; empty when it does not fit into a UNICODE_STRING or memory is
 * short. */
static UNICODE_STRING make_string(const char *from, size_t n)
{
    UNICODE_STRING string = {0};
    size_t length;

    utf16_from_utf8(NULL, 0, &length, from, n);
    if (length >= USHRT_MAX / sizeof(WCHAR))
        return string;
    string.Buffer = calloc(length + 1, sizeof(WCHAR));
    if (!string.Buffer)
        return string;
    utf16_from_utf8(string.Buffer, length, &length, from, n);
    string.Length = (USHORT)(length * sizeof(WCHAR));
    string.MaximumLength = (USHORT)(string.Length + sizeof(WCHAR));
    return string;
}

static UNICODE_STRING read_link(const char *link)
{
    char path[PATH_MAX];
    ssize_t n = readlink(link, path, sizeof path);

    return n < 0 ? (UNICODE_STRING){0} : make_string(path, (size_t)n);
}

/* All arguments, each with its terminator. The caller frees it. */
static char *read_arguments(size_t *size)
{
    size_t capacity = 4096;
    char *text = malloc(capacity);
    int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t n;

    *size = 0;
    while (text && fd >= 0 && (n = read(fd, text + *size, capacity - *size)) > 0) {
        char *larger;

        *size += (size_t)n;
        if (*size < capacity)
            continue;
        larger = realloc(text, capacity *= 2);
        if (!larger)
            break;
        text = larger;
    }
    if (fd >= 0)
        close(fd);
    return text;
}

/* One argument, quoted so that CommandLineToArgvW finds it again: backslashes count only before
 * quotes. */
static char *quote(char *to, const char *argument)
{
    size_t slashes = 0;

    if (*argument && !strpbrk(argument, " \t\n\v\""))
        return stpcpy(to, argument);
    *to++ = '"';
    for (; *argument; argument++) {
        if (*argument == '"')
            for (slashes++; slashes; slashes--)
                *to++ = '\\';
        slashes = *argument == '\\' ? slashes + 1 : 0;
        *to++ = *argument;
    }
    for (; slashes; slashes--)
        *to++ = '\\';
    *to++ = '"';
    return to;
}

static UNICODE_STRING command_line(void)
{
    UNICODE_STRING result = {0};
    size_t size;
    char *arguments = read_arguments(&size), *line = NULL, *to;

    if (arguments && size)
        line =
            malloc(2 * size + 3 * size + 1); /* each byte escaped, each argument "" and a space */
    if (line) {
        arguments[size - 1] = 0;
        to = line;
        for (const char *at = arguments; at < arguments + size; at += strlen(at) + 1) {
            if (to > line)
                *to++ = ' ';
            to = quote(to, at);
        }
        result = make_string(line, (size_t)(to - line));
    }
    free(line);
    free(arguments);
    return result;
}

/* The program's ELF header lies just before its program headers. */
static void *image_base(void)
{
    unsigned long headers = getauxval(AT_PHDR);
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)(headers & ~4095ul);

    return headers && !memcmp(header->e_ident, ELFMAG, SELFMAG) ? (void *)(uintptr_t)header : NULL;
}

static void fill_modules(void)
{
    LIST_ENTRY *const heads[] = {
        &modules.InLoadOrderModuleList, &modules.InMemoryOrderModuleList,
        &modules.InInitializationOrderModuleList,
    };

    modules.Length = sizeof modules;
    modules.Initialized = TRUE;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        heads[i]->Flink = heads[i]->Blink = heads[i];
}

static void fill(void)
{
    parameters.MaximumLength = parameters.Length = sizeof parameters;
    parameters.Flags = 1;                       /* its pointers are pointers, not offsets */
    parameters.CurrentDirectory.DosPath = read_link("/proc/self/cwd");
    parameters.ImagePathName = read_link("/proc/self/exe");
    parameters.CommandLine = command_line();
    fill_modules();

    block.ImageBaseAddress = image_base();
    block.Ldr = &modules;
    block.ProcessParameters = &parameters;
    block.ProcessHeap = rtl_process_heap();
    block.NumberOfProcessors = (ULONG)sysconf(_SC_NPROCESSORS_ONLN);
    block.OSMajorVersion = OS_MAJOR;
    block.OSMinorVersion = OS_MINOR;
    block.OSBuildNumber = OS_BUILD;
    block.OSPlatformId = PLATFORM_NT;
    block.ImageSubsystem = CONSOLE;
    block.ImageSubsystemMajorVersion = 6;
    block.SessionId = SESSION;
}

PPEB peb(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, fill);
    return &block;
}
