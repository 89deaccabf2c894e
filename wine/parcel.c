/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Handles that messages carry; see parcel.h, and loan.h for how they get to another process. */
#include "wine/parcel.h"

#include "wine/handles.h"
#include "wine/library.h"
#include "wine/loan.h"
#include "wine/wine.h"

#include <stdlib.h>
#include <string.h>

#define NOT_A_HANDLE 0x7ffffffcu

static void *attribute_of(ALPC_MESSAGE_ATTRIBUTES *attributes, uint32_t kind)
{
    const uint64_t find[MAX_ARGUMENTS] = {(uintptr_t)attributes, kind};

    return (void *)(uintptr_t)windows_call(library_call("AlpcGetMessageAttribute"), find);
}

static ALPC_HANDLE_ATTR *handle_attribute(ALPC_MESSAGE_ATTRIBUTES *attributes)
{
    return attribute_of(attributes, ALPC_MESSAGE_HANDLE_ATTRIBUTE);
}

static bool has(const ALPC_MESSAGE_ATTRIBUTES *attributes, uint32_t kinds)
{
    return attributes->ValidAttributes & attributes->AllocatedAttributes & kinds;
}

static uint32_t attributes_size(const ALPC_MESSAGE_ATTRIBUTES *attributes)
{
    return ours_call("AlpcGetHeaderSize", attributes->AllocatedAttributes);
}

/* --- sent --- */

/* What is not there is left to the library, which knows when to say so. */
static uint32_t lend(struct parcel *parcel, uint64_t *place)
{
    uint64_t handle = *place, object = (int64_t)handle < 0 ? handle : handle_resolve(handle);
    uint32_t status = 0;

    if (!object) {
        status = loan_make(&object, handle);
        if (status == (uint32_t)STATUS_INVALID_HANDLE)
            status = 0, object = NOT_A_HANDLE;
        else if (!status)
            parcel->loans[parcel->n_loans++] = object;
    }
    *place = object;
    return status;
}

static uint32_t lend_array(struct parcel *parcel, ALPC_HANDLE_ATTR *attribute)
{
    const uint32_t n = attribute->HandleCount;
    uint32_t status = 0;

    if (n > ALPC_INDIRECT_HANDLE_MAX)
        return 0;
    parcel->array = malloc((n + 1) * sizeof *parcel->array);
    if (!parcel->array)
        return (uint32_t)STATUS_NO_MEMORY;
    memcpy(parcel->array, attribute->HandleAttrArray, n * sizeof *parcel->array);
    attribute->HandleAttrArray = parcel->array;
    for (uint32_t i = 0; i < n && !status; i++) {
        uint64_t handle = (uint64_t)(int64_t)(int32_t)parcel->array[i].Handle;

        status = lend(parcel, &handle);
        parcel->array[i].Handle = (ULONG)handle;
    }
    return status;
}

static uint32_t lend_one(struct parcel *parcel, HANDLE *place)
{
    uint64_t handle = (uintptr_t)*place;
    uint32_t status = lend(parcel, &handle);

    *place = (HANDLE)(uintptr_t)handle;
    return status;
}

static uint32_t lend_all(struct parcel *parcel)
{
    ALPC_HANDLE_ATTR *attribute = handle_attribute(parcel->copy);
    ALPC_DIRECT_ATTR *direct = attribute_of(parcel->copy, ALPC_MESSAGE_DIRECT_ATTRIBUTE);
    uint32_t status = 0;

    parcel->loans = calloc(ALPC_INDIRECT_HANDLE_MAX + 1, sizeof *parcel->loans);
    if (!parcel->loans)
        return (uint32_t)STATUS_NO_MEMORY;
    if (has(parcel->copy, ALPC_MESSAGE_HANDLE_ATTRIBUTE))
        status = attribute->Flags & ALPC_HANDLEFLG_INDIRECT ? lend_array(parcel, attribute)
                                                            : lend_one(parcel, &attribute->Handle);
    if (!status && has(parcel->copy, ALPC_MESSAGE_DIRECT_ATTRIBUTE))
        status = lend_one(parcel, &direct->EventHandle);
    return status;
}

