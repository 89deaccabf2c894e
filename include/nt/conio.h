/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What console programs take from Windows' <conio.h>. */
#pragma GCC system_header

#ifdef __MINGW32__
#include_next <conio.h>
#else
#ifndef NT_CONIO_H
#define NT_CONIO_H

#include <poll.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

/* One key, without waiting for the end of the line where standard input is a terminal. */
static inline int _getch(void)
{
    struct termios before, raw;
    int tty = tcgetattr(0, &before) == 0, c;

    if (tty) {
        raw = before;
        raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        tcsetattr(0, TCSANOW, &raw);
    }
    c = getchar();
    if (tty)
        tcsetattr(0, TCSANOW, &before);
    return c;
}

/* Whether there is one. */
static inline int _kbhit(void)
{
    struct pollfd input = { 0, POLLIN, 0 };

    return poll(&input, 1, 0) > 0;
}

#define getch _getch
#define kbhit _kbhit

#endif
#endif
