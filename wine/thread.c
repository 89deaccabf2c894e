/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A thread of Wine's begins in Windows code. Here that is a loop which asks a system service of ours what to call, and
 * calls it; so both are done as the thread: the service where every system service runs, the program's function where the
 * program's code does. The stub of the service lies beside those of the port calls.
 */
#include "wine/thread.h"

#include "wine/object.h"
#include "wine/wine.h"

#include <stdlib.h>

#define SKIP_THREAD_ATTACH      0x2         /* no DLL is told */
#define THREAD_AM_I_LAST_THREAD 12
#define CURRENT_PROCESS         ((uint64_t)-1)
#define CURRENT_THREAD          ((uint64_t)-2)

/* The loop knows the first member. */
struct start {
    void *stub;
    thread_function *run;               /* one of these two */
    thread_next *next;
    void *argument;
};

/* An entry of a table that says how to unwind. All are relative to calling_loop. */
struct unwound_function {
    uint32_t begin, end, how;
};

void calling_loop(void);
extern const struct unwound_function calling_loop_unwound;

/* void calling_loop(struct start *start): while (start->stub(start, &call)) call.function(call.arguments...) */
asm(".pushsection .text\n"
    ".p2align 4\n"
    ".local calling_loop, calling_loop_unwound\n"
    "calling_loop:\n"
    "    push %rbx\n"
    "0:  sub $0x50, %rsp\n"
    "1:  mov %rcx, %rbx\n"
    "2:  mov %rbx, %rcx\n"
    "    lea 0x20(%rsp), %rdx\n"            /* behind the home of arguments */
    "    call *(%rbx)\n"
    "    test %eax, %eax\n"
    "    je 3f\n"
    "    mov 0x28(%rsp), %rcx\n"
    "    mov 0x30(%rsp), %rdx\n"
    "    mov 0x38(%rsp), %r8\n"
    "    mov 0x40(%rsp), %r9\n"
    "    call *0x20(%rsp)\n"
    "    jmp 2b\n"
    "3:  add $0x50, %rsp\n"
    "    pop %rbx\n"
    "    ret\n"
    "4:  .p2align 2\n"
    "5:  .byte 1, 1b - calling_loop, 2, 0\n"       /* version, size of the prologue, codes, no frame register */
    "    .byte 1b - calling_loop, 9 << 4 | 2\n"    /* allocated: 8 * (9 + 1) bytes */
    "    .byte 0b - calling_loop, 3 << 4\n"        /* saved: rbx */
    "calling_loop_unwound:\n"
    "    .long 0, 4b - calling_loop, 5b - calling_loop\n"
    ".popsection\n");

static void *service_stub, *add_function_table;

/* Once in a process, by the first thread that could need it. */
static bool is_unwound(struct thread_call *call)
{
    static bool told;

    if (__atomic_exchange_n(&told, true, __ATOMIC_RELAXED))
        return true;
    *call = (struct thread_call){add_function_table, {(void *)(uintptr_t)&calling_loop_unwound, (void *)1,
                                                      (void *)(uintptr_t)calling_loop}};
    return false;
}

/* Whether there is something to call. */
static bool service(struct start *start, struct thread_call *call)
{
    if (start->next && (!is_unwound(call) || start->next(start->argument, call)))
        return true;
    if (start->run)
        start->run(start->argument);
    free(start);
    return false;
}

static uint64_t system_service(uint64_t a, uint64_t b)
{
    return service((struct start *)(uintptr_t)a, (struct thread_call *)(uintptr_t)b);
}

static uint64_t WINDOWS_CALL windows_service(uint64_t a, uint64_t b)
{
    return service((struct start *)(uintptr_t)a, (struct thread_call *)(uintptr_t)b);
}

void *const thread_service[2] = {(void *)system_service, (void *)windows_service};

void thread_prepare(void *stub, void *function)
{
    service_stub = stub;
    add_function_table = function;
}

static bool begin(const struct start *wanted, uint32_t flags)
{
    struct start *start = malloc(sizeof *start);
    uint64_t thread = 0;
    uint32_t status;

    if (!start)
        return false;
    *start = *wanted;
    start->stub = service_stub;
    status = (uint32_t)wine_call_all(
        wine.NtCreateThreadEx,
        (uint64_t[MAX_ARGUMENTS]){(uintptr_t)&thread, THREAD_ALL_ACCESS, 0, CURRENT_PROCESS,
                                  (uintptr_t)calling_loop, (uintptr_t)start, flags});
    if (status) {
        free(start);
        return false;
    }
    wine_close(thread);
    return true;
}

bool thread_start(thread_function *run, void *argument)
{
    return begin(&(struct start){.run = run, .argument = argument}, SKIP_THREAD_ATTACH);
}

bool thread_start_calling(thread_next *next, void *argument)
{
    return begin(&(struct start){.next = next, .argument = argument}, 0);
}

bool thread_can_start(void)
{
    return service_stub;
}

bool thread_is_last(void)
{
    uint32_t last = 0;

    wine_call(wine.NtQueryInformationThread, CURRENT_THREAD, THREAD_AM_I_LAST_THREAD,
              (uintptr_t)&last, sizeof last, 0, 0, 0);
    return last;
}
