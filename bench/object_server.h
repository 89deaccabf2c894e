/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An object server of a benchmark's own: a directory for its socket, which libntdll finds in
 * NTPORT_SERVER and where it starts the server; and the end of both.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct object_server {
    char directory[64];
    char socket[80];
};

bool object_server_prepare(struct object_server *server);
/* For a process that is going to make calls. */
void object_server_use(const struct object_server *server);
/* 0: nobody listens. */
pid_t object_server_pid(const struct object_server *server);
/* Ends the server, if there is one, and removes the directory. */
void object_server_remove(const struct object_server *server);
