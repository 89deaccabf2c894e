/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ports, connections and connects, for the port_*.c files alone.
 *
 * One object type for all four kinds, as in NT 6. A connection joins a listener (the connection port), a client
 * port and a server port, and owns the memory they talk through; it lives until both ends are gone. A connect
 * is a thread waiting in NtConnectPort.
 *
 * A process uses a port (struct port_use) from when its library has mapped the port's memory until it has said
 * that it is done, which is after its last handle is closed and the last call on it has returned. A use
 * is a reference, so a port is deleted when NT would delete it (lpc-semantics 12).
 */
#pragma once

#include "common/channel.h"
#include "server/account.h"
#include "server/impersonate.h"
#include "server/objects/port.h"
#include "server/objects/section.h"
#include "server/page.h"
#include "server/request.h"

#include <ntalpcapi.h>

#define MAX_CONNECTION_INFO  520u       /* lpc-semantics 2.3 */
#define MAX_MAIL             4096u      /* messages of the server's that wait in one queue, */
#define MAX_MAIL_BYTES       (8u << 20) /* and their data */
#define MAX_CONNECTS_A_USER 256u        /* that wait at another user's port */
#define ALPC_MESSAGE_MAX     0xffffu    /* alpc 3.3 */

struct mail {
    struct mail *next;
    uint32_t index;                     /* the channel it is about, or NO_CHANNEL */
    uint64_t context;
    struct connect *connect;            /* a connection request's, until it is over */
    uint32_t channel, parcel;           /* what came along, or 0 */
    uint64_t security;
    uint32_t limit;                     /* of a connection reply: what may be sent from now on */
    const struct port *port;            /* of a letter: whose it is, and its number */
    uint64_t number;
    PORT_MESSAGE header;
    uint8_t data[];
};

/* What a client lets its server do with its identity. */
struct client_security {
    struct quality quality;
    bool allowed;
    struct token *token;                /* static tracking: its own as it was then, a reference */
};

struct port {
    struct object object;
    uint32_t id;
    struct port *next;                  /* in the table by id */
    enum port_kind kind;
    uid_t uid;                          /* whose port it is */
    uint32_t max_message, max_info, ring_size;
    uint32_t flags;                     /* ALPC_PORFLG_*, PORT_ALPC */
    uint32_t dup_types;                 /* of which objects it takes handles */
    struct port_use *users;
    struct security_context *contexts;  /* port_security.c */
    /* ports with a queue of their own: connection, unconnected, client */
    int queue_fd, holder_fd;            /* a client port's queue is in the channel memory, what its holders share in: */
    struct page holder_page;
    struct mail *mail, **mail_end;
    uint32_t n_mail, mail_bytes;
    struct session *reader;             /* the one process that reads the queue; NULL: there is none, or */
    bool shared;                        /* there has been another */
    bool unlettered;                    /* the reader has been told that mail is to be asked for */
    struct queue_memory *queue;         /* connection and unconnected ports: mapped, to ring there; NULL: could not be */
    bool waitable, signaled, watched;
    struct completion_source *source;   /* of packets for the completion port it is associated with; NULL: none */
    /* connection and unconnected ports */
    struct process *creator;            /* a reference */
    bool closed;                        /* no handle left */
    struct connection **connections;    /* by index */
    uint32_t n_connections, next_index; /* length of that array; where to look for a free index */
    uint32_t n_clients;
    struct connect *connects;           /* threads that wait for an answer */
    /* client and server ports */
    struct connection *connection;
    enum port_state state;              /* client ports */
};

struct connection {
    uint32_t id, index;
    struct connection *next;            /* in the table by id */
    struct port *listener;              /* a reference */
    struct port *client, *server;       /* not references; NULL when deleted. Loopback: the listener, twice */
    struct session *client_session;     /* who connected, while that process lives */
    uint64_t context;
    uint32_t max_request;               /* what the server end takes */
    enum bell_kind bell;
    int channel_fd;
    struct connect *connect;            /* not yet completed; a classic one is accepted */
    bool completed;
    bool disconnected;                  /* its client is gone, or as good as gone */
    uint32_t n_leaving;                 /* depth of connection_leave */
    struct client_security security;
    struct parcel *parcels;             /* what goes along with messages under way (port_parcel.c) */
    uint32_t n_parcels;
    void *placement;                    /* of the server's section in the client's arena */
    struct charge charge;
};

