/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of ports; see name.h. */
#include "wine/name.h"

#include "wine/call.h"
#include "wine/object.h"
#include "wine/wine.h"

#include <ntexapi.h>
#include <ntobapi.h>
#include <string.h>

#define DIRECTORY_ACCESS 0x3u           /* to look into it, and for names in it */
#define HOLDER_ACCESS    0x1u

/* --- reading: what cannot be read is the library's to complain of, when it is its turn --- */

static bool append(struct port_name *name, const uint16_t *text, size_t n)
{
    if (n > NAME_CHARS - (size_t)name->n)
        return false;
    memcpy(name->text + name->n, text, n * sizeof text[0]);
    name->n = (uint16_t)(name->n + n);
    return true;
}

static bool append_string(struct port_name *name, uint64_t from)
{
    uint16_t text[NAME_CHARS];
    UNICODE_STRING string;

    return peek(&string, from, sizeof string) && string.Length / 2u <= NAME_CHARS &&
           peek(text, (uintptr_t)string.Buffer, string.Length & ~1u) && append(name, text, string.Length / 2u);
}

static uint32_t append_root(struct port_name *name, uint64_t root)
{
    union { UNICODE_STRING string; uint8_t bytes[2 * NAME_CHARS + sizeof(UNICODE_STRING)]; } path;
    const uint16_t separator = '\\';
    enum object_type type = object_type_of_wine(root);
    uint32_t status;

    if (type != OBJECT_DIRECTORY)
        return (uint32_t)(type == OBJECT_NONE ? STATUS_INVALID_HANDLE : STATUS_OBJECT_TYPE_MISMATCH);
    status = (uint32_t)wine_call(wine.NtQueryObject, root, ObjectNameInformation, (uintptr_t)&path, sizeof path,
                                 0, 0, 0);
    if (status)
        return status;
    append(name, (const uint16_t *)path.string.Buffer, path.string.Length / 2u);
    if (name->n != 1)                   /* the root's own name is the separator */
        append(name, &separator, 1);
    return 0;
}

/* As the program's, with the whole name. */
static void point(struct port_name *name, uint64_t *argument)
{
    const UNICODE_STRING string = {(USHORT)(2 * name->n), (USHORT)(2 * name->n), (PWSTR)name->text};
    OBJECT_ATTRIBUTES attributes;

    memcpy(name->string, &string, sizeof string);
    memcpy(&attributes, name->attributes, sizeof attributes);
    if (!attributes.Length) {
        *argument = (uintptr_t)name->string;
        return;
    }
    attributes.RootDirectory = NULL;
    attributes.ObjectName = (UNICODE_STRING *)name->string;
    memcpy(name->attributes, &attributes, sizeof attributes);
    *argument = (uintptr_t)name->attributes;
}

uint32_t name_read_attributes(struct port_name *name, uint64_t *argument)
{
    OBJECT_ATTRIBUTES attributes;
    uint16_t n_root;
    uint32_t status;

    name->n = 0;
    if (!peek(&attributes, *argument, sizeof attributes) || attributes.Length != sizeof attributes ||
        !attributes.ObjectName)
        return 0;
    memcpy(name->attributes, &attributes, sizeof attributes);
    name->flags = attributes.Attributes & OBJ_CASE_INSENSITIVE;
    status = attributes.RootDirectory ? append_root(name, (uintptr_t)attributes.RootDirectory) : 0;
    if (status)
        return status;
    n_root = name->n;
    if (!append_string(name, (uintptr_t)attributes.ObjectName) || name->n == n_root)
        name->n = 0;
    else if (n_root && name->text[n_root] == '\\')
        return (uint32_t)STATUS_OBJECT_PATH_SYNTAX_BAD;
    else if (n_root)
        point(name, argument);
    return 0;
}

void name_read_string(struct port_name *name, uint64_t argument)
{
    name->n = 0;
    name->flags = 0;
    memset(name->attributes, 0, sizeof name->attributes);
    if (!append_string(name, argument))
        name->n = 0;
}

/* --- in Wine --- */

struct wine_name {
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING string;
};

