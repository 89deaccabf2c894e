/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Mail: messages that the server puts into a queue: connection requests, LPC_PORT_CLOSED, LPC_CLIENT_DIED.
 *
 * Mail about a client goes behind what that client has sent before (section 12), so it is kept here until
 * all has been taken that was in the client's ring when the mail came. A connection request comes after what was
 * sent before it. One piece a queue at a time.
 */
#include "common/control.h"
#include "ntdll/client/call.h"
#include "ntdll/client/self.h"
#include "ntdll/nt/lpc/lpc.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

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

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;    /* also for answer */
static uint8_t answer[MAIL_SIZE_MAX];

static struct queue_mail *new_mail(const struct queue_mail *from, const void *message, uint32_t size)
{
    struct queue_mail *mail = size >= sizeof mail->message.header ? malloc(sizeof *mail + size) : NULL;

    if (!mail)
        return NULL;
    *mail = *from;
    memcpy(&mail->message, message, size);
    if (size == total_of(&mail->message.header))
        return mail;
    free(mail);
    return NULL;
}

/* The place of the queue's oldest letter, or LETTERS. */
static uint32_t find_letter(const struct control_memory *control, uint32_t port, uint64_t *number)
{
    uint32_t found = LETTERS;

    *number = 0;
    for (uint32_t place = 0; place < LETTERS; place++) {
        uint64_t here = shm_load_acquire(&control->letter_numbers[place]);

        if (here && control->letters[place].port == port && (found == LETTERS || here < *number)) {
            found = place;
            *number = here;
        }
    }
    return found;
}

static struct queue_mail *copy_letter(const struct letter *letter)
{
    const struct queue_mail about = {
        .index = letter->index, .channel = letter->channel, .parcel = letter->parcel, .limit = letter->limit,
        .security = letter->security, .context = (void *)(uintptr_t)letter->context,
    };

    return new_mail(&about, letter->message, letter->size <= LETTER_ROOM ? letter->size : 0);
}

/* From the control memory. NULL: there is none; or (not again) no memory, and it stays there. */
static struct queue_mail *take_letter(uint32_t port, struct control_memory *control, bool *again)
{
    uint64_t number;
    uint32_t place;

    while (*again && (place = find_letter(control, port, &number)) < LETTERS) {
        struct queue_mail *mail = copy_letter(&control->letters[place]);

        *again = mail;
        if (mail && shm_compare_exchange(&control->letter_numbers[place], number, 0)) {
            mail->more = shm_load(&control->unlettered) || find_letter(control, port, &number) < LETTERS;
            return mail;
        }
        free(mail);                     /* the server has taken it back meanwhile */
    }
    return NULL;
}

static struct queue_mail *ask_for_mail(uint32_t port, bool *again)
{
    struct take_mail_request request = {.port = port};
    struct take_mail_reply reply = {.message = {answer, sizeof answer}};
    NTSTATUS status = call_take_mail(&request, &reply, NULL);

    *again = status == STATUS_RETRY;
    if (status != STATUS_SUCCESS || reply.message.size > sizeof answer)
        return NULL;
    return new_mail(&(struct queue_mail){
        .index = reply.index, .more = reply.more, .channel = reply.channel, .parcel = reply.parcel,
        .security = reply.security, .limit = reply.limit, .context = (void *)(uintptr_t)reply.context,
    }, answer, reply.message.size);
}

static struct queue_mail *take(uint32_t port)
{
    const struct client_session *session = self_is_new() || self_is_stale() ? NULL : client_session();
    struct queue_mail *mail = NULL;
    bool again = true;

    while (!mail && again) {
        mail = session ? take_letter(port, session->control, &again) : NULL;
        if (!mail && again)
            mail = ask_for_mail(port, &again);
    }
    return mail;
}

/* The next one, and what of its client's messages goes before it. */
static struct queue_mail *fetch(struct queue *queue)
{
    struct queue_mail *mail = take(queue->port);

    if (!mail)
        return NULL;
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
