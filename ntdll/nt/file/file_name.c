/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* \??\unix\path and \??\Z:\path, with \DosDevices for \??, both from Linux's root. */
#include "ntdll/nt/file/file_name.h"

#include "common/utf16.h"

#include <ntstatus.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const WCHAR *const spaces[] = {L"\\??\\", L"\\DosDevices\\"};
static const WCHAR *const roots[] = {L"unix\\", L"unix/", L"Z:\\"};

static size_t length_of(const WCHAR *text)
{
    size_t n = 0;

    while (text[n])
        n++;
    return n;
}

/* How long the prefix of the list is with which the name begins; 0: none. */
static size_t match(const WCHAR *name, size_t n, const WCHAR *const *prefixes, size_t n_prefixes)
{
    for (size_t i = 0; i < n_prefixes; i++) {
        size_t length = length_of(prefixes[i]);

        if (n >= length && utf16_equal(name, length, prefixes[i], length, true))
            return length;
    }
    return 0;
}

/* From the slash that ends the root on. */
static char *convert(const WCHAR *name, size_t n)
{
    char *path = malloc(3 * n + 1);
    size_t length = 0;

    if (!path)
        return NULL;
    utf16_to_utf8(path, 3 * n, &length, name, n);
    path[length] = 0;
    for (char *at = path; (at = strchr(at, '\\'));)
        *at = '/';
    return path;
}

NTSTATUS file_name_to_path(char **path, const wire_str *name)
{
    const WCHAR *at = name->data;
    size_t n = name->size / sizeof *at, skipped, root;

    if (!n || *at != '\\')
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    skipped = match(at, n, spaces, sizeof spaces / sizeof spaces[0]);
    root = skipped ? match(at + skipped, n - skipped, roots, sizeof roots / sizeof roots[0]) : 0;
    if (!root)
        return STATUS_OBJECT_PATH_NOT_FOUND;
    skipped += root - 1;
    for (size_t i = skipped; i < n; i++)
        if (!at[i])
            return STATUS_OBJECT_NAME_INVALID;
    *path = convert(at + skipped, n - skipped);
    return *path ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

bool file_parent_exists(const char *path)
{
    char *parent = strdup(path), *slash = parent ? strrchr(parent, '/') : NULL;
    bool exists = false;

    if (slash) {
        slash[1] = 0;
        exists = !access(parent, F_OK);
    }
    free(parent);
    return exists;
}
