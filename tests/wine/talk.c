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
#define N_SHORT     100
#define N_ASKED     1000        /* that many answers are a line */

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

static NTSTATUS shout_and_check(HANDLE port, talk_function *request, unsigned int i)
{
    char text[TEXT_SIZE];
    struct talk talk;
    NTSTATUS status;

    talk_init(&talk, TALK_SHOUT);
    snprintf(talk.text, sizeof(talk.text), "shout this %u", i);
    snprintf(text, sizeof(text), "SHOUT THIS %u", i);
    status = request(port, &talk);
    if (status)
        return status;
    return strcmp(talk.text, text) ? STATUS_DATA_ERROR : talk.status;
}

NTSTATUS talk_short(HANDLE port, talk_function *request)
{
    NTSTATUS status = STATUS_SUCCESS;
    unsigned int i;

    for (i = 0; i < N_SHORT && !status; i++)
        status = shout_and_check(port, request, i);
    return status;
}

NTSTATUS talk_notes(HANDLE port, talk_function *note, talk_function *request)
{
    NTSTATUS status = STATUS_SUCCESS;
    struct talk talk;
    int i;

    for (i = 0; i < N_SHORT && !status; i++) {
        talk_init(&talk, TALK_NOTE);
        status = note(port, &talk);
    }
    talk_init(&talk, TALK_COUNT);
    if (!status)
        status = request(port, &talk);
    return !status && talk.number != N_SHORT ? STATUS_DATA_ERROR : status;
}

/* Ends by what happens to the other side. */
static int ask_for_ever(const struct kind *kind, HANDLE port)
{
    NTSTATUS status = STATUS_SUCCESS;
    unsigned int i;

    for (i = 1; !status; i++) {
        if (i % N_ASKED == 0)
            say("talking");
        status = shout_and_check(port, kind->shout, i);
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
#ifdef TALK_BY_NAME
    if (!report(by_name_find(), "GetProcAddress finds every call, and its Zw twin", STATUS_ENTRYPOINT_NOT_FOUND))
        return 1;
#endif
    kind = !strcmp(argv[1], "lpc") ? &lpc : &alpc;
    set_name(&name, buffer, sizeof(buffer) / sizeof(buffer[0]), argv[3]);
    if (!strcmp(argv[2], "ask"))
        return ask(kind, &name, argv + 4);
    if (!strcmp(argv[2], "listen") || !strcmp(argv[2], "completion"))
        return listen_to(kind, &name, argv + 4, argv[2][0] == 'c');
    return usage();
}
