/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From Wine's program to our library: each call of calls.def has an entry in either convention,
 * which gathers the arguments; handles are exchanged on the way in, and on the way out.
 */
#include "wine/forward.h"

#include "wine/census.h"
#include "wine/completion.h"
#include "wine/existing.h"
#include "wine/handles.h"
#include "wine/impersonate.h"
#include "wine/library.h"
#include "wine/name.h"
#include "wine/object.h"
#include "wine/parcel.h"
#include "wine/process.h"
#include "wine/section.h"
#include "wine/wine.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define PORT_ACCESS  0x1f0001
#define MAX_LINKS    32             /* that are followed one after the other */
#define NOT_A_HANDLE 0x7ffffffc
#define CURRENT_PROCESS ((uint64_t)-1)

/* PORT_VIEW: 8 bytes, the section's handle, and what follows it. */
struct port_view {
    uint64_t length, section, rest[4];
};

struct exchange {
    uint64_t a[MAX_ARGUMENTS];
    struct port_view *their_view, view;
    uint64_t section;               /* made for the time of the call */
    uint32_t section_status;        /* why there is none */
    struct parcel parcel;
    struct port_name *name;         /* NULL: the call has none. It is the second argument. */
    uint64_t before;                /* where the new port's handle goes */
    uint64_t port;                  /* the handle of the new one; 0: none, or it has been given */
};

/* One that cannot be had is no handle, which the library says when it is its turn. */
static uint64_t exchange_section(struct exchange *exchange, uint64_t section)
{
    exchange->section_status = section_import(&exchange->section, section, NULL);
    return exchange->section_status ? NOT_A_HANDLE : exchange->section;
}

static void exchange_view(struct exchange *exchange, uint64_t *argument)
{
    struct port_view *view = (struct port_view *)(uintptr_t)*argument;

    if (!view)
        return;
    memcpy(&exchange->view, view, sizeof *view);    /* a fault is Wine's to answer */
    exchange->their_view = view;
    exchange->view.section = exchange_section(exchange, view->section);
    *argument = (uintptr_t)&exchange->view;
}

static bool is_handle_of_wine(uint64_t handle)
{
    OBJECT_BASIC_INFORMATION basic;

    return !(uint32_t)wine_call(wine.NtQueryObject, handle, ObjectBasicInformation, (uintptr_t)&basic,
                                sizeof basic, 0, 0, 0);
}

/* What is no port of ours must not become a number that is one there. For another thing of Wine's
 * stands this process, which is no port either. */
static uint64_t object_or_nothing(uint64_t handle)
{
    uint64_t object;

    if ((int64_t)handle < 0)                    /* NtCurrentProcess(), NtCurrentThread() */
        return handle;
    object = handle_resolve(handle);
    if (object)
        return object;
    return is_handle_of_wine(handle) && !handle_is_noted(handle) ? CURRENT_PROCESS : NOT_A_HANDLE;
}

static uint32_t exchange_name(struct exchange *exchange, uint64_t *argument, bool is_attributes)
{
    exchange->name = malloc(sizeof *exchange->name);
    if (!exchange->name)
        return (uint32_t)STATUS_NO_MEMORY;
    if (is_attributes)
        return name_read_attributes(exchange->name, argument);
    name_read_string(exchange->name, *argument);
    return 0;
}

static uint32_t exchange_in(struct exchange *exchange, const char *kinds)
{
    uint32_t status = 0;

    for (unsigned int i = 0; kinds[i] && !status; i++) {
        uint64_t *argument = &exchange->a[i];

        if (kinds[i] == 'h' && *argument)
            *argument = object_or_nothing(*argument);
        else if (kinds[i] == 'v')
            exchange_view(exchange, argument);
        else if (kinds[i] == 'n' || kinds[i] == 'a')
            status = exchange_name(exchange, argument, kinds[i] == 'a');
        else if (kinds[i] == 's' && *argument)
            *argument = exchange_section(exchange, *argument);
    }
    return status;
}

