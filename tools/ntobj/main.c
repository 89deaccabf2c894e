/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ntobj: looks around in the running object server. One command, one question; --json gives programs
 * what people get as a table.
 */
#include "config.h"
#include "tools/ntobj/ask.h"
#include "tools/ntobj/say.h"
#include "tools/ntobj/show.h"

#include <argp.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>


const char *argp_program_version = "ntobj " PACKAGE_VERSION;

struct arguments {
    const char *command, *what;
    bool json;
};

/* Who nests deeper than this is not read further down. */
#define MAX_DEPTH 64

static char *path_join(const char *directory, const char *name)
{
    char *path = allocate(strlen(directory) + strlen(name) + 2);
    char slash = directory[0] == '/' ? '/' : '\\';
    size_t length = strlen(directory);

    memcpy(path, directory, length);
    if (length == 0 || path[length - 1] != slash)
        path[length++] = slash;
    strcpy(path + length, name);
    return path;
}

/* Puts "children" into each directory among the entries. */
static void add_children(struct json_object *entries, const char *path, int depth)
{
    size_t n = json_object_array_length(entries);

    for (size_t i = 0; depth < MAX_DEPTH && i < n; i++) {
        struct json_object *entry = json_object_array_get_idx(entries, i), *name, *type, *children;
        char *below;

        if (!json_object_object_get_ex(entry, "type", &type) ||
            strcmp(json_object_get_string(type), "Directory") != 0 ||
            !json_object_object_get_ex(entry, "name", &name))
            continue;
        below = path_join(path, json_object_get_string(name));
        children = ask_directory(below, true);
        if (children) {
            add_children(children, below, depth + 1);
            json_object_object_add(entry, "children", children);
        }
        release(below);
    }
}

static struct json_object *tree(const char *path)
{
    struct json_object *root = json_object_new_object(), *children = ask_directory(path, false);

    add_children(children, path, 0);
    json_object_object_add(root, "name", json_object_new_string(path));
    json_object_object_add(root, "type", json_object_new_string("Directory"));
    json_object_object_add(root, "children", children);
    return root;
}

static uint32_t process_id(const char *text)
{
    char *end;
    unsigned long value;

    errno = 0;
    value = strtoul(text, &end, 10);
    if (errno || *end || end == text || value == 0 || value > UINT32_MAX)
        fail("'%s' is no process id; 'ntobj processes' lists them", text);
    return (uint32_t)value;
}

static struct json_object *do_ls(const char *what)
{
    return ask_directory(what ? what : "\\", false);
}

static struct json_object *do_tree(const char *what)
{
    return tree(what ? what : "\\");
}

static struct json_object *do_stat(const char *what)
{
    return ask_object(what);
}

static struct json_object *do_handles(const char *what)
{
    return ask_handles(process_id(what));
}

static struct json_object *do_ports(const char *what)
{
    (void)what;
    return ask_ports();
}

static struct json_object *do_processes(const char *what)
{
    (void)what;
    return ask_processes();
}

static struct json_object *do_server(const char *what)
{
    (void)what;
    return ask_server();
}

static struct json_object *do_whoami(const char *what)
{
    (void)what;
    return ask_token();
}

static const struct command {
    const char *name;
    enum { NOTHING, MAY_HAVE_PATH, NEEDS_PATH, NEEDS_PID } argument;
    struct json_object *(*ask)(const char *what);
    void (*show)(struct json_object *answer);
} commands[] = {
    { "ls", MAY_HAVE_PATH, do_ls, show_table },
    { "tree", MAY_HAVE_PATH, do_tree, show_tree },
    { "stat", NEEDS_PATH, do_stat, show_members },
    { "handles", NEEDS_PID, do_handles, show_table },
    { "ports", NOTHING, do_ports, show_table },
    { "processes", NOTHING, do_processes, show_table },
    { "server", NOTHING, do_server, show_members },
    { "whoami", NOTHING, do_whoami, show_token },
};

static error_t parse_option(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case 'j':
        arguments->json = true;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num == 0)
            arguments->command = text;
        else if (state->arg_num == 1)
            arguments->what = text;
        else
            argp_error(state, "one command takes at most one argument; quote names with spaces");
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_usage(state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    { "json", 'j', NULL, 0, "Print JSON", 0 },
    { 0 },
};

static const struct argp parser = {
    .options = options,
    .parser = parse_option,
    .args_doc = "ls [PATH]\ntree [PATH]\nstat PATH\nhandles PID\nports\nprocesses\nserver\nwhoami",
    .doc = "Shows what the running ntport object server holds."
           "\vPaths begin with a backslash, which shells want quoted: '\\RPC Control'; or begin with a "
           "slash and have slashes throughout: '/RPC Control'. The server is the one of "
           "NTPORT_SERVER, or else the user's own; ntobj never starts one.",
};

int main(int argc, char **argv)
{
    struct arguments arguments = { 0 };
    const struct command *command = NULL;
    struct json_object *answer;

    argp_parse(&parser, argc, argv, 0, NULL, &arguments);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(arguments.command, commands[i].name) == 0)
            command = &commands[i];
    }
    if (!command)
        fail("there is no command '%s'; 'ntobj --help' lists them", arguments.command);
    if (command->argument == NOTHING && arguments.what)
        fail("'%s' takes no argument", command->name);
    if (command->argument == NEEDS_PATH && !arguments.what)
        fail("'%s' needs the path of an object, as '\\RPC Control'", command->name);
    if (command->argument == NEEDS_PID && !arguments.what)
        fail("'%s' needs a process id; 'ntobj processes' lists them", command->name);

    ask_server_or_fail();
    answer = command->ask(arguments.what);
    if (arguments.json)
        show_json(answer);
    else
        command->show(answer);
    json_object_put(answer);
    return 0;
}
