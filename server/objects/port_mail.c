/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Mail: messages that the server itself has for a queue: connection requests, LPC_PORT_CLOSED,
 * LPC_CLIENT_DIED. Whoever reads the queue is told, and fetches it.
 */
#include "server/objects/port_private.h"

#include "common/bell.h"

#include "server/log.h"

#include <ntlpcapi.h>
#include <stdlib.h>
#include <string.h>

/* All who read the queue: its port's users, and those of the server ports under it. */
void mail_notify(struct port *port)
{
    struct notice notice = {.type = NOTICE_MAIL, .id = port->id};

    port_notify_users(port, &notice, NULL);
    for (uint32_t i = 1; i < port->n_connections; i++)
        if (port->connections[i] && port->connections[i]->server)
            for (struct port_use *use = port->connections[i]->server->users; use; use = use->next_of_port)
                if (!port_used(use->session, port))
                    session_notify(use->session, &notice);
}

/* Its reader knows when there is more than letters. */
static void tell_unlettered(struct port *port)
{
    bool is = port->reader && port->mail;

    if (is == port->unlettered)
        return;
    port->unlettered = is;
    port->reader->n_unlettered += is ? 1 : -1u;
    shm_store(&port->reader->control->unlettered, port->reader->n_unlettered);
}

struct mail *mail_post(struct port *port, uint32_t index, uint64_t context, struct connect *connect, uint16_t type,
                       uint32_t pid, uint32_t tid, uint32_t message_id, uint64_t view_size, const void *data,
                       uint32_t size)
{
    struct mail *mail;

    /* The port's limit holds for these too (lpc-semantics 2.3), except for connection information. */
    if (type != LPC_CONNECTION_REQUEST && type != LPC_INTERNAL_CONNECTION_REPLY &&
        sizeof(PORT_MESSAGE) + size > port->max_message) {
        log_warning("port %u takes %u bytes: a message of type %u is lost", port->id, port->max_message,
                    type);
        return NULL;
    }
    /* Threads can register as often as they like; the rest is for what must not be lost. */
    if (type == LPC_CLIENT_DIED && port->n_mail >= MAX_MAIL / 2)
        return NULL;
    mail = port->n_mail < MAX_MAIL && port->mail_bytes + size <= MAX_MAIL_BYTES
               ? calloc(1, sizeof *mail + size) : NULL;
    if (!mail)
        return NULL;
    mail->port = port;
    mail->index = index;
    mail->context = context;
    mail->connect = connect;
    mail->header.u1.s1.DataLength = (SHORT)size;
    mail->header.u1.s1.TotalLength = (SHORT)(sizeof mail->header + size);
    mail->header.u2.s2.Type = (SHORT)type;
    mail->header.ClientId.UniqueProcess = (HANDLE)(uintptr_t)pid;
    mail->header.ClientId.UniqueThread = (HANDLE)(uintptr_t)tid;
    mail->header.MessageId = message_id ? message_id : account_next_message_id(port->object.charge.account);
    mail->header.ClientViewSize = view_size;
    if (size)
        memcpy(mail->data, data, size);
    *port->mail_end = mail;
    port->mail_end = &mail->next;
    port->n_mail++;
    port->mail_bytes += size;
    port_mail_arrived(port);
    return mail;
}

static void forget(struct port *port, const struct mail *mail)
{
    port->n_mail--;
    port->mail_bytes -= (uint16_t)mail->header.u1.s1.DataLength;
}

static struct mail *take_first(struct port *port)
{
    struct mail *mail = port->mail;

    if (mail) {
        port->mail = mail->next;
        if (!port->mail)
            port->mail_end = &port->mail;
        forget(port, mail);
    }
    return mail;
}

/* Only what has nothing before it becomes a letter: so letters are always older than the rest. */
void mail_send(struct port *port, bool announced)
{
    if (port->mail && !port->mail->next && letter_put(port, port->mail))
        take_first(port);
    tell_unlettered(port);
    if (port->queue)
        queue_announce_mail(port->queue);
    if (port->waitable || (!announced && !(port->queue && port->reader)))
        mail_notify(port);
}

void mail_recall(struct port *port)
{
    struct mail *letters = letters_take_back(port), **end = &letters;

    while (*end) {
        port->n_mail++;
        port->mail_bytes += (uint16_t)(*end)->header.u1.s1.DataLength;
        end = &(*end)->next;
    }
    if (!letters)
        return;
    *end = port->mail;
    if (!port->mail)
        port->mail_end = end;
    port->mail = letters;
    tell_unlettered(port);
}

void mail_share(struct port *port)
{
    mail_recall(port);
    if (port->unlettered)
        shm_store(&port->reader->control->unlettered, --port->reader->n_unlettered);
    port->unlettered = false;
    port->reader = NULL;
    port->shared = true;
}

void mail_drop_connect(struct port *port, const struct connect *connect)
{
    letters_drop_connect(port, connect);
    for (struct mail **link = &port->mail; *link;) {
        struct mail *mail = *link;

        if (mail->connect != connect) {
            link = &mail->next;
            continue;
        }
        *link = mail->next;
        if (!mail->next)
            port->mail_end = link;
        forget(port, mail);
        free(mail);
    }
    tell_unlettered(port);
}

void mail_purge(struct port *port)
{
    struct mail *mail;

    mail_recall(port);
    while ((mail = take_first(port)))
        free(mail);
    tell_unlettered(port);
}

NTSTATUS handle_take_mail(struct session *session, const struct take_mail_request *req,
                          struct take_mail_reply *reply)
{
    struct port *port = port_find(req->port);
    struct mail *mail;
    uint8_t *out = session_scratch(session);
    uint32_t size;

    if (!port || !port_reads_queue(session, port))
        return STATUS_INVALID_PARAMETER;
    if (letters_wait(port))
        return STATUS_RETRY;
    mail = take_first(port);
    if (!mail)
        return STATUS_NO_MORE_ENTRIES;
    tell_unlettered(port);
    size = (uint16_t)mail->header.u1.s1.TotalLength;
    memcpy(out, &mail->header, sizeof mail->header);
    memcpy(out + sizeof mail->header, mail->data, size - sizeof mail->header);
    reply->index = mail->index;
    reply->more = port->mail != NULL;
    reply->context = mail->context;
    reply->channel = mail->channel;
    reply->parcel = mail->parcel;
    reply->security = mail->security;
    reply->limit = mail->limit;
    reply->message = (wire_blob){out, size};
    free(mail);
    return STATUS_SUCCESS;
}
