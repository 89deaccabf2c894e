/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtQueryDirectoryObject.
 *
 * The caller's buffer gets an array of entries, one more that is all zero, and behind it the
 * strings, each with a terminator. So how many entries go in must be known before the first string
 * has its place: the server's entries are collected until the buffer would be full, then laid out.
 */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"

#include <ntobapi.h>
#include <stdlib.h>
#include <string.h>

DEBUG_CHANNEL(directory);

/* One request's worth; the longest entry fits. */
#define CHUNK  100000u

/* An entry as the server sends it: two sizes, name, type. */
struct wire_entry {
    const uint8_t *name, *type;
    uint16_t name_size, type_size;
};

/* What has been collected: the server's bytes, cut after the last entry that fits. */
struct listing {
    uint8_t *bytes;
    size_t size;
    ULONG n;
    size_t needed; /* of the caller's buffer, the final zero entry included */
    ULONG next;                                 /* index in the directory */
};

static bool next_entry(struct wire_entry *entry, const uint8_t **at, const uint8_t *end)
{
    uint16_t sizes[2];

    if (end - *at < (ptrdiff_t)sizeof sizes)
        return false;
    memcpy(sizes, *at, sizeof sizes);
    if ((size_t)(end - *at) - sizeof sizes < (size_t)sizes[0] + sizes[1])
        return false;
    *entry = (struct wire_entry){
        .name = *at + sizeof sizes, .type = *at + sizeof sizes + sizes[0],
        .name_size = sizes[0], .type_size = sizes[1],
    };
    *at = entry->type + sizes[1];
    return true;
}

static size_t space_of(const struct wire_entry *entry)
{
    return sizeof(OBJECT_DIRECTORY_INFORMATION) + entry->name_size + entry->type_size +
           2 * sizeof(WCHAR);
}

static bool append(struct listing *listing, const uint8_t *from, size_t size)
{
    uint8_t *larger = realloc(listing->bytes, listing->size + size);

    if (!larger)
        return false;
    memcpy(larger + listing->size, from, size);
    listing->bytes = larger;
    listing->size += size;
    return true;
}

/* Takes as many as fit. STATUS_BUFFER_TOO_SMALL: the first one left does not, and needed says
 * what it would take; STATUS_SUCCESS: all were taken. */
static NTSTATUS take_entries(struct listing *listing, const wire_blob *entries, ULONG length)
{
    const uint8_t *at = entries->data, *end = at + entries->size, *start = at;
    struct wire_entry entry;

    while (next_entry(&entry, &at, end)) {
        if (listing->needed + space_of(&entry) > length) {
            if (!listing->n)
                listing->needed += space_of(&entry);
            return STATUS_BUFFER_TOO_SMALL;
        }
        if (!append(listing, start, (size_t)(at - start)))
            return STATUS_NO_MEMORY;
        listing->needed += space_of(&entry);
        listing->n++;
        listing->next++;
        start = at;
    }
    return STATUS_SUCCESS;
}

/* STATUS_SUCCESS: to the directory's end, or the one entry that was wanted. */
static NTSTATUS collect(struct listing *listing, HANDLE directory, ULONG length, bool single)
{
    struct query_directory_request request = {
        .handle = wire_handle(directory), .count = single ? 1 : UINT16_MAX, .size = CHUNK,
    };
    struct query_directory_reply reply;
    uint8_t *chunk = malloc(CHUNK);
    NTSTATUS status;

    if (!chunk)
        return STATUS_NO_MEMORY;
    do {
        request.index = listing->next;
        reply = (struct query_directory_reply){.entries = {chunk, CHUNK}};
        status = call_query_directory(&request, &reply, NULL);
        if (!NT_SUCCESS(status))
            break;
        if (reply.entries.size > CHUNK)
            reply.entries.size = CHUNK;
        status = take_entries(listing, &reply.entries, length);
    } while (NT_SUCCESS(status) && reply.more && reply.entries.size && !single);
    free(chunk);
    return status;
}

