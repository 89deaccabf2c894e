/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Acts among users: ports for one user, servers that must be one user's, and all that a process may try on one of
 * another user.
 */
#include "tests/process/acts.h"

#include <ntalpcapi.h>
#include <ntioapi.h>
#include <ntlpcapi.h>
#include <ntmmapi.h>
#include <ntobapi.h>
#include <ntpsapi.h>
#include <ntrtlsecurity.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* S-1-22-1-UID; root is S-1-5-18. */
static PSID sid_of(ULONG uid)
{
    static SID_IDENTIFIER_AUTHORITY unix_users = { { 0, 0, 0, 0, 0, 22 } }, nt = SECURITY_NT_AUTHORITY;
    static UCHAR buffer[2][SECURITY_MAX_SID_SIZE];
    PSID sid = buffer[uid != 0];

    RtlInitializeSid(sid, uid ? &unix_users : &nt, uid ? 2 : 1);
    *RtlSubAuthoritySid(sid, 0) = uid ? 1 : SECURITY_LOCAL_SYSTEM_RID;
    if (uid)
        *RtlSubAuthoritySid(sid, 1) = uid;
    return sid;
}

SECURITY_DESCRIPTOR *descriptor_for(ULONG uid)
{
    static SECURITY_DESCRIPTOR descriptor;
    static UCHAR acl[256];

    RtlCreateAcl((PACL)acl, sizeof(acl), ACL_REVISION);
    RtlAddAccessAllowedAce((PACL)acl, ACL_REVISION, GENERIC_ALL, sid_of(uid));
    RtlCreateSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    RtlSetDaclSecurityDescriptor(&descriptor, TRUE, (PACL)acl, FALSE);
    return &descriptor;
}

/* create-for UID NAME */
static NTSTATUS create_for(char *arguments)
{
    SECURITY_DESCRIPTOR *descriptor = descriptor_for((ULONG)next_number(&arguments));
    OBJECT_ATTRIBUTES attributes;

    InitializeObjectAttributes(&attributes, nt_name(arguments), 0, NULL, descriptor);
    return NtCreatePort(&server_port, &attributes, 0, 0, 0);
}

/* connect-to UID NAME: the server must be that user's */
static NTSTATUS connect_to(char *arguments)
{
    SECURITY_QUALITY_OF_SERVICE qos = { sizeof(qos), SecurityImpersonation, SECURITY_DYNAMIC_TRACKING, TRUE };
    PSID sid = sid_of((ULONG)next_number(&arguments));

    return NtSecureConnectPort(&client_port, nt_name(arguments), &qos, NULL, sid, NULL, NULL, NULL, NULL);
}

/* alpc-connect-to UID NAME */
static NTSTATUS alpc_connect_to(char *arguments)
{
    ALPC_PORT_ATTRIBUTES limits = { .MaxMessageLength = 512 };
    PSID sid = sid_of((ULONG)next_number(&arguments));

    return NtAlpcConnectPort(&client_port, nt_name(arguments), NULL, &limits, ALPC_MSGFLG_SYNC_REQUEST, sid, NULL,
                             NULL, NULL, NULL, nt_timeout(10000));
}

/* become UID, with the session that there is */
static NTSTATUS become_user(char *arguments)
{
    uid_t uid = (uid_t)next_number(&arguments);

    return setgroups(0, NULL) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid) ? STATUS_UNSUCCESSFUL
                                                                                      : STATUS_SUCCESS;
}

