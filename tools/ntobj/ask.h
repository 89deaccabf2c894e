/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Questions to the running server. A server is never started here: who looks around does not want to
 * change what there is to see. Whatever fails ends the program with a message (say.h).
 */
#pragma once

#include <stdint.h>

struct json_object;
struct wire_path;

/* Ends the program when no server runs for this user. Before anything else here. */
void ask_server_or_fail(void);

/* The path that the user typed, for a request. */
void ask_fill_path(struct wire_path *to, const char *path);

/* Arrays of objects. */
struct json_object *ask_processes(void);
struct json_object *ask_handles(uint32_t pid);
struct json_object *ask_ports(void);
/* { "name", "type", and for symbolic links "target" }, sorted; path as the user typed it. When quiet,
 * a directory that may not be read gives NULL. */
struct json_object *ask_directory(const char *path, int quiet);
/* Objects. */
struct json_object *ask_object(const char *path);
struct json_object *ask_server(void);
/* The caller's token: accounts are { "sid", "name" }, "groups" and "privileges" are arrays. */
struct json_object *ask_token(void);
