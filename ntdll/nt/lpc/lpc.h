/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the classic LPC calls share. Section numbers are those of the behaviour they follow,
 * docs/conformance.md names the choices.
 */
#pragma once

#include "ntdll/channel/kept.h"
#include "ntdll/channel/pending.h"
#include "ntdll/client/self.h"
#include "ntdll/nt/port/port.h"

/* capture.c: messages from and to the caller's memory */

/* A header: STATUS_DATATYPE_MISALIGNMENT, STATUS_ACCESS_VIOLATION. */
NTSTATUS capture_header(PORT_MESSAGE *header, const PORT_MESSAGE *user);
/* Test A of section 8: the data fits into what TotalLength announces. */
bool lengths_fit(const PORT_MESSAGE *header);
/* Test B: STATUS_PORT_MESSAGE_TOO_LONG. */
NTSTATUS check_length(const PORT_MESSAGE *header, uint32_t max_message);
/* Section 10; reads the entry count from the caller's message. */
NTSTATUS check_data_information(const PORT_MESSAGE *header, const PORT_MESSAGE *user);
/* Is the data information of this copy, whoever made it, inside the message? Its size, or 0. */
uint32_t data_information_size(const PORT_MESSAGE *header, const void *data);
/* The data behind a header that has been checked. */
NTSTATUS capture_data(struct message *message, const PORT_MESSAGE *user);
/* Header and data, exactly as long as they are. */
NTSTATUS deliver_message(PORT_MESSAGE *user, const struct message *message);
/* Fields of a message on its way: Type, lengths as the receiver sees them, who sends it, its id. */
void stamp_message(struct message *message, const struct self *sender, uint16_t type);
uint32_t new_message_id(void);
uint32_t new_callback_id(void);

static inline struct pending_key key_of(const PORT_MESSAGE *header)
{
    return (struct pending_key){
        .message_id = header->MessageId,
        .callback_id = header->CallbackId,
        .pid = (uint32_t)(uintptr_t)header->ClientId.UniqueProcess,
        .tid = (uint32_t)(uintptr_t)header->ClientId.UniqueThread,
    };
}

/* conversation.c: a thread waits for the answer to its message */

struct conversation {
    struct channel *channel;
    const struct self *self;            /* who waits */
    uint32_t slot, generation;
    struct envelope envelope;           /* what the receiver needs to answer */
};
/* Takes a slot and starts waiting in it. STATUS_NO_MEMORY: too many threads wait here;
 * STATUS_PORT_DISCONNECTED: nobody can answer. */
NTSTATUS conversation_begin(struct conversation *conversation, struct channel *channel,
                            const struct self *self, const PORT_MESSAGE *header, const void *info,
                            uint32_t info_size);
void conversation_abandon(const struct conversation *conversation);
/* For others to see (query_blocked): the thread waits for an answer through that channel; 0: it does not any more. */
static inline void waits_for(const struct self *self, uint32_t channel)
{
    shm_store(&self->control->channel, channel);
}
/* Sleeps until the answer or a callback is there. STATUS_LPC_REPLY_LOST */
NTSTATUS conversation_await(const struct conversation *conversation, struct self *self,
                            struct message *message);
/* The conversation in which this thread was called back, and goes on waiting; false: there is none. */
bool conversation_held(struct conversation *conversation, const struct self *self, uint32_t message_id);
void conversation_resume(const struct conversation *conversation);
/* Gives up the wait in which the thread was called back. */
void conversation_give_up(struct self *self, uint32_t message_id);
/* data.c: copies what slot->copy asks for, if the waiting thread's request has declared it. */
void data_copy_for_peer(struct reply_slot *slot, const struct message *request);
/* For the function below. */
void identify_new_sender(struct channel *channel, PORT_MESSAGE *header);
/* Puts into the header who really sent it (R29). */
static inline void identify_sender(struct channel *channel, PORT_MESSAGE *header)
{
    uint64_t pid = (uintptr_t)header->ClientId.UniqueProcess;
    uint64_t tid = (uintptr_t)header->ClientId.UniqueThread;
    uint64_t key = pid << 32 | tid;

    if (!key || (pid | tid) >> 32 || shm_load(&channel->known[tid % N_KNOWN_SENDERS]) != key)
        identify_new_sender(channel, header);
}

