/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The instructions that touch the caller's memory, and nothing else.
 *
 * They lie between usermem_begin and usermem_end, use no stack and call nobody. So whoever finds
 * the instruction pointer of a fault in there may send it on to usermem_failed, which returns false
 * to the caller (usermem.c does it, from the signal handler). The first half is the fast one: up to
 * 512 bytes by 16, the last 16 overlapping what went before; beyond that the processor's own copy
 * is as good.
 *
 * In C it is
 *
 *     bool user_read(void *to, const void *from, size_t size);      rdi, rsi, rdx; copies
 *     bool user_write(void *to, const void *from, size_t size);     the same
 *     bool usermem_touch(const void *at);                           rdi; reads a byte
 *     bool usermem_rewrite(void *at);                               rdi; reads a byte and writes it back
 */
#include "ntdll/client/usermem_copy.h"

asm(".pushsection .text.usermem, \"ax\", @progbits\n"
    ".balign 64\n"
    ".hidden usermem_begin, usermem_end, usermem_failed\n"
    ".global usermem_begin, usermem_end, usermem_failed\n"
    ".global user_read, user_write, usermem_touch, usermem_rewrite\n"
    ".hidden user_read, user_write, usermem_touch, usermem_rewrite\n"
    ".type user_read, @function\n"
    ".type user_write, @function\n"
    ".type usermem_touch, @function\n"
    ".type usermem_rewrite, @function\n"
    "usermem_begin:\n"

    "user_read:\n"
    "user_write:\n"
    ".cfi_startproc\n"
    "    cmp $16, %rdx\n"
    "    jb 2f\n"
    "    cmp $512, %rdx\n"
    "    ja 6f\n"
    "    movdqu -16(%rsi,%rdx), %xmm1\n"
    "    lea -16(%rdx), %rcx\n"
    "    xor %eax, %eax\n"
    "    jmp 1f\n"
    "0:  movdqu (%rsi,%rax), %xmm0\n"
    "    movdqu %xmm0, (%rdi,%rax)\n"
    "    add $16, %rax\n"
    "1:  cmp %rcx, %rax\n"
    "    jb 0b\n"
    "    movdqu %xmm1, (%rdi,%rcx)\n"
    "    mov $1, %eax\n"
    "    ret\n"

    "2:  cmp $8, %edx\n"                    /* 8 … 15 */
    "    jb 3f\n"
    "    mov (%rsi), %rax\n"
    "    mov -8(%rsi,%rdx), %rcx\n"
    "    mov %rax, (%rdi)\n"
    "    mov %rcx, -8(%rdi,%rdx)\n"
    "    mov $1, %eax\n"
    "    ret\n"
    "3:  cmp $4, %edx\n"                    /* 4 … 7 */
    "    jb 4f\n"
    "    mov (%rsi), %eax\n"
    "    mov -4(%rsi,%rdx), %ecx\n"
    "    mov %eax, (%rdi)\n"
    "    mov %ecx, -4(%rdi,%rdx)\n"
    "    mov $1, %eax\n"
    "    ret\n"
    "4:  test %edx, %edx\n"                 /* 0 … 3 */
    "    jz 5f\n"
    "    movzbl (%rsi), %eax\n"
    "    movzbl -1(%rsi,%rdx), %ecx\n"
    "    mov %edx, %r8d\n"
    "    shr $1, %r8d\n"
    "    movzbl (%rsi,%r8), %r9d\n"
    "    mov %al, (%rdi)\n"
    "    mov %r9b, (%rdi,%r8)\n"
    "    mov %cl, -1(%rdi,%rdx)\n"
    "5:  mov $1, %eax\n"
    "    ret\n"

    "6:  mov %rdx, %rcx\n"                  /* more than 512 */
    "    rep movsb\n"
    "    mov $1, %eax\n"
    "    ret\n"

    "usermem_touch:\n"
    "    movzbl (%rdi), %eax\n"
    "    mov $1, %eax\n"
    "    ret\n"

    "usermem_rewrite:\n"
    "    movzbl (%rdi), %eax\n"
    "    mov %al, (%rdi)\n"
    "    mov $1, %eax\n"
    "    ret\n"

    "usermem_end:\n"
    "usermem_failed:\n"
    "    xor %eax, %eax\n"
    "    ret\n"
    ".cfi_endproc\n"
    ".size user_read, usermem_touch - user_read\n"
    ".size user_write, usermem_touch - user_write\n"
    ".size usermem_touch, usermem_rewrite - usermem_touch\n"
    ".size usermem_rewrite, usermem_end - usermem_rewrite\n"
    ".popsection\n");