/* be-root-elsewhere: uid 0 of a user namespace of one's own */
static NTSTATUS be_root_elsewhere(char *arguments)
{
    char map[32];
    int length, fd;
    bool done;

    (void)arguments;
    length = snprintf(map, sizeof(map), "0 %u 1", getuid());
    if (unshare(CLONE_NEWUSER))
        return STATUS_NOT_SUPPORTED;
    fd = open("/proc/self/uid_map", O_WRONLY);
    done = fd >= 0 && write(fd, map, (size_t)length) == length;
    close(fd);
    return done && getuid() == 0 ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

/* ---- what the kernel denies -------------------------------------------------------------------- */

static bool opens(pid_t pid, const char *file, int flags)
{
    char path[64];
    int fd;

    snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
    fd = open(path, flags | O_CLOEXEC);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static bool reads_memory(pid_t pid)
{
    char byte;
    struct iovec here = { &byte, 1 }, there = { &byte, 1 };

    return process_vm_readv(pid, &here, 1, &there, 1, 0) >= 0 || (errno != EPERM && errno != ENOSYS);
}

static bool writes_memory(pid_t pid)
{
    char byte = 0;
    struct iovec here = { &byte, 1 }, there = { &byte, 1 };

    return process_vm_writev(pid, &here, 1, &there, 1, 0) >= 0 || (errno != EPERM && errno != ENOSYS);
}

static bool lists_descriptors(pid_t pid)
{
    return opens(pid, "fd", O_RDONLY | O_DIRECTORY);
}

static bool opens_memory(pid_t pid)
{
    return opens(pid, "mem", O_RDWR);
}

static bool reads_maps(pid_t pid)
{
    return opens(pid, "maps", O_RDONLY);
}

static bool takes_descriptor(pid_t pid)
{
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0), fd = (int)syscall(SYS_pidfd_getfd, pidfd, 0, 0);

    close(pidfd);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static bool traces(pid_t pid)
{
    return ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0;
}

static bool limits(pid_t pid)
{
    struct rlimit limit = { 3, 3 };

    return prlimit(pid, RLIMIT_NOFILE, &limit, NULL) == 0;
}

static bool places(pid_t pid)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(0, &set);
    return sched_setaffinity(pid, sizeof(set), &set) == 0;
}

static bool slows(pid_t pid)
{
    return setpriority(PRIO_PROCESS, (id_t)pid, 19) == 0;
}

static bool stops(pid_t pid)
{
    return kill(pid, SIGSTOP) == 0;
}

static bool gives_up(pid_t pid)
{
    return opens(pid, "oom_score_adj", O_WRONLY);
}

/* pry PID: everything that one process can do to another by the kernel's ways */
static NTSTATUS pry(char *arguments)
{
    static bool (*const tries[])(pid_t) = { reads_memory, writes_memory, lists_descriptors, opens_memory, reads_maps,
                                            takes_descriptor, traces, limits, places, slows, stops, gives_up };
    pid_t pid = (pid_t)next_number(&arguments);
    int denied = 0, tried = 0;

    for (; tried < (int)(sizeof(tries) / sizeof(tries[0])); tried++)
        denied += !tries[tried](pid);
    add(" tried=%d denied=%d", tried, denied);
    return STATUS_SUCCESS;
}

/* ---- what the server denies -------------------------------------------------------------------- */

/* open-process PID ACCESS */
static NTSTATUS open_process(char *arguments)
{
    CLIENT_ID id = { (HANDLE)(ULONG_PTR)next_number(&arguments), NULL };
    ACCESS_MASK access = (ACCESS_MASK)next_number(&arguments);
    OBJECT_ATTRIBUTES attributes;
    HANDLE process;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    status = NtOpenProcess(&process, access, &attributes, &id);
    if (NT_SUCCESS(status))
        NtClose(process);
    return status;
}

/* open-thread TID ACCESS */
static NTSTATUS open_thread(char *arguments)
{
    CLIENT_ID id = { NULL, (HANDLE)(ULONG_PTR)next_number(&arguments) };
    ACCESS_MASK access = (ACCESS_MASK)next_number(&arguments);
    OBJECT_ATTRIBUTES attributes;
    HANDLE thread;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    status = NtOpenThread(&thread, access, &attributes, &id);
    if (NT_SUCCESS(status))
        NtClose(thread);
    return status;
}

/* file-section [NAME]: a section of a file of one's own, mapped */
static NTSTATUS file_section(char *arguments)
{
    OBJECT_ATTRIBUTES attributes;
    LARGE_INTEGER size = { .QuadPart = 4096 };
    HANDLE file, section;
    IO_STATUS_BLOCK io;
    PVOID base = NULL;
    SIZE_T view = 0;
    char path[64];
    NTSTATUS status;

    snprintf(path, sizeof(path), "\\??\\unix\\tmp\\ntport-file-%d", getpid());
    InitializeObjectAttributes(&attributes, nt_name(path), 0, NULL, NULL);
    status = NtCreateFile(&file, FILE_GENERIC_READ | FILE_GENERIC_WRITE, &attributes, &io, NULL, 0, 0, FILE_OPEN_IF,
                          FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
    snprintf(path, sizeof(path), "/tmp/ntport-file-%d", getpid());
    unlink(path);
    if (!NT_SUCCESS(status))
        return status;
    InitializeObjectAttributes(&attributes, nt_name(arguments), 0, NULL, open_to_all());
    status = NtCreateSection(&section, SECTION_ALL_ACCESS, *arguments ? &attributes : NULL, &size, PAGE_READWRITE,
                             SEC_COMMIT, file);
    NtClose(file);
    if (NT_SUCCESS(status))
        status = NtMapViewOfSection(section, NtCurrentProcess(), &base, 0, 0, NULL, &view, ViewUnmap, 0, PAGE_READWRITE);
    return status;
}

/* open-section NAME, and map it */
static NTSTATUS open_section(char *arguments)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE section;
    PVOID base = NULL;
    SIZE_T view = 0;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, nt_name(arguments), 0, NULL, NULL);
    status = NtOpenSection(&section, SECTION_MAP_READ | SECTION_MAP_WRITE, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    add(" opened=1");
    return NtMapViewOfSection(section, NtCurrentProcess(), &base, 0, 0, NULL, &view, ViewUnmap, 0, PAGE_READWRITE);
}

const struct act user_acts[] = {
    { "file-section", file_section },
    { "open-section", open_section },
    { "create-for", create_for },
    { "connect-to", connect_to },
    { "alpc-connect-to", alpc_connect_to },
    { "become", become_user },
    { "be-root-elsewhere", be_root_elsewhere },
    { "pry", pry },
    { "open-process", open_process },
    { "open-thread", open_thread },
    { NULL, NULL },
};
