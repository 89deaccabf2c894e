/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON text; see json.h. Everything beyond printable ASCII is escaped, so it is valid whatever the names are. */
#include "server/json.h"

#include "server/namespace.h"
#include "server/objects/file.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void json_print(struct json *json, const char *format, ...)
{
    size_t room = json->size - json->used;
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(json->text + json->used, room, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= room)
        json->full = true;
    else
        json->used += (size_t)n;
}

void json_string(struct json *json, const uint16_t *text, uint32_t n)
{
    json_print(json, "\"");
    for (uint32_t i = 0; i < n; i++)
        if (text[i] < 0x20 || text[i] > 0x7e || text[i] == '"' || text[i] == '\\')
            json_print(json, "\\u%04x", text[i]);
        else
            json_print(json, "%c", text[i]);
    json_print(json, "\"");
}

void json_object(struct json *json, struct object *object)
{
    char details[256] = "";
    uint16_t path[1024];
    uint32_t size = namespace_path(object, path, sizeof path);

    json_print(json, "\"type\": \"%s\", \"name\": ", object->type->name);
    if (object->type == &file_type) {
        const struct file *file = (struct file *)object;
        json_string(json, file->path, file->path_size / 2 < 512 ? file->path_size / 2 : 512);
    } else {
        json_string(json, path, size <= sizeof path ? size / 2 : 0);
    }
    json_print(json, ", \"handles\": %u, \"references\": %u", object->n_handles, object->n_references);
    if (object->type->describe) {
        object->type->describe(object, details, sizeof details);
        json_print(json, ", %s", details);
    }
}

bool json_entry(struct json *json, const struct json *entry)
{
    if (entry->full || json->used + entry->used + 3 > json->size)
        return false;
    if (json->used)
        json->text[json->used++] = ',';
    memcpy(json->text + json->used, entry->text, entry->used);
    json->used += entry->used;
    return true;
}
