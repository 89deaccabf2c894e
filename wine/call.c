/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The two calling conventions; see call.h. */
#include "wine/call.h"

#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

bool wine_is_ms_abi;

/* What the function sees as UNICODE_STRING: its lengths are zeroed when the source is NULL. */
struct counted_string {
    uint16_t length, maximum;
    void *buffer;
};

static bool is_cleared(const struct counted_string *string)
{
    return !string->length && !string->maximum;
}

bool abi_detect(bool *ms_abi, void *rtl_init_unicode_string)
{
    struct counted_string in_rcx, in_rdi;
    uint64_t rcx = (uintptr_t)&in_rcx, rdi = (uintptr_t)&in_rdi, rsi = 0, rdx = 0;

    memset(&in_rcx, 0x5a, sizeof in_rcx);
    memset(&in_rdi, 0x5a, sizeof in_rdi);
    asm volatile("mov %%rsp, %%rbx\n"
                 "sub $160, %%rsp\n"            /* the red zone, and Windows' home space */
                 "and $-16, %%rsp\n"
                 "call *%[function]\n"
                 "mov %%rbx, %%rsp\n"
                 : "+c"(rcx), "+D"(rdi), "+S"(rsi), "+d"(rdx)
                 : [function] "r"(rtl_init_unicode_string)
                 : "rax", "rbx", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4",
                   "xmm5", "memory", "cc");
    *ms_abi = is_cleared(&in_rcx);
    return is_cleared(&in_rcx) != is_cleared(&in_rdi);
}

#define PARAMETERS                                                                                \
    (uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,    \
     uint64_t, uint64_t)
typedef uint64_t WINDOWS_CALL windows_function PARAMETERS;
typedef uint64_t system_function PARAMETERS;
#define ARGUMENTS (a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10])

uint64_t windows_call(void *function, const uint64_t a[MAX_ARGUMENTS])
{
    return ((windows_function *)function)ARGUMENTS;
}

uint64_t wine_call_all(void *function, const uint64_t a[MAX_ARGUMENTS])
{
    if (wine_is_ms_abi)
        return windows_call(function, a);
    return ((system_function *)function)ARGUMENTS;
}

uint64_t wine_call(void *function, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e,
                   uint64_t f, uint64_t g)
{
    return wine_call_all(function, (const uint64_t[MAX_ARGUMENTS]){a, b, c, d, e, f, g});
}

bool peek(void *to, uint64_t from, size_t size)
{
    struct iovec here = {to, size}, there = {(void *)(uintptr_t)from, size};

    return from && process_vm_readv(getpid(), &here, 1, &there, 1, 0) == (ssize_t)size;
}