static uint64_t begin_of(struct wine_name *wines, const struct port_name *name, uint32_t n, uint32_t flags)
{
    wines->string = (UNICODE_STRING){(USHORT)(2 * n), (USHORT)(2 * n), (PWSTR)name->text};
    wines->attributes = (OBJECT_ATTRIBUTES){
        .Length = sizeof wines->attributes, .ObjectName = &wines->string, .Attributes = flags};
    return (uintptr_t)&wines->attributes;
}

/* true: the first n characters are the name of a link, and now where it leads */
static bool replace_link(struct port_name *name, uint32_t n)
{
    struct port_name target = {.flags = name->flags};
    UNICODE_STRING string = {0, sizeof target.text, (PWSTR)target.text};
    struct wine_name wines;
    uint64_t link = 0;
    uint32_t status;

    if ((uint32_t)wine_call(wine.NtOpenSymbolicLinkObject, (uintptr_t)&link, SYMBOLIC_LINK_QUERY,
                            begin_of(&wines, name, n, name->flags), 0, 0, 0, 0))
        return false;
    status = (uint32_t)wine_call(wine.NtQuerySymbolicLinkObject, link, (uintptr_t)&string, 0, 0, 0, 0, 0);
    wine_close(link);
    target.n = (uint16_t)(string.Length / 2u);
    if (status || !append(&target, name->text + n, name->n - n))
        return false;
    memcpy(name->text, target.text, target.n * sizeof target.text[0]);
    name->n = target.n;
    return true;
}

bool name_follow(struct port_name *name, uint64_t *argument)
{
    for (uint32_t n = 1; n <= name->n; n++)
        if ((n == name->n || name->text[n] == '\\') && replace_link(name, n)) {
            point(name, argument);
            return true;
        }
    return false;
}

/* The object that takes a port's name. Each type would do that few programs know. */
static bool is_taken_so(const struct port_name *name)
{
    struct wine_name wines;
    uint64_t handle = 0;

    if ((uint32_t)wine_call(wine.NtOpenKeyedEvent, (uintptr_t)&handle, HOLDER_ACCESS,
                            begin_of(&wines, name, name->n, name->flags), 0, 0, 0, 0))
        return false;
    wine_close(handle);
    return true;
}

/* Whatever it is, opening it as an event does not say that there is nothing. */
bool name_is_wines(const struct port_name *name)
{
    struct wine_name wines;
    uint64_t handle = 0;
    uint32_t status;

    if (!name->n)
        return false;
    status = (uint32_t)wine_call(wine.NtOpenEvent, (uintptr_t)&handle, EVENT_QUERY_STATE,
                                 begin_of(&wines, name, name->n, name->flags), 0, 0, 0, 0);
    if (!status)
        wine_close(handle);
    return (!status || status == (uint32_t)STATUS_OBJECT_TYPE_MISMATCH || status == (uint32_t)STATUS_ACCESS_DENIED) &&
           !is_taken_so(name);
}

uint32_t name_take(uint64_t *holder, const struct port_name *name)
{
    struct wine_name wines;
    uint32_t status;

    *holder = 0;
    if (!name->n)
        return 0;
    status = (uint32_t)wine_call(wine.NtCreateKeyedEvent, (uintptr_t)holder, HOLDER_ACCESS,
                                 begin_of(&wines, name, name->n, name->flags), 0, 0, 0, 0);
    if (!status)
        return 0;
    if (status == (uint32_t)STATUS_OBJECT_NAME_EXISTS)      /* opened */
        wine_close(*holder);
    *holder = 0;
    return name_is_wines(name) ? (uint32_t)STATUS_OBJECT_NAME_COLLISION : 0;
}

/* Kept open by each process that has it. */
void names_begin(void)
{
    static const struct port_name rpc_control = {.n = 12, .text = u"\\RPC Control"};
    struct wine_name wines;
    uint64_t directory;

    wine_call(wine.NtCreateDirectoryObject, (uintptr_t)&directory, DIRECTORY_ACCESS,
              begin_of(&wines, &rpc_control, rpc_control.n, OBJ_OPENIF), 0, 0, 0, 0);
}
