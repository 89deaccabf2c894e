/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Handles; see handles.h. */
#include "wine/handles.h"

#include "wine/identity.h"
#include "wine/library.h"
#include "wine/object.h"
#include "wine/wine.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define N_HANDLES          65536
#define INDEX(handle)      ((handle) >> 2)
#define FILE_ACCESS        0x1f01ffu
#define RESERVED           ((uint64_t)-4)   /* no object yet; our server's numbers are small */
#define NOTE_MAGIC         0x6e74706f72742d31u
#define MAX_LETTERS        16

/* What lies in the socket. */
struct note {
    uint64_t magic, object;
    uint32_t pid, access;
};

/* What comes back through it: another process closes that handle of this one's. */
struct letter {
    uint64_t magic, handle, wine_pid;
};

/* The other end, for all handles of this process that stand for the same. The object that the note names stays open as
 * long, so that who has got any of these handles finds it. */
struct end {
    int fd;
    uint64_t object;
    unsigned int n_handles;
    bool shares_queue;
    void (*gone)(uint64_t id);      /* NULL: nobody wants to know */
    uint64_t gone_id;
    uint64_t holder;                /* of the name (name.h), or 0 */
    struct end *next_late;
};

/* Ends with a holder that were over for a thread that is none of Wine's: it cannot close that. */
static struct end *late_ends;
static __thread bool is_keeper;

static struct entry {
    uint64_t object;            /* 0: none; read without the lock */
    struct end *end;            /* NULL: another process has it */
} entries[N_HANDLES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void object_close(uint64_t object)
{
    if (object && object != RESERVED)
        ours_close(object);
}

static bool is_over(int fd)
{
    struct pollfd polled = {.fd = fd};

    return poll(&polled, 1, 0) > 0 && polled.revents & POLLHUP;
}

static void holder_close(struct end *end)
{
    if (!is_keeper) {
        wine_close(end->holder);
        free(end);
        return;
    }
    pthread_mutex_lock(&lock);
    end->next_late = late_ends;
    late_ends = end;
    pthread_mutex_unlock(&lock);
}

static void close_late_ends(void)
{
    struct end *end, *next;

    pthread_mutex_lock(&lock);
    end = late_ends;
    late_ends = NULL;
    pthread_mutex_unlock(&lock);
    for (; end; end = next) {
        next = end->next_late;
        wine_close(end->holder);
        free(end);
    }
}

static void entry_close(const struct entry *entry)
{
    object_close(entry->object);
    if (!entry->end)
        return;
    object_close(entry->end->object);
    if (entry->end->gone)
        entry->end->gone(entry->end->gone_id);
    close(entry->end->fd);
    if (entry->end->holder)
        holder_close(entry->end);
    else
        free(entry->end);
}

/* Somebody else holds the first end still: then so do we, until he lets go. */
static void *keep(void *argument)
{
    struct entry *entry = argument;
    struct pollfd polled = {.fd = entry->end->fd};

    pthread_setname_np(pthread_self(), "ntport-handle");
    is_keeper = true;
    while (poll(&polled, 1, -1) < 0 && errno == EINTR)
        ;
    entry_close(entry);
    free(entry);
    return NULL;
}

static bool keep_for_others(const struct entry *entry)
{
    struct entry *copy = malloc(sizeof *copy);
    sigset_t all, before;
    pthread_t thread;
    int error;

    if (!copy)
        return false;
    *copy = *entry;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&thread, NULL, keep, copy);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error)
        free(copy);
    else
        pthread_detach(thread);
    return !error;
}

/* What is to be closed with a handle, under lock: the last of the process takes the end along. */
static struct entry taken_along(struct entry old)
{
    if (!old.object || !old.end)
        return old;
    if (old.object == old.end->object)
        old.object = RESERVED;
    if (--old.end->n_handles)
        old.end = NULL;
    return old;
}

/* Out of the table, under lock. */
static struct entry take_out(uint64_t handle)
{
    struct entry old = entries[INDEX(handle)];

    __atomic_store_n(&entries[INDEX(handle)].object, 0, __ATOMIC_RELEASE);
    return taken_along(old);
}

static void entry_release(const struct entry *entry)
{
    if (entry->end && !is_over(entry->end->fd) && keep_for_others(entry))
        return;
    entry_close(entry);
}

static void remember(uint64_t handle, uint64_t object, struct end *end)
{
    struct entry old;

    pthread_mutex_lock(&lock);
    old = take_out(handle);
    if (end)
        end->n_handles++;
    entries[INDEX(handle)].end = end;
    __atomic_store_n(&entries[INDEX(handle)].object, object, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&lock);
    if (old.object)                                 /* closed behind our back */
        entry_release(&old);
}

uint64_t handle_known(uint64_t handle)
{
    if (INDEX(handle) >= N_HANDLES)
        return 0;
    return __atomic_load_n(&entries[INDEX(handle)].object, __ATOMIC_ACQUIRE);
}