enum connect_state { CONNECT_PREPARED, CONNECT_QUEUED, CONNECT_ACCEPTED, CONNECT_DONE };

struct connect {
    struct connect *next;               /* of the listener */
    enum connect_state state;
    struct thread *thread;              /* not a reference: its end ends the connect. NULL: alpc_connect */
    struct connection *connection;      /* alpc_connect's, which has the client port from the beginning */
    struct session *session;
    struct port *listener;              /* a reference */
    uint32_t message_id, client_tid;
    struct client_security security;    /* until it has a connection, which then has it */
    uint32_t parcel;                    /* what goes along with the request, then with the answer */
    uint64_t context;
    uint8_t *info;                      /* the client's, then the server's */
    uint32_t info_size;
    struct section *section;            /* the client's; a reference */
    uint64_t view_base, view_size, view_offset;
    uint64_t arena, arena_size;
    /* the outcome */
    NTSTATUS status;
    uint32_t server_pid, server_tid;    /* who has accepted */
    struct port *client;                /* a reference */
    struct section *server_section;     /* a reference */
    uint64_t server_view_base, server_view_size, server_view_offset, remote_base;
};

struct port_use {
    struct session *session;
    struct port *port;                  /* a reference */
    struct port_use *next_of_session, *next_of_port;
};

/* port.c */
struct port *port_find(uint32_t id);
NTSTATUS port_new(struct port **out, struct session *session, enum port_kind kind);
NTSTATUS port_use(struct session *session, struct port *port);
/* Does the session share no memory with its holders (R9)? A port is used by processes of one user only; those of others may
 * have a handle to it, for nothing. */
bool port_of_another(const struct port *port, const struct session *session);
/* Charged and sealed memory of the port's; the size is rounded up. */
NTSTATUS port_make_memory(struct port *port, struct session *session, int *fd, const char *name, uint64_t size);
/* What may be sent on it, in bytes with the header. */
uint32_t port_send_limit(const struct port *port);
/* Does the session hold that end of the connection? */
bool port_holds_end(const struct session *session, const struct connection *connection, enum channel_end end);
/* The flags of the port in whose queue that arrives. */
uint32_t port_peer_flags(const struct port *port);
uint32_t port_ring_size(uint64_t max_pool, uint32_t max_message);
/* A fresh connection or unconnected port: its queue, its name, a handle; its memory goes out with the reply. */
NTSTATUS port_publish(struct port *port, struct session *session, const wire_path *path, const wire_blob *sd,
                      uint64_t *handle);
struct port_use *port_used(const struct session *session, const struct port *port);
void port_notify_users(const struct port *port, const struct notice *notice, const struct session *except);
/* The port in whose queue what is sent on this one arrives (lpc-semantics 1), or NULL: nobody is there. */
struct port *port_destination(const struct port *port);
/* Does the session read that queue: by the port itself or by a server port of it? */
bool port_reads_queue(const struct session *session, const struct port *port);
/* On whose behalf objects are being deleted right now: shown in LPC_PORT_CLOSED. */
struct port_actor {
    struct session *session;
    bool orderly;                       /* a thread of it closes something, rather than that it ends */
    uint32_t pid, tid;
};
extern struct port_actor port_actor;
void port_act_as(struct session *session, uint32_t slot);

/* port_signal.c */
/* It has got mail. */
void port_mail_arrived(struct port *port);
/* It has come to its end. Who it is associated with hears of that by who uses it, when they have heard of it. */
void port_changed(struct port *port);

/* port_mail.c */
/* Queues a message and returns it; NULL: none could be (logged). */
struct mail *mail_post(struct port *port, uint32_t index, uint64_t context, struct connect *connect, uint16_t type,
                       uint32_t pid, uint32_t tid, uint32_t message_id, uint64_t view_size, const void *data,
                       uint32_t size);
/* What was posted last is complete: makes a letter of it if it can, and tells who reads the queue. announced: that is done by the
 * process which the message is of, in memory that it shares with them; if it is killed before, what the message is about is over. */
void mail_send(struct port *port, bool announced);
/* Tells all who read the queue. */
void mail_notify(struct port *port);
/* Another process reads the queue, or its one reader goes. */
void mail_share(struct port *port);
/* What is a letter is mail again, as if it had never been one. */
void mail_recall(struct port *port);
void mail_drop_connect(struct port *port, const struct connect *connect);
void mail_purge(struct port *port);

