/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is in a directory: names, types, and where symbolic links lead.
 */
#include "tools/ntobj/ask.h"

#include "ntdll/client/call.h"
#include "tools/ntobj/say.h"
#include "tools/ntobj/text.h"

#include <json-c/json.h>
#include <string.h>
#include <windows.h>
#include <winternl.h>
#include <ntstatus.h>

#define DIRECTORY_QUERY     0x0001
#define DIRECTORY_TRAVERSE  0x0002      /* for the names of links, seen from it */
#define SYMBOLIC_LINK_QUERY 0x0001
#define NO_SLOT_INDEX       0xffffffffu

void ask_fill_path(wire_path *to, const char *path)
{
    to->attributes = OBJ_CASE_INSENSITIVE;
    to->name.data = object_path(path, &to->name.size);
    if (!to->name.data)
        fail("'%s' is not UTF-8", path);
}

static void close_handle(uint64_t handle)
{
    struct close_handle_request req = { .handle = handle, .slot = NO_SLOT_INDEX };
    struct close_handle_reply reply = { 0 };

    call_close_handle(&req, &reply, NULL);
}

/* What the link points to, or NULL when it may not be asked. */
static struct json_object *link_target(uint64_t directory, const void *name, uint32_t size)
{
    struct open_symlink_request open = {
        .access = SYMBOLIC_LINK_QUERY,
        .path = { .root = directory, .name = { (void *)name, size } },
    };
    struct open_symlink_reply opened = { 0 };
    struct query_symlink_request query = { 0 };
    struct query_symlink_reply target = { 0 };
    struct json_object *result = NULL;
    char *text;

    if (!NT_SUCCESS(call_open_symlink(&open, &opened, NULL)))
        return NULL;
    target.target = (wire_str){ allocate(WIRE_MAX), WIRE_MAX };
    query.handle = opened.handle;
    if (NT_SUCCESS(call_query_symlink(&query, &target, NULL))) {
        text = utf8_from_utf16(target.target.data, target.target.size);
        result = json_object_new_string(text);
        release(text);
    }
    release(target.target.data);
    close_handle(opened.handle);
    return result;
}

static struct json_object *directory_entry(uint64_t directory, const uint8_t *name, uint32_t name_size,
                                           const uint8_t *type, uint32_t type_size)
{
    struct json_object *entry = json_object_new_object(), *target;
    char *text = utf8_from_utf16(name, name_size);

    json_object_object_add(entry, "name", json_object_new_string(text));
    release(text);
    text = utf8_from_utf16(type, type_size);
    json_object_object_add(entry, "type", json_object_new_string(text));
    if (strcmp(text, "SymbolicLink") == 0 && (target = link_target(directory, name, name_size)))
        json_object_object_add(entry, "target", target);
    release(text);
    return entry;
}

/* u16 name bytes, u16 type bytes, name, type, and so on: see query_directory */
static void add_entries(struct json_object *list, uint64_t directory, const wire_blob *entries)
{
    const uint8_t *at = entries->data, *end = at + entries->size;

    while (end - at >= 4) {
        uint32_t name_size = at[0] | (uint32_t)at[1] << 8, type_size = at[2] | (uint32_t)at[3] << 8;

        at += 4;
        if ((size_t)(end - at) < name_size + type_size)
            fail("the server's answer is cut off; is it of this version?");
        json_object_array_add(list, directory_entry(directory, at, name_size, at + name_size,
                                                    type_size));
        at += name_size + type_size;
    }
}

static int compare_names(const void *first, const void *second)
{
    struct json_object *a, *b;

    json_object_object_get_ex(*(struct json_object *const *)first, "name", &a);
    json_object_object_get_ex(*(struct json_object *const *)second, "name", &b);
    return strcmp(json_object_get_string(a), json_object_get_string(b));
}

struct json_object *ask_directory(const char *path, int quiet)
{
    struct open_directory_request open = { .access = DIRECTORY_QUERY | DIRECTORY_TRAVERSE };
    struct open_directory_reply opened = { 0 };
    struct query_directory_request req = { .count = UINT32_MAX, .size = WIRE_MAX / 2 };
    struct query_directory_reply reply = { 0 };
    void *buffer = allocate(WIRE_MAX);
    struct json_object *list = json_object_new_array();
    NTSTATUS status;

    ask_fill_path(&open.path, path);
    status = call_open_directory(&open, &opened, NULL);
    req.handle = opened.handle;
    while (NT_SUCCESS(status)) {
        reply.entries = (wire_blob){ buffer, WIRE_MAX };
        status = call_query_directory(&req, &reply, NULL);
        if (!NT_SUCCESS(status) || reply.entries.size == 0)
            break;
        add_entries(list, opened.handle, &reply.entries);
        req.index = reply.next;
        if (!reply.more)
            break;
    }
    if (opened.handle)
        close_handle(opened.handle);
    release(open.path.name.data);
    release(buffer);
    if (!NT_SUCCESS(status) && status != STATUS_NO_MORE_ENTRIES) {
        json_object_put(list);
        if (!quiet)
            fail_status(status, path);
        return NULL;
    }
    json_object_array_sort(list, compare_names);
    return list;
}
