/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The instructions that touch the caller's memory, and nothing else.
 *
 * They lie between usermem_begin and usermem_end, use no stack and call nobody. So whoever finds
 * the instruction pointer of a fault in there may send it on to usermem_failed, which returns false
 * to the caller (usermem.c does it, from the signal handler). The first half is the fast one: up to 32 bytes,
 * and the 40 of a message's header, without a loop; up to 512 by 32, the last 32 overlapping what went
 * before; beyond that the processor's own copy is as good.
 *
 * In C it is
 *
 *     bool user_read(void *to, const void *from, size_t size);      rdi, rsi, rdx; copies
 *     bool user_write(void *to, const void *from, size_t size);     the same
 *     bool usermem_touch(const void *at);                           rdi; reads a byte
 *     bool usermem_rewrite(void *at);                               rdi; reads a byte and writes it back
 */
.pushsection .text.usermem, "ax", @progbits
.balign 64
.hidden usermem_begin, usermem_end, usermem_failed
.global usermem_begin, usermem_end, usermem_failed
.global user_read, user_write, usermem_touch, usermem_rewrite
.hidden user_read, user_write, usermem_touch, usermem_rewrite
.type user_read, @function
.type user_write, @function
.type usermem_touch, @function
.type usermem_rewrite, @function
usermem_begin:

user_read:
user_write:
.cfi_startproc
    cmp $32, %rdx
    jbe 1f
    cmp $40, %rdx
    je 7f
    cmp $512, %rdx
    ja 6f
    movdqu -32(%rsi,%rdx), %xmm2            /* 33 … 512: the last 32, */
    movdqu -16(%rsi,%rdx), %xmm3
    lea -32(%rdx), %rcx
    xor %eax, %eax
0:  movdqu (%rsi,%rax), %xmm0               /* and all before them */
    movdqu 16(%rsi,%rax), %xmm1
    movdqu %xmm0, (%rdi,%rax)
    movdqu %xmm1, 16(%rdi,%rax)
    add $32, %rax
    cmp %rcx, %rax
    jb 0b
    movdqu %xmm2, (%rdi,%rcx)
    movdqu %xmm3, 16(%rdi,%rcx)
    mov $1, %eax
    ret

1:  cmp $16, %edx                           /* 16 … 32 */
    jb 2f
    movdqu (%rsi), %xmm0
    movdqu -16(%rsi,%rdx), %xmm1
    movdqu %xmm0, (%rdi)
    movdqu %xmm1, -16(%rdi,%rdx)
    mov $1, %eax
    ret
2:  cmp $8, %edx                            /* 8 … 15 */
    jb 3f
    mov (%rsi), %rax
    mov -8(%rsi,%rdx), %rcx
    mov %rax, (%rdi)
    mov %rcx, -8(%rdi,%rdx)
    mov $1, %eax
    ret
3:  cmp $4, %edx                            /* 4 … 7 */
    jb 4f
    mov (%rsi), %eax
    mov -4(%rsi,%rdx), %ecx
    mov %eax, (%rdi)
    mov %ecx, -4(%rdi,%rdx)
    mov $1, %eax
    ret
4:  test %edx, %edx                         /* 0 … 3 */
    jz 5f
    movzbl (%rsi), %eax
    movzbl -1(%rsi,%rdx), %ecx
    mov %edx, %r8d
    shr $1, %r8d
    movzbl (%rsi,%r8), %r9d
    mov %al, (%rdi)
    mov %r9b, (%rdi,%r8)
    mov %cl, -1(%rdi,%rdx)
5:  mov $1, %eax
    ret

7:  movdqu (%rsi), %xmm0                    /* a message's header: no load across what was just stored in two */
    movdqu 16(%rsi), %xmm1
    mov 32(%rsi), %rax
    movdqu %xmm0, (%rdi)
    movdqu %xmm1, 16(%rdi)
    mov %rax, 32(%rdi)
    mov $1, %eax
    ret

6:  mov %rdx, %rcx                          /* more than 512 */
    rep movsb
    mov $1, %eax
    ret

usermem_touch:
    movzbl (%rdi), %eax
    mov $1, %eax
    ret

usermem_rewrite:
    movzbl (%rdi), %eax
    mov %al, (%rdi)
    mov $1, %eax
    ret

usermem_end:
usermem_failed:
    xor %eax, %eax
    ret
.cfi_endproc
.size user_read, usermem_touch - user_read
.size user_write, usermem_touch - user_write
.size usermem_touch, usermem_rewrite - usermem_touch
.size usermem_rewrite, usermem_end - usermem_rewrite
.popsection

.section .note.GNU-stack, "", @progbits