/* port_letter.c */
/* false: it stays mail. */
bool letter_put(struct port *port, struct mail *mail);
/* Those of the port that have not been taken: is there any; away with the connect's; all, in their order. */
bool letters_wait(const struct port *port);
void letters_drop_connect(struct port *port, const struct connect *connect);
struct mail *letters_take_back(struct port *port);

/* port_connect.c */
/* A connect to the listener, in its list. NULL: no memory. */
struct connect *connect_new(struct port *listener, struct session *session, const wire_blob *info);
/* The port of that name, a reference, if the caller may connect to it and its server has that SID (empty: any). */
struct port *connect_find_listener(struct session *session, const wire_path *path, const wire_blob *server_sid,
                                   NTSTATUS *status);
/* Its request goes out. STATUS_PENDING, STATUS_NO_MEMORY */
NTSTATUS connect_queue(struct connect *connect, uint32_t tid);
NTSTATUS connect_make_client(struct port **out, struct session *session, const struct port *listener);
/* The outcome of a connect that is not done: tells the client. One of alpc_connect ends here. */
void connect_end(struct connect *connect, NTSTATUS status);
/* Nobody waits for it any more. */
void connect_abandon(struct connect *connect);

/* What the client has said of its identity: the connection's, if there is one. */
static inline const struct client_security *connect_security(const struct connect *connect)
{
    return connect->connection ? &connect->connection->security : &connect->security;
}

/* port_security.c */
/* thread: of the session, that connects; NULL: none. The statuses of token_for_server. */
NTSTATUS client_security_init(struct client_security *security, const struct session *session,
                              const struct thread *thread, const struct quality *quality, bool allowed);
void client_security_deinit(struct client_security *security);
/* The session's own token as it is now, for whoever gets the handle from the port. The statuses of token_captured. */
NTSTATUS context_create(uint64_t *handle, struct port *port, const struct session *session, const struct quality *quality);
void contexts_free(struct port *port);

/* port_parcel.c */
/* To the end that receives. *id stays 0 when there is nothing. STATUS_ACCESS_DENIED, STATUS_OBJECT_TYPE_MISMATCH,
 * STATUS_INVALID_PARAMETER, STATUS_LPC_HANDLE_COUNT_EXCEEDED, STATUS_INVALID_HANDLE, STATUS_NO_MEMORY */
NTSTATUS parcel_pack(struct connection *connection, struct session *session, enum channel_end receiver,
                     const wire_blob *handles, uint32_t *id);
void parcel_release(struct connection *connection, uint32_t id);
void parcel_release_all(struct connection *connection);

/* port_record.c */
/* It has ended: who asks it gets no answer, and who it asks need not give one. */
void port_records_session_exit(const struct session *session);

/* port_alpc.c */
/* ALPC_PORT_ATTRIBUTES from a client; empty is fine. STATUS_INVALID_PARAMETER */
NTSTATUS port_check_attributes(const wire_blob *attributes);
/* Checked ones; empty: the defaults. */
void port_set_attributes(struct port *port, const wire_blob *attributes);

/* port_channel.c */
NTSTATUS connection_create(struct connection **out, struct port *listener, struct session *client);
/* What its client maps goes out with the reply: queue, holder and channel memory. Between different users the queue's is the
 * client's own (BELL_OF_CHANNEL), else the listener's. In the holder's it has the returned page. */
uint32_t connection_send_memory(struct session *session, const struct connection *connection);
NTSTATUS connection_loopback(struct connection **out, struct port *listener);
struct connection *connection_find(uint32_t id);
/* The one whose answer the thread (or NULL) waits for, as it says in its control memory. Its process may say what it likes,
 * but only of its own. NULL: none */
const struct connection *connection_awaited(const struct thread *thread);
/* The client's end is over: LPC_PORT_CLOSED, behind what it sent (lpc-semantics 12). */
void connection_disconnect(struct connection *connection);
/* One of its ends is gone; frees it when both are. */
void connection_leave(struct connection *connection, struct port *port);
void connection_free(struct connection *connection);

/* port_view.c */
/* Section 9.3: rounds, checks. STATUS_SECTION_PROTECTION, STATUS_INVALID_VIEW_SIZE */
NTSTATUS view_round(const struct section *section, uint64_t *offset, uint64_t *size);
/* An address in the session's arena, which it named when it connected. NULL: there is no room. */
void *arena_place(struct session *session, uint64_t arena, uint64_t arena_size, uint64_t size, uint64_t *base);
void arena_free_place(void *placement);
void arena_free(struct session *session);
