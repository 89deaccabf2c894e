/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON text for people's questions, written into a buffer that may be too small. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct object;

struct json {
    char *text;
    size_t used, size;
    bool full;                          /* something did not fit; used is where it began to fail */
};

void json_print(struct json *json, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A string with its quotes, from UTF-16. */
void json_string(struct json *json, const uint16_t *text, uint32_t n);
/* "type": …, "name": …, and what the type says of the object. */
void json_object(struct json *json, struct object *object);
/* One entry of a list: a comma before it unless it is the first; false and nothing written: no room. */
bool json_entry(struct json *json, const struct json *entry);