void handle_closed(uint64_t handle)
{
    struct entry old;

    if (!handle_known(handle))
        return;
    pthread_mutex_lock(&lock);
    old = take_out(handle);
    pthread_mutex_unlock(&lock);
    if (old.object)
        entry_release(&old);
}

struct handle_taken handle_take(uint64_t handle)
{
    struct handle_taken taken = {0};

    if (!handle_known(handle))
        return taken;
    pthread_mutex_lock(&lock);
    taken = (struct handle_taken){entries[INDEX(handle)].object, entries[INDEX(handle)].end};
    __atomic_store_n(&entries[INDEX(handle)].object, 0, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&lock);
    return taken;
}

void handle_give_up(const struct handle_taken *taken)
{
    struct entry old = {taken->object, taken->end};

    if (!old.object)
        return;
    pthread_mutex_lock(&lock);
    old = taken_along(old);
    pthread_mutex_unlock(&lock);
    entry_release(&old);
}

struct handle_taken handle_hold(uint64_t handle)
{
    struct handle_taken held = {0};

    pthread_mutex_lock(&lock);
    held.object = handle_known(handle);
    held.end = held.object ? entries[INDEX(handle)].end : NULL;
    if (held.end)
        held.end->n_handles++;
    pthread_mutex_unlock(&lock);
    return held;
}

void handle_let_go(const struct handle_taken *held)
{
    if (held->object)
        handle_give_up(&(struct handle_taken){RESERVED, held->end});
}

void handle_put_back(const struct handle_taken *taken, uint64_t handle)
{
    if (!taken->object)
        return;
    pthread_mutex_lock(&lock);
    entries[INDEX(handle)].end = taken->end;
    __atomic_store_n(&entries[INDEX(handle)].object, taken->object, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&lock);
}

static bool is_for_us(const struct letter *letter, const struct end *end)
{
    struct identity mine;

    return letter->magic == NOTE_MAGIC && handle_known(letter->handle) && entries[INDEX(letter->handle)].end == end &&
           identity_mine(&mine) && letter->wine_pid == mine.wine_pid;
}

/* Takes out what somebody else has closed, under lock. */
static unsigned int read_letters(struct entry old[MAX_LETTERS], const struct end *end)
{
    struct letter letter;
    unsigned int n = 0;

    while (n < MAX_LETTERS && recv(end->fd, &letter, sizeof letter, MSG_DONTWAIT) == (ssize_t)sizeof letter)
        if (is_for_us(&letter, end))
            old[n++] = take_out(letter.handle);
    return n;
}

/* As far as it is known, under lock; what is to be released. */
static unsigned int look_after(struct entry old[MAX_LETTERS], uint64_t handle)
{
    struct entry *entry = &entries[INDEX(handle)];
    struct pollfd polled = {.fd = entry->object && entry->end ? entry->end->fd : -1, .events = POLLIN};

    if (poll(&polled, 1, 0) <= 0)
        return 0;
    if (!(polled.revents & POLLHUP))
        return read_letters(old, entry->end);
    old[0] = take_out(handle);
    return 1;
}

uint64_t handle_living(uint64_t handle)
{
    struct entry old[MAX_LETTERS];
    unsigned int n;
    uint64_t object;

    if (!handle_known(handle))
        return 0;
    pthread_mutex_lock(&lock);
    n = look_after(old, handle);
    object = entries[INDEX(handle)].object;
    pthread_mutex_unlock(&lock);
    while (n)
        entry_release(&old[--n]);
    return object;
}

static uint32_t give_to_wine(uint64_t *handle, int fd)
{
    uint64_t value = 0;
    uint32_t status;

    status = (uint32_t)wine_call(wine.wine_server_fd_to_handle, (uint64_t)fd, FILE_ACCESS, 0,
                                 (uintptr_t)&value, 0, 0, 0);
    *handle = value;
    return status;
}

/* One end of a socket with a note in it for Wine, the other in *end. */
static uint32_t make_ends(uint64_t *handle, struct end **end)
{
    struct end *made = calloc(1, sizeof *made);
    uint32_t status;
    int ends[2];

    if (!made || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
        free(made);
        return (uint32_t)STATUS_INSUFFICIENT_RESOURCES;
    }
    status = give_to_wine(handle, ends[0]);
    close(ends[0]);
    if (!status && INDEX(*handle) >= N_HANDLES) {
        wine_close(*handle);
        status = (uint32_t)STATUS_INSUFFICIENT_RESOURCES;
    }
    if (status) {
        close(ends[1]);
        free(made);
        return status;
    }
    made->fd = ends[1];
    *end = made;
    return 0;
}

uint32_t handle_reserve(uint64_t *handle)
{
    struct end *end;
    uint32_t status;

    close_late_ends();
    status = make_ends(handle, &end);

    if (!status)
        remember(*handle, RESERVED, end);
    return status;
}

