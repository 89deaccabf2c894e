/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What must hold in whatever order the headers came: included at the end by the order-*.c. */
#ifndef __MINGW32__
#ifdef __CYGWIN__
#error __CYGWIN__ has reached the program
#endif
#ifdef _WIN32
#error _WIN32 has reached the program
#endif
#ifdef _WINSOCKAPI_
#error winsock was read, whose names are those of sys/socket.h
#endif
int sockets_are_native(struct sockaddr_un *address, struct timeval *time);
int sockets_are_native(struct sockaddr_un *address, struct timeval *time)
{
    return address->sun_family == AF_UNIX && time->tv_sec == 0;
}
#endif

typedef char size_of_long_is_4[sizeof(LONG) == 4 ? 1 : -1];
typedef char size_of_wchar_is_2[sizeof(WCHAR) == 2 && sizeof(L"ab") == 6 ? 1 : -1];
typedef char statuses_are_signed[STATUS_ACCESS_VIOLATION < 0 && STATUS_INVALID_HANDLE < 0 ? 1 : -1];

int use_both_worlds(FILE *f, HANDLE port, WCHAR *text);
int use_both_worlds(FILE *f, HANDLE port, WCHAR *text)
{
    UNICODE_STRING name;

    if (!text[0])
        return fprintf(f, "%p\n", (void *)NtCurrentTeb());
    RtlInitUnicodeString(&name, text);
    return (int)wcslen(text) + (NtClose(port) == STATUS_SUCCESS);
}
