/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a program that thinks in UTF-16 gets from its environment: wmain's arguments, _wgetenv.
 *
 * Both are made once and live as long as the program, as main's own arguments do. Bytes that are
 * not UTF-8, which Linux allows, arrive as U+FFFD.
 */
#include "common/utf16.h"
#include "ntdll/rtl/crt.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static WCHAR *convert(const char *text)
{
    size_t n = strlen(text), length;
    WCHAR *copy = malloc((n + 1) * sizeof(WCHAR));

    if (!copy)
        return NULL;
    utf16_from_utf8(copy, n, &length, text, n);
    copy[length] = 0;
    return copy;
}

static WCHAR **convert_vector(char **vector)
{
    size_t n = 0;
    WCHAR **copy;

    while (vector[n])
        n++;
    copy = calloc(n + 1, sizeof(*copy));
    for (size_t i = 0; copy && i < n; i++) {
        copy[i] = convert(vector[i]);
        if (!copy[i])
            return NULL;
    }
    return copy;
}

/* Called by the start object that a program with wmain is linked with. */
int ntcrt_start_wmain(int argc, char **argv, char **envp, int (*wmain)(int, WCHAR **, WCHAR **))
{
    static WCHAR **volatile arguments, **volatile environment;  /* for the program's whole life */

    arguments = convert_vector(argv);
    environment = convert_vector(envp);
    if (!arguments || !environment) {
        fputs("not enough memory for the arguments\n", stderr);
        return EXIT_FAILURE;
    }
    return wmain(argc, arguments, environment);
}

struct variable {
    struct variable *next;
    char *bytes;                        /* what the value was converted from */
    WCHAR *value;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct variable *variables;      /* guarded by lock; only grows: results stay valid */

static WCHAR *intern(const char *bytes)
{
    struct variable *variable;

    for (variable = variables; variable; variable = variable->next)
        if (strcmp(variable->bytes, bytes) == 0)
            return variable->value;
    variable = malloc(sizeof(*variable));
    if (!variable)
        return NULL;
    variable->bytes = strdup(bytes);
    variable->value = convert(bytes);
    if (!variable->bytes || !variable->value) {
        free(variable->bytes);
        free(variable->value);
        free(variable);
        return NULL;
    }
    variable->next = variables;
    variables = variable;
    return variable->value;
}

WCHAR *ntcrt__wgetenv(const WCHAR *name)
{
    size_t size = ntcrt_wcslen(name) * 3 + 1;
    char *native = malloc(size);
    WCHAR *value = NULL;
    const char *bytes;

    if (native && ntcrt_wcstombs(native, name, size) != (size_t)-1) {
        pthread_mutex_lock(&lock);
        bytes = getenv(native);
        if (bytes)
            value = intern(bytes);
        pthread_mutex_unlock(&lock);
    }
    free(native);
    return value;
}