/* Refusing a connection makes no port. */
static bool makes_port(unsigned int number, const uint64_t *a)
{
    if (number == CALL_NtAcceptConnectPort)
        return (uint8_t)a[3];
    if (number == CALL_NtAlpcAcceptConnectPort)
        return (uint8_t)a[8];
    return calls[number].kinds[0] == 'o';
}

/* By its name, which others find it by. */
static bool makes_name(unsigned int number)
{
    return number == CALL_NtCreatePort || number == CALL_NtCreateWaitablePort || number == CALL_NtAlpcCreatePort;
}

/* A client port's, in the third argument. */
static bool takes_attributes(unsigned int number)
{
    return number == CALL_NtAlpcConnectPort || number == CALL_NtAlpcConnectPortEx;
}

/* The new port's handle is made first, since it is the context of a port that is accepted without one. */
static uint32_t exchange_port(struct exchange *exchange, unsigned int number)
{
    uint32_t status;

    if (!makes_port(number, exchange->a))
        return 0;
    if (makes_name(number))
        peek(&exchange->before, exchange->a[0], sizeof exchange->before);
    status = handle_reserve(&exchange->port);
    if (!status && number == CALL_NtAcceptConnectPort && !exchange->a[1])
        exchange->a[1] = exchange->port;
    return status;
}

/* A new port's. When it is that of something in Wine, the port has not been. */
static uint32_t take_name(struct exchange *exchange, uint64_t *place)
{
    uint64_t holder;
    uint32_t status = name_take(&holder, exchange->name);

    if (holder)
        handle_attach_holder(exchange->port, holder);
    if (!status)
        return 0;
    ours_close(*place);
    *place = exchange->before;
    return status;
}

/* STATUS_SUCCESS, not STATUS_TIMEOUT: the library has put the object's where the handle shall be. */
static uint32_t exchange_out(struct exchange *exchange, unsigned int number)
{
    uint64_t *place = (uint64_t *)(uintptr_t)exchange->a[0];
    uint32_t status = 0;

    if (!exchange->port)
        return 0;
    if (makes_name(number))
        status = take_name(exchange, place);
    if (status)
        return status;
    handle_fill(exchange->port, *place, PORT_ACCESS);
    if (takes_attributes(number) && exchange->a[2])
        object_inherit_like(exchange->port, *place);
    *place = exchange->port;
    if (number == CALL_NtAlpcAcceptConnectPort)
        handle_shares_queue(exchange->port);
    exchange->port = 0;
    return 0;
}

static void exchange_end(struct exchange *exchange)
{
    if (exchange->their_view) {
        exchange->view.section = exchange->their_view->section;
        memcpy(exchange->their_view, &exchange->view, sizeof exchange->view);
    }
    if (exchange->section)
        ours_close(exchange->section);
    if (exchange->port)
        handle_cancel(exchange->port);
    free(exchange->name);
    parcel_end(&exchange->parcel);
}

/* Which arguments of an ALPC call are what. 0: none, since the first is always a port or its place. */
struct message_arguments {
    uint8_t sent, received, message;
};
static const struct message_arguments message_arguments[N_CALLS] = {
    [CALL_NtAlpcSendWaitReceivePort] = {3, 6, 4},
    [CALL_NtAlpcConnectPort] = {8, 9, 6},
    [CALL_NtAlpcConnectPortEx] = {8, 9, 6},
    [CALL_NtAlpcAcceptConnectPort] = {7, 0, 0},
};

static uint32_t exchange_sent(struct exchange *exchange, unsigned int number)
{
    uint8_t sent = message_arguments[number].sent;

    return sent ? parcel_begin(&exchange->parcel, &exchange->a[sent]) : 0;
}

static void exchange_received(const struct exchange *exchange, unsigned int number)
{
    const struct message_arguments *which = &message_arguments[number];

    if (which->received)
        parcel_receive((void *)(uintptr_t)exchange->a[which->received],
                       (const PORT_MESSAGE *)(uintptr_t)exchange->a[which->message]);
}

