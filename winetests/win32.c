/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the families of Win32 names share; see win32.h. */
#include "winetests/win32.h"

bool ok_win32_at(const char *file, int line, const char *call, bool good)
{
    DWORD error = GetLastError();

    return test_ok(file, line, good, "%s failed with %u", call, (unsigned int)error);
}

bool ok_fails_at(const char *file, int line, const char *call, bool good, DWORD error)
{
    DWORD got = GetLastError();

    return test_ok(file, line, !good && got == error, "%s %s, last error %u, wanted %u", call,
                   good ? "succeeded" : "failed", (unsigned int)got, (unsigned int)error);
}

void win32_name_make(struct win32_name *name, const char *prefix)
{
    UNICODE_STRING string;

    name_unique(&string, name->text, NAME_CHARS, prefix);
    name->text[string.Length / sizeof(WCHAR)] = 0;
}
