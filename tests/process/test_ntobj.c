/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ntobj shows what is there, as a table and as JSON, and its errors say what to do.
 */
#include "tests/process/puppet.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What "ntobj ARGUMENTS" prints on both its outputs, in a buffer that the next call uses again. */
static const char *ntobj(const char *arguments, int *status)
{
    static char text[65536];
    char command[4500];
    size_t n;
    FILE *pipe;

    snprintf(command, sizeof(command), "'%s' %s 2>&1", built("tools/ntobj/ntobj"), arguments);
    pipe = popen(command, "r");
    require(pipe != NULL, "cannot run ntobj");
    n = fread(text, 1, sizeof(text) - 1, pipe);
    text[n] = 0;
    *status = pclose(pipe);
    return text;
}

static void require_shown(const char *arguments, const char *expected)
{
    int status;
    const char *text = ntobj(arguments, &status);

    require(status == 0 && strstr(text, expected), "'ntobj %s' does not show '%s' but:\n%s",
            arguments, expected, text);
}

static void require_error(const char *arguments, const char *expected)
{
    int status;
    const char *text = ntobj(arguments, &status);

    require(status != 0 && strstr(text, expected), "'ntobj %s' does not complain of '%s' but:\n%s",
            arguments, expected, text);
}

static void names_types_and_handles_are_shown(const void *about)
{
    struct puppet puppet;
    char handles[64];

    (void)about;
    server_start();
    puppet_start(&puppet);
    must(&puppet, "event \\BaseNamedObjects\\shown");
    must(&puppet, "create \\RPC Control\\shown-port");
    require_shown("ls", "RPC Control");
    require_shown("ls '\\BaseNamedObjects'", "shown");
    require_shown("ls /basenamedobjects", "Event");
    require_shown("tree", "shown-port");
    require_shown("stat '/BaseNamedObjects/shown'", "Event");
    require_shown("ports", "\\RPC Control\\shown-port");
    snprintf(handles, sizeof(handles), "handles %d", (int)puppet.pid);
    require_shown(handles, "\\BaseNamedObjects\\shown");
    snprintf(handles, sizeof(handles), "%d", (int)puppet.pid);
    require_shown("processes", handles);
    require_shown("server", "account");
    puppet_end(&puppet);
}

static void json_is_json(const void *about)
{
    static const char *const commands[] = { "ls", "tree", "stat /BaseNamedObjects", "ports",
                                            "processes", "server" };
    struct puppet puppet;

    (void)about;
    server_start();
    puppet_start(&puppet);
    must(&puppet, "create \\RPC Control\\shown-port");
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        struct json_object *json;
        char arguments[64];
        int status;

        snprintf(arguments, sizeof(arguments), "--json %s", commands[i]);
        json = json_tokener_parse(ntobj(arguments, &status));
        require(status == 0 && json, "'ntobj %s' prints no JSON", arguments);
        json_object_put(json);
    }
    puppet_end(&puppet);
}

/* more of them than fit into one answer */
static void long_lists_are_whole(const void *about)
{
    struct puppet puppet;
    char arguments[64];
    int status, n = 0;

    (void)about;
    server_start();
    puppet_start(&puppet);
    must(&puppet, "hoard 2000");
    snprintf(arguments, sizeof(arguments), "handles %d | grep -c -e Event -e Section", (int)puppet.pid);
    n = atoi(ntobj(arguments, &status));
    require(status == 0 && n == 2000, "of 2000 handles %d are listed", n);
    puppet_end(&puppet);
}

static void errors_say_what_to_do(const void *about)
{
    (void)about;
    require_error("ls", "no server is running");
    server_start();
    require_error("ls /nowhere", "ntobj tree");
    require_error("ls nowhere", "begins with a backslash");
    require_error("ls /DosDevices/x/y", "ntobj tree");
    require_error("handles 1", "ntobj processes");
    require_error("handles me", "ntobj processes");
    require_error("handles", "process id");
    require_error("dance", "--help");
}

static const struct test_case cases[] = {
    { "names_types_and_handles_are_shown", names_types_and_handles_are_shown, NULL, 0 },
    { "json_is_json", json_is_json, NULL, 0 },
    { "long_lists_are_whole", long_lists_are_whole, NULL, 0 },
    { "errors_say_what_to_do", errors_say_what_to_do, NULL, 0 },
};

int main(int argc, char **argv)
{
    return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
