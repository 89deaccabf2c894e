/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The namespace; see namespace.h.
 *
 * A name is resolved component by component from the root or a directory handle. A symbolic link on the way
 * replaces what has been resolved so far by its target, at most MAX_LINKS times. Entries are no references: an
 * object takes its name away before it goes; but a named object keeps its directory alive.
 */
#include "server/namespace.h"

#include "common/sd.h"
#include "common/sddl.h"
#include "common/utf16.h"
#include "server/access.h"
#include "server/account.h"
#include "server/objects/directory.h"
#include "server/objects/symlink.h"
#include "server/session.h"

#include <ntobapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_LINKS 32
#define MAX_PATH_SIZE 65534u            /* what a UNICODE_STRING can say */
#define SEPARATOR '\\'

static struct directory *root;

struct name {
    const uint16_t *text;
    uint32_t n;                         /* characters */
};

static uint32_t bucket_of(struct name name)
{
    uint32_t hash = 2166136261u;

    for (uint32_t i = 0; i < name.n; i++)
        hash = (hash ^ utf16_upcase(name.text[i])) * 16777619u;
    return hash % DIRECTORY_BUCKETS;
}

static bool same_name(const struct object *object, struct name name, bool any_case)
{
    if (object->name_size != name.n * 2)
        return false;
    for (uint32_t i = 0; i < name.n; i++)
        if (object->name[i] != name.text[i] &&
            (!any_case || utf16_upcase(object->name[i]) != utf16_upcase(name.text[i])))
            return false;
    return true;
}

static struct object *find(const struct directory *directory, struct name name, bool any_case)
{
    struct object *object = directory->buckets[bucket_of(name)];

    while (object && !same_name(object, name, any_case))
        object = object->next_in_bucket;
    return object;
}

static NTSTATUS insert(struct directory *directory, struct object *object, struct name name)
{
    struct object **bucket = &directory->buckets[bucket_of(name)];
    NTSTATUS status = charge_take(&object->charge, object->charge.account, 0, 0, name.n * 2);

    if (!NT_SUCCESS(status))
        return status;
    object->name = malloc(name.n * 2);
    if (!object->name)
        return STATUS_NO_MEMORY;
    memcpy(object->name, name.text, name.n * 2);
    object->name_size = name.n * 2;
    object->next_in_bucket = *bucket;
    *bucket = object;
    object->parent = object_ref(directory);
    directory->n_entries++;
    return STATUS_SUCCESS;
}

void namespace_remove(struct object *object)
{
    struct directory *directory = object->parent;
    struct object **link;

    if (!directory)
        return;
    link = &directory->buckets[bucket_of((struct name){object->name, object->name_size / 2})];
    while (*link != object)
        link = &(*link)->next_in_bucket;
    *link = object->next_in_bucket;
    object->parent = NULL;
    directory->n_entries--;
    object_unref(directory);
}

/* Resolving. */

struct walk {
    struct session *session;
    struct directory *at;               /* a reference */
    const struct directory *open;       /* the caller has a handle to it with the right to go through */
    uint16_t *memory;                   /* the path when a link has changed it */
    const uint16_t *text;               /* what is left */
    uint32_t n;
    bool any_case;
    unsigned n_links;
};

static void walk_end(struct walk *walk)
{
    if (walk->at)
        object_unref(walk->at);
    free(walk->memory);
}

static NTSTATUS walk_start(struct walk *walk, struct session *session, const wire_path *path)
{
    NTSTATUS status = STATUS_SUCCESS;

    *walk = (struct walk){
        .session = session, .text = path->name.data, .n = path->name.size / 2,
        .any_case = path->attributes & OBJ_CASE_INSENSITIVE,
    };
    if (path->name.size > MAX_PATH_SIZE)
        return STATUS_OBJECT_NAME_INVALID;
    if (path->root) {
        if (walk->n && walk->text[0] == SEPARATOR)
            return STATUS_OBJECT_PATH_SYNTAX_BAD;
        walk->at = handle_get(session, path->root, &directory_type, DIRECTORY_TRAVERSE, &status);
        walk->open = walk->at;
        return status;
    }
    if (!walk->n || walk->text[0] != SEPARATOR)
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    walk->text++;
    walk->n--;
    walk->at = object_ref(root);
    return STATUS_SUCCESS;
}