/* shared.c: messages of ports that several processes hold */

/* The record of a message that the port may go on with, from whoever has it; as pending_find_id. */
bool shared_find(struct port *port, uint32_t message_id, struct pending *found);
/* What the peer of the channel calls so; as pending_find_wire. */
bool shared_find_wire(struct channel *channel, uint32_t wire_id, struct pending *found);
/* Another process has a question about one of ours. */
void shared_asked(uint32_t question);

/* accept.c */
struct complete_port_request;
/* The client is told. The statuses of complete_port. */
NTSTATUS accept_complete(struct port *port, const struct complete_port_request *request);

/* answer.c: the way of an answer */

/* Does the message of this channel belong to the port (section 4, rule 5)? data: the port. */
bool may_answer(const struct channel *channel, const void *data);
/* Sends what goes on with a conversation to where the peer expects it: the slot of to, which is claimed, or its queue.
 * from: where we wait for what comes back, or NULL; final: nothing can. STATUS_NO_MEMORY, STATUS_ACCESS_VIOLATION,
 * STATUS_PORT_DISCONNECTED, and the slot is not claimed any more. */
NTSTATUS answer_send(const struct pending *to, const struct ring_source *source, const struct envelope *from,
                     bool final);

/* reply.c: finding whom an answer is for */

/* The slot that waits for the header's message, claimed, if port may answer it (section 4).
 * STATUS_INVALID_CID, STATUS_REPLY_MESSAGE_MISMATCH. */
NTSTATUS reply_claim(struct port *port, const PORT_MESSAGE *header, const struct self *self,
                     struct pending *claimed);
/* The unanswered message of the header, not claimed, its channel held. */
NTSTATUS reply_find(struct port *port, const PORT_MESSAGE *header, struct pending *found);
/* Header checked (lengths, id): captures the rest of the reply and sends it. */
NTSTATUS reply_send(struct port *port, const PORT_MESSAGE *header, const PORT_MESSAGE *user,
                    struct self *self);

/* port.c */

/* A port that has just been made: attaches it and writes its handle to user. A reference, or NULL, and it is closed. */
struct port *port_take_created(const struct port_memory *memory, uint64_t handle, HANDLE *user, NTSTATUS *status);

/* send.c */

/* Where a message from this port goes (section 1). STATUS_PORT_DISCONNECTED */
static inline NTSTATUS sending_channel(struct port *port, struct channel **channel)
{
    if (port->kind == CONNECTION_PORT || port->kind == UNCONNECTED_PORT) {
        NTSTATUS status = shm_load_acquire(&port->channel) ? STATUS_SUCCESS : port_open_loopback(port);

        if (!NT_SUCCESS(status))
            return status;
    }
    *channel = port->channel;
    return channel_is_closed(port->channel) ? STATUS_PORT_DISCONNECTED : STATUS_SUCCESS;
}
/* Puts it into the peer's queue, at *position (or NULL) of our ring. STATUS_NO_MEMORY: the ring is full; STATUS_ACCESS_VIOLATION: the copy failed;
 * STATUS_PORT_DISCONNECTED */
NTSTATUS send_record(struct channel *channel, const struct ring_source *source, const struct envelope *envelope,
                     uint64_t *position);
NTSTATUS ring_status(enum ring_result result);
/* The peer waits for its port as an object: the server must know that it has become signaled. */
void signal_watched(struct channel *channel);

/* view.c: sections of a connection */

struct lpc_section {
    int fd;
    uint64_t size;
    uint32_t protection, attributes;
};
/* Rounds as section 9.3 and maps read/write; fixed: exactly at *base. offset and size are updated. */
NTSTATUS lpc_map_view(void **base, uint64_t *offset, uint64_t *size, const struct lpc_section *section,
                      bool fixed);
