/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ntobj shows what is there, as a table and as JSON, and its errors say what to do.
 */
#include "tests/process/puppet.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
                                            "processes", "server", "whoami" };
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

static const char *member(struct json_object *object, const char *key)
{
    struct json_object *value = NULL;

    json_object_object_get_ex(object, key, &value);
    return value ? json_object_get_string(value) : "";
}

/* Of the objects in a list, that with this member; it must be there. */
static struct json_object *element(struct json_object *parent, const char *list, const char *key, const char *text)
{
    struct json_object *array = NULL;

    json_object_object_get_ex(parent, list, &array);
    for (size_t i = 0; array && i < json_object_array_length(array); i++) {
        struct json_object *one = json_object_array_get_idx(array, i);

        if (strcmp(member(one, key), text) == 0)
            return one;
    }
    require(0, "no %s is %s in %s", key, text, json_object_to_json_string(parent));
    return NULL;
}

/* Who that is follows from the uid and the gid alone. */
static void caller_is_known(const void *about)
{
    unsigned int uid = (unsigned int)getuid();
    struct json_object *token, *user = NULL, *group;
    char sid[48], gid[48];
    int status;

    (void)about;
    server_start();
    snprintf(sid, sizeof(sid), uid ? "S-1-22-1-%u" : "S-1-5-18", uid);
    snprintf(gid, sizeof(gid), "S-1-22-2-%u", (unsigned int)getgid());
    token = json_tokener_parse(ntobj("--json whoami", &status));
    require(status == 0 && token, "'ntobj whoami' prints no JSON");
    json_object_object_get_ex(token, "user", &user);
    require(strcmp(member(user, "sid"), sid) == 0 && *member(user, "name"), "the user is %s, not %s",
            json_object_to_json_string(user), sid);
    group = element(token, "groups", "sid", "S-1-1-0");
    require(strcmp(member(group, "name"), "Everyone") == 0, "Everyone is called %s", member(group, "name"));
    require(strstr(member(group, "attributes"), "mandatory, enabled") != NULL, "Everyone is %s",
            member(group, "attributes"));
    element(token, "groups", "sid", gid);
    require(strcmp(member(element(token, "privileges", "name", "SeChangeNotifyPrivilege"), "state"), "enabled") == 0,
            "SeChangeNotifyPrivilege is off");
    require(strncmp(member(token, "default_dacl"), "D:(A;;GA;;;", 11) == 0, "the default DACL is %s",
            member(token, "default_dacl"));
    json_object_put(token);

    require_shown("whoami", sid);
    require_shown("whoami", "Mandatory Level");
    require_shown("whoami", "SeChangeNotifyPrivilege");
    require_error("whoami me", "takes no argument");
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
    { "caller_is_known", caller_is_known, NULL, 0 },
    { "long_lists_are_whole", long_lists_are_whole, NULL, 0 },
    { "errors_say_what_to_do", errors_say_what_to_do, NULL, 0 },
};

int main(int argc, char **argv)
{
    return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
