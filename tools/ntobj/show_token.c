/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A token for people. */
#include "tools/ntobj/show.h"

#include <json-c/json.h>
#include <stdio.h>

static const char *text_of(struct json_object *object, const char *key)
{
    struct json_object *value = NULL;

    json_object_object_get_ex(object, key, &value);
    return value ? json_object_get_string(value) : "";
}

static void show_value(const char *key, struct json_object *value)
{
    const char *name;

    if (!json_object_is_type(value, json_type_object)) {
        printf("%-13s  %s\n", key, json_object_get_string(value));
        return;
    }
    name = text_of(value, "name");
    printf("%-13s  %s%s%s%s\n", key, name, *name ? " (" : "", text_of(value, "sid"), *name ? ")" : "");
}

void show_token(struct json_object *token)
{
    json_object_object_foreach(token, key, value)
    {
        if (!json_object_is_type(value, json_type_array)) {
            show_value(key, value);
            continue;
        }
        putchar('\n');
        show_table(value);
    }
}
