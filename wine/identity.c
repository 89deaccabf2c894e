/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Identities; see identity.h. */
#include "wine/identity.h"

#include "wine/object.h"
#include "wine/wine.h"

#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#define CURRENT_PROCESS ((uint64_t)-1)
#define CARD_ACCESS     0x120089u           /* to read it */

static struct identity me;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_card(void)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
        return;
    if ((uint32_t)wine_call(wine.wine_server_fd_to_handle, (uint64_t)ends[0], CARD_ACCESS, 0,
                            (uintptr_t)&me.card, 0, 0, 0))
        me.card = 0;
    close(ends[0]);
    close(ends[1]);
}

static void make_identity(void)
{
    PROCESS_BASIC_INFORMATION information = {0};

    wine_call(wine.NtQueryInformationProcess, CURRENT_PROCESS, ProcessBasicInformation,
              (uintptr_t)&information, sizeof information, 0, 0, 0);
    me.system_pid = (uint32_t)getpid();
    me.wine_pid = (uint32_t)information.UniqueProcessId;
    make_card();
}

bool identity_mine(struct identity *mine)
{
    pthread_once(&once, make_identity);
    *mine = me;
    return me.card && me.wine_pid;
}

static bool is_made_by(uint64_t card, uint32_t system_pid)
{
    struct ucred maker = {0};
    socklen_t size = sizeof maker;
    uint32_t options;
    int fd = -1;

    if ((uint32_t)wine_call(wine.wine_server_handle_to_fd, card, 0, (uintptr_t)&fd, (uintptr_t)&options,
                            0, 0, 0))
        return false;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &maker, &size))
        maker.pid = 0;
    close(fd);
    return (uint32_t)maker.pid == system_pid;
}

uint64_t identity_open(const struct identity *other)
{
    OBJECT_ATTRIBUTES none = {.Length = sizeof none};
    uint64_t id[2] = {other->wine_pid, 0}, process = 0, card = 0;
    bool right;

    if ((uint32_t)wine_call(wine.NtOpenProcess, (uintptr_t)&process, PROCESS_DUP_HANDLE, (uintptr_t)&none,
                            (uintptr_t)id, 0, 0, 0))
        return 0;
    right = !(uint32_t)wine_call(wine.NtDuplicateObject, process, other->card, CURRENT_PROCESS,
                                 (uintptr_t)&card, 0, 0, DUPLICATE_SAME_ACCESS) &&
            is_made_by(card, other->system_pid);
    if (card)
        wine_close(card);
    if (right)
        return process;
    wine_close(process);
    return 0;
}
