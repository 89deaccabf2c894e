/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Conversations: a thread has sent a request and waits in a slot of its channel. The answer may be a
 * callback (section 8.9.1): then the slot stays the thread's, held, until the thread answers the callback and
 * waits again, or gives up.
 */
#include "ntdll/channel/spin.h"
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/nt/lpc/lpc.h"
#include "ntdll/nt/port/port_table.h"

#include <errno.h>
#include <stdlib.h>

DEBUG_CHANNEL(lpc);

/* What struct self keeps for us: the conversations in which this thread has been called back. */
struct held {
    struct held *next;
    uint32_t message_id;
    struct channel *channel;            /* a reference */
    uint32_t slot, generation;
};

static struct reply_slot *slot_of(const struct conversation *conversation)
{
    return &conversation->channel->slots.slots[conversation->slot];
}

NTSTATUS conversation_begin(struct conversation *conversation, struct channel *channel,
                            const struct self *self, const PORT_MESSAGE *header, const void *info,
                            uint32_t info_size)
{
    struct slot_wait wait = {
        .message_id = header->MessageId, .callback_id = header->CallbackId,
        .pid = self->pid, .tid = self->tid, .info = info, .info_size = info_size,
    };

    conversation->channel = channel;
    conversation->self = self;
    conversation->slot = slot_take(&channel->slots);
    if (conversation->slot == NO_SLOT)
        return STATUS_NO_MEMORY;
    conversation->generation = slot_arm(slot_of(conversation), &wait);
    conversation->envelope = (struct envelope){
        .slot = conversation->slot,
        .generation = conversation->generation,
        .cpu = this_cpu(),
    };
    waits_for(self, channel->id);       /* before anybody can have the request */
    shm_fence();                        /* armed before the look: pairs with channel_peer_closed() */
    if (channel_is_closed(channel)) {
        conversation_abandon(conversation);
        return STATUS_PORT_DISCONNECTED;
    }
    return STATUS_SUCCESS;
}

void conversation_abandon(const struct conversation *conversation)
{
    waits_for(conversation->self, 0);
    slot_give_back(&conversation->channel->slots, conversation->slot);
}

/* A callback has come: the slot is kept, and its author is one who waits for our answer. */
static NTSTATUS called_back(const struct conversation *conversation, struct self *self,
                            struct message *message)
{
    struct channel *channel = conversation->channel;
    struct reply_slot *slot = slot_of(conversation);
    struct envelope from = {.slot = shm_load(&slot->from_slot), .generation = shm_load(&slot->from_generation)};
    struct pending_key key;
    struct held *held;

    identify_sender(channel, &message->header);
    key = key_of(&message->header);
    for (held = self->lpc; held; held = held->next)
        if (held->channel == channel && held->slot == conversation->slot)
            break;
    if (!held) {
        held = malloc(sizeof *held);
        if (!held)
            return STATUS_NO_MEMORY;
        *held = (struct held){self->lpc, message->header.MessageId, channel_ref(channel),
                              conversation->slot, conversation->generation};
        self->lpc = held;
    }
    slot_hold(slot);
    return pending_add(&key, channel, &from, NULL, 0) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static void release(struct held *held)
{
    slot_give_back(&held->channel->slots, held->slot);
    channel_unref(held->channel);
    free(held);
}

/* The answer has been read, or there is none: the slot is free, and not held any more if it was. */
static void finish(const struct conversation *conversation, struct self *self)
{
    struct held *list = self->lpc, **link = &list, *held;

    while (*link && ((*link)->channel != conversation->channel || (*link)->slot != conversation->slot))
        link = &(*link)->next;
    held = *link;
    if (!held) {
        conversation_abandon(conversation);
        return;
    }
    *link = held->next;
    self->lpc = list;
    release(held);
}

NTSTATUS conversation_await(const struct conversation *conversation, struct self *self,
                            struct message *message)
{
    struct channel *channel = conversation->channel;
    struct reply_slot *slot = slot_of(conversation);
    struct ring_sink sink = {.data = message->data, .room = sizeof message->data};
    uint32_t message_id;
    enum slot_state state;
    bool valid;

