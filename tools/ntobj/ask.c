/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Questions to the server, and the JSON made of the answers. Lists come in portions; a portion is
 * objects one after the other, with or without brackets and commas.
 */
#include "tools/ntobj/ask.h"

#include "common/socket_path.h"
#include "ntdll/client/call.h"
#include "tools/ntobj/say.h"
#include "tools/ntobj/text.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>

void ask_server_or_fail(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    const char *why;
    int fd;

    if (!socket_path(address.sun_path, &why))
        fail("cannot tell where the server is: %s", why);
    fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        if (errno != ENOENT && errno != ECONNREFUSED && errno != ENOTDIR)
            fail("cannot reach the server at %s: %s", address.sun_path, strerror(errno));
        fail("no server is running for this user (looked at %s); start a program that uses ntport, "
             "or 'ntserver'", address.sun_path);
    }
    close(fd);
}

/* What a list request has answered so far. */
struct portion {
    NTSTATUS status;
    uint32_t next;
    wire_blob json;
};

typedef void ask_portion(struct portion *portion, uint32_t argument, uint32_t index);

#define ASK_FOR(list, ...)                                                                    \
    static void ask_for_##list(struct portion *portion, uint32_t argument, uint32_t index)    \
    {                                                                                         \
        struct list_##list##_request req = { __VA_ARGS__ };                                   \
        struct list_##list##_reply reply = { .json = portion->json };                         \
                                                                                              \
        (void)argument;                                                                       \
        portion->status = call_list_##list(&req, &reply, NULL);                               \
        portion->next = reply.next;                                                           \
        portion->json.size = reply.json.size;                                                 \
    }

ASK_FOR(processes, index)
ASK_FOR(handles, argument, index)
ASK_FOR(ports, index)

static struct json_object *parse_one(struct json_tokener *tokener, const char **at, const char *end)
{
    struct json_object *object;

    while (*at < end && strchr("[], \n\t", **at))
        ++*at;
    if (*at == end)
        return NULL;
    json_tokener_reset(tokener);
    object = json_tokener_parse_ex(tokener, *at, (int)(end - *at));
    if (!object || !json_object_is_type(object, json_type_object))
        fail("the server's answer is no JSON; is it of this version?");
    *at += json_tokener_get_parse_end(tokener);
    return object;
}

static void add_objects(struct json_object *list, const wire_blob *json)
{
    struct json_tokener *tokener = json_tokener_new();
    const char *at = json->data, *end = at + json->size;
    struct json_object *object;

    while ((object = parse_one(tokener, &at, end)))
        json_object_array_add(list, object);
    json_tokener_free(tokener);
}

static struct json_object *ask_list(ask_portion *ask, uint32_t argument, const char *thing)
{
    struct json_object *list = json_object_new_array();
    struct portion portion = { .json.data = allocate(WIRE_MAX) };
    uint32_t index;

    do {
        index = portion.next;
        portion.json.size = WIRE_MAX;
        ask(&portion, argument, index);
        if (!NT_SUCCESS(portion.status))
            fail_status(portion.status, thing);
        add_objects(list, &portion.json);
    } while (portion.next > index && portion.json.size > 0);

    release(portion.json.data);
    return list;
}

struct json_object *ask_processes(void)
{
    return ask_list(ask_for_processes, 0, "its processes");
}

struct json_object *ask_handles(uint32_t pid)
{
    char name[16];

    snprintf(name, sizeof(name), "%u", pid);
    return ask_list(ask_for_handles, pid, name);
}

struct json_object *ask_ports(void)
{
    return ask_list(ask_for_ports, 0, "its ports");
}

/* One object, from a portion that has just one. */
static struct json_object *single(NTSTATUS status, const wire_blob *json, const char *thing)
{
    struct json_tokener *tokener = json_tokener_new();
    const char *at = json->data;
    struct json_object *object;

    if (!NT_SUCCESS(status))
        fail_status(status, thing);
    object = parse_one(tokener, &at, at + json->size);
    json_tokener_free(tokener);
    return object ? object : json_object_new_object();
}

struct json_object *ask_object(const char *path)
{
    struct stat_object_request req = { 0 };
    struct stat_object_reply reply = { .json = { allocate(WIRE_MAX), WIRE_MAX } };
    struct json_object *object;

    ask_fill_path(&req.path, path);
    object = single(call_stat_object(&req, &reply, NULL), &reply.json, path);
    release(reply.json.data);
    release(req.path.name.data);
    return object;
}

struct json_object *ask_server(void)
{
    struct query_server_request req = {};
    struct query_server_reply reply = { .json = { allocate(WIRE_MAX), WIRE_MAX } };
    struct json_object *object;

    object = single(call_query_server(&req, &reply, NULL), &reply.json, "itself");
    release(reply.json.data);
    return object;
}
