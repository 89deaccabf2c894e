/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Completion lists (alpc 17): memory of the program's into which its port's messages are put. Whoever takes a
 * message and finds the list empty moves what is in the rings into it, so no call to anybody is needed while there
 * are messages.
 *
 * What stands in that memory is for programs to read. We know ourselves where everything is: only the two ends of the
 * list and the number of workers are kept there and nowhere else, and are checked when they are read.
 *
 * Workers sleep at the port, by its bell (channel/bell.c). No message waits beside a sleeper while nobody is awake who will
 * look: whoever takes a message and leaves others, in the list or in the rings, wakes one who sleeps, before he works on
 * his own and perhaps blocks in it; that one takes a message and does the same. He is not called when one has been
 * called already and is not there yet, and nobody is while all are awake: then they take one after the other without
 * a system call. Who goes to sleep while messages are moved has looked before they stood in the list, and his ticket is void.
 */
#include "ntdll/nt/alpc/completion_list.h"

#include "ntdll/channel/spin.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/nt/alpc/alpc.h"

#include <ntrtl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

DEBUG_CHANNEL(alpc);

#define GRANULE      (ALPC_COMPLETION_LIST_BUFFER_GRANULARITY_MASK + 1u)
#define PAGE         4096u
#define LEAST_PAGES  4u
#define NOTHING      ALPC_COMPLETION_LIST_STATE_EMPTY_INDEX
#define ATTRIBUTES   (ALPC_MESSAGE_SECURITY_ATTRIBUTE | ALPC_MESSAGE_CONTEXT_ATTRIBUTE | ALPC_MESSAGE_TOKEN_ATTRIBUTE | \
                      ALPC_MESSAGE_WORK_ON_BEHALF_ATTRIBUTE)
#define AT_ONCE      64u                /* so many are moved at most before one is given out */

struct completion_list {
    struct completion_list *next;
    uint32_t n_references;              /* under lists_lock */
    HANDLE handle;                      /* of the port, as the program gave it */
    uint32_t port;
    struct queue *queue;                /* the port's */
    ALPC_COMPLETION_LIST_HEADER *header;
    uint32_t n_granules, concurrency, attributes, attribute_size;
    uint8_t *data;                      /* in the program's memory, as are these two: */
    uint32_t *list;
    uint64_t *bitmap;
    uint16_t *runs;                     /* by granule: how many the message has that begins there */
    bool stuck;                         /* a message is longer than what will ever be free: received the other way */
    pthread_mutex_t lock;               /* for all of this, and all that is in the memory */
};

static pthread_mutex_t lists_lock = PTHREAD_MUTEX_INITIALIZER;
static struct completion_list *lists;

/* Both locks are held for as long as a few messages are copied: to sleep meanwhile would cost more. */
static void lock(pthread_mutex_t *mutex)
{
    struct spin spin = spin_start(NO_CPU);

    while (pthread_mutex_trylock(mutex))
        if (!spin_again(&spin)) {
            pthread_mutex_lock(mutex);
            return;
        }
}

/* Which list. */

static struct completion_list *find(uint32_t port, const void *header)
{
    struct completion_list *list;

    lock(&lists_lock);
    for (list = lists; list; list = list->next)
        if (header ? list->header == header : list->port == port)
            break;
    if (list)
        list->n_references++;
    pthread_mutex_unlock(&lists_lock);
    return list;
}

static void put(struct completion_list *list)
{
    bool last;

    lock(&lists_lock);
    last = !--list->n_references;
    pthread_mutex_unlock(&lists_lock);
    if (!last)
        return;
    pthread_mutex_destroy(&list->lock);
    queue_unref(list->queue);
    free(list->runs);
    free(list);
}

static void take_away(struct completion_list *list)
{
    struct completion_list **link = &lists;

    lock(&lists_lock);
    while (*link && *link != list)
        link = &(*link)->next;
    if (*link) {
        *link = list->next;
        list->n_references--;           /* the table's; the caller has one */
    }
    pthread_mutex_unlock(&lists_lock);
}

/* The list, under its lock, or NULL. */
static struct completion_list *enter(const void *header)
{
    struct completion_list *list = header ? find(0, header) : NULL;

    if (list)
        lock(&list->lock);
    return list;
}

static void leave(struct completion_list *list)
{
    pthread_mutex_unlock(&list->lock);
    put(list);
}

/* Its two ends. */

static ALPC_COMPLETION_LIST_STATE state_of(const struct completion_list *list)
{
    return (ALPC_COMPLETION_LIST_STATE){.Value = shm_load_acquire(&list->header->State.Value)};
}

