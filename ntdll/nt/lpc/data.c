/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The requester's memory: NtReadRequestData, NtWriteRequestData (sections 8.14, 10).
 *
 * Only the ranges that the request declared, as they were when it was received, and only while its thread
 * still waits for the answer. A process id may be a recycled one, so a pidfd from the server must be alive
 * after a read and before a write, or the data does not count (R31).
 *
 * Where the kernel lets nobody touch another process's memory, the thread that waits for the answer copies,
 * some hundred bytes at a time, through its slot.
 */
#include "ntdll/channel/alive.h"
#include "ntdll/client/call.h"
#include "ntdll/client/timeout.h"
#include "ntdll/client/usermem.h"
#include "ntdll/export.h"
#include "ntdll/nt/lpc/lpc.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/uio.h>

/* What a slot holds beside the largest data information. */
#define COPY_MIN   56
#define LOOK_AGAIN 200000               /* 100 ns: whether who copies for us lives */
#define MAX_LOOKS  100                  /* at another user's process, which may keep us waiting as long as it likes */

enum direction { READ_DATA, WRITE_DATA };

/* The declared range of the request, if it may be touched now. */
static NTSTATUS find_range(struct port *port, const PORT_MESSAGE *header, uint32_t index, SIZE_T size,
                           struct pending *found, PORT_DATA_ENTRY *range)
{
    NTSTATUS status = reply_find(port, header, found);
    struct reply_slot *slot;

    if (!NT_SUCCESS(status))
        return status;
    slot = channel_peer_slot(found->channel, found->slot);
    if (!slot || !slot_waits(slot, found->generation))
        status = STATUS_REPLY_MESSAGE_MISMATCH;
    else if (pending_range(found, index, range) || size > range->Size)
        status = STATUS_INVALID_PARAMETER;
    if (!NT_SUCCESS(status))
        channel_release(found->channel);
    return status;
}

/* Is it within what the waiting thread's own request has declared? */
static bool is_declared(const struct message *request, uint64_t base, uint32_t size)
{
    PORT_DATA_ENTRY entry;
    uint32_t at = (uint16_t)request->header.u2.s2.DataInfoOffset;
    uint32_t end = at + data_information_size(&request->header, request->data);

    for (at += offsetof(PORT_DATA_INFORMATION, DataEntries); at < end; at += sizeof entry) {
        memcpy(&entry, (const uint8_t *)request + at, sizeof entry);
        if (base >= (uintptr_t)entry.Base && size <= entry.Size &&
            base - (uintptr_t)entry.Base <= entry.Size - size)
            return true;
    }
    return false;
}

void data_copy_for_peer(struct reply_slot *slot, const struct message *request)
{
    struct slot_copy copy = slot->copy;         /* the peer's: looked at once */
    uint32_t info_size = data_information_size(&request->header, request->data);
    uint8_t *bytes = slot->message + info_size;
    void *base = (void *)(uintptr_t)copy.base;
    bool done = info_size && copy.size <= sizeof slot->message - info_size &&
                is_declared(request, copy.base, copy.size) &&
                (copy.write ? user_write(base, bytes, copy.size) : user_read(bytes, base, copy.size));

    slot->copy.done = done ? copy.size : 0;
}

static NTSTATUS copy_between(enum direction direction, uint32_t pid, void *here, void *there, size_t size,
                             SIZE_T *done)
{
    struct iovec local = {here, size}, remote = {there, size};
    ssize_t n = direction == READ_DATA ? process_vm_readv((pid_t)pid, &local, 1, &remote, 1, 0)
                                       : process_vm_writev((pid_t)pid, &local, 1, &remote, 1, 0);

    *done = n < 0 ? 0 : (SIZE_T)n;
    if (n == (ssize_t)size)
        return STATUS_SUCCESS;
    if (n > 0)
        return STATUS_PARTIAL_COPY;
    return errno == EPERM || errno == ENOSYS ? STATUS_ACCESS_DENIED
           : errno == ESRCH ? STATUS_INVALID_CID
                            : STATUS_ACCESS_VIOLATION;
}

/* The requester's slot, claimed, and what of it the bytes go through. */
struct passage {
    struct reply_slot *slot;
    bool foreign;
    uint32_t generation;
    int pidfd;
    uint8_t *bytes;
    size_t room;
};

/* Its process may die in the middle: looked after now and then. */
static bool ask_requester(const struct passage *through)
{
    static const LARGE_INTEGER look_again = {.QuadPart = -LOOK_AGAIN};
    struct timespec until;
    enum slot_state state;
    int looks = 0;

    slot_ask_copy(through->slot, through->generation);
    while ((state = slot_await_copy(through->slot, through->generation,
                                    timeout_until(&until, &look_again))) == SLOT_COPYING)
        if (!is_alive(through->pidfd, false) ||
            (through->foreign && ++looks > MAX_LOOKS && slot_withdraw_copy(through->slot, through->generation)))
            return false;
    return state == SLOT_CLAIMED;
}

static bool copy_chunk(const struct passage *through, enum direction direction, uint8_t *here,
                       uint64_t there, uint32_t size)
{
    struct reply_slot *slot = through->slot;

    slot->copy = (struct slot_copy){.base = there, .size = size, .write = direction == WRITE_DATA};
    if (direction == WRITE_DATA && !user_read(through->bytes, here, size))
        return false;
    if (!ask_requester(through) || shm_load(&slot->copy.done) != size)
        return false;
    return direction == WRITE_DATA || user_write(here, through->bytes, size);
}

