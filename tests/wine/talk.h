/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the two sides of a conversation agree on, and how they say what came of it: see talk.c. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ntstatus.h>
#include <winternl.h>
#include <ntalpcapi.h>
#include <ntexapi.h>
#include <ntioapi.h>
#include <ntmmapi.h>
#include <ntobapi.h>
#include <ntpsapi.h>
#include <ntrtl.h>
#include <ntseapi.h>

#include "tests/wine/by_name.h"

#ifdef __MINGW32__
#define HERE_IS_WINDOWS true
#else
#define HERE_IS_WINDOWS false
#endif

#define VIEW_SIZE   (256 * 1024)
#define MEMORY_SIZE (16 * 1024)
#define LONG_TEXT   60000

enum command {
    TALK_SHOUT,         /* text comes back in capitals */
    TALK_NOTE,          /* a datagram: counted */
    TALK_COUNT,         /* number comes back as how many notes there were */
    TALK_VIEW,          /* the view has that sum; it comes back with every byte complemented */
    TALK_MEMORY,        /* LPC: two pieces of the client's memory; the first is copied to the second, complemented */
    TALK_LONG,          /* ALPC: text is long */
    TALK_GIVE_VIEW,     /* ALPC: the answer brings a view, and its sum */
    TALK_EVENT,         /* ALPC: an event comes along: set */
    TALK_SECTION,       /* ALPC: a section comes along: as TALK_VIEW */
    TALK_GIVE_EVENT,    /* ALPC: the answer brings an event, which is set */
    TALK_KEEP,          /* ALPC: an event or semaphore comes along: kept as that number */
    TALK_AWAIT,         /* the kept one of that number is waited for */
    TALK_LOOK,          /* the same, without patience */
    TALK_RAISE,         /* it is set, or released */
    TALK_LOWER,         /* it is reset */
    TALK_DRAIN,         /* it is waited for until nothing comes any more; number comes back as how often it did */
    TALK_FILE,          /* ALPC: a file comes along: text comes back from it */
    TALK_PIPE,          /* ALPC: the same, a pipe to be read; between Windows programs */
    TALK_PROCESS,       /* ALPC: the client's process comes along, its ids as who has them; number comes back as its id */
    TALK_THREAD,        /* ALPC: its thread */
    TALK_WHO            /* number comes back as how many privileges the client has, seen while acting as it */
};

#define TEXT_SIZE 64

struct talk {
    PORT_MESSAGE header;
    ULONG command;
    NTSTATUS status;    /* of the server's work */
    BOOLEAN windows;    /* who sends is a Windows program */
    ULONG64 number;
    CHAR text[TEXT_SIZE];
    struct {            /* a PORT_DATA_INFORMATION with two entries */
        ULONG n;
        PORT_DATA_ENTRY entries[2];
    } memory;
};

/* A new message. */
void talk_init(struct talk *talk, enum command command);
void talk_shout(CHAR *text, size_t size);
void fill(PVOID bytes, SIZE_T size, UCHAR seed);
void complement(PVOID to, const void *from, SIZE_T size);
ULONG64 sum(const void *bytes, SIZE_T size);

NTSTATUS event_make(HANDLE *event);
/* With a view of it. */
NTSTATUS section_make(HANDLE *section, PVOID *view, SIZE_T size);
NTSTATUS section_map(PVOID *view, HANDLE section);

/* --- who somebody is --- */

typedef NTSTATUS act_function(HANDLE port, struct talk *talk);
/* In the server: acts as the client and as itself again; its privileges that are on. */
NTSTATUS talk_who(HANDLE port, struct talk *talk, act_function *act);

/* --- what came of it, a line each --- */

bool report(bool good, const char *what, NTSTATUS status);
/* An end with a status, which is what was wanted of it. */
void report_end(NTSTATUS status);
/* What this side of the bridge does not have, and says so. */
void report_gap(const char *what, NTSTATUS status);
void say(const char *what);

/* --- the two kinds of ports --- */

/* A named thing that a client does on its connection. */
struct step {
    const char *name;
    NTSTATUS (*take)(HANDLE port);
};

typedef NTSTATUS talk_function(HANDLE port, struct talk *talk);

/* Steps that both kinds have; request brings the answer back. */
NTSTATUS talk_short(HANDLE port, talk_function *request);
NTSTATUS talk_notes(HANDLE port, talk_function *note, talk_function *request);
NTSTATUS talk_ask_who(HANDLE port, talk_function *request);

struct kind {
    const char *name;
    NTSTATUS (*connect)(HANDLE *port, UNICODE_STRING *name);
    talk_function *shout;
    const struct step *steps;           /* ends with a NULL */
    /* Until that many clients have gone; STATUS_SUCCESS when they have. */
    NTSTATUS (*listen)(UNICODE_STRING *name, unsigned int n_clients, bool by_completion);
};
extern const struct kind lpc, alpc;
