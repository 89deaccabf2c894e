/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Counting and printing of checks, and the small helpers that all families use. Checks may be made
 * by several threads at once; each is one line of output, written at once.
 */
#include "winetests/test.h"

#include "winetests/platform.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <unistd.h>
#endif

#define PAGE 0x1000u

static struct test_counts counts;
static const char *context;
static __thread bool todo_active, todo_once;

static void count(uint32_t *counter)
{
    __atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
}

static uint32_t count_take(uint32_t *counter)
{
    return __atomic_exchange_n(counter, 0, __ATOMIC_RELAXED);
}

struct test_counts test_counts_take(void)
{
    return (struct test_counts){
        .tests = count_take(&counts.tests),
        .failures = count_take(&counts.failures),
        .todos = count_take(&counts.todos),
        .skips = count_take(&counts.skips),
    };
}

void test_counts_add(const struct test_counts *more)
{
    __atomic_add_fetch(&counts.tests, more->tests, __ATOMIC_RELAXED);
    __atomic_add_fetch(&counts.failures, more->failures, __ATOMIC_RELAXED);
    __atomic_add_fetch(&counts.todos, more->todos, __ATOMIC_RELAXED);
    __atomic_add_fetch(&counts.skips, more->skips, __ATOMIC_RELAXED);
}

static const char *base_name(const char *file)
{
    const char *slash = strrchr(file, '/');

    return slash ? slash + 1 : file;
}

static void TEST_PRINTF(4, 0) print_line(const char *file, int line, const char *what,
                                         const char *format, va_list args)
{
    const char *trying = __atomic_load_n(&context, __ATOMIC_RELAXED);
    char text[1024];
    int length;

    length = snprintf(text, sizeof(text), "%s:%d: %s: ", base_name(file), line, what);
    if (trying)
        length += snprintf(text + length, sizeof(text) - length, "[%s] ", trying);
    vsnprintf(text + length, sizeof(text) - length, format, args);
    printf("%s\n", text);
    fflush(stdout);
}

bool test_ok(const char *file, int line, bool good, const char *format, ...)
{
    va_list args;

    count(&counts.tests);
    va_start(args, format);
    if (todo_active && good) {
        count(&counts.failures);
        print_line(file, line, "Test succeeded inside todo block", format, args);
    } else if (todo_active) {
        count(&counts.todos);
    } else if (!good) {
        count(&counts.failures);
        print_line(file, line, "Test failed", format, args);
    }
    va_end(args);
    return good;
}

bool test_status(const char *file, int line, const char *call, NTSTATUS got, NTSTATUS wanted)
{
    return test_ok(file, line, got == wanted, "%s: got %s, wanted %s", call, status_name(got),
                   status_name(wanted));
}

bool test_equal(const char *file, int line, const char *what, ULONGLONG got, ULONGLONG wanted)
{
    return test_ok(file, line, got == wanted, "%s: got 0x%llx, wanted 0x%llx", what,
                   (unsigned long long)got, (unsigned long long)wanted);
}

void test_skip(const char *file, int line, bool only_pe, const char *format, ...)
{
    va_list args;

    va_start(args, format);
#ifdef _WIN32
    only_pe = false;
#endif
    count(only_pe ? &counts.failures : &counts.skips);
    print_line(file, line, only_pe ? "Test failed, skipped" : "Tests skipped", format, args);
    va_end(args);
}

static bool family_skipped;

void test_skip_family(const char *file, int line, const char *why)
{
    test_skip(file, line, true, "%s", why);
    family_skipped = true;
}

bool test_family_was_skipped(void)
{
    return family_skipped;
}

void test_trace(const char *file, int line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_line(file, line, "trace", format, args);
    va_end(args);
}

void test_context(const char *text)
{
    __atomic_store_n(&context, text, __ATOMIC_RELAXED);
}

void test_todo_begin(bool active)
{
    todo_active = active;
    todo_once = true;
}

bool test_todo_loop(void)
{
    bool again = todo_once;

    todo_once = false;
    return again;
}

void test_todo_end(void)
{
    todo_active = false;
}

bool running_under_wine(void)
{
#ifdef _WIN32
    return GetProcAddress(GetModuleHandleA("ntdll.dll"), "wine_get_version") != NULL;
#else
    return false;
#endif
}

bool have_function(const char *name)
{
#ifdef _WIN32
    return GetProcAddress(GetModuleHandleA("ntdll.dll"), name) != NULL;
#else
    (void)name;
    return true;
#endif
}

PLARGE_INTEGER timeout_ms(PLARGE_INTEGER timeout, unsigned int ms)
{
    timeout->QuadPart = -(LONGLONG)ms * 10000;
    return timeout;
}

/* Two pages: the first with this protection, the second without any access. */
static char *pages_make(ULONG protection)
{
    SIZE_T size = 2 * PAGE, first = PAGE, second = PAGE;
    PVOID base = NULL, place;
    ULONG old;

    if (NtAllocateVirtualMemory(NtCurrentProcess(), &base, 0, &size, MEM_RESERVE | MEM_COMMIT,
                                PAGE_READWRITE)) {
        printf("no memory for the tests\n");
        exit(3);
    }
    place = base;
    NtProtectVirtualMemory(NtCurrentProcess(), &place, &first, protection, &old);
    place = (char *)base + PAGE;
    NtProtectVirtualMemory(NtCurrentProcess(), &place, &second, PAGE_NOACCESS, &old);
    return base;
}

void *no_memory(void)
{
    static char *pages;

    if (!pages)
        pages = pages_make(PAGE_READONLY);
    return pages + PAGE;
}

void *readonly_memory(void)
{
    static char *pages;

    if (!pages)
        pages = pages_make(PAGE_READONLY);
    return pages;
}

void *memory_before_fault(size_t size)
{
    static char *pages;

    if (!pages)
        pages = pages_make(PAGE_READWRITE);
    return pages + PAGE - size;
}

void name_set(UNICODE_STRING *name, WCHAR *buffer, size_t n_buffer, const char *ascii)
{
    size_t i;

    for (i = 0; ascii[i] && i + 1 < n_buffer; i++)
        buffer[i] = (unsigned char)ascii[i];
    buffer[i] = 0;
    name->Buffer = buffer;
    name->Length = (USHORT)(i * sizeof(WCHAR));
    name->MaximumLength = (USHORT)((i + 1) * sizeof(WCHAR));
}

void name_unique(UNICODE_STRING *name, WCHAR *buffer, size_t n_buffer, const char *prefix)
{
    static unsigned int number;
    char ascii[NAME_CHARS];

    snprintf(ascii, sizeof(ascii), "%s-%u-%u", prefix,
             (unsigned int)(ULONG_PTR)NtCurrentProcessId(),
             __atomic_add_fetch(&number, 1, __ATOMIC_RELAXED));
    name_set(name, buffer, n_buffer, ascii);
}

bool name_is(const UNICODE_STRING *name, const char *ascii)
{
    size_t i, n = name->Length / sizeof(WCHAR);

    for (i = 0; i < n; i++)
        if (!ascii[i] || name->Buffer[i] != (unsigned char)ascii[i])
            return false;
    return !ascii[n];
}

CLIENT_ID own_id(void)
{
    CLIENT_ID id = NtCurrentTeb()->ClientId;
    uintptr_t process, thread;

    if (running_under_wine()) {
        linux_ids(&process, &thread);
        id.UniqueProcess = (HANDLE)process;
        id.UniqueThread = (HANDLE)thread;
    }
    return id;
}