static NTSTATUS copy_through_requester(enum direction direction, const struct pending *found, void *here,
                                       void *there, size_t size, int pidfd, SIZE_T *done)
{
    struct reply_slot *slot = channel_peer_slot(found->channel, found->slot);
    uint32_t info_size = slot ? shm_load(&slot->info_size) : 0;
    struct passage through;

    if (!info_size || info_size > sizeof slot->message - COPY_MIN)
        return STATUS_ACCESS_DENIED;
    if (!slot_claim(slot, found->generation, (uint32_t)getpid()))
        return STATUS_REPLY_MESSAGE_MISMATCH;
    through = (struct passage){slot, found->channel->foreign, found->generation, pidfd, slot->message + info_size,
                               sizeof slot->message - info_size};
    while (*done < size) {
        size_t left = size - *done, n = left < through.room ? left : through.room;

        if (!copy_chunk(&through, direction, (uint8_t *)here + *done, (uintptr_t)there + *done, (uint32_t)n))
            break;
        *done += n;
    }
    slot_unclaim(slot, found->generation);
    return *done == size ? STATUS_SUCCESS : *done ? STATUS_PARTIAL_COPY : STATUS_ACCESS_VIOLATION;
}

/* The pidfd of the process that the request came from: kept with the channel for its usual peer, else
 * closed by the caller. */
static int open_peer(struct channel *channel, uint32_t pid, bool *kept)
{
    struct open_peer_request request = {.channel = channel->id, .pid = pid};
    struct open_peer_reply reply;
    int fds[WIRE_MAX_FDS], fd;

    *kept = pid == channel->peer_pid;
    fd = *kept ? shm_load_acquire(&channel->peer_fd) : -1;
    if (fd >= 0)
        return fd;
    if (!NT_SUCCESS(call_open_peer(&request, &reply, fds)))
        return -1;
    *kept = *kept && alive_keep(fds[0]);
    if (*kept && !shm_compare_exchange(&channel->peer_fd, -1, fds[0])) {
        alive_give_back(fds[0]);        /* another thread was faster */
        return shm_load_acquire(&channel->peer_fd);
    }
    return fds[0];
}

static NTSTATUS copy_range(enum direction direction, const struct pending *found, void *there,
                           void *buffer, size_t size, SIZE_T *done)
{
    bool kept;
    int peer = open_peer(found->channel, found->key.pid, &kept);
    NTSTATUS status = STATUS_INVALID_CID;

    if (peer < 0)
        return status;
    if (direction == READ_DATA || is_alive(peer, kept))
        status = copy_between(direction, found->key.pid, buffer, there, size, done);
    if (status == STATUS_ACCESS_DENIED)
        status = copy_through_requester(direction, found, buffer, there, size, peer, done);
    if (direction == READ_DATA && !is_alive(peer, kept))
        status = STATUS_INVALID_CID;
    if (!kept)
        close(peer);
    return status;
}

static NTSTATUS transfer(enum direction direction, HANDLE handle, const PORT_MESSAGE *message,
                         ULONG index, void *buffer, SIZE_T size, SIZE_T *user_done)
{
    PORT_DATA_ENTRY range;
    PORT_MESSAGE header;
    struct pending found;
    struct port *port;
    SIZE_T done = 0;
    NTSTATUS status;

    if (direction == READ_DATA ? !user_writable(buffer, size) : !user_readable(buffer, size))
        return STATUS_ACCESS_VIOLATION;
    status = capture_header(&header, message);
    if (!NT_SUCCESS(status))
        return status;
    if (!header.u2.s2.DataInfoOffset)
        return STATUS_INVALID_PARAMETER;
    port = port_get(handle, PORT_ALL_ACCESS, &status);
    if (!port)
        return status;
    status = find_range(port, &header, index, size, &found, &range);
    if (NT_SUCCESS(status)) {
        if (size)
            status = copy_range(direction, &found, range.Base, buffer, size, &done);
        channel_release(found.channel);
    }
    port_put(port);
    if (status == STATUS_SUCCESS && user_done)
        user_write(user_done, &done, sizeof done);      /* a fault there does not count */
    return status;
}

NTSTATUS NTAPI NtReadRequestData(HANDLE PortHandle, PPORT_MESSAGE Message, ULONG DataEntryIndex,
                                 PVOID Buffer, SIZE_T BufferSize, PSIZE_T NumberOfBytesRead)
{
    return transfer(READ_DATA, PortHandle, Message, DataEntryIndex, Buffer, BufferSize, NumberOfBytesRead);
}
ZW_TWIN(ReadRequestData)

NTSTATUS NTAPI NtWriteRequestData(HANDLE PortHandle, PPORT_MESSAGE Message, ULONG DataEntryIndex,
                                  PVOID Buffer, SIZE_T BufferSize, PSIZE_T NumberOfBytesWritten)
{
    return transfer(WRITE_DATA, PortHandle, Message, DataEntryIndex, Buffer, BufferSize,
                    NumberOfBytesWritten);
}
ZW_TWIN(WriteRequestData)
