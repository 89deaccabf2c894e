/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One side of a conversation, natively or as PE, over LPC or ALPC: who is at the other end makes no
 * difference to it.
 *
 *   talk KIND listen NAME [N]        a server, until N clients (1) have gone
 *   talk KIND completion NAME [N]    the same, which waits at a completion port
 *   talk KIND ask NAME [STEP...]     a client, which takes these steps or all
 *   talk KIND ask NAME for-ever      a client that asks until it gets no answer
 *
 * KIND is lpc or alpc. It prints the id that Linux knows it by, then a line for each thing that was
 * right (ok), wrong (not ok) or is known to be missing (gap). It waits for ever: whoever starts it
 * ends it.
 */
#include "tests/wine/talk.h"

#include "winetests/platform.h"

#define PATIENCE_MS 20000
#define PAUSE_MS    20
#define N_ASKED     1000        /* that many answers are a line */

/* --- messages --- */

void talk_init(struct talk *talk, enum command command)
{
    memset(talk, 0, sizeof(*talk));
    talk->header.u1.s1.DataLength = sizeof(*talk) - sizeof(talk->header);
    talk->header.u1.s1.TotalLength = sizeof(*talk);
    talk->command = command;
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

/* --- the client --- */

/* The server may be starting still. */
static NTSTATUS connect_patiently(const struct kind *kind, HANDLE *port, UNICODE_STRING *name)
{
    LARGE_INTEGER pause = { .QuadPart = -PAUSE_MS * 10000 };
    NTSTATUS status;
    int i;

    for (i = 0; i < PATIENCE_MS / PAUSE_MS; i++) {
        status = kind->connect(port, name);
        if (status != STATUS_OBJECT_NAME_NOT_FOUND)
            break;
        NtDelayExecution(FALSE, &pause);
    }
    return status;
}

static NTSTATUS shout_and_check(const struct kind *kind, HANDLE port, unsigned int i)
{
    char text[TEXT_SIZE];
    struct talk talk;
    NTSTATUS status;

    talk_init(&talk, TALK_SHOUT);
    snprintf(talk.text, sizeof(talk.text), "shout this %u", i);
    snprintf(text, sizeof(text), "SHOUT THIS %u", i);
    status = kind->shout(port, &talk);
    if (status)
        return status;
    return strcmp(talk.text, text) ? STATUS_DATA_ERROR : talk.status;
}

/* Ends by what happens to the other side. */
static int ask_for_ever(const struct kind *kind, HANDLE port)
{
    NTSTATUS status = STATUS_SUCCESS;
    unsigned int i;

    for (i = 1; !status; i++) {
        if (i % N_ASKED == 0)
            say("talking");
        status = shout_and_check(kind, port, i);
    }
    report_end(status);
    return 0;
}

static bool take(const struct step *step, HANDLE port)
{
    NTSTATUS status = step->take(port);

    if (status != STATUS_NOT_IMPLEMENTED)
        return report(!status, step->name, status);
    report_gap(step->name, status);
    return true;
}

static bool take_named(const struct kind *kind, HANDLE port, const char *name)
{
    const struct step *step;

    for (step = kind->steps; step->name; step++)
        if (!strcmp(step->name, name))
            return take(step, port);
    printf("not ok there is no step \"%s\"\n", name);
    return false;
}

static int ask(const struct kind *kind, UNICODE_STRING *name, char **steps)
{
    const struct step *step;
    bool good = true;
    HANDLE port;
    NTSTATUS status = connect_patiently(kind, &port, name);

    if (!report(!status, "connect", status))
        return 1;
    if (*steps && !strcmp(*steps, "for-ever"))
        return ask_for_ever(kind, port);
    for (step = kind->steps; !*steps && step->name; step++)
        good &= take(step, port);
    for (; *steps; steps++)
        good &= take_named(kind, port, *steps);
    status = NtClose(port);
    good &= report(!status, "close", status);
    return !good;
}

/* --- the server --- */

static int listen_to(const struct kind *kind, UNICODE_STRING *name, char **count, bool by_completion)
{
    NTSTATUS status = kind->listen(name, *count ? (unsigned int)atoi(*count) : 1, by_completion);

    if (status)
        report_end(status);
    else
        report(true, "all clients have gone", status);
    return status != 0;
}

/* --- who this is --- */

static void say_who(void)
{
    uintptr_t process, thread;

    linux_ids(&process, &thread);
    printf("process %u\n", (unsigned int)process);
    fflush(stdout);
}

static void set_name(UNICODE_STRING *name, WCHAR *buffer, size_t n, const char *ascii)
{
    size_t i;

    for (i = 0; i < n - 1 && ascii[i]; i++)
        buffer[i] = (WCHAR)(UCHAR)ascii[i];
    buffer[i] = 0;
    RtlInitUnicodeString(name, buffer);
}

static int usage(void)
{
    fprintf(stderr, "usage: talk lpc|alpc listen|completion|ask NAME [N | STEP...]\n");
    return 2;
}

int main(int argc, char **argv)
{
    const struct kind *kind;
    UNICODE_STRING name;
    WCHAR buffer[128];

    if (argc < 4)
        return usage();
    say_who();
    kind = !strcmp(argv[1], "lpc") ? &lpc : &alpc;
    set_name(&name, buffer, sizeof(buffer) / sizeof(buffer[0]), argv[3]);
    if (!strcmp(argv[2], "ask"))
        return ask(kind, &name, argv + 4);
    if (!strcmp(argv[2], "listen") || !strcmp(argv[2], "completion"))
        return listen_to(kind, &name, argv + 4, argv[2][0] == 'c');
    return usage();
}
