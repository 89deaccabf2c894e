/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counting by syscall user dispatch; see syscall_counter.h. */
#include "bench/syscall_counter.h"

#include "common/shmem.h"

#include <signal.h>
#include <sys/prctl.h>
#include <ucontext.h>

/* Also in the newest <linux/prctl.h> only. */
#define SET_SYSCALL_USER_DISPATCH 59
#define USER_DISPATCH_ON          1

#define WITH_RESTORER 0x04000000

/* The kernel's own struct sigaction: glibc's sigaction() insists on its own restorer, whose system
 * call would be handed to us as well. */
struct kernel_sigaction {
    void (*handler)(int signal, siginfo_t *info, void *context);
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
};

/* The only code whose system calls are not handed over: between gate_begin and gate_end. */
long gate_syscall(long number, long a, long b, long c, long d, long e, long f);
void gate_restore(void);
extern const char gate_begin[], gate_end[];

__asm__(".text\n"
        ".globl gate_begin, gate_end, gate_syscall, gate_restore\n"
        ".hidden gate_begin, gate_end, gate_syscall, gate_restore\n"
        ".type gate_syscall, @function\n"
        ".type gate_restore, @function\n"
        "gate_begin:\n"
        "gate_syscall:\n"
        "    movq %rdi, %rax\n"
        "    movq %rsi, %rdi\n"
        "    movq %rdx, %rsi\n"
        "    movq %rcx, %rdx\n"
        "    movq %r8, %r10\n"
        "    movq %r9, %r8\n"
        "    movq 8(%rsp), %r9\n"
        "    syscall\n"
        "    ret\n"
        "gate_restore:\n"
        "    movl $15, %eax\n" /* rt_sigreturn */
        "    syscall\n"
        "    ud2\n"
        "gate_end:\n");

static struct syscall_counter *counter_of_thread;

static void on_syscall(int signal, siginfo_t *info, void *context)
{
    greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
    uint32_t number = (uint32_t)info->si_syscall;

    (void)signal;
    counter_of_thread->total++;
    if (number < N_SYSCALLS)
        counter_of_thread->by_number[number]++;
    r[REG_RAX] = gate_syscall(info->si_syscall, r[REG_RDI], r[REG_RSI], r[REG_RDX], r[REG_R10],
                              r[REG_R8], r[REG_R9]);
}

bool syscall_counter_attach(struct syscall_counter *counter)
{
    struct kernel_sigaction action = {
        .handler = on_syscall,
        .flags = SA_SIGINFO | WITH_RESTORER,
        .restorer = gate_restore,
    };

    counter_of_thread = counter;
    return syscall(SYS_rt_sigaction, SIGSYS, &action, NULL, sizeof(action.mask)) == 0 &&
           prctl(SET_SYSCALL_USER_DISPATCH, USER_DISPATCH_ON, gate_begin,
                 (unsigned long)(gate_end - gate_begin), &counter->counting) == 0;
}

void syscall_counter_switch(struct syscall_counter *counter, bool on)
{
    shm_store_release(&counter->counting, on ? 1 : 0);
}
