/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the families of Win32 names share. */
#pragma once

#include "winetests/actor.h"

#include <windows.h>

/* A last error that no call leaves. */
#define NO_ERROR_YET 0xdeadbeef

/* It works. The last error is in the report. */
#define ok_win32(call)                                                                             \
    ok_win32_at(__FILE__, __LINE__, #call, (SetLastError(NO_ERROR_YET), !!(call)))
bool ok_win32_at(const char *file, int line, const char *call, bool good);

/* It returns FALSE, NULL or 0, with that last error. */
#define ok_fails(call, error)                                                                      \
    ok_fails_at(__FILE__, __LINE__, #call, (SetLastError(NO_ERROR_YET), !!(call)), error)
bool ok_fails_at(const char *file, int line, const char *call, bool good, DWORD error);

/* A name that nobody else has, with this prefix; wide and as it stands in the object namespace. */
struct win32_name {
    WCHAR text[NAME_CHARS];
};
void win32_name_make(struct win32_name *name, const char *prefix);
