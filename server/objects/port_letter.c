/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Letters: mail that its reader finds in its control memory (control.h), and need not ask for. A port's mail becomes one while
 * it is short, all that came before is a letter or has been taken, and one process alone reads the port's queue; when a
 * second one comes, or that process goes, what it has not taken is mail again. What the process writes there itself
 * deceives nobody else.
 */
#include "server/objects/port_private.h"

#include <stdlib.h>
#include <string.h>

static bool is_there(const struct session *session, uint32_t place)
{
    return shm_load_acquire(&session->control->letter_numbers[place]);
}

static void forget(struct session *session, uint32_t place)
{
    free(session->letters[place]);
    session->letters[place] = NULL;
}

static struct mail *take_back(struct session *session, uint32_t place)
{
    struct mail *mail = session->letters[place];

    session->letters[place] = NULL;
    if (shm_compare_exchange(&session->control->letter_numbers[place], mail->number, 0))
        return mail;
    free(mail);
    return NULL;
}

/* A place that is free, or LETTERS. */
static uint32_t find_place(struct session *session)
{
    uint32_t place = 0;

    while (place < LETTERS && is_there(session, place))
        place++;
    if (place < LETTERS)
        forget(session, place);
    return place;
}

bool letter_put(struct port *port, struct mail *mail)
{
    struct session *reader = port->reader;
    uint32_t size = (uint16_t)mail->header.u1.s1.TotalLength;
    uint32_t place = reader && !port->waitable && !port->source && size <= LETTER_ROOM ? find_place(reader) : LETTERS;
    struct letter *letter;

    if (place == LETTERS)
        return false;
    letter = &reader->control->letters[place];
    letter->context = mail->context;
    letter->security = mail->security;
    letter->port = port->id;
    letter->index = mail->index;
    letter->channel = mail->channel;
    letter->parcel = mail->parcel;
    letter->limit = mail->limit;
    letter->size = size;
    memcpy(letter->message, &mail->header, sizeof mail->header);
    memcpy(letter->message + sizeof mail->header, mail->data, size - sizeof mail->header);
    mail->number = ++reader->last_letter;
    reader->letters[place] = mail;
    shm_store_release(&reader->control->letter_numbers[place], mail->number);
    return true;
}

static bool is_for(const struct mail *mail, const struct port *port)
{
    return mail && mail->port == port;
}

bool letters_wait(const struct port *port)
{
    for (uint32_t place = 0; port->reader && place < LETTERS; place++)
        if (is_for(port->reader->letters[place], port) && is_there(port->reader, place))
            return true;
    return false;
}

void letters_drop_connect(struct port *port, const struct connect *connect)
{
    for (uint32_t place = 0; port->reader && place < LETTERS; place++)
        if (is_for(port->reader->letters[place], port) && port->reader->letters[place]->connect == connect)
            free(take_back(port->reader, place));
}

struct mail *letters_take_back(struct port *port)
{
    struct mail *first = NULL, *mail;

    for (uint32_t place = 0; port->reader && place < LETTERS; place++) {
        struct mail **link = &first;

        if (!is_for(port->reader->letters[place], port) || !(mail = take_back(port->reader, place)))
            continue;
        while (*link && (*link)->number < mail->number)
            link = &(*link)->next;
        mail->next = *link;
        *link = mail;
    }
    return first;
}

void letters_leave(struct session *session)
{
    for (uint32_t place = 0; place < LETTERS; place++)
        forget(session, place);
}
