/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the port calls as a program does that was built without knowing of them. */
#include "tests/wine/talk.h"

#include <windows.h>

struct by_name by_name;

static void *find(const char *name)
{
    void *function = (void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), name);

    if (!function)
        printf("not ok GetProcAddress finds %s\n", name);
    return function;
}

/* All that the bridge promises, whether it is used here or not. */
static bool find_all(void)
{
    static const char *const names[] = {
#define CALL(name, n, kinds) #name,
#include "wine/calls.def"
    };
    unsigned int n_missing = 0;
    char twin[80];
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        n_missing += !find(names[i]);
        if (strncmp(names[i], "Nt", 2))
            continue;
        snprintf(twin, sizeof(twin), "Zw%s", names[i] + 2);
        n_missing += !find(twin);
    }
    return !n_missing;
}

bool by_name_find(void)
{
#define BY_NAME_SET(name) by_name.name = (__typeof__(by_name.name))find("Zw" #name);
    BY_NAME_CALLS(BY_NAME_SET)
    return find_all();
}
