/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Answers for people: tables and lists made from the JSON that programs get.
 */
#pragma once

struct json_object;

/* An array of objects, a column for each member that any of them has. */
void show_table(struct json_object *rows);
/* One object, a line for each member. */
void show_members(struct json_object *object);
/* { "name", "type", "target", "children" … }, with lines that show what is in what. */
void show_tree(struct json_object *root);
/* What ask_token answers: accounts on one line each, groups and privileges as tables. */
void show_token(struct json_object *token);
void show_json(struct json_object *json);