    while ((state = channel_await(channel, conversation->slot, conversation->generation, NULL, NULL)) == SLOT_COPYING) {
        data_copy_for_peer(slot, message);
        slot_copied(slot, conversation->generation);
    }
    waits_for(self, 0);
    message_id = shm_load(&slot->message_id);
    valid = state == SLOT_REPLIED && slot_read(slot, &sink) == RING_DONE;
    if (valid) {
        message->header = sink.header;
        shm_store(&channel->peer_cpu, shm_load(&slot->cpu));
        message->header.MessageId = message_id;
        message->header.u2.s2.DataInfoOffset = 0;
        if (message->header.u2.s2.Type == LPC_REQUEST && shm_load(&slot->from_slot) != NO_SLOT)
            return called_back(conversation, self, message);
        message->header.u2.s2.Type = LPC_REPLY;
        message->header.ClientId.UniqueProcess = (HANDLE)(uintptr_t)self->pid;
        message->header.ClientId.UniqueThread = (HANDLE)(uintptr_t)self->tid;
    } else if (state != SLOT_LOST && state != SLOT_CANCELLED) {
        WARN("the peer wrote a reply that cannot be; disconnected");
        channel_break(channel);
    }
    finish(conversation, self);
    return valid ? STATUS_SUCCESS : STATUS_LPC_REPLY_LOST;
}

static struct held **find_held(struct held **link, uint32_t message_id)
{
    while (*link && (*link)->message_id != message_id)
        link = &(*link)->next;
    return link;
}

bool conversation_held(struct conversation *conversation, const struct self *self, uint32_t message_id)
{
    struct held *list = self->lpc, *held = *find_held(&list, message_id);

    if (!held)
        return false;
    *conversation = (struct conversation){
        .channel = held->channel, .self = self, .slot = held->slot, .generation = held->generation,
    };
    return true;
}

void conversation_resume(const struct conversation *conversation)
{
    waits_for(conversation->self, conversation->channel->id);
    slot_resume(slot_of(conversation));
}

void conversation_give_up(struct self *self, uint32_t message_id)
{
    struct held *list = self->lpc, **link = find_held(&list, message_id), *held = *link;

    if (!held)
        return;
    *link = held->next;
    self->lpc = list;
    release(held);
}

void lpc_thread_exit(void *lpc)
{
    struct held *held = lpc;

    while (held) {
        struct held *next = held->next;

        release(held);
        held = next;
    }
}

/* Does that process hold the other end, and is that one of its threads? */
static bool really_holds(const struct channel *channel, uint32_t pid)
{
    struct open_peer_request request = {.channel = channel->id, .pid = pid};
    struct open_peer_reply reply;

    return pid == channel->peer_pid || NT_SUCCESS(call_open_peer(&request, &reply, NULL));
}

static bool really_runs(uint32_t pid, uint32_t tid)
{
    return syscall(SYS_tgkill, pid, tid, 0) == 0 || errno == EPERM;
}

void identify_new_sender(struct channel *channel, PORT_MESSAGE *header)
{
    uint64_t pid = (uintptr_t)header->ClientId.UniqueProcess;
    uint64_t tid = (uintptr_t)header->ClientId.UniqueThread;

    if (pid && tid && pid <= UINT32_MAX && tid <= UINT32_MAX && really_holds(channel, (uint32_t)pid) &&
        really_runs((uint32_t)pid, (uint32_t)tid)) {
        shm_store(&channel->known[tid % N_KNOWN_SENDERS], pid << 32 | tid);
        return;
    }
    WARN("a message claims to be from %llx.%llx; it is from process %x", (unsigned long long)pid,
         (unsigned long long)tid, channel->peer_pid);
    header->ClientId.UniqueProcess = (HANDLE)(uintptr_t)channel->peer_pid;
    header->ClientId.UniqueThread = (HANDLE)(uintptr_t)channel->peer_pid;
}