static bool is_empty(const struct completion_list *list)
{
    return state_of(list).s1.Head >= list->n_granules;
}

static void set_state(struct completion_list *list, ALPC_COMPLETION_LIST_STATE state)
{
    shm_store_release(&list->header->State.Value, state.Value);
    shm_store_release(&list->queue->listed, state.s1.Head < list->n_granules);
}

static void push(struct completion_list *list, uint32_t granule)
{
    ALPC_COMPLETION_LIST_STATE state = state_of(list);
    uint32_t place = is_empty(list) ? 0 : ((uint32_t)state.s1.Tail + 1) % list->n_granules;

    list->list[place] = granule * GRANULE;
    if (is_empty(list))
        state.s1.Head = place;
    state.s1.Tail = place;
    set_state(list, state);
}

/* The first message, or NULL. */
static PORT_MESSAGE *pop(struct completion_list *list)
{
    ALPC_COMPLETION_LIST_STATE state = state_of(list);
    uint32_t granule, head = (uint32_t)state.s1.Head;

    if (is_empty(list)) {
        shm_store(&list->queue->listed, false);
        return NULL;
    }
    granule = list->list[head] / GRANULE;
    if (head == state.s1.Tail) {
        state.s1.Head = state.s1.Tail = NOTHING;
    } else {
        state.s1.Head = (head + 1) % list->n_granules;
    }
    set_state(list, state);
    return granule < list->n_granules && list->runs[granule] ? (PORT_MESSAGE *)(list->data + granule * GRANULE) : NULL;
}

/* Its data area. A run's first granule has its length, the others none. */

static uint32_t free_from(const struct completion_list *list, uint32_t granule, uint32_t most)
{
    uint32_t n = 0;

    while (n < most && granule + n < list->n_granules && !list->runs[granule + n])
        n++;
    return n;
}

/* The longest free run, but no more than that many; 0: nothing is free. */
static uint32_t find_room(const struct completion_list *list, uint32_t most, uint32_t *granule)
{
    uint32_t best = 0;

    for (uint32_t i = 0; i < list->n_granules && best < most;) {
        uint32_t n = free_from(list, i, most);

        if (n > best) {
            best = n;
            *granule = i;
        }
        i += n ? n : list->runs[i];
    }
    return best;
}

static void mark(struct completion_list *list, uint32_t granule, uint32_t n, bool used)
{
    for (uint32_t i = granule; i < granule + n; i++)
        if (used)
            list->bitmap[i / 64] |= 1ull << i % 64;
        else
            list->bitmap[i / 64] &= ~(1ull << i % 64);
    list->runs[granule] = used ? (uint16_t)n : 0;
}

static uint32_t granules_for(const struct completion_list *list, uint32_t total)
{
    return (((total + 7) & ~7u) + list->attribute_size + GRANULE - 1) / GRANULE;
}

/* From the rings. */

/* One message into that run. STATUS_NO_MORE_ENTRIES, STATUS_BUFFER_TOO_SMALL */
static NTSTATUS move_one(struct completion_list *list, struct port *port, uint32_t granule, uint32_t n)
{
    uint8_t *place = list->data + granule * GRANULE;
    SIZE_T room = n * GRANULE - list->attribute_size;
    struct receive_buffer buffer = {.message = (PORT_MESSAGE *)place, .size = room};
    ALPC_MESSAGE_ATTRIBUTES *attributes;
    struct arrival arrival;
    uint32_t total;
    NTSTATUS status;

    receive_buffer_aim(&buffer, &arrival);
    arrival.source = FROM_RINGS;
    status = take_now(port, &arrival);
    if (status != STATUS_SUCCESS)
        return status;
    total = total_of(&arrival.sink.header);
    attributes = (ALPC_MESSAGE_ATTRIBUTES *)(place + ((total + 7) & ~7u));
    *attributes = (ALPC_MESSAGE_ATTRIBUTES){.AllocatedAttributes = list->attributes};
    buffer.attributes = attributes;
    status = receive_buffer_finish(&buffer, &arrival, port, status);
    mark(list, granule, granules_for(list, total), true);
    push(list, granule);
    list->header->PostCount++;
    return status;
}

/* How long a message that arrives at the port may be, with its attributes, in granules. */
static uint32_t longest(const struct completion_list *list, const struct port *port)
{
    uint32_t n = granules_for(list, port->max_message);

    return n < list->n_granules ? n : list->n_granules;
}