void handle_fill(uint64_t handle, uint64_t object, uint32_t access)
{
    struct note note = {NOTE_MAGIC, object, (uint32_t)getpid(), access};
    struct entry *entry = &entries[INDEX(handle)];

    /* a note fits into any new socket */
    send(entry->end->fd, &note, sizeof note, MSG_NOSIGNAL | MSG_DONTWAIT);
    entry->end->object = object;
    __atomic_store_n(&entry->object, object, __ATOMIC_RELEASE);
}

void handle_cancel(uint64_t handle)
{
    struct handle_taken taken = handle_take(handle);

    wine_close(handle);
    handle_give_up(&taken);
}

void handle_attach_holder(uint64_t handle, uint64_t holder)
{
    entries[INDEX(handle)].end->holder = holder;
}

void handle_shares_queue(uint64_t handle)
{
    pthread_mutex_lock(&lock);
    if (handle_known(handle) && entries[INDEX(handle)].end)
        entries[INDEX(handle)].end->shares_queue = true;
    pthread_mutex_unlock(&lock);
}

bool handle_attach(uint64_t handle, void (*gone)(uint64_t id), uint64_t id)
{
    struct end *end;

    pthread_mutex_lock(&lock);
    end = handle_known(handle) ? entries[INDEX(handle)].end : NULL;
    if (end && end->shares_queue)
        end = NULL;
    if (end) {
        end->gone = gone;
        end->gone_id = id;
    }
    pthread_mutex_unlock(&lock);
    return end;
}

static uint64_t duplicate(uint64_t process, uint64_t object, uint32_t access, uint32_t options)
{
    uint64_t result = 0;

    ours_call("NtDuplicateObject", process, object, (uint64_t)-1, (uintptr_t)&result, access, 0, options);
    return result;
}

void handle_duplicated(const struct handle_taken *source, uint64_t copy, uint32_t access, uint32_t options)
{
    uint64_t result = 0;

    if (INDEX(copy) >= N_HANDLES)
        return;
    if (source->object)
        result = duplicate((uint64_t)-1, source->object, access, options & DUPLICATE_SAME_ACCESS);
    if (result)
        remember(copy, result, source->end);
    else
        handle_closed(copy);
}

/* The object of another process, which has the handle that the note names. */
static uint64_t take_over(const struct note *note)
{
    struct { uint32_t length; uint64_t root, name; uint32_t attributes; uint64_t sd, qos; } none = {
        .length = 48};
    uint64_t id[2] = {note->pid, 0}, process = 0, object;

    ours_call("NtOpenProcess", (uintptr_t)&process, PROCESS_DUP_HANDLE, (uintptr_t)&none, (uintptr_t)id);
    if (!process)
        return 0;
    object = duplicate(process, note->object, 0, DUPLICATE_SAME_ACCESS);
    ours_close(process);
    return object;
}

static int open_socket(uint64_t handle)
{
    uint32_t options;
    int fd = -1;

    wine_call(wine.wine_server_handle_to_fd, handle, 0, (uintptr_t)&fd, (uintptr_t)&options, 0, 0, 0);
    return fd;
}

static bool read_note(struct note *note, uint64_t handle)
{
    int fd = open_socket(handle);
    bool found;

    if (fd < 0)
        return false;
    found = recv(fd, note, sizeof *note, MSG_PEEK | MSG_DONTWAIT) == (ssize_t)sizeof *note &&
            note->magic == NOTE_MAGIC;
    close(fd);
    return found;
}

/* Before it is closed: as soon as it is, the number may be something else's. */
void handle_closes_elsewhere(uint64_t process, uint64_t wine_pid, uint64_t handle)
{
    struct letter letter = {NOTE_MAGIC, handle, wine_pid};
    uint64_t copy = 0;
    struct note note;
    int fd;

    if ((uint32_t)wine_call(wine.NtDuplicateObject, process, handle, (uint64_t)-1, (uintptr_t)&copy, 0, 0,
                            DUPLICATE_SAME_ACCESS))
        return;
    fd = read_note(&note, copy) ? open_socket(copy) : -1;
    if (fd >= 0) {
        send(fd, &letter, sizeof letter, MSG_NOSIGNAL | MSG_DONTWAIT);
        close(fd);
    }
    wine_close(copy);
}

bool handle_is_noted(uint64_t handle)
{
    struct note note;

    return read_note(&note, handle);
}

static uint64_t resolve(uint64_t handle)
{
    uint64_t object = handle_known(handle);
    struct note note;

    if (object || !read_note(&note, handle))
        return object;
    object = take_over(&note);
    if (object)
        remember(handle, object, NULL);
    return object;
}

/* One thread at a time: several may use it for the first time, and each would take an object. */
uint64_t handle_resolve(uint64_t handle)
{
    static pthread_mutex_t resolving = PTHREAD_MUTEX_INITIALIZER;
    uint64_t object = handle_known(handle);

    if (object || INDEX(handle) >= N_HANDLES)
        return object;
    pthread_mutex_lock(&resolving);
    object = resolve(handle);
    pthread_mutex_unlock(&resolving);
    return object;
}
