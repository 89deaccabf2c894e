/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Surviving the caller's bad pointers.
 *
 * A handler for SIGSEGV and SIGBUS looks where the fault happened: inside usermem_copy.S, it makes
 * that routine return false; anywhere else the fault is none of ours and goes to whoever had the
 * signal before us. It is installed when the library is loaded, and looked after whenever a thread
 * introduces itself (usermem_install), since programs install theirs too.
 */
#include "ntdll/client/usermem.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define PAGE 4096u

static const int watched[] = {SIGSEGV, SIGBUS};
static struct sigaction previous[2];            /* whom the others' faults belong to */

/* What this thread has passed on last, and how deep its stack was then. */
static __thread struct {
    const void *context;
    const char *frame;
} passed;

/* The default action, for the instruction that is about to fault again or for a signal somebody
 * sent. */
static void act_by_default(int number, siginfo_t *info)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};

    sigaction(number, &standard, NULL);
    if (info->si_code <= 0)
        syscall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), number, info);
}

/* Who had the signal before us may take us for his predecessor, and pass the same fault on to
 * us. He may also have left his handler by siglongjmp: then this one began no deeper than the
 * last. */
static bool comes_back(const void *context, const char *frame)
{
    return passed.context == context && frame < passed.frame;
}

/* Calls the next handler as the kernel would have. */
static void call_handler(struct sigaction *next, int number, siginfo_t *info, void *context)
{
    struct sigaction handler = *next;
    sigset_t own;

    sigemptyset(&own);
    sigaddset(&own, number);
    if (handler.sa_flags & (int)SA_RESETHAND)
        next->sa_handler = SIG_DFL;
    if (handler.sa_flags & SA_NODEFER)
        pthread_sigmask(SIG_UNBLOCK, &own, NULL);
    pthread_sigmask(SIG_BLOCK, &handler.sa_mask, NULL);
    if (handler.sa_flags & SA_SIGINFO)
        handler.sa_sigaction(number, info, context);
    else
        handler.sa_handler(number);
}

static void pass_on(int number, siginfo_t *info, void *context)
{
    struct sigaction *next = &previous[number == SIGBUS];
    const char *frame = __builtin_frame_address(0);

    if (next->sa_handler == SIG_IGN && info->si_code <= 0)
        return;
    if (next->sa_handler == SIG_DFL || next->sa_handler == SIG_IGN || comes_back(context, frame)) {
        act_by_default(number, info);
        return;
    }
    passed.context = context;
    passed.frame = frame;
    call_handler(next, number, info, context);
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    const char *at = (const char *)registers[REG_RIP];

    if (info->si_code > 0 && at >= usermem_begin && at < usermem_end)
        registers[REG_RIP] = (greg_t)usermem_failed;
    else
        pass_on(number, info, context);
}

void usermem_install(void)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct sigaction ours = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    struct sigaction old;

    sigemptyset(&ours.sa_mask);
    for (int i = 0; i < 2; i++) {
        if (sigaction(watched[i], NULL, &old))
            continue;
        if (old.sa_flags & SA_SIGINFO && old.sa_sigaction == on_fault)
            continue;
        pthread_mutex_lock(&lock);
        previous[i] = old;
        sigaction(watched[i], &ours, NULL);
        pthread_mutex_unlock(&lock);
    }
}

__attribute__((constructor)) static void install_first(void)
{
    usermem_install();
}

/* A byte of each page, the first and the last included. */
static bool each_page(const char *at, size_t size, bool (*look)(const char *))
{
    uintptr_t page = (uintptr_t)at, last = page + size - 1;

    if (!size)
        return true;
    if (last < page)
        return false;
    for (; page < last; page = (page | (PAGE - 1)) + 1)
        if (!look((const char *)page))
            return false;
    return look((const char *)last);
}

static bool look_readable(const char *at)
{
    return usermem_touch(at);
}

static bool look_writable(const char *at)
{
    return usermem_rewrite((char *)(uintptr_t)at);
}

bool user_readable(const void *from, size_t size)
{
    return each_page(from, size, look_readable);
}

bool user_pages_writable(void *to, size_t size)
{
    return each_page(to, size, look_writable);
}

NTSTATUS user_probe_write(void *to, size_t size, size_t alignment)
{
    if (size && (uintptr_t)to & (alignment - 1))
        return STATUS_DATATYPE_MISALIGNMENT;
    return user_writable(to, size) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

NTSTATUS user_probe_read(const void *from, size_t size, size_t alignment)
{
    if (size && (uintptr_t)from & (alignment - 1))
        return STATUS_DATATYPE_MISALIGNMENT;
    return user_readable(from, size) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}
