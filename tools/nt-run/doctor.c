/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * nt-run --doctor: what this machine has of what ntport needs or can use, one line each, and for what is missing the
 * command that brings it.
 */
#include "tools/nt-run/nt-run.h"

#include "common/socket_path.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <unistd.h>

/* Also in the newest headers only. */
#define SYSCALL_FUTEX_WAITV             449
#define SYSCALL_LANDLOCK_CREATE_RULESET 444
#define LANDLOCK_VERSION                1u
#define PEER_PIDFD                      77

static bool something_needed_is_missing;

/* GOOD; MISSING: nothing works without; WORSE: something works less well, or not at all. */
enum finding { GOOD, MISSING, WORSE };

static void say(enum finding finding, const char *what, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void say(enum finding finding, const char *what, const char *format, ...)
{
    static const char *const words[] = {"ok", "MISSING", "note"};
    va_list args;

    if (finding == MISSING)
        something_needed_is_missing = true;
    printf("%-8s %-20s ", words[finding], what);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
}

/* ---- the kernel ------------------------------------------------------------------------------- */

static void look_at_kernel(void)
{
    struct utsname name;

    uname(&name);
    syscall(SYSCALL_FUTEX_WAITV, NULL, 0, 0, NULL, 0);
    if (errno == ENOSYS)
        say(MISSING, "futex_waitv", "Linux %s has none, it came with 5.16: apt-get install linux-image-amd64, then reboot",
            name.release);
    else
        say(GOOD, "futex_waitv", "Linux %s", name.release);
}

static void look_at_memfd(void)
{
    int fd = memfd_create("nt-run", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    if (fd < 0 || fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL))
        say(MISSING, "memfd, sealed", "%s: shared memory cannot be made; a container's seccomp profile may forbid it",
            strerror(errno));
    else
        say(GOOD, "memfd, sealed", "shared memory of a size that nobody changes");
    close(fd);
}

static void look_at_pidfd(void)
{
    int pair[2], fd = (int)syscall(SYS_pidfd_open, getpid(), 0);
    socklen_t size = sizeof fd;

    if (fd < 0) {
        say(MISSING, "pidfd", "%s: the end of processes cannot be seen; a container's seccomp profile may forbid it",
            strerror(errno));
        return;
    }
    close(fd);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
        return;
    if (getsockopt(pair[0], SOL_SOCKET, PEER_PIDFD, &fd, &size) == 0) {
        say(GOOD, "pidfd", "of the process at a socket's other end, too");
        close(fd);
    } else {
        say(WORSE, "pidfd", "SO_PEERPIDFD came with Linux 6.5; without it a process is opened by its number, which another may "
            "have got meanwhile");
    }
    close(pair[0]);
    close(pair[1]);
}

static void look_at_sandbox(void)
{
    const uint32_t action = SECCOMP_RET_KILL_PROCESS;
    long version = syscall(SYSCALL_LANDLOCK_CREATE_RULESET, NULL, 0, LANDLOCK_VERSION);

    if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action))
        say(MISSING, "seccomp", "%s: the object server does not serve without its sandbox", strerror(errno));
    else
        say(GOOD, "seccomp", "the object server confines itself");
    if (version > 0)
        say(GOOD, "Landlock", "version %ld: the object server has no files", version);
    else
        say(WORSE, "Landlock", "%s: the object server does without; boot with lsm=landlock,... to have it", strerror(errno));
}

static void look_at_ptrace(void)
{
    FILE *file = fopen("/proc/sys/kernel/yama/ptrace_scope", "re");
    int scope = 0;

    if (file && fscanf(file, "%d", &scope) != 1)
        scope = 0;
    if (file)
        fclose(file);
    if (scope)
        say(WORSE, "process_vm_readv", "ptrace_scope is %d: NtReadRequestData goes through the other process's own thread, which "
            "is slower, and NtReadVirtualMemory of others is refused; sysctl kernel.yama.ptrace_scope=0", scope);
    else
        say(GOOD, "process_vm_readv", "memory of one's own other processes can be copied");
}

