/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the ALPC calls share; below them is the same channel, queue and record of conversations as classic LPC's
 * (lpc.h). "alpc n" names a section of the behaviour they follow; docs/conformance.md names the choices.
 */
#pragma once

#include "common/protocol.h"
#include "ntdll/nt/lpc/lpc.h"

#include <ntalpcapi.h>

#define ALPC_MESSAGE_MAX 0xffffu        /* bytes with the header (alpc 3.3) */

/* attributes.c: buffers of message attributes (alpc 7) */

/* What a sender gives; valid says which of them. */
struct sent_attributes {
    uint32_t valid;
    ALPC_SECURITY_ATTR security;
    ALPC_DATA_VIEW_ATTR view;
    ALPC_CONTEXT_ATTR context;
    ALPC_HANDLE_ATTR handle;
    ALPC_DIRECT_ATTR direct;
    ALPC_WORK_ON_BEHALF_ATTR work;
};
/* user may be NULL. STATUS_ACCESS_VIOLATION, STATUS_INVALID_PARAMETER */
NTSTATUS attributes_capture(struct sent_attributes *sent, const ALPC_MESSAGE_ATTRIBUTES *user);
/* For the function below. */
NTSTATUS attributes_pack_some(struct record_attributes *record, struct channel *channel,
                              const struct sent_attributes *sent);
/* What travels in a message on that channel of it, with a parcel in the server if it needs one. */
static inline NTSTATUS attributes_pack(struct record_attributes *record, struct channel *channel,
                                       const struct sent_attributes *sent)
{
    record->valid = record->parcel = 0;         /* and what is not valid is not looked at */
    return sent->valid ? attributes_pack_some(record, channel, sent) : STATUS_SUCCESS;
}
/* Where the caller's attribute of that bit stands, or NULL. */
void *attribute_place(ALPC_MESSAGE_ATTRIBUTES *user, uint32_t bit);
/* The id of a message that has been sent, into the sender's context attribute if there is one. */
void attributes_tell_id(ALPC_MESSAGE_ATTRIBUTES *user, const struct sent_attributes *sent, uint32_t message_id);
/* What the receiver has room for, and may have on this port; user may be NULL. */
NTSTATUS attributes_deliver(ALPC_MESSAGE_ATTRIBUTES *user, const struct arrival *arrival, const struct port *port);

/* The ids of the token as which that thread of the channel's peer is seen. false: the peer is gone. */
bool peer_token(struct channel *channel, uint32_t tid, ALPC_TOKEN_ATTR *token);

/* security.c */
struct alpc_connect_request;
/* STATUS_INVALID_PARAMETER */
NTSTATUS security_check(const struct sent_attributes *sent);
/* A context that is made with the message. STATUS_INVALID_PARAMETER, STATUS_ACCESS_VIOLATION, the statuses of
 * alpc_create_context */
NTSTATUS security_prepare(const struct port *port, struct sent_attributes *sent);
/* One that is made with a connection request. STATUS_INVALID_PARAMETER, STATUS_ACCESS_VIOLATION, STATUS_INVALID_HANDLE */
NTSTATUS security_prepare_connect(struct alpc_connect_request *request, const struct sent_attributes *sent);
/* It has been sent, or has not: what the sender is told, and what goes. */
void security_was_sent(const struct port *port, ALPC_MESSAGE_ATTRIBUTES *user, const struct sent_attributes *sent,
                       NTSTATUS status);

/* parcel.c: what goes along with a message (alpc 9, 10) */

struct alpc_unpack_reply;
struct alpc_pack_request;
struct alpc_unpack_view_request;
/* The handles of a sender as struct parcel_handle; data is malloc'ed. STATUS_INVALID_PARAMETER,
 * STATUS_LPC_HANDLE_COUNT_EXCEEDED, STATUS_ACCESS_VIOLATION */
NTSTATUS handles_capture(wire_blob *handles, const struct sent_attributes *sent);
/* *parcel is 0 when there is nothing. The statuses of alpc_pack. */
NTSTATUS parcel_pack(struct channel *channel, const struct sent_attributes *sent, uint32_t *parcel);
void parcel_release(uint32_t channel, uint32_t parcel);
NTSTATUS parcel_handle_at(uint32_t channel, enum channel_end end, uint32_t parcel, uint32_t index,
                          struct alpc_unpack_reply *reply);
/* false: there is none. several: the receiver asks for each by its index. */
bool handles_deliver(ALPC_HANDLE_ATTR *attribute, uint32_t channel, enum channel_end end, uint32_t parcel,
                     bool several);

/* view.c */

/* The view of ours that is to be sent. STATUS_INVALID_PARAMETER */
NTSTATUS view_find_sent(struct alpc_pack_request *request, const struct channel *channel,
                        const ALPC_DATA_VIEW_ATTR *attribute);
/* It has been: one that is given up with the message goes here. */
void view_was_sent(const struct sent_attributes *sent, const struct channel *channel);
/* Maps what came along, received on that port. false: nothing did, or it cannot be. */
bool view_deliver(ALPC_DATA_VIEW_ATTR *attribute, const struct port *port,
                  const struct alpc_unpack_view_request *request, uint32_t message_id);
