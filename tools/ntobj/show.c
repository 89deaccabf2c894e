/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tables and lists. The members that an answer has are the server's business; here is only known
 * which of them read better in hexadecimal.
 */
#include "tools/ntobj/show.h"

#include "tools/ntobj/say.h"
#include "tools/ntobj/text.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define MAX_COLUMNS 32
#define VALUE_SIZE  32

struct column {
    const char *key;
    size_t width;
    bool right;                         /* numbers */
};

static bool reads_in_hex(const char *key)
{
    static const char *const keys[] = { "handle", "access", "attributes", "status", "context" };

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (strcmp(key, keys[i]) == 0)
            return true;
    }
    return false;
}

/* NT counts time in 100 ns since 1601. */
static void time_text(long long nt_time, char buffer[VALUE_SIZE])
{
    time_t seconds = (time_t)(nt_time / 10000000 - 11644473600);
    struct tm parts;

    localtime_r(&seconds, &parts);
    strftime(buffer, VALUE_SIZE, "%Y-%m-%d %H:%M:%S", &parts);
}

static void number_text(const char *key, long long value, char buffer[VALUE_SIZE])
{
    if (reads_in_hex(key))
        snprintf(buffer, VALUE_SIZE, "0x%llx", (unsigned long long)value);
    else if (strcmp(key, "created") == 0)
        time_text(value, buffer);
    else
        snprintf(buffer, VALUE_SIZE, "%lld", value);
}

/* The value as text; in buffer when it has to be made. */
static const char *value_text(const char *key, struct json_object *value, char buffer[VALUE_SIZE])
{
    if (!value)
        return "-";
    switch (json_object_get_type(value)) {
    case json_type_boolean:
        return json_object_get_boolean(value) ? "yes" : "no";
    case json_type_int:
        number_text(key, json_object_get_int64(value), buffer);
        return buffer;
    case json_type_string:
        return json_object_get_string_len(value) ? json_object_get_string(value) : "-";
    default:
        return json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN);
    }
}

/* Names are long and of any length: they go to the end of the line, unless they are the point of it. */
static void name_last(struct column *columns, size_t n)
{
    for (size_t i = 1; i + 1 < n; i++) {
        if (strcmp(columns[i].key, "name") == 0) {
            struct column name = columns[i];

            columns[i] = columns[i + 1];
            columns[i + 1] = name;
        }
    }
}

static size_t find_columns(struct json_object *rows, struct column *columns)
{
    size_t n = 0, n_rows = json_object_array_length(rows);

    for (size_t row = 0; row < n_rows; row++) {
        json_object_object_foreach(json_object_array_get_idx(rows, row), key, value) {
            char buffer[VALUE_SIZE];
            size_t i = 0, width = text_width(value_text(key, value, buffer));

            while (i < n && strcmp(columns[i].key, key) != 0)
                i++;
            if (i == MAX_COLUMNS)
                continue;
            if (i == n)
                columns[n++] = (struct column){ key, text_width(key),
                                                json_object_is_type(value, json_type_int) };
            if (width > columns[i].width)
                columns[i].width = width;
        }
    }
    name_last(columns, n);
    return n;
}

static void show_cell(const struct column *column, const char *text, bool last)
{
    int gap = (int)(column->width - text_width(text));

    if (column->right)
        printf("%*s%s%s", gap, "", text, last ? "\n" : "  ");
    else if (last)
        printf("%s\n", text);
    else
        printf("%s%*s  ", text, gap, "");
}

static void show_heading(const struct column *column, bool last)
{
    char *heading = allocate(strlen(column->key) + 1);

    for (size_t i = 0; column->key[i]; i++) {
        char c = column->key[i];

        heading[i] = c == '_' ? ' ' : c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    show_cell(column, heading, last);
    release(heading);
}

void show_table(struct json_object *rows)
{
    struct column columns[MAX_COLUMNS];
    size_t n = find_columns(rows, columns), n_rows = json_object_array_length(rows);

    if (n_rows == 0) {
        puts("(none)");
        return;
    }
    for (size_t i = 0; i < n; i++)
        show_heading(&columns[i], i + 1 == n);
    for (size_t row = 0; row < n_rows; row++) {
        struct json_object *object = json_object_array_get_idx(rows, row);

        for (size_t i = 0; i < n; i++) {
            struct json_object *value = NULL;
            char buffer[VALUE_SIZE];

            json_object_object_get_ex(object, columns[i].key, &value);
            show_cell(&columns[i], value_text(columns[i].key, value, buffer), i + 1 == n);
        }
    }
}

static void show_member_lines(struct json_object *object, int indent)
{
    size_t width = 0;

    json_object_object_foreach(object, name, ignored) {
        (void)ignored;
        if (strlen(name) > width)
            width = strlen(name);
    }
    json_object_object_foreach(object, key, value) {
        char buffer[VALUE_SIZE];

        if (json_object_is_type(value, json_type_object)) {
            printf("%*s%s\n", indent, "", key);
            show_member_lines(value, indent + 4);
        } else {
            printf("%*s%-*s  %s\n", indent, "", (int)width, key, value_text(key, value, buffer));
        }
    }
}

void show_members(struct json_object *object)
{
    show_member_lines(object, 0);
}

static void show_branch(struct json_object *node, const char *lead, bool last)
{
    static const char *const line[] = { "├── ", "└── " }, *const below[] = { "│   ", "    " };
    struct json_object *name = NULL, *type = NULL, *target = NULL, *children = NULL;
    char *deeper;
    size_t n;

    json_object_object_get_ex(node, "name", &name);
    json_object_object_get_ex(node, "type", &type);
    json_object_object_get_ex(node, "target", &target);
    printf("%s%s%s", lead, line[last], json_object_get_string(name));
    if (target)
        printf(" -> %s", json_object_get_string(target));
    if (!json_object_object_get_ex(node, "children", &children))
        printf("  (%s)", json_object_get_string(type));
    putchar('\n');
    if (!children)
        return;

    deeper = allocate(strlen(lead) + strlen(below[last]) + 1);
    strcpy(deeper, lead);
    strcat(deeper, below[last]);
    n = json_object_array_length(children);
    for (size_t i = 0; i < n; i++)
        show_branch(json_object_array_get_idx(children, i), deeper, i + 1 == n);
    release(deeper);
}

void show_tree(struct json_object *root)
{
    struct json_object *name = NULL, *children = NULL;
    size_t n;

    json_object_object_get_ex(root, "name", &name);
    json_object_object_get_ex(root, "children", &children);
    puts(json_object_get_string(name));
    n = json_object_array_length(children);
    for (size_t i = 0; i < n; i++)
        show_branch(json_object_array_get_idx(children, i), "", i + 1 == n);
}

void show_json(struct json_object *json)
{
    puts(json_object_to_json_string_ext(
        json, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE));
}
