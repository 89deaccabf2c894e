/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Mail: messages that the server puts into a queue: connection requests, LPC_PORT_CLOSED, LPC_CLIENT_DIED.
 *
 * Mail about a client goes behind what that client has sent before (section 12), so it is kept here until
 * all has been taken that was in the client's ring when the mail came. A connection request comes after what was
 * sent before it. One piece a queue at a time.
 */
#include "ntdll/client/call.h"
#include "ntdll/nt/lpc/lpc.h"

#include <pthread.h>
#include <stdlib.h>

struct queue_mail {
    uint32_t index;                 /* the channel it is about, or NO_CHANNEL */
    uint64_t after;                 /* what was published there when it came */
    bool more;                      /* the server has more */
    uint32_t channel, parcel;       /* what came along with it, or 0 */
    uint64_t security;
    uint32_t limit;                 /* of a connection reply: what the port may send */
    void *context;
    struct message_bytes message;
};

#define MAIL_SIZE_MAX 0xffffu           /* of a message, with its header */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct queue_mail *fetch(struct queue *queue)
{
    struct take_mail_request request = {.port = queue->port};
    struct queue_mail *mail = malloc(sizeof *mail + MAIL_SIZE_MAX);
    struct take_mail_reply reply = {0};

    if (!mail)
        return NULL;
    reply.message = (wire_blob){&mail->message, MAIL_SIZE_MAX};
    if (call_take_mail(&request, &reply, NULL) != STATUS_SUCCESS ||
        reply.message.size < sizeof mail->message.header ||
        reply.message.size != total_of(&mail->message.header)) {
        free(mail);
        return NULL;
    }
    mail->index = reply.index;
    mail->more = reply.more;
    mail->channel = reply.channel;
    mail->parcel = reply.parcel;
    mail->security = reply.security;
    mail->limit = reply.limit;
    mail->context = (void *)(uintptr_t)reply.context;
    mail->after = 0;
    if (mail->index != NO_CHANNEL) {
        struct channel *channel = queue_channel(queue, mail->index);

        if (channel)
            channel_unref(channel);
        else
            port_open_channel(queue, mail->index);
        mail->after = queue_published(queue, mail->index);
    }
    return mail;
}

/* A connection request stands in the order of sending like any message: the ids are from one counter. */
static bool is_due(struct queue *queue, const struct queue_mail *mail)
{
    return mail->index == NO_CHANNEL ? !queue_has_older(queue, mail->message.header.MessageId)
                                     : queue_reached(queue, mail->index, mail->after);
}

/* Before the client's end comes the end of each message of its that is not finished. */
static bool unfinished_go_first(struct queue *queue, const struct queue_mail *mail)
{
    struct channel *channel;
    bool any;

    if (!shm_load(&queue->alpc) || mail->message.header.u2.s2.Type != LPC_PORT_CLOSED || mail->index == NO_CHANNEL)
        return false;
    channel = queue_channel(queue, mail->index);
    any = channel && arrival_cancel_all(queue, channel);
    channel_unref(channel);
    return any;
}

static enum mail_result deliver(const struct queue_mail *mail, struct arrival *arrival)
{
    struct ring_sink *sink = &arrival->sink;
    uint32_t size = total_of(&mail->message.header) - (uint32_t)sizeof sink->header;

    sink->header = mail->message.header;
    if (sink->short_buffer || size > sink->room)
        return MAIL_LONG;
    if (!ring_copy_data(sink->data, mail->message.data, size, sink->copy))
        return MAIL_FAULT;
    sink->attributes = (struct record_attributes){
        .valid = (mail->parcel ? ALPC_MESSAGE_HANDLE_ATTRIBUTE | ALPC_MESSAGE_VIEW_ATTRIBUTE : 0) |
                 (mail->security ? ALPC_MESSAGE_SECURITY_ATTRIBUTE : 0),
        .parcel = mail->parcel, .security = mail->security,
    };
    arrival->channel_id = mail->channel;
    arrival->limit = mail->limit;
    arrival->end = sink->header.u2.s2.Type == LPC_INTERNAL_CONNECTION_REPLY ? CLIENT_END : SERVER_END;
    sink->sequence = 0;
    arrival->port_context = mail->context;
    arrival->message_context = NULL;
    arrival->channel = NULL;
    return MAIL_TAKEN;
}

/* Whoever hears that a client has gone finds it gone, though the server's notice may still be under way. */
static void end_channel(struct queue *queue, const struct queue_mail *mail)
{
    struct channel *channel;

    if (mail->message.header.u2.s2.Type != LPC_PORT_CLOSED || mail->index == NO_CHANNEL)
        return;
    channel = queue_channel(queue, mail->index);
    if (channel)
        channel_peer_closed(channel);
    channel_unref(channel);
}

enum mail_result mail_take(struct queue *queue, struct arrival *arrival, uint32_t *index)
{
    enum mail_result result = MAIL_NONE;
    struct queue_mail *mail;

    pthread_mutex_lock(&lock);
    if (!queue->deferred && queue_take_mail(queue))
        queue->deferred = fetch(queue);
    mail = queue->deferred;
    if (mail && !is_due(queue, mail)) {
        *index = mail->index;
        result = MAIL_AFTER;
    } else if (mail) {
        result = unfinished_go_first(queue, mail) ? MAIL_KEPT : deliver(mail, arrival);
    }
    if (result == MAIL_TAKEN) {
        end_channel(queue, mail);
        queue->deferred = NULL;
        if (mail->more)
            shm_store_release(&queue->mail, 1);
        free(mail);
    } else if (mail) {
        shm_store_release(&queue->mail, 1);
    }
    pthread_mutex_unlock(&lock);
    return result;
}