/* What is more than a call of our library. given: the arguments before handles were exchanged. */
typedef uint64_t special(const uint64_t *a, const uint64_t *given);
static special *const specials[N_CALLS] = {
    [CALL_NtImpersonateClientOfPort] = impersonate_lpc_client,
    [CALL_NtAlpcImpersonateClientOfPort] = impersonate_alpc_client,
    [CALL_NtAlpcQueryInformation] = process_query_port,
    [CALL_NtAlpcSetInformation] = completion_set_information,
    [CALL_NtAlpcQueryInformationMessage] = parcel_query,
    [CALL_NtAlpcOpenSenderProcess] = process_open_sender,
    [CALL_NtAlpcOpenSenderThread] = process_open_sender_thread,
};

static uint64_t make_call(unsigned int number, const uint64_t *a, const uint64_t *given)
{
    static void *functions[N_CALLS];

    if (specials[number])
        return specials[number](a, given);
    if (!functions[number])
        functions[number] = library_call(calls[number].name);
    return functions[number] ? windows_call(functions[number], a) : (uint32_t)STATUS_NOT_IMPLEMENTED;
}

static bool is_not_found(uint64_t status)
{
    return (uint32_t)status == (uint32_t)STATUS_OBJECT_NAME_NOT_FOUND ||
           (uint32_t)status == (uint32_t)STATUS_OBJECT_PATH_NOT_FOUND;
}

/* Connecting by a name that may be one of Wine's. */
static uint64_t make_call_by_name(unsigned int number, struct exchange *exchange, const uint64_t *given)
{
    uint64_t status = make_call(number, exchange->a, given);

    for (int i = 0; i < MAX_LINKS && is_not_found(status) && name_follow(exchange->name, &exchange->a[1]); i++)
        status = make_call(number, exchange->a, given);
    if (is_not_found(status) && name_is_wines(exchange->name))
        return (uint32_t)STATUS_OBJECT_TYPE_MISMATCH;
    return status;
}

static uint64_t forward(unsigned int number, const uint64_t *arguments)
{
    const struct call *call = &calls[number];
    struct exchange exchange = {0};
    uint32_t status;
    uint64_t result;

    if (existing_answer(&result, number, arguments))
        return result;
    memcpy(exchange.a, arguments, call->n_arguments * sizeof arguments[0]);
    census_join();
    status = exchange_in(&exchange, call->kinds);
    if (!status)
        status = exchange_port(&exchange, number);
    if (!status)
        status = exchange_sent(&exchange, number);
    if (status)
        result = status;
    else if (exchange.name && !makes_name(number))
        result = make_call_by_name(number, &exchange, arguments);
    else
        result = make_call(number, exchange.a, arguments);
    if (!(uint32_t)result) {
        exchange_received(&exchange, number);
        result = exchange_out(&exchange, number);
    }
    if (exchange.section_status && (uint32_t)result == (uint32_t)STATUS_INVALID_HANDLE)
        result = exchange.section_status;
    exchange_end(&exchange);
    return result;
}

#define PARAMETERS uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f,       \
                   uint64_t g, uint64_t h, uint64_t i, uint64_t j, uint64_t k
#define ARGUMENTS  (const uint64_t[MAX_ARGUMENTS]){a, b, c, d, e, f, g, h, i, j, k}

#define CALL(name, n, kinds)                                                                      \
    static uint64_t system_##name(PARAMETERS)                                                     \
    {                                                                                             \
        return forward(CALL_##name, ARGUMENTS);                                                   \
    }                                                                                             \
    static uint64_t WINDOWS_CALL windows_##name(PARAMETERS)                                       \
    {                                                                                             \
        return forward(CALL_##name, ARGUMENTS);                                                   \
    }
#include "wine/calls.def"

#define CALL(name, n, kinds) {#name, n, kinds, {(void *)system_##name, (void *)windows_##name}},
const struct call calls[N_CALLS] = {
#include "wine/calls.def"
};