static void fill(struct completion_list *list)
{
    NTSTATUS status;
    struct port *port = port_get(list->handle, 0, &status);
    uint32_t n_moved = 0;

    if (!port)
        return;
    for (; port->id == list->port && n_moved < AT_ONCE; n_moved++) {
        uint32_t granule = 0, most = longest(list, port), n = find_room(list, most, &granule);

        if (n * GRANULE < sizeof(PORT_MESSAGE) + list->attribute_size)
            break;
        status = move_one(list, port, granule, n);
        list->stuck = status == STATUS_BUFFER_TOO_SMALL && list->header->PostCount == list->header->ReturnCount;
        if (status != STATUS_SUCCESS)
            break;
    }
    port_put(port);
    if (n_moved > 1)                    /* one is for who has moved it */
        queue_void_tickets(list->queue);
}

/* As leave(), with a message: somebody else may be needed for what stays behind, in the list or in the rings alone. */
static void leave_with_message(struct completion_list *list)
{
    bool leaves = !is_empty(list), may_call = list->concurrency > 1;

    pthread_mutex_unlock(&list->lock);
    if (!leaves)
        queue_pass_on(list->queue);
    else if (may_call)
        queue_wake_one(list->queue);
    put(list);
}

enum arrival_source completion_list_source(struct port *port)
{
    struct completion_list *list = shm_load(&port->has_list) ? find(port->id, NULL) : NULL;
    enum arrival_source source = FROM_EVERYWHERE;

    if (!list)
        return source;
    lock(&list->lock);
    if (!list->stuck)
        source = FROM_MAIL;
    leave(list);
    return source;
}

/* Registering. */

/* The parts, one after the other: as many granules as there is room for with a list entry and a bit each. */
static void lay_out(struct completion_list *list, uint32_t size)
{
    uint64_t bits = (size - ALPC_COMPLETION_LIST_HEADER_SIZE - 2 * GRANULE) * 8ull;
    ALPC_COMPLETION_LIST_HEADER *header = list->header;
    uint8_t *base = (uint8_t *)header;

    list->n_granules = (uint32_t)(bits / (GRANULE * 8 + 32 + 1)) & ~63u;
    memset(base, 0, size);
    header->TotalSize = size;
    header->ListOffset = ALPC_COMPLETION_LIST_HEADER_SIZE;
    header->ListSize = list->n_granules * (uint32_t)sizeof(uint32_t);
    header->BitmapOffset = header->ListOffset + header->ListSize;
    header->BitmapSize = list->n_granules / 8;
    header->DataOffset = (header->BitmapOffset + header->BitmapSize + GRANULE - 1) & ~(GRANULE - 1);
    header->DataSize = list->n_granules * GRANULE;
    header->AttributeFlags = list->attributes;
    header->AttributeSize = list->attribute_size;
    header->State.s1.Head = header->State.s1.Tail = NOTHING;
    list->list = (uint32_t *)(base + header->ListOffset);
    list->bitmap = (uint64_t *)(base + header->BitmapOffset);
    list->data = base + header->DataOffset;
    header->EndMagic = ALPC_COMPLETION_LIST_END_MAGIC;
    header->StartMagic = ALPC_COMPLETION_LIST_START_MAGIC;
}