/* Where the server may place views in this process; reserved when first asked for. */
void lpc_arena(uint64_t *base, uint64_t *size);

/* arrival.c: what a receiver makes of what it finds */

/* Where to look for it. With a completion list (alpc 17) what is in the rings comes to the list, and whoever receives is
 * told to look there. */
enum arrival_source {
    FROM_EVERYWHERE,
    FROM_RINGS,
    FROM_MAIL,                          /* what the server or this process put there; STATUS_ALPC_CHECK_COMPLETION_LIST: there is none,
                                         * but something in the rings or in the list */
};

struct arrival {
    enum arrival_source source;
    struct self *alertable;             /* its alerts and user APCs end the wait; NULL: nobody's */
    struct ring_sink sink;              /* the header as it is delivered; its data is where the sink said */
    void *port_context, *message_context;
    struct channel *channel;            /* whose message it is, held; NULL: the server's */
    uint32_t channel_id;                /* by the server's number, also of such a one; 0: none */
    enum channel_end end;               /* ours of it */
    uint32_t limit;                     /* of a connection reply: what the port may send from now on */
};

/* Where the data of what comes goes: see struct ring_sink. What a message brings itself (header, envelope, attributes) is left
 * as it is. */
static inline void arrival_begin(struct arrival *arrival, void *data, uint32_t room, ring_copy *copy)
{
    struct ring_sink *sink = &arrival->sink;

    sink->data = data;
    sink->room = room;
    sink->copy = copy;
    sink->short_buffer = sink->bare = false;
    sink->sequence = 0;
    arrival->source = FROM_EVERYWHERE;
    arrival->alertable = NULL;
    arrival->port_context = arrival->message_context = NULL;
    arrival->channel = NULL;
    arrival->channel_id = arrival->limit = 0;
    arrival->end = CLIENT_END;
}

/* What came through the ring: who sends it, its type, and the record of a message that goes on.
 * STATUS_NO_MORE_ENTRIES: it is nothing to anybody. */
NTSTATUS arrival_complete(struct arrival *arrival);
/* A kept message, if there is one that fits: STATUS_BUFFER_TOO_SMALL, STATUS_ACCESS_VIOLATION, STATUS_NO_MORE_ENTRIES. */
NTSTATUS arrival_from_kept(struct queue *queue, struct arrival *arrival);
/* A message that this process puts in front of a queue has arrived there like any other. */
void arrival_keep(struct queue *queue, struct kept *kept);
/* The peer is gone: what it began and we have not finished is cancelled, with a notice each. false: there is none. */
bool arrival_cancel_all(struct queue *queue, struct channel *channel);

/* mail.c: messages that the server itself puts into queues */

enum mail_result { MAIL_NONE, MAIL_TAKEN, MAIL_AFTER, MAIL_KEPT, MAIL_LONG, MAIL_FAULT };
/* MAIL_NONE: there was none after all; MAIL_AFTER: there is some, but messages of channel *index (NO_CHANNEL: the oldest) go
 * first; MAIL_KEPT: kept ones do; LONG, FAULT: as RING_LONG, RING_FAULT. */
enum mail_result mail_take(struct queue *queue, struct arrival *arrival, uint32_t *index);

/* receive.c */

/* A message that is there: STATUS_NO_MORE_ENTRIES, and what receive_message may return. */
NTSTATUS take_now(struct port *port, struct arrival *arrival);
/* The next message for the port. The arrival's sink says where to put it. over: why there will be none any more, or
 * STATUS_PENDING; asked before looking. STATUS_TIMEOUT, STATUS_ALERTED, STATUS_USER_APC, STATUS_BUFFER_TOO_SMALL and STATUS_ACCESS_VIOLATION, which
 * leave it there (header: the one that did not fit), what over says. */
NTSTATUS receive_message(struct port *port, const LARGE_INTEGER *timeout, NTSTATUS (*over)(struct port *),
                         struct arrival *arrival);
