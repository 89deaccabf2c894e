/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A Windows program that says which ports it has: a line for each call, with its status. */
#include <windows.h>
#include <winternl.h>
#include <stdio.h>

#define PROC(name) (void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), name)

typedef NTSTATUS NTAPI create_function(HANDLE *, void *, ULONG, ULONG, ULONG);
typedef NTSTATUS NTAPI alpc_create_function(HANDLE *, void *, void *);
typedef NTSTATUS NTAPI connect_function(HANDLE *, UNICODE_STRING *, void *, void *, void *, void *, void *, void *);
typedef NTSTATUS NTAPI listen_function(HANDLE, void *);
typedef ULONG NTAPI size_function(ULONG);

static void say(const char *name, NTSTATUS status)
{
    printf("%s %08lx\n", name, (unsigned long)status);
}

static void try_create(void)
{
    create_function *function = (create_function *)PROC("NtCreatePort");
    HANDLE port = NULL;

    say("NtCreatePort", function(&port, NULL, 0, 0, 0));
    printf("port %llx\n", (unsigned long long)(ULONG_PTR)port);
}

static void try_listen(void)
{
    char message[400] = {0};

    say("NtListenPort", ((listen_function *)PROC("NtListenPort"))((HANDLE)(ULONG_PTR)0x7ff0, message));
}

static void try_alpc(void)
{
    alpc_create_function *function = (alpc_create_function *)PROC("NtAlpcCreatePort");
    size_function *size = (size_function *)PROC("AlpcGetHeaderSize");
    HANDLE port = NULL;

    if (!function || !size) {
        printf("NtAlpcCreatePort missing\n");
        return;
    }
    say("NtAlpcCreatePort", function(&port, NULL, NULL));
    say("AlpcGetHeaderSize", size(0));
}

int main(void)
{
    HANDLE event = CreateEventA(NULL, TRUE, TRUE, NULL);

    try_create();
    try_listen();
    try_alpc();
    say("WaitForSingleObject", WaitForSingleObject(event, 0));
    CloseHandle(event);
    return 0;
}