static void look_at_limits(void)
{
    struct rlimit files;
    cpu_set_t cpus;

    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < 1024)
        say(WORSE, "open files", "%llu at most; ports and sections need descriptors: ulimit -n 4096",
            (unsigned long long)files.rlim_cur);
    else
        say(GOOD, "open files", "%llu", (unsigned long long)files.rlim_cur);
    if (sched_getaffinity(0, sizeof cpus, &cpus) == 0 && CPU_COUNT(&cpus) < 2)
        say(WORSE, "CPUs", "one: each round trip wakes the other process (a few microseconds)");
    else
        say(GOOD, "CPUs", "%d", CPU_COUNT(&cpus));
}

/* ---- what is installed ------------------------------------------------------------------------ */

static void look_at_ours(void)
{
    static const struct {
        const char *name, *what_for;
        enum finding without;
    } libraries[] = {
        {"libntdll.so", "ported programs", MISSING},
        {"libntwin32.so", "ported programs with Win32 names", WORSE},
        {"libntport-relay.so", "nt-run --trace", WORSE},
        {"libntport-wine.so", "Windows programs under Wine", WORSE},
    };
    char path[PATH_MAX];

    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
        if (find_library(libraries[i].name, path))
            say(GOOD, libraries[i].name, "%s", path);
        else
            say(libraries[i].without, libraries[i].name, "not at %s, for %s: make install, or set NTPORT_LIBRARIES", path,
                libraries[i].what_for);
    }
    if (find_server(path))
        say(GOOD, "ntserver", "%s", path);
    else
        say(MISSING, "ntserver", "not at %s: make install, or set NTPORT_SERVER_BINARY", path);
}

static bool server_listens(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    bool listens;

    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    listens = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return listens;
}

/* One that is not there yet is made when it is needed. */
static bool socket_directory_may_be_used(const char *path, const char **why)
{
    errno = 0;
    return socket_directory_safe(path, why) || errno == ENOENT;
}

static void look_at_server(void)
{
    char path[SOCKET_PATH_SIZE];
    const char *why;

    if (!socket_path(path, &why))
        say(MISSING, "server's socket", "%s", why);
    else if (server_listens(path))
        say(GOOD, "server's socket", "%s: a server listens", path);
    else if (socket_path_is_system(path))
        say(MISSING, "server's socket", "%s: nobody listens there: systemctl start ntserver.socket", path);
    else if (!socket_directory_may_be_used(path, &why))
        say(MISSING, "server's socket", "%s: %s", path, why);
    else
        say(GOOD, "server's socket", "%s: the first program starts a server there", path);
}

static void look_at_wine(void)
{
    char path[PATH_MAX], command[PATH_MAX + 64], version[64] = "";
    int major = 0;
    FILE *pipe;

    if (!find_wine(path)) {
        say(WORSE, "Wine", "none, so no Windows programs: apt-get install wine64, or set WINE");
        return;
    }
    snprintf(command, sizeof command, "'%s' --version 2>/dev/null", path);
    pipe = popen(command, "re");
    if (pipe && fgets(version, sizeof version, pipe))
        version[strcspn(version, "\n")] = 0;
    if (pipe)
        pclose(pipe);
    if (sscanf(version, "wine-%d", &major) != 1 || major < 8)
        say(WORSE, "Wine", "%s says it is '%s'; ports work with 8.0 or later: apt-get install wine64", path, version);
    else
        say(GOOD, "Wine", "%s, %s", path, version);
}

static void look_at_headers(void)
{
    char path[PATH_MAX];

    if (access(MINGW_HEADERS "/winternl.h", R_OK))
        say(WORSE, "Windows headers", "not in %s, so ntcc compiles nothing: apt-get install mingw-w64-common", MINGW_HEADERS);
    else
        say(GOOD, "Windows headers", "%s", MINGW_HEADERS);
    if (!find_program("gcc", path) && !find_program("clang", path))
        say(WORSE, "compiler", "neither gcc nor clang, which ntcc needs: apt-get install gcc");
    else
        say(GOOD, "compiler", "%s", path);
}

int doctor(void)
{
    look_at_kernel();
    look_at_memfd();
    look_at_pidfd();
    look_at_sandbox();
    look_at_ptrace();
    look_at_limits();
    look_at_ours();
    look_at_server();
    look_at_wine();
    look_at_headers();
    if (something_needed_is_missing)
        puts("\nWhat is MISSING keeps ntport from working here.");
    return something_needed_is_missing ? 1 : 0;
}
