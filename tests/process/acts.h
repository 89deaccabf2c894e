/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a puppet can do: a table of acts in each of the puppet_*.c files.
 */
#pragma once

#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>

struct act {
    const char *name;
    /* arguments is what follows the name, "" when nothing; more about the outcome goes to add() */
    NTSTATUS (*run)(char *arguments);
};

extern const struct act port_acts[], alpc_acts[], view_acts[], object_acts[], attack_acts[], message_acts[],
    attribute_acts[], user_acts[], token_acts[];

/* Adds to the answer: " key=value". */
void add(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The next word of the arguments, or NULL; and as a number, 0 when there is none. */
char *next_word(char **arguments);
long long next_number(char **arguments);
/* An object's name from ASCII, in a buffer that the next call uses again. */
UNICODE_STRING *nt_name(const char *ascii);
/* a descriptor that allows everybody everything */
SECURITY_DESCRIPTOR *open_to_all(void);
/* a descriptor that allows that user everything, and nobody else anything */
SECURITY_DESCRIPTOR *descriptor_for(ULONG uid);
/* ms from now; a negative number: for ever (NULL) */
LARGE_INTEGER *nt_timeout(long long ms);

/* the ports of this puppet, which port acts make and others use */
extern HANDLE server_port, connection_port, client_port;
