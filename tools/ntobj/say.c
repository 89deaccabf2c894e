/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What went wrong, in words. */
#include "tools/ntobj/say.h"

#include <windows.h>
#include <ntstatus.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void fail(const char *format, ...)
{
    va_list arguments;

    fflush(stdout);
    fputs("ntobj: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

void fail_status(int32_t status, const char *thing)
{
    switch (status) {
    case STATUS_OBJECT_NAME_NOT_FOUND:
        fail("there is no object %s; 'ntobj tree' shows which names there are", thing);
    case STATUS_OBJECT_PATH_NOT_FOUND:
        fail("no directory on the way to %s has that name; 'ntobj tree' shows which there are", thing);
    case STATUS_OBJECT_NAME_INVALID:
    case STATUS_OBJECT_PATH_SYNTAX_BAD:
        fail("%s is no path; one begins with a backslash, as '\\RPC Control' (quoted) or "
             "'/RPC Control'", thing);
    case STATUS_OBJECT_PATH_INVALID:
        fail("%s goes through an object that holds no names", thing);
    case STATUS_OBJECT_TYPE_MISMATCH:
        fail("%s is no directory; 'ntobj stat' shows what it is", thing);
    case STATUS_ACCESS_DENIED:
        fail("you may not look at %s: its security descriptor does not allow it", thing);
    case STATUS_INVALID_CID:
        fail("no process %s is known to the server; 'ntobj processes' lists those that are", thing);
    case STATUS_SERVER_DISABLED:
    case STATUS_INVALID_HANDLE:
        fail("the server has gone away while it was asked about %s; try again", thing);
    default:
        fail("the server answers 0x%08X about %s", (unsigned int)status, thing);
    }
}

void *allocate(size_t size)
{
    void *memory = calloc(1, size ? size : 1);

    if (!memory)
        fail("out of memory");
    return memory;
}

void release(void *memory)
{
    free(memory);
}