/* Goes on from the root with the link's target and what was left. */
static NTSTATUS walk_follow(struct walk *walk, const struct symlink *link)
{
    uint32_t n_target = link->target_size / 2;
    uint16_t *memory;

    if (++walk->n_links > MAX_LINKS)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    if (!n_target || link->target[0] != SEPARATOR)
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    if (n_target + walk->n + 1 > 32767)
        return STATUS_OBJECT_NAME_INVALID;
    memory = malloc((n_target + walk->n + 1) * 2);
    if (!memory)
        return STATUS_NO_MEMORY;
    memcpy(memory, link->target, n_target * 2);
    if (walk->n && memory[n_target - 1] == SEPARATOR)
        n_target--;                     /* a link to the root, or one written with a backslash at its end */
    if (walk->n) {
        memory[n_target++] = SEPARATOR;
        memcpy(memory + n_target, walk->text, walk->n * 2);
        n_target += walk->n;
    }
    free(walk->memory);
    walk->memory = memory;
    walk->text = memory + 1;
    walk->n = n_target - 1;
    object_unref(walk->at);
    walk->at = object_ref(root);
    return STATUS_SUCCESS;
}

/* The next component; *last: there is nothing behind it. */
static struct name next_component(struct walk *walk, bool *last)
{
    struct name name = {walk->text, 0};

    while (name.n < walk->n && name.text[name.n] != SEPARATOR)
        name.n++;
    *last = name.n == walk->n;
    walk->text += name.n + !*last;
    walk->n -= name.n + !*last;
    return name;
}

/* Going through needs a right in each directory, or the privilege, which usually everybody has (J3). */
static NTSTATUS may_traverse(const struct walk *walk)
{
    uint32_t granted;

    if (walk->at == walk->open || token_has_privilege(caller_token(walk->session), SE_CHANGE_NOTIFY_PRIVILEGE))
        return STATUS_SUCCESS;
    return access_check(walk->session, &walk->at->object, DIRECTORY_TRAVERSE, &granted);
}

/* Ends at the last component: *name is its name in walk->at, *object what is there, or NULL. An empty name
 * is the directory where the walk began. */
static NTSTATUS resolve(struct walk *walk, const struct object_type *type, struct name *name,
                        struct object **object)
{
    *name = (struct name){0};
    *object = NULL;
    while (walk->n) {
        bool last;
        NTSTATUS status;

        *name = next_component(walk, &last);
        if (!name->n || (!last && !walk->n))
            return STATUS_OBJECT_NAME_INVALID;
        status = may_traverse(walk);
        if (!NT_SUCCESS(status))
            return status;
        *object = find(walk->at, *name, walk->any_case);
        if (last && (!*object || (*object)->type != &symlink_type || type == &symlink_type))
            return STATUS_SUCCESS;
        if (!*object)
            return STATUS_OBJECT_PATH_NOT_FOUND;
        if ((*object)->type == &symlink_type) {
            status = walk_follow(walk, (struct symlink *)*object);
            if (!NT_SUCCESS(status))
                return status;
            *name = (struct name){0};
            *object = NULL;
        } else if ((*object)->type == &directory_type) {
            object_ref(*object);
            object_unref(walk->at);
            walk->at = (struct directory *)*object;
        } else {
            return STATUS_OBJECT_TYPE_MISMATCH;
        }
    }
    *object = &walk->at->object;
    return STATUS_SUCCESS;
}

void *namespace_lookup(struct session *session, const wire_path *path,
                       const struct object_type *type, NTSTATUS *status)
{
    struct object *object = NULL;
    struct walk walk;
    struct name name;

    *status = walk_start(&walk, session, path);
    if (NT_SUCCESS(*status))
        *status = resolve(&walk, type, &name, &object);
    if (NT_SUCCESS(*status) && !object)
        *status = STATUS_OBJECT_NAME_NOT_FOUND;
    if (NT_SUCCESS(*status) && type && object->type != type)
        *status = STATUS_OBJECT_TYPE_MISMATCH;
    if (NT_SUCCESS(*status))
        object_ref(object);
    else
        object = NULL;
    walk_end(&walk);
    return object;
}

