/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Wine's version; see version.h. */
#include "wine/version.h"

#include "wine/wine.h"

#include <stdio.h>

#define SYSTEM_WINE_VERSION 1000

static unsigned int major, minor;

/* From 8.0 to 11.10. */
static bool is_known(const char *text)
{
    return sscanf(text, "%u.%u", &major, &minor) == 2 && major >= 8 &&
           (major < 11 || (major == 11 && minor <= 10));
}

bool version_check(void)
{
    char text[256] = "";
    uint32_t status = (uint32_t)wine_call(wine.NtQuerySystemInformation, SYSTEM_WINE_VERSION,
                                          (uintptr_t)text, sizeof text - 1, 0, 0, 0, 0);

    if (!status && is_known(text))
        return true;
    refuse("Wine %s is not a version that is known (8.0 to 11.10)", status ? "?" : text);
    return false;
}

bool version_has_only_stubs(void)
{
    return major == 8;
}