/* Whether it can be read is seen before there is anything to be given back: a fault ends the call. */
static void touch_array(const ALPC_HANDLE_ATTR *attribute)
{
    const volatile char *array = (const volatile char *)attribute->HandleAttrArray;
    const size_t size = attribute->HandleCount * sizeof(ALPC_HANDLE_ATTR32);

    if (!(attribute->Flags & ALPC_HANDLEFLG_INDIRECT) || attribute->HandleCount > ALPC_INDIRECT_HANDLE_MAX)
        return;
    for (size_t i = 0; i < size; i += sizeof(ALPC_HANDLE_ATTR32))
        (void)array[i];
}

uint32_t parcel_begin(struct parcel *parcel, uint64_t *attributes)
{
    ALPC_MESSAGE_ATTRIBUTES *given = (void *)(uintptr_t)*attributes;
    uint32_t size;

    *parcel = (struct parcel){0};
    if (!given || !has(given, ALPC_MESSAGE_HANDLE_ATTRIBUTE | ALPC_MESSAGE_DIRECT_ATTRIBUTE))
        return 0;
    if (has(given, ALPC_MESSAGE_HANDLE_ATTRIBUTE))
        touch_array(handle_attribute(given));
    size = attributes_size(given);
    parcel->copy = malloc(size);
    if (!parcel->copy)
        return (uint32_t)STATUS_NO_MEMORY;
    memcpy(parcel->copy, given, size);
    parcel->given = given;
    *attributes = (uintptr_t)parcel->copy;
    return lend_all(parcel);
}

/* The library may have written the message's id into the CONTEXT attribute. */
static void tell_id(struct parcel *parcel)
{
    const ALPC_CONTEXT_ATTR *from = attribute_of(parcel->copy, ALPC_MESSAGE_CONTEXT_ATTRIBUTE);
    ALPC_CONTEXT_ATTR *to = attribute_of(parcel->given, ALPC_MESSAGE_CONTEXT_ATTRIBUTE);

    if (has(parcel->copy, ALPC_MESSAGE_CONTEXT_ATTRIBUTE))
        to->MessageId = from->MessageId;
}

void parcel_end(struct parcel *parcel)
{
    if (!parcel->copy)
        return;
    for (uint32_t i = 0; i < parcel->n_loans; i++)
        loan_sent(parcel->loans[i]);
    tell_id(parcel);
    free(parcel->loans);
    free(parcel->array);
    free(parcel->copy);
}

/* --- received --- */

static uint64_t sender_of(const PORT_MESSAGE *message)
{
    return message ? (uintptr_t)message->ClientId.UniqueProcess : 0;
}

void parcel_receive(ALPC_MESSAGE_ATTRIBUTES *attributes, const PORT_MESSAGE *message)
{
    ALPC_HANDLE_ATTR *attribute;
    uint64_t handle = 0;

    if (!attributes || !(attributes->ValidAttributes & ALPC_MESSAGE_HANDLE_ATTRIBUTE))
        return;
    attribute = handle_attribute(attributes);
    if (!attribute || attribute->Flags & ALPC_HANDLEFLG_INDIRECT)
        return;                                 /* asked for one by one */
    if (loan_take(&handle, (uintptr_t)attribute->Handle, attribute->GrantedAccess, sender_of(message)))
        attributes->ValidAttributes &= ~(ULONG)ALPC_MESSAGE_HANDLE_ATTRIBUTE;
    attribute->Handle = (HANDLE)(uintptr_t)handle;
}

uint64_t parcel_query(const uint64_t *a, const uint64_t *given)
{
    ALPC_MESSAGE_HANDLE_INFORMATION *information = (void *)(uintptr_t)a[3];
    uint32_t status = (uint32_t)windows_call(library_call("NtAlpcQueryInformationMessage"), a);
    uint64_t handle = 0;

    (void)given;
    if (status || (uint32_t)a[2] != AlpcMessageHandleInformation || !information)
        return status;
    status = loan_take(&handle, information->Handle, information->GrantedAccess,
                       sender_of((const PORT_MESSAGE *)(uintptr_t)a[1]));
    information->Handle = (ULONG)handle;
    return status;
}
