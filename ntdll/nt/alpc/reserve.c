/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Resource reserves (alpc 11): numbers that mean somereserve on their port. A ring's memory is there from the start, so a reserve sets noreserve aside; it is in use as long as the message that
 * was sent with it is not finished.
 */
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/alpc/alpc.h"

#include <pthread.h>
#include <stdlib.h>

DEBUG_CHANNEL(alpc);

#define RESERVE_BIT 0x80000000u

struct reserve {
    struct reserve *next;
    uint32_t port;                      /* whose it is, by the server's number */
    uint32_t number;
    uint32_t message_id;                /* of the last message sent with it */
    bool sending;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;        /* guards the list */
static struct reserve *reserves;

static struct reserve **find(uint32_t port, uint32_t number)
{
    struct reserve **link = &reserves;

    while (*link && ((*link)->port != port || (*link)->number != number))
        link = &(*link)->next;
    return link;
}

static NTSTATUS add(const struct port *port, uint32_t *number)
{
    static uint32_t last;
    struct reserve *reserve = calloc(1, sizeof *reserve);

    if (!reserve)
        return STATUS_NO_MEMORY;
    pthread_mutex_lock(&lock);
    do
        last = (last + 1) & ~RESERVE_BIT;
    while (!last || *find(port->id, last));
    *reserve = (struct reserve){.next = reserves, .port = port->id, .number = last};
    reserves = reserve;
    *number = last;
    pthread_mutex_unlock(&lock);
    return STATUS_SUCCESS;
}

static bool drop(const struct port *port, uint32_t number)
{
    struct reserve **link, *reserve;

    pthread_mutex_lock(&lock);
    link = find(port->id, number);
    reserve = *link;
    if (reserve)
        *link = reserve->next;
    pthread_mutex_unlock(&lock);
    free(reserve);
    return reserve;
}

void reserves_of_port_end(uint32_t port)
{
    pthread_mutex_lock(&lock);
    for (struct reserve **link = &reserves; *link;) {
        struct reserve *reserve = *link;

        if (reserve->port != port) {
            link = &reserve->next;
            continue;
        }
        *link = reserve->next;
        free(reserve);
    }
    pthread_mutex_unlock(&lock);
}

void reserves_forget(void)
{
    pthread_mutex_init(&lock, NULL);
    reserves = NULL;
}

static bool is_unfinished(const struct port *port, uint32_t message_id)
{
    struct pending found;

    if (!message_id || !pending_find_id(message_id, may_answer, port, &found))
        return false;
    channel_release(found.channel);
    return true;
}

NTSTATUS reserve_take(const struct port *port, uint32_t id)
{
    struct reserve *reserve;
    NTSTATUS status = STATUS_SUCCESS;

    pthread_mutex_lock(&lock);
    reserve = *find(port->id, id & ~RESERVE_BIT);
    if (!reserve)
        status = STATUS_OBJECTID_NOT_FOUND;
    else if (reserve->sending || is_unfinished(port, reserve->message_id))
        status = STATUS_RESOURCE_IN_USE;
    else
        reserve->sending = true;
    pthread_mutex_unlock(&lock);
    return status;
}

void reserve_sent(const struct port *port, uint32_t id, uint32_t message_id)
{
    struct reserve *reserve;

    pthread_mutex_lock(&lock);
    reserve = *find(port->id, id & ~RESERVE_BIT);
    if (reserve) {
        reserve->sending = false;
        reserve->message_id = message_id;
    }
    pthread_mutex_unlock(&lock);
}

NTSTATUS NTAPI NtAlpcCreateResourceReserve(HANDLE PortHandle, ULONG Flags, SIZE_T MessageSize, PULONG ResourceId)
{
    struct port *port;
    uint32_t number = 0;
    ULONG id;
    NTSTATUS status;

    if (Flags || MessageSize < sizeof(PORT_MESSAGE))
        return STATUS_INVALID_PARAMETER;
    if (MessageSize > ALPC_MAX_RESERVE_MESSAGE_LENGTH)
        return STATUS_BUFFER_OVERFLOW;
    if (!user_writable(ResourceId, sizeof *ResourceId))
        return STATUS_ACCESS_VIOLATION;
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    status = add(port, &number);
    id = number | RESERVE_BIT;
    if (NT_SUCCESS(status) && !user_write(ResourceId, &id, sizeof id))
        status = STATUS_ACCESS_VIOLATION;
    port_put(port);
    return status;
}
ZW_TWIN(AlpcCreateResourceReserve)

static NTSTATUS delete_reserve(const struct port *port, uint32_t id)
{
    struct reserve *reserve;
    bool in_use;

    pthread_mutex_lock(&lock);
    reserve = *find(port->id, id & ~RESERVE_BIT);
    in_use = reserve && (reserve->sending || is_unfinished(port, reserve->message_id));
    pthread_mutex_unlock(&lock);
    if (in_use)
        return STATUS_DELETE_PENDING;
    return drop(port, id & ~RESERVE_BIT) ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

NTSTATUS NTAPI NtAlpcDeleteResourceReserve(HANDLE PortHandle, ULONG Flags, ULONG ResourceId)
{
    struct port *port;
    NTSTATUS status;

    if (Flags || !(ResourceId & RESERVE_BIT))
        return STATUS_INVALID_PARAMETER;
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    status = delete_reserve(port, ResourceId);
    port_put(port);
    return status;
}
ZW_TWIN(AlpcDeleteResourceReserve)