static NTSTATUS check(const struct port *port, const ALPC_PORT_COMPLETION_LIST_INFORMATION *wanted)
{
    if (port->kind == SERVER_PORT || (uintptr_t)wanted->Buffer % PAGE || wanted->Size % PAGE ||
        wanted->Size < LEAST_PAGES * PAGE || wanted->Size > ALPC_COMPLETION_LIST_MAX_BUFFER || !wanted->ConcurrencyCount ||
        wanted->AttributeFlags & ~(ULONG)ATTRIBUTES)
        return STATUS_INVALID_PARAMETER;
    return user_writable(wanted->Buffer, wanted->Size) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static struct completion_list *list_new(const struct port *port, HANDLE handle,
                                        const ALPC_PORT_COMPLETION_LIST_INFORMATION *wanted)
{
    struct completion_list *list = calloc(1, sizeof *list);

    if (!list)
        return NULL;
    *list = (struct completion_list){
        .n_references = 1, .handle = handle, .port = port->id, .header = wanted->Buffer,
        .queue = queue_ref(port->queue), .concurrency = wanted->ConcurrencyCount, .attributes = wanted->AttributeFlags,
        .attribute_size = (uint32_t)AlpcGetHeaderSize(wanted->AttributeFlags),
    };
    list->runs = calloc(wanted->Size / GRANULE, sizeof list->runs[0]);
    if (!list->runs) {
        queue_unref(list->queue);
        free(list);
        return NULL;
    }
    pthread_mutex_init(&list->lock, NULL);
    lay_out(list, wanted->Size);
    return list;
}

/* false: the port has one, or the memory is another one's. */
static bool enlist(struct completion_list *list)
{
    struct completion_list *other;

    lock(&lists_lock);
    for (other = lists; other && other->port != list->port && other->header != list->header; other = other->next)
        ;
    if (!other) {
        list->next = lists;
        lists = list;
    }
    pthread_mutex_unlock(&lists_lock);
    return !other;
}

NTSTATUS completion_list_register(struct port *port, HANDLE handle, const void *user, ULONG length)
{
    ALPC_PORT_COMPLETION_LIST_INFORMATION wanted;
    struct completion_list *list;
    NTSTATUS status;

    if (length != sizeof wanted)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!user_read(&wanted, user, sizeof wanted))
        return STATUS_ACCESS_VIOLATION;
    status = check(port, &wanted);
    if (!NT_SUCCESS(status))
        return status;
    list = find(port->id, NULL);
    if (list) {
        put(list);
        return STATUS_PORT_ALREADY_HAS_COMPLETION_LIST;
    }
    list = list_new(port, handle, &wanted);
    if (!list)
        return STATUS_NO_MEMORY;
    if (!enlist(list)) {
        put(list);
        return STATUS_PORT_ALREADY_HAS_COMPLETION_LIST;
    }
    shm_store(&port->has_list, true);
    TRACE("port %u: %u bytes at %p", port->id, wanted.Size, wanted.Buffer);
    return STATUS_SUCCESS;
}

NTSTATUS completion_list_unregister(struct port *port)
{
    struct completion_list *list = find(port->id, NULL);
    bool busy;

    if (!list)
        return STATUS_INVALID_PARAMETER;
    pthread_mutex_lock(&list->lock);
    busy = state_of(list).s1.ActiveThreadCount;
    if (!busy) {
        take_away(list);
        shm_store(&list->queue->listed, false);
        shm_store(&port->has_list, false);
    }
    leave(list);
    return busy ? STATUS_RESOURCE_IN_USE : STATUS_SUCCESS;
}

void completion_list_of_port_ends(uint32_t port)
{
    struct completion_list *list = find(port, NULL);

    if (!list)
        return;
    take_away(list);
    put(list);
}

void completion_lists_forget(void)
{
    pthread_mutex_init(&lists_lock, NULL);
    lists = NULL;
}

NTSTATUS completion_list_adjust(struct port *port, const void *user, ULONG length)
{
    struct completion_list *list;
    ULONG concurrency;

    if (length != sizeof concurrency)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!user_read(&concurrency, user, sizeof concurrency))
        return STATUS_ACCESS_VIOLATION;
    list = concurrency ? find(port->id, NULL) : NULL;
    if (!list)
        return STATUS_INVALID_PARAMETER;
    lock(&list->lock);
    list->concurrency = concurrency;
    leave(list);
    return STATUS_SUCCESS;
}

NTSTATUS completion_list_rundown(struct port *port)
{
    struct completion_list *list = find(port->id, NULL);
    ALPC_COMPLETION_LIST_STATE state;

    if (!list)
        return STATUS_INVALID_PARAMETER;
    pthread_mutex_lock(&list->lock);
    state = state_of(list);
    state.s1.Head = state.s1.Tail = NOTHING;
    set_state(list, state);
    for (uint32_t i = 0; i < list->n_granules; i++)
        list->runs[i] = 0;
    memset(list->bitmap, 0, list->n_granules / 8);
    list->header->ReturnCount = list->header->PostCount;
    leave(list);
    return STATUS_SUCCESS;
}

/* What programs call. A list that is none has nothing in it. */

static bool count_worker(struct completion_list *list, bool leaves)
{
    ALPC_COMPLETION_LIST_STATE state = state_of(list);

    if (leaves ? !state.s1.ActiveThreadCount : state.s1.ActiveThreadCount == 0xffff)
        return false;
    state.s1.ActiveThreadCount += leaves ? 0xffff : 1;
    shm_store_release(&list->header->State.Value, state.Value);
    return true;
}

static bool change_workers(PVOID header, bool leaves)
{
    struct completion_list *list = enter(header);
    bool may;

    if (!list)
        return false;
    may = (!leaves || is_empty(list)) && count_worker(list, leaves);
    leave(list);
    return may;
}

