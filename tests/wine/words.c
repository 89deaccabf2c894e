/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages, what goes with them, and the lines that say what came of it; see talk.h. */
#include "tests/wine/talk.h"

/* --- messages --- */

void talk_init(struct talk *talk, enum command command)
{
    memset(talk, 0, sizeof(*talk));
    talk->header.u1.s1.DataLength = sizeof(*talk) - sizeof(talk->header);
    talk->header.u1.s1.TotalLength = sizeof(*talk);
    talk->command = command;
    talk->windows = HERE_IS_WINDOWS;
}

void talk_shout(CHAR *text, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++)
        if (text[i] >= 'a' && text[i] <= 'z')
            text[i] -= 'a' - 'A';
}

void fill(PVOID bytes, SIZE_T size, UCHAR seed)
{
    SIZE_T i;

    for (i = 0; i < size; i++)
        ((UCHAR *)bytes)[i] = (UCHAR)(i * 7 + seed);
}

void complement(PVOID to, const void *from, SIZE_T size)
{
    SIZE_T i;

    for (i = 0; i < size; i++)
        ((UCHAR *)to)[i] = (UCHAR)~((const UCHAR *)from)[i];
}

ULONG64 sum(const void *bytes, SIZE_T size)
{
    ULONG64 result = 0;
    SIZE_T i;

    for (i = 0; i < size; i++)
        result = result * 31 + ((const UCHAR *)bytes)[i];
    return result;
}

/* --- objects --- */

NTSTATUS event_make(HANDLE *event)
{
    return NtCreateEvent(event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
}

NTSTATUS section_make(HANDLE *section, PVOID *view, SIZE_T size)
{
    LARGE_INTEGER maximum = { .QuadPart = (LONGLONG)size };
    NTSTATUS status;

    status = NtCreateSection(section, SECTION_ALL_ACCESS, NULL, &maximum, PAGE_READWRITE, SEC_COMMIT, NULL);
    return status ? status : section_map(view, *section);
}

NTSTATUS section_map(PVOID *view, HANDLE section)
{
    SIZE_T size = 0;

    *view = NULL;
    return NtMapViewOfSection(section, NtCurrentProcess(), view, 0, 0, NULL, &size, ViewUnmap, 0, PAGE_READWRITE);
}

/* --- lines --- */

void say(const char *what)
{
    printf("%s\n", what);
    fflush(stdout);
}

bool report(bool good, const char *what, NTSTATUS status)
{
    printf("%s %s", good ? "ok" : "not ok", what);
    if (!good)
        printf(": status %08x", (unsigned int)status);
    printf("\n");
    fflush(stdout);
    return good;
}

void report_gap(const char *what, NTSTATUS status)
{
    printf("gap %s: status %08x\n", what, (unsigned int)status);
    fflush(stdout);
}

void report_end(NTSTATUS status)
{
    printf("ended %08x\n", (unsigned int)status);
    fflush(stdout);
}
