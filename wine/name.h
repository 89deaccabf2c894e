/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names of ports. They are our server's; but what a program does with directories, links and other objects of
 * Wine's shall fit. A root directory is given as its path; links that Wine has are followed; and a port's name
 * is taken in Wine, too, by an object that nobody uses.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define NAME_CHARS 1024

/* For one call. */
struct port_name {
    uint64_t attributes[6];             /* a copy of the program's, when there are some */
    uint64_t string[2];
    uint32_t flags;
    uint16_t n;                         /* of text; 0: there is no such name, or it cannot be read */
    uint16_t text[NAME_CHARS];          /* from the root */
};

/* The directories that our server has from its beginning. */
void names_begin(void);
/* *argument: OBJECT_ATTRIBUTES or a UNICODE_STRING; becomes the copy when there is a root directory. What is
 * wrong with it otherwise is left to the library to say. */
uint32_t name_read_attributes(struct port_name *name, uint64_t *argument);
void name_read_string(struct port_name *name, uint64_t argument);
/* The name was not found: true when a link of Wine's leads elsewhere, to where *argument does now. */
bool name_follow(struct port_name *name, uint64_t *argument);
/* Wine has something of that name, which is no port. */
bool name_is_wines(const struct port_name *name);
/* For a new port: a handle of Wine's, or 0. STATUS_OBJECT_NAME_COLLISION */
uint32_t name_take(uint64_t *holder, const struct port_name *name);
