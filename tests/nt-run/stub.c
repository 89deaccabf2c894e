/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* With STUB some other libntdll.so; without, a program that was linked to it. */
#ifdef STUB
long __attribute__((ms_abi)) NtYieldExecution(void)
{
    return 0x42;
}
#else
long __attribute__((ms_abi)) NtYieldExecution(void);

int main(void)
{
    return (int)NtYieldExecution() == 0x42 ? 66 : 0;
}
#endif
