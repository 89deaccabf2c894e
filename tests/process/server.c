/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The object server of a case, and what it says it holds.
 */
#include "tests/process/harness.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static bool somebody_listens(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    bool listens;

    snprintf(address.sun_path, sizeof(address.sun_path), "%s", server_socket());
    listens = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
    close(fd);
    return listens;
}

bool become(uid_t uid)
{
    return setgroups(0, NULL) == 0 && setresgid(uid, uid, uid) == 0 && setresuid(uid, uid, uid) == 0;
}

static pid_t start(const char *for_whom)
{
    int64_t until = now_ms() + 10000;
    pid_t pid = fork();

    require(pid >= 0, "fork: %s", strerror(errno));
    if (pid == 0) {
        const char *program = built("server/ntserver");
        int log = open(server_log(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

        dup2(log, 2);
        execl(program, "ntserver", "-f", for_whom, (char *)NULL);
        perror(program);
        _exit(99);
    }
    while (!somebody_listens()) {
        require(waitpid(pid, NULL, WNOHANG) == 0, "the server ended at once");
        require(now_ms() < until, "the server does not listen");
        pause_ms(2);
    }
    return pid;
}

pid_t server_start(void)
{
    return start(NULL);
}

void system_directory(void)
{
    char directory[96];

    snprintf(directory, sizeof(directory), "%.*s", (int)(strrchr(server_socket(), '/') - server_socket()),
             server_socket());
    require(chmod(directory, 0755) == 0, "chmod: %s", strerror(errno));
}

/* Old kernels, too: what they lack is not what is tested. */
pid_t server_start_system(void)
{
    system_directory();
    return start("-so");
}

void server_stop(void)
{
    char command[4200];

    bool listens = somebody_listens();

    /* also where none listens any more: it takes away what a killed one has left */
    snprintf(command, sizeof(command), "'%s' -k >/dev/null", built("server/ntserver"));
    require(system(command) == 0 || !listens, "ntserver -k failed");
}

void server_kill(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static struct json_object *ask_ntobj(uid_t uid)
{
    char command[4300], as[100] = "", *text = NULL;
    struct json_object *answer;
    size_t size = 0;
    FILE *pipe;

    if (uid != getuid())
        snprintf(as, sizeof(as), "setpriv --reuid=%u --regid=%u --clear-groups ", uid, uid);
    snprintf(command, sizeof(command), "%s'%s' server --json", as, built("tools/ntobj/ntobj"));
    pipe = popen(command, "r");
    require(pipe && getdelim(&text, &size, 0, pipe) > 0, "ntobj says nothing");
    answer = json_tokener_parse(text);
    free(text);
    require(pclose(pipe) == 0 && answer, "ntobj server --json failed");
    return answer;
}

static int64_t member(struct json_object *object, const char *name)
{
    struct json_object *value;

    require(json_object_object_get_ex(object, name, &value), "the server does not say '%s'", name);
    return json_object_get_int64(value);
}

void holdings_take(struct holdings *holdings)
{
    holdings_take_of(holdings, getuid());
}

void holdings_take_of(struct holdings *holdings, uid_t uid)
{
    struct json_object *answer = ask_ntobj(uid), *account;

    require(json_object_object_get_ex(answer, "account", &account), "the server names no account");
    memset(holdings, 0, sizeof(*holdings));
    holdings->objects = member(account, "objects");
    holdings->handles = member(account, "handles");
    holdings->bytes = member(account, "bytes");
    holdings->processes = member(account, "processes");
    json_object_put(answer);
}

void holdings_require_back(const struct holdings *before)
{
    holdings_require_back_of(before, getuid());
}

void holdings_require_back_of(const struct holdings *before, uid_t uid)
{
    int64_t until = now_ms() + 5000;
    struct holdings now;

    for (;;) {
        holdings_take_of(&now, uid);
        if (memcmp(&now, before, sizeof(now)) == 0)
            return;
        require(now_ms() < until,
                "left behind in the server: %lld processes, %lld objects, %lld handles, %lld bytes",
                (long long)(now.processes - before->processes),
                (long long)(now.objects - before->objects),
                (long long)(now.handles - before->handles), (long long)(now.bytes - before->bytes));
        pause_ms(20);
    }
}