void completion_list_worker(struct port *port, bool begins)
{
    struct completion_list *list = find(port->id, NULL);

    if (!list)
        return;
    pthread_mutex_lock(&list->lock);
    count_worker(list, !begins);
    leave(list);
}

bool completion_list_has_work(struct port *port)
{
    struct completion_list *list = shm_load(&port->has_list) ? find(port->id, NULL) : NULL;
    bool has;

    if (!list)
        return false;
    pthread_mutex_lock(&list->lock);
    has = !is_empty(list);
    leave(list);
    return has;
}

BOOLEAN NTAPI AlpcRegisterCompletionListWorkerThread(PVOID CompletionList)
{
    return change_workers(CompletionList, false);
}

BOOLEAN NTAPI AlpcUnregisterCompletionListWorkerThread(PVOID CompletionList)
{
    return change_workers(CompletionList, true);
}

/* Where the attributes of a message are, by the length that it came with. */
static PALPC_MESSAGE_ATTRIBUTES attributes_of(const PORT_MESSAGE *message)
{
    return (PALPC_MESSAGE_ATTRIBUTES)((uintptr_t)message + ((total_of(message) + 7) & ~7u));
}

PPORT_MESSAGE NTAPI AlpcGetMessageFromCompletionList(PVOID CompletionList, PALPC_MESSAGE_ATTRIBUTES *MessageAttributes)
{
    struct completion_list *list = enter(CompletionList);
    PORT_MESSAGE *message;

    if (!list)
        return NULL;
    if (is_empty(list))
        fill(list);
    message = pop(list);
    if (!message) {
        leave(list);
        return NULL;
    }
    list->header->LastMessageId = message->MessageId;
    list->header->LastCallbackId = message->CallbackId;
    if (MessageAttributes)
        *MessageAttributes = attributes_of(message);
    leave_with_message(list);
    return message;
}

PALPC_MESSAGE_ATTRIBUTES NTAPI AlpcGetCompletionListMessageAttributes(PVOID CompletionList, PPORT_MESSAGE Message)
{
    (void)CompletionList;
    return attributes_of(Message);
}

VOID NTAPI AlpcFreeCompletionListMessage(PVOID CompletionList, PPORT_MESSAGE Message)
{
    struct completion_list *list = enter(CompletionList);
    uintptr_t offset;

    if (!list)
        return;
    offset = (uintptr_t)Message - (uintptr_t)list->data;
    if (offset % GRANULE == 0 && offset / GRANULE < list->n_granules && list->runs[offset / GRANULE]) {
        mark(list, (uint32_t)(offset / GRANULE), list->runs[offset / GRANULE], false);
        list->header->ReturnCount++;
    }
    leave(list);
}

VOID NTAPI AlpcGetCompletionListLastMessageInformation(PVOID CompletionList, PULONG LastMessageId, PULONG LastCallbackId)
{
    const ALPC_COMPLETION_LIST_HEADER *header = CompletionList;

    *LastMessageId = header->LastMessageId;
    *LastCallbackId = header->LastCallbackId;
}

ULONG NTAPI AlpcGetOutstandingCompletionListMessageCount(PVOID CompletionList)
{
    const ALPC_COMPLETION_LIST_HEADER *header = CompletionList;

    return header->PostCount - header->ReturnCount;
}

NTSTATUS NTAPI AlpcRegisterCompletionList(HANDLE PortHandle, PALPC_COMPLETION_LIST_HEADER Buffer, ULONG Size,
                                          ULONG ConcurrencyCount, ULONG AttributeFlags)
{
    ALPC_PORT_COMPLETION_LIST_INFORMATION information = {Buffer, Size, ConcurrencyCount, AttributeFlags};

    return NtAlpcSetInformation(PortHandle, AlpcRegisterCompletionListInformation, &information, sizeof information);
}

NTSTATUS NTAPI AlpcUnregisterCompletionList(HANDLE PortHandle)
{
    return NtAlpcSetInformation(PortHandle, AlpcUnregisterCompletionListInformation, NULL, 0);
}

NTSTATUS NTAPI AlpcRundownCompletionList(HANDLE PortHandle)
{
    return NtAlpcSetInformation(PortHandle, AlpcCompletionListRundownInformation, NULL, 0);
}

NTSTATUS NTAPI AlpcAdjustCompletionListConcurrencyCount(HANDLE PortHandle, ULONG ConcurrencyCount)
{
    return NtAlpcSetInformation(PortHandle, AlpcAdjustCompletionListConcurrencyCountInformation, &ConcurrencyCount,
                                sizeof ConcurrencyCount);
}