/* The next string's place; moves on behind it. */
static UNICODE_STRING place_string(char **image, char **user, const uint8_t *text, uint16_t size)
{
    UNICODE_STRING string = {.Length = size, .MaximumLength = (USHORT)(size + sizeof(WCHAR)),
                             .Buffer = (PWSTR)*user};

    memcpy(*image, text, size);
    memset(*image + size, 0, sizeof(WCHAR));
    *image += string.MaximumLength;
    *user += string.MaximumLength;
    return string;
}

/* Makes the caller's buffer here, with the addresses it will have there. */
static char *lay_out(const struct listing *listing, char *buffer)
{
    size_t array = (listing->n + 1) * sizeof(OBJECT_DIRECTORY_INFORMATION);
    char *image = calloc(1, listing->needed), *text = image + array, *user = buffer + array;
    const uint8_t *at = listing->bytes;
    OBJECT_DIRECTORY_INFORMATION *entries = (OBJECT_DIRECTORY_INFORMATION *)(void *)image;
    struct wire_entry entry;

    for (ULONG i = 0; image && next_entry(&entry, &at, listing->bytes + listing->size); i++) {
        entries[i].Name = place_string(&text, &user, entry.name, entry.name_size);
        entries[i].TypeName = place_string(&text, &user, entry.type, entry.type_size);
    }
    return image;
}

static NTSTATUS deliver(const struct listing *listing, PVOID buffer, PULONG context,
                        PULONG return_length)
{
    ULONG needed = (ULONG)listing->needed;
    char *image = lay_out(listing, buffer);
    bool written;

    if (!image)
        return STATUS_NO_MEMORY;
    written = user_write(buffer, image, listing->needed) &&
              user_write(context, &listing->next, sizeof listing->next) &&
              write_optional(return_length, &needed, sizeof needed);
    free(image);
    return written ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

/* What the scan's end means for the caller. Nothing fits: an error for one entry, for many only
 * MORE_ENTRIES. */
static NTSTATUS finish(const struct listing *listing, NTSTATUS status, bool single, PVOID buffer,
                       PULONG context, PULONG return_length)
{
    ULONG needed = (ULONG)listing->needed;
    NTSTATUS delivered;

    if (status == STATUS_BUFFER_TOO_SMALL && !single)
        status = STATUS_MORE_ENTRIES;
    else if (NT_SUCCESS(status) && !listing->n)
        status = STATUS_NO_MORE_ENTRIES;
    if (listing->n && NT_SUCCESS(status)) {
        delivered = deliver(listing, buffer, context, return_length);
        return NT_SUCCESS(delivered) ? status : delivered;
    }
    if (status == STATUS_MORE_ENTRIES && !user_write(context, &listing->next, sizeof listing->next))
        return STATUS_ACCESS_VIOLATION;
    if (status == STATUS_MORE_ENTRIES || status == STATUS_BUFFER_TOO_SMALL)
        write_optional(return_length, &needed, sizeof needed);
    return status;
}

NTSTATUS NTAPI NtQueryDirectoryObject(HANDLE DirectoryHandle, PVOID Buffer, ULONG Length,
                                      BOOLEAN ReturnSingleEntry, BOOLEAN RestartScan,
                                      PULONG Context, PULONG ReturnLength)
{
    struct listing listing = {.needed = sizeof(OBJECT_DIRECTORY_INFORMATION)};
    ULONG context;
    NTSTATUS status;

    if (!user_writable(Buffer, Length) || !user_writable(Context, sizeof context) ||
        (ReturnLength && !user_writable(ReturnLength, sizeof *ReturnLength)))
        return STATUS_ACCESS_VIOLATION;
    if (!user_read(&context, Context, sizeof context))
        return STATUS_ACCESS_VIOLATION;
    listing.next = RestartScan ? 0 : context;
    status = collect(&listing, DirectoryHandle, Length, ReturnSingleEntry);
    status = finish(&listing, status, ReturnSingleEntry, Buffer, Context, ReturnLength);
    TRACE("%p from %u: %u entries, %s", DirectoryHandle, context, listing.n, debug_status(status));
    free(listing.bytes);
    return status;
}
ZW_TWIN(QueryDirectoryObject)
