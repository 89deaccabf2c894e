/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Thread environment blocks: whole pages, as on Windows, mostly zero and never touched.
 */
#include "ntdll/client/self.h"
#include "ntdll/client/teb.h"

#include <ntrtl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#define TEB_SIZE ((sizeof(TEB) + 4095) & ~(size_t)4095)

static void find_stack(PTEB teb)
{
    pthread_attr_t attributes;
    size_t size;
    void *low;

    if (pthread_getattr_np(pthread_self(), &attributes))
        return;
    if (!pthread_attr_getstack(&attributes, &low, &size)) {
        teb->NtTib.StackBase = (char *)low + size;      /* it grows down from here */
        teb->NtTib.StackLimit = low;
        teb->DeallocationStack = low;
    }
    pthread_attr_destroy(&attributes);
}

void teb_set_ids(PTEB teb, uint32_t pid, uint32_t tid)
{
    teb->ClientId.UniqueProcess = (HANDLE)(uintptr_t)pid;
    teb->ClientId.UniqueThread = (HANDLE)(uintptr_t)tid;
}

PTEB teb_create(void)
{
    PTEB teb = mmap(NULL, TEB_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (teb == MAP_FAILED)
        return NULL;
    teb->NtTib.Self = &teb->NtTib;
    teb->ProcessEnvironmentBlock = peb();
    teb->StaticUnicodeString.Buffer = teb->StaticUnicodeBuffer;
    teb->StaticUnicodeString.MaximumLength = sizeof teb->StaticUnicodeBuffer;
    teb_set_ids(teb, (uint32_t)getpid(), (uint32_t)gettid());
    find_stack(teb);
    return teb;
}

void teb_destroy(PTEB teb)
{
    munmap(teb, TEB_SIZE);
}

PTEB NTAPI NtCurrentTeb(void)
{
    return self_teb();
}

PPEB NTAPI RtlGetCurrentPeb(VOID)
{
    return peb();
}
