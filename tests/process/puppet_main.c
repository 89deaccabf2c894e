/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A puppet: reads a line, does what it says, and answers with the status of the call and what came of it.
 * The answer goes to descriptor 3, so that the library may write to the standard ones.
 */
#include "tests/process/acts.h"

#include <ntrtl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char answer[480];

void add(const char *format, ...)
{
    size_t length = strlen(answer);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(answer + length, sizeof(answer) - length, format, arguments);
    va_end(arguments);
}

char *next_word(char **arguments)
{
    char *word = *arguments;
    size_t length = strcspn(word, " ");

    if (!*word)
        return NULL;
    *arguments = word + length + (word[length] ? 1 : 0);
    word[length] = 0;
    return word;
}

long long next_number(char **arguments)
{
    char *word = next_word(arguments);

    return word ? strtoll(word, NULL, 0) : 0;
}

SECURITY_DESCRIPTOR *open_to_all(void)
{
    static SECURITY_DESCRIPTOR descriptor;

    RtlCreateSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    RtlSetDaclSecurityDescriptor(&descriptor, TRUE, NULL, FALSE);
    return &descriptor;
}

UNICODE_STRING *nt_name(const char *ascii)
{
    static UNICODE_STRING name;
    static WCHAR text[256];
    USHORT n = 0;

    for (; *ascii && n < 255; ascii++)
        text[n++] = (WCHAR)(unsigned char)*ascii;
    name.Buffer = text;
    name.Length = name.MaximumLength = (USHORT)(n * sizeof(WCHAR));
    return &name;
}

LARGE_INTEGER *nt_timeout(long long ms)
{
    static LARGE_INTEGER timeout;

    timeout.QuadPart = -ms * 10000;
    return ms < 0 ? NULL : &timeout;
}

static const struct act *find(const struct act *acts, const char *name)
{
    for (; acts->name; acts++) {
        if (strcmp(acts->name, name) == 0)
            return acts;
    }
    return NULL;
}

static NTSTATUS perform(char *line)
{
    static const struct act *const all[] = {
        port_acts, alpc_acts, view_acts, object_acts, attack_acts, message_acts, attribute_acts, user_acts, token_acts,
    };
    char *name = next_word(&line);

    for (size_t i = 0; name && i < sizeof(all) / sizeof(all[0]); i++) {
        const struct act *act = find(all[i], name);

        if (act)
            return act->run(line);
    }
    fprintf(stderr, "puppet: there is no act '%s'\n", name ? name : "");
    exit(98);
}

int main(void)
{
    char line[512];

    while (fgets(line, sizeof(line), stdin)) {
        NTSTATUS status;

        line[strcspn(line, "\n")] = 0;
        answer[0] = 0;
        status = perform(line);
        if (dprintf(3, "%08X%s\n", (unsigned int)status, answer) < 0)
            return 97;
    }
    return 0;
}