/* An answer that says so lets the views of the message go that it answers. */
void view_release_received(const struct sent_attributes *sent, const struct channel *channel, uint32_t message_id);
/* What came through a channel, what a port has made, and everything after fork. */
void views_of_channel_end(const struct channel *channel);
void sections_of_port_end(uint32_t port, bool server_lives);
void alpc_views_forget(void);

/* capture.c */

/* A message to send, with its data in memory of ours. data is NULL or malloc'ed. */
struct captured_message {
    PORT_MESSAGE header;
    void *data;
    uint32_t size;
};
/* The header alone. STATUS_DATATYPE_MISALIGNMENT, STATUS_ACCESS_VIOLATION, STATUS_INVALID_PARAMETER: lengths (alpc 2) */
NTSTATUS alpc_capture_header(PORT_MESSAGE *header, const PORT_MESSAGE *user);
NTSTATUS alpc_capture_message(struct captured_message *message, const PORT_MESSAGE *user);
/* What the attributes say of sections made on the port; blob: as captured. */
void alpc_limit_sections(struct port *port, const wire_blob *blob);
/* ALPC_PORT_ATTRIBUTES; user NULL: *blob is empty. */
NTSTATUS alpc_capture_port_attributes(ALPC_PORT_ATTRIBUTES *attributes, wire_blob *blob,
                                      const ALPC_PORT_ATTRIBUTES *user);

/* The caller's places for a received message. */
struct receive_buffer {
    PORT_MESSAGE *message;              /* NULL: it is thrown away */
    SIZE_T *length;                     /* or NULL */
    ALPC_MESSAGE_ATTRIBUTES *attributes;        /* or NULL */
    SIZE_T size;                        /* of message */
};
/* Looks at *length. greatest: what counts where there is none. STATUS_ACCESS_VIOLATION, STATUS_DATATYPE_MISALIGNMENT */
NTSTATUS receive_buffer_capture(struct receive_buffer *buffer, SIZE_T greatest);
/* Where an arrival's data goes then. */
void receive_buffer_aim(const struct receive_buffer *buffer, struct arrival *arrival);
/* port: on which it was received. The rest: header, length and attributes of a message that is there; with STATUS_BUFFER_TOO_SMALL the length that is
 * needed. Gives the arrival's channel back. Returns status, or STATUS_ACCESS_VIOLATION. */
NTSTATUS receive_buffer_finish(const struct receive_buffer *buffer, struct arrival *arrival,
                               const struct port *port, NTSTATUS status);

/* completion.c */

/* NtAlpcSetInformation with ALPC_PORT_ASSOCIATE_COMPLETION_PORT in the caller's memory. */
NTSTATUS alpc_associate_completion(struct port *port, HANDLE handle, const void *user, ULONG length);
/* The same without the memory. STATUS_PORT_ALREADY_SET */
NTSTATUS alpc_associate(struct port *port, HANDLE handle, HANDLE completion, PVOID key);
/* There may be packets of it even after this. */
void alpc_dissociate(struct port *port);

/* tp_alpc.c: fork, the child has no pool */
void tp_alpc_forget(void);

/* receive.c */

/* Why there will be no message any more on the port, or STATUS_PENDING. */
NTSTATUS alpc_over(struct port *port);
/* The next message of the port, and what alpc 6 says when there is none. */
NTSTATUS alpc_receive(struct port *port, const LARGE_INTEGER *timeout, struct arrival *arrival);
/* Something happened to a port that server ports' receivers must see. */
void alpc_ports_changed(void);

/* reserve.c */

/* A message is to be sent with that reserve. STATUS_OBJECTID_NOT_FOUND, STATUS_RESOURCE_IN_USE */
NTSTATUS reserve_take(const struct port *port, uint32_t id);
/* It was, under this id; 0: it was not. */
void reserve_sent(const struct port *port, uint32_t id, uint32_t message_id);
void reserves_of_port_end(uint32_t port);
void reserves_forget(void);

/* send.c */

struct alpc_send {
    const PORT_MESSAGE *user;           /* the caller's message, and the copy of its header */
    PORT_MESSAGE header;
    struct sent_attributes attributes;
    uint32_t flags;                     /* ALPC_MSGFLG_* */
    uint32_t sent_id;                   /* of a new message that was sent */
    struct channel *held;               /* where the answer of one that goes on comes; NULL: on the port's own channel */
};
/* Sends; with ALPC_MSGFLG_SYNC_REQUEST conversation is where its answer comes. */
NTSTATUS alpc_send(struct port *port, struct alpc_send *send, struct self *self, struct conversation *conversation);
/* The answer of a synchronous request. STATUS_TIMEOUT, STATUS_ALERTED, STATUS_USER_APC; STATUS_BUFFER_TOO_SMALL: it is in the port's queue now */
NTSTATUS alpc_await(struct port *port, const struct conversation *conversation, const struct timespec *until,
                    struct arrival *arrival);
