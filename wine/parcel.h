/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The HANDLE and DIRECT attributes of messages, with Wine's handles on the program's side and ours on the library's. */
#pragma once

#include "wine/call.h"

#include <ntalpcapi.h>

/* What is sent: a copy of the program's attributes, in which handles are objects. */
struct parcel {
    ALPC_MESSAGE_ATTRIBUTES *given, *copy;
    ALPC_HANDLE_ATTR32 *array;
    uint64_t *loans;
    uint32_t n_loans;
};

/* *attributes: the program's, becomes the copy when there is such an attribute in it. */
uint32_t parcel_begin(struct parcel *parcel, uint64_t *attributes);
/* After the call. */
void parcel_end(struct parcel *parcel);
/* What was received: the object in the attribute becomes a handle; without one the attribute is gone. */
void parcel_receive(ALPC_MESSAGE_ATTRIBUTES *attributes, const PORT_MESSAGE *message);
/* NtAlpcQueryInformationMessage */
uint64_t parcel_query(const uint64_t *a, const uint64_t *given);