static NTSTATUS open_object(struct session *session, struct object *object, const wire_path *path,
                            uint32_t access, uint64_t *handle)
{
    uint32_t granted;
    NTSTATUS status = access_check(session, object, access, &granted);

    return NT_SUCCESS(status) ? handle_create(handle, session, object, granted, path->attributes) : status;
}

NTSTATUS namespace_open(struct session *session, const wire_path *path, const struct object_type *type,
                        uint32_t access, uint64_t *handle)
{
    _cleanup_(object_unrefp) struct object *object = NULL;
    NTSTATUS status;

    object = namespace_lookup(session, path, type, &status);
    return object ? open_object(session, object, path, access, handle) : status;
}

/* Creating. */

static NTSTATUS may_create(struct session *session, const struct directory *directory,
                           const struct object_type *type)
{
    uint32_t granted;

    return access_check(session, &directory->object,
                        type == &directory_type ? DIRECTORY_CREATE_SUBDIRECTORY : DIRECTORY_CREATE_OBJECT,
                        &granted);
}

/* The name is free, or that of an object that may be opened instead. */
static NTSTATUS place(struct session *session, const wire_path *path, const wire_blob *sd, struct object *object,
                      uint32_t access, uint64_t *handle)
{
    struct object *existing;
    struct walk walk;
    struct name name;
    NTSTATUS status = walk_start(&walk, session, path);

    if (NT_SUCCESS(status))
        status = resolve(&walk, object->type, &name, &existing);
    if (NT_SUCCESS(status) && existing) {
        if (!(path->attributes & OBJ_OPENIF))
            status = STATUS_OBJECT_NAME_COLLISION;
        else if (existing->type != object->type)
            status = STATUS_OBJECT_TYPE_MISMATCH;
        else
            status = open_object(session, existing, path, access, handle);
        if (NT_SUCCESS(status))
            status = STATUS_OBJECT_NAME_EXISTS;
    } else if (NT_SUCCESS(status)) {
        status = may_create(session, walk.at, object->type);
        if (NT_SUCCESS(status))
            status = object_secure(object, session, walk.at, sd->data, sd->size);
        if (NT_SUCCESS(status))
            status = insert(walk.at, object, name);
    }
    walk_end(&walk);
    return status;
}

/* An object without a name has a descriptor when its creator says so, or when its type is never without. */
static NTSTATUS secure_unnamed(struct session *session, const wire_blob *sd, struct object *object)
{
    return sd->size || object->type->always_secured ? object_secure(object, session, NULL, sd->data, sd->size)
                                                    : STATUS_SUCCESS;
}

NTSTATUS namespace_create(struct session *session, const wire_path *path, const wire_blob *sd,
                          struct object *object, uint32_t access, uint64_t *handle)
{
    NTSTATUS status;

    if (path->attributes & object->type->invalid_attributes)
        return STATUS_INVALID_PARAMETER;
    if (sd->size && !sd_valid(sd->data, sd->size))
        return STATUS_INVALID_SECURITY_DESCR;
    if (path->name.size)
        status = place(session, path, sd, object, access, handle);
    else
        status = secure_unnamed(session, sd, object);
    if (status != STATUS_SUCCESS)
        return status;
    object->attributes = path->attributes & (OBJ_PERMANENT | OBJ_EXCLUSIVE | OBJ_CASE_INSENSITIVE);
    status = handle_create(handle, session, object, access_of_creator(object->type, access), path->attributes);
    if (!NT_SUCCESS(status))
        namespace_remove(object);
    else if (object->parent && object->attributes & OBJ_PERMANENT)
        object_ref(object);
    else
        object->attributes &= ~(uint32_t)OBJ_PERMANENT;
    return status;
}

