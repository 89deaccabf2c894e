/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sessions: one connected process. Who it is comes from the kernel (R25, R26); what it holds is
 * released when it goes, however it goes.
 */
#pragma once

#include "common/control.h"
#include "common/notice.h"
#include "common/protocol.h"
#include "server/object.h"

#include <sys/types.h>

struct process;
struct thread;
struct handle_table;
struct port_use;
struct mail;
struct connection_socket;
struct arena;
struct page_file;

#define OVERFLOW_UID 65534u             /* R27: whose processes have nothing in common */

struct session {
    struct session *next, *next_by_pid;
    uint64_t number;                    /* no other session ever has it; addresses and pids come again */
    struct connection_socket *socket, *events;  /* loop.h; events: NULL until attached */
    int pidfd;
    pid_t pid;                          /* as the kernel named it at connect */
    uid_t uid;
    gid_t gid;
    struct token *token;                /* who it is (token.h); a reference */
    struct thread *caller;              /* which of its threads makes the request under way; NULL: not known */
    struct context *context;            /* what is published of its tokens (context.h), or NULL */
    struct process *process;            /* its object */
    struct account *account;
    struct charge memory;               /* for its control memory */
    struct handle_table *handles;
    struct control_memory *control;     /* mapped by it and us */
    struct thread *threads[CONTROL_SLOTS];  /* by slot; NULL: free */
    struct port_use *ports;             /* ports it uses (objects/port.c) */
    struct arena *arena;                /* where views may be placed in it (objects/port_view.c) */
    struct page_file *pages;            /* where it takes pages from (page.h), or NULL */
    struct mail *letters[LETTERS];      /* what it has in its control memory (objects/port_letter.c), or had */
    uint64_t last_letter;               /* number of one */
    uint32_t n_unlettered, n_handles_changed;   /* what it sees of them is a copy */
    /* session.c alone: */
    uint64_t secret;                    /* that names this session on it */
    struct notice *notices;             /* not yet written to it */
    uint32_t n_notices, notices_size;
    bool due, soon;                     /* some of them are of the event that is being handled; may wait a little */
    struct session *next_due, *next_soon;
};

/* A process has connected: everything it begins with. fds of its memory are sent with the reply under way. */
NTSTATUS session_create(struct session **out, struct connection_socket *socket);
/* The process is gone, or will be treated so. */
void session_destroy(struct session *session);
/* The second connection is writable again. */
void session_flush_notices(struct session *session);
/* An event has been handled: what it has to say goes out, all to one process in one packet. */
void sessions_flush(void);
/* How many milliseconds until what may wait a little has waited enough (then it goes out, and this is to be asked again);
 * -1: nothing waits. */
int sessions_tell_soon(void);
struct session *session_by_secret(uint64_t secret, pid_t pid);
uint32_t session_count(void);
bool session_exists(const struct session *session);
/* R9: one user's, who may share memory with locks and bells. Of the overflow uid nobody knows whose they are (R27). */
bool session_same(const struct session *a, const struct session *b);
/* What that process is made of (its object, threads, handles) is open to this one. */
bool session_may_open(const struct session *session, const struct session *other);
/* NULL: it has ended. */
struct session *session_by_number(uint64_t number);

/* The thread of a slot, or NULL when the number is none of this session's. */
struct thread *session_thread(struct session *session, uint32_t slot);
/* Ends a wait of the slot: status, word = 1, wake. */
void session_ring(struct session *session, uint32_t slot, NTSTATUS status);
/* The answer to the request under way, in its control memory. false: it is too long for that. */
bool session_answer(struct session *session, const void *packet, size_t size);
/* Where it is; wakes who waits for it. */
void session_answered(struct session *session, enum answer_where place);
/* Tells the process; never blocks. Notices that are the same as one still unsent are merged. */
void session_notify(struct session *session, const struct notice *notice);
/* The same for what nobody is likely to wait for: it goes with the next one that is, or when sessions_tell_soon() says so. */
void session_notify_soon(struct session *session, const struct notice *notice);
/* What is still unsent of that type and id need not be said any more; it may be all the same. */
void session_withdraw_notice(struct session *session, uint32_t type, uint32_t id);
/* A descriptor that goes out with the reply under way; the caller keeps its own. */
void session_send_fd(struct session *session, int fd);
/* Keeps the object, whose descriptor is being sent, until the reply is out. */
void session_keep_object(struct session *session, void *object);
/* One that is closed once the reply is out. */
void session_give_fd(struct session *session, int fd);
/* Where a handler may put what its reply's blobs point to: WIRE_MAX bytes, valid until the reply is out. */
void *session_scratch(struct session *session);
/* By the process id that clients know. */
struct session *session_find(pid_t pid);
extern struct session *sessions;
