/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What Windows' <string.h> and <stdlib.h> have for bytes and glibc's have not. All of it is here,
 * in terms of glibc's own.
 */
#ifndef NT_CRT_BYTES_H
#define NT_CRT_BYTES_H
#pragma GCC system_header

#include <string.h>
#include <strings.h>
#include <stdlib.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef _ERRCODE_DEFINED
#define _ERRCODE_DEFINED
typedef int errno_t;
#endif

#ifndef _countof
#define _countof(array) (sizeof(array) / sizeof((array)[0]))
#endif
#define _MAX_PATH 260
#define _MAX_DRIVE 3
#define _MAX_DIR 256
#define _MAX_FNAME 256
#define _MAX_EXT 256

#define _stricmp strcasecmp
#define stricmp strcasecmp
#define _strcmpi strcasecmp
#define _strnicmp strncasecmp
#define strnicmp strncasecmp
#define _strdup strdup
#define _atoi64 atoll
#define _strtoi64 strtoll
#define _strtoui64 strtoull

static inline int _memicmp(const void *a, const void *b, size_t n)
{
    const unsigned char *x = (const unsigned char *)a, *y = (const unsigned char *)b;

    for (; n; n--, x++, y++) {
        int difference = (*x - 'A' < 26u ? *x + 32 : *x) - (*y - 'A' < 26u ? *y + 32 : *y);

        if (difference)
            return difference;
    }
    return 0;
}

static inline char *_strlwr(char *s)
{
    for (char *p = s; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p += 'a' - 'A';
    return s;
}

static inline char *_strupr(char *s)
{
    for (char *p = s; *p; p++)
        if (*p >= 'a' && *p <= 'z')
            *p -= 'a' - 'A';
    return s;
}

static inline char *_ui64toa(unsigned long long value, char *buffer, int radix)
{
    char digits[64], *p = buffer;
    int n = 0;

    do {
        digits[n++] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % (unsigned)radix];
        value /= (unsigned)radix;
    } while (value);
    while (n)
        *p++ = digits[--n];
    *p = 0;
    return buffer;
}

static inline char *_i64toa(long long value, char *buffer, int radix)
{
    if (radix != 10 || value >= 0)
        return _ui64toa((unsigned long long)value, buffer, radix);
    *buffer = '-';
    _ui64toa(0 - (unsigned long long)value, buffer + 1, radix);
    return buffer;
}

static inline char *_itoa(int value, char *buffer, int radix)
{
    return radix == 10 ? _i64toa(value, buffer, radix) : _ui64toa((unsigned)value, buffer, radix);
}

static inline char *_ultoa(unsigned int value, char *buffer, int radix)
{
    return _ui64toa(value, buffer, radix);
}

#define _ltoa _itoa
#define itoa _itoa

#ifdef __cplusplus
}
#endif

#include <nt_crt_secure.h>

#endif