uint32_t namespace_path(struct object *object, uint16_t *buffer, uint32_t size)
{
    uint32_t needed = 0, at;

    if (object == &root->object) {
        if (buffer && size >= 2)
            buffer[0] = SEPARATOR;
        return 2;
    }
    for (struct object *o = object; o->parent; o = &o->parent->object)
        needed += o->name_size + 2;
    at = needed;
    for (struct object *o = object; buffer && size >= needed && o->parent; o = &o->parent->object) {
        at -= o->name_size;
        memcpy((uint8_t *)buffer + at, o->name, o->name_size);
        at -= 2;
        buffer[at / 2] = SEPARATOR;
    }
    return needed;
}

/* The directories and links that are there from the start. */

static struct name to_name(const char *text, uint16_t buffer[64])
{
    uint32_t n = 0;

    for (; text[n]; n++)
        buffer[n] = (uint8_t)text[n];
    return (struct name){buffer, n};
}

/* Who runs the server owns what is there from the start. Everybody may look and go through; where is_shared, also
 * make things. */
static NTSTATUS describe(struct object *object, bool is_shared)
{
    char text[256], owner[32] = "SY";
    uint8_t *sd;
    uint32_t size;
    NTSTATUS status;

    if (geteuid())
        snprintf(owner, sizeof owner, "S-1-22-1-%u", (unsigned)geteuid());
    snprintf(text, sizeof text, "O:%sG:%sD:(A;;GA;;;%s)(A;;GA;;;SY)(A;;GA;;;BA)(A;;%s;;;WD)", owner, owner, owner,
             is_shared ? "GRGXGW" : "GRGX");
    status = sddl_parse(&sd, &size, text);
    return NT_SUCCESS(status) ? object_take_descriptor(object, sd, size) : status;
}

static NTSTATUS make_directory(struct directory *parent, const char *text, bool is_shared, struct directory **out)
{
    uint16_t buffer[64];
    struct name name = to_name(text, buffer);
    NTSTATUS status;
    struct directory *directory = object_new(&directory_type, NULL, &status);

    if (!directory)
        return status;
    status = describe(&directory->object, is_shared);
    if (!NT_SUCCESS(status))
        return status;
    directory->object.attributes = OBJ_PERMANENT;
    *out = directory;                   /* the permanent object's own reference is never given back */
    return parent ? insert(parent, &directory->object, name) : STATUS_SUCCESS;
}

static NTSTATUS make_link(struct directory *parent, const char *text, const char *target)
{
    uint16_t buffer[64], target_buffer[64];
    struct name name = to_name(text, buffer), to = to_name(target, target_buffer);
    NTSTATUS status;
    struct symlink *link = object_new(&symlink_type, NULL, &status);

    if (!link)
        return status;
    link->object.attributes = OBJ_PERMANENT;
    link->target_size = to.n * 2;
    link->target = malloc(link->target_size);
    if (!link->target)
        return STATUS_NO_MEMORY;
    memcpy(link->target, to.text, link->target_size);
    return insert(parent, &link->object, name);
}

NTSTATUS namespace_init(void)
{
    static const struct {
        const char *name;
        bool is_shared;
    } top[] = {{"RPC Control", true}, {"BaseNamedObjects", true}, {"Security", false}, {"ObjectTypes", false}, {"??", true},
               {"GLOBAL??", false}, {"KernelObjects", false}, {"Device", false}, {"Sessions", false}};
    struct directory *made = NULL, *session;
    NTSTATUS status = make_directory(NULL, "", false, &root);

    for (size_t i = 0; NT_SUCCESS(status) && i < sizeof top / sizeof top[0]; i++)
        status = make_directory(root, top[i].name, top[i].is_shared, &made);
    if (NT_SUCCESS(status))             /* made is \Sessions */
        status = make_directory(made, "1", false, &session);
    if (NT_SUCCESS(status))
        status = make_directory(session, "BaseNamedObjects", true, &made);
    if (NT_SUCCESS(status))
        status = make_link(made, "Global", "\\BaseNamedObjects");
    if (NT_SUCCESS(status))
        status = make_link(root, "DosDevices", "\\??");
    return status;
}
