/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Records of messages that go from one process to another. Which process has received a message, or sent one that is not
 * answered, only that process knows; another one that holds the same port, and has to do with the message now, has
 * the others asked. The record moves to it.
 */
#include "server/objects/port_private.h"

#include "server/thread.h"

#include <stdlib.h>
#include <string.h>

struct asked {
    struct asked *next;
    uint64_t session;                   /* its number; it has not answered yet */
};

struct question {
    struct question *next;
    uint32_t id;
    struct session *asker;
    uint32_t slot;                      /* of the thread that waits */
    uint32_t port, channel, message_id;
    struct asked *asked;
    bool over;                          /* the thread has been rung */
    uint32_t size;
    uint8_t record[RECORD_MAX];
};

static struct question *questions;

static struct question **find(uint32_t id)
{
    struct question **link = &questions;

    while (*link && (*link)->id != id)
        link = &(*link)->next;
    return link;
}

static struct question **find_asker(const struct session *session, uint32_t slot)
{
    struct question **link = &questions;

    while (*link && ((*link)->asker != session || (*link)->slot != slot))
        link = &(*link)->next;
    return link;
}

static void drop(struct question **link)
{
    struct question *question = *link;

    *link = question->next;
    while (question->asked) {
        struct asked *asked = question->asked;

        question->asked = asked->next;
        free(asked);
    }
    free(question);
}

static void finish(struct question *question, NTSTATUS status)
{
    if (question->over)
        return;
    question->over = true;
    session_ring(question->asker, question->slot, status);
}

/* That session has said that it has none, or cannot say anything any more. false: it was not asked. */
static bool strike_out(struct question *question, const struct session *session)
{
    struct asked **link = &question->asked, *asked;

    while (*link && (*link)->session != session->number)
        link = &(*link)->next;
    asked = *link;
    if (!asked)
        return false;
    *link = asked->next;
    free(asked);
    return true;
}

static bool uses(struct session *session, const struct port *port)
{
    return port->kind == CLIENT_PORT ? port_used(session, port) != NULL : port_reads_queue(session, port);
}

/* All others that hold the port. false: no memory. */
static bool ask_all(struct question *question, const struct port *port)
{
    const struct notice notice = {.type = NOTICE_ASKED, .id = question->id};

    for (struct session *session = sessions; session; session = session->next) {
        struct asked *asked;

        if (session == question->asker || !uses(session, port))
            continue;
        asked = malloc(sizeof *asked);
        if (!asked)
            return false;
        *asked = (struct asked){question->asked, session->number};
        question->asked = asked;
        session_notify(session, &notice);
    }
    return true;
}

NTSTATUS handle_fetch_record(struct session *session, const struct fetch_record_request *req,
                             struct fetch_record_reply *reply)
{
    static uint32_t last_id;
    struct port *port = port_find(req->port);
    struct question *question;

    (void)reply;
    if (!session_thread(session, req->slot) || !port || !uses(session, port))
        return STATUS_INVALID_PARAMETER;
    if (*find_asker(session, req->slot))
        drop(find_asker(session, req->slot));
    question = calloc(1, sizeof *question);
    if (!question)
        return STATUS_NO_MEMORY;
    *question = (struct question){
        .next = questions, .id = ++last_id, .asker = session, .slot = req->slot, .port = req->port,
        .channel = req->channel, .message_id = req->message_id,
    };
    questions = question;
    if (ask_all(question, port) && question->asked)
        return STATUS_PENDING;
    drop(find(question->id));
    return STATUS_INVALID_MESSAGE;
}

NTSTATUS handle_read_question(struct session *session, const struct read_question_request *req,
                              struct read_question_reply *reply)
{
    const struct question *question = *find(req->question);
    const struct port *port = question ? port_find(question->port) : NULL;

    if (!port || !uses(session, port))
        return STATUS_INVALID_PARAMETER;
    reply->port = question->port;
    reply->channel = question->channel;
    reply->message_id = question->message_id;
    return STATUS_SUCCESS;
}

NTSTATUS handle_give_record(struct session *session, const struct give_record_request *req,
                            struct give_record_reply *reply)
{
    struct question *question = *find(req->question);

    (void)reply;
    if (!question || question->over || req->record.size > sizeof question->record || !strike_out(question, session))
        return STATUS_INVALID_PARAMETER;
    question->size = req->record.size;
    memcpy(question->record, req->record.data, req->record.size);
    if (question->size)
        finish(question, STATUS_SUCCESS);
    else if (!question->asked)
        finish(question, STATUS_INVALID_MESSAGE);
    return STATUS_SUCCESS;
}

NTSTATUS handle_take_record(struct session *session, const struct take_record_request *req,
                            struct take_record_reply *reply)
{
    struct question **link = find_asker(session, req->slot);
    void *out = session_scratch(session);

    if (!*link)
        return STATUS_INVALID_PARAMETER;
    reply->record = (wire_blob){out, (*link)->size};
    memcpy(out, (*link)->record, (*link)->size);
    drop(link);
    return STATUS_SUCCESS;
}

void port_records_session_exit(const struct session *session)
{
    for (struct question **link = &questions; *link;) {
        struct question *question = *link;

        if (question->asker == session) {
            drop(link);
            continue;
        }
        if (strike_out(question, session) && !question->asked)
            finish(question, STATUS_INVALID_MESSAGE);
        link = &question->next;
    }
}
