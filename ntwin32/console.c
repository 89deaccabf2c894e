/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ctrl+C and its like. The terminal's signals become control events: SIGINT is Ctrl+C, SIGQUIT
 * Ctrl+Break, SIGHUP and SIGTERM the closing of the console. A signal handler may do next to
 * nothing, so it only posts a semaphore; a thread of ours waits there and starts one for each
 * event, in which the program's handlers run, the latest first.
 *
 * An event that no handler takes ends the process as the signal would have done.
 */
#include "ntwin32/error.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include <windows.h>

#define MAX_HANDLERS 32

static const struct event {
    int signal;
    DWORD event;
} events[] = {
    {SIGINT, CTRL_C_EVENT},
    {SIGQUIT, CTRL_BREAK_EVENT},
    {SIGHUP, CTRL_CLOSE_EVENT},
    {SIGTERM, CTRL_CLOSE_EVENT},
};
#define N_EVENTS (sizeof events / sizeof events[0])

static SRWLOCK lock =
    SRWLOCK_INIT; /* guards all that is below it, but for what the signal handler uses */
static PHANDLER_ROUTINE handlers[MAX_HANDLERS];
static size_t n_handlers;
static BOOL ignored; /* Ctrl+C, by SetConsoleCtrlHandler(NULL, TRUE) */
static BOOL listening;
static struct sigaction before[N_EVENTS];

static sem_t posted;
static volatile sig_atomic_t seen[N_EVENTS];

static void note(int signal)
{
    int saved = errno;

    for (size_t i = 0; i < N_EVENTS; i++)
        if (events[i].signal == signal)
            seen[i] = 1;
    sem_post(&posted);
    errno = saved;
}

static void end_by(int signal)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigset_t set;

    sigaction(signal, &action, NULL);
    sigemptyset(&set);
    sigaddset(&set, signal);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    kill(getpid(), signal);
}

static DWORD WINAPI run_handlers(LPVOID argument)
{
    const struct event *event = argument;
    PHANDLER_ROUTINE routines[MAX_HANDLERS];
    size_t n;
    BOOL skip;

    AcquireSRWLockShared(&lock);
    n = n_handlers;
    for (size_t i = 0; i < n; i++)
        routines[i] = handlers[i];
    skip = ignored && event->event == CTRL_C_EVENT;
    ReleaseSRWLockShared(&lock);
    while (!skip && n)
        if (routines[--n](event->event))
            return 0;
    if (!skip)
        end_by(event->signal);
    return 0;
}

static void *dispatch(void *nothing)
{
    HANDLE thread;

    for (;;) {
        while (sem_wait(&posted))
            ;
        for (size_t i = 0; i < N_EVENTS; i++) {
            if (!seen[i])
                continue;
            seen[i] = 0;
            thread = CreateThread(NULL, 0, run_handlers, (LPVOID)&events[i], 0, NULL);
            if (thread)
                CloseHandle(thread);
            else
                end_by(events[i].signal);
        }
    }
    return nothing;
}

/* The first time; the thread stays. It gets no signals, so that none of the program's lands there.
 */
static BOOL start_dispatcher(void)
{
    static BOOL started;
    pthread_attr_t attributes;
    sigset_t all, old;
    pthread_t thread;

    if (started)
        return TRUE;
    if (sem_init(&posted, 0, 0) || pthread_attr_init(&attributes))
        return FALSE;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old);
    started = !pthread_create(&thread, &attributes, dispatch, NULL);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_attr_destroy(&attributes);
    return started;
}

/* Signals come to us as long as there is anything to do with them. */
static BOOL listen_to(BOOL wanted)
{
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};

    if (wanted == listening)
        return TRUE;
    if (wanted && !start_dispatcher())
        return FALSE;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < N_EVENTS; i++)
        sigaction(events[i].signal, wanted ? &action : &before[i], wanted ? &before[i] : NULL);
    listening = wanted;
    return TRUE;
}

/* Each returns an error. */
static DWORD add(PHANDLER_ROUTINE routine)
{
    if (n_handlers == MAX_HANDLERS || !listen_to(TRUE))
        return ERROR_NOT_ENOUGH_MEMORY;
    handlers[n_handlers++] = routine;
    return ERROR_SUCCESS;
}

static DWORD take_away(PHANDLER_ROUTINE routine)
{
    size_t i = n_handlers;

    while (i && handlers[i - 1] != routine)
        i--;
    if (!i)
        return ERROR_INVALID_PARAMETER;
    for (; i < n_handlers; i++)
        handlers[i - 1] = handlers[i];
    n_handlers--;
    listen_to(n_handlers || ignored);
    return ERROR_SUCCESS;
}

static DWORD ignore(BOOL wanted)
{
    if (!listen_to(wanted || n_handlers))
        return ERROR_NOT_ENOUGH_MEMORY;
    ignored = wanted;
    return ERROR_SUCCESS;
}

WINBOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE HandlerRoutine, WINBOOL Add)
{
    DWORD error;

    AcquireSRWLockExclusive(&lock);
    if (!HandlerRoutine)
        error = ignore(Add != FALSE);
    else
        error = Add ? add(HandlerRoutine) : take_away(HandlerRoutine);
    ReleaseSRWLockExclusive(&lock);
    return !error || failed_with(error);
}

/* To the process group, which is what shares the console's keys; 0 is the own. */
WINBOOL WINAPI GenerateConsoleCtrlEvent(DWORD dwCtrlEvent, DWORD dwProcessGroupId)
{
    if (dwCtrlEvent > CTRL_BREAK_EVENT || dwProcessGroupId > INT32_MAX || dwProcessGroupId == 1)
        return failed_with(ERROR_INVALID_PARAMETER);
    return !kill(-(pid_t)dwProcessGroupId, dwCtrlEvent == CTRL_C_EVENT ? SIGINT : SIGQUIT) ||
           failed_with(ERROR_INVALID_PARAMETER);
}
