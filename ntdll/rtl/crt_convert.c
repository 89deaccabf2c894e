/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Multi-byte to wide characters and back. Multi-byte is UTF-8 whatever the locale says, and wide is
 * UTF-16, so that one character may be two WCHARs; mbtowc and wctomb, which have place for one,
 * refuse such a character. What is not well-formed is refused with EILSEQ: unlike the Rtl functions
 * these have a way to say so.
 */
#include "common/utf16.h"
#include "ntdll/rtl/crt.h"

#include <errno.h>
#include <string.h>

static size_t refuse(void)
{
    errno = EILSEQ;
    return (size_t)-1;
}

/* Stops before what does not fit; a character is never cut. No terminator then. */
size_t ntcrt_mbstowcs(WCHAR *dst, const char *src, size_t n)
{
    size_t rest = strlen(src);
    size_t done = 0;

    while (rest > 0) {
        int code;
        size_t taken = utf8_take(src, rest, &code);
        WCHAR units[2];
        size_t n_units;

        if (code < 0)
            return refuse();
        n_units = utf16_put(units, code);
        if (dst) {
            if (n_units > n - done)
                return done;
            memcpy(dst + done, units, n_units * sizeof(WCHAR));
        }
        done += n_units;
        src += taken;
        rest -= taken;
    }
    if (dst && done < n)
        dst[done] = 0;
    return done;
}

size_t ntcrt_wcstombs(char *dst, const WCHAR *src, size_t n)
{
    size_t rest = ntcrt_wcslen(src);
    size_t done = 0;

    while (rest > 0) {
        int code;
        size_t taken = utf16_take(src, rest, &code);
        char bytes[4];
        size_t n_bytes;

        if (code < 0)
            return refuse();
        n_bytes = utf8_put(bytes, code);
        if (dst) {
            if (n_bytes > n - done)
                return done;
            memcpy(dst + done, bytes, n_bytes);
        }
        done += n_bytes;
        src += taken;
        rest -= taken;
    }
    if (dst && done < n)
        dst[done] = 0;
    return done;
}

/* The bytes taken, 0 for the terminator; without src: there are no shift states. */
int ntcrt_mbtowc(WCHAR *dst, const char *src, size_t n)
{
    size_t taken;
    int code;

    if (!src)
        return 0;
    if (!n)
        return refuse();
    taken = utf8_take(src, n, &code);
    if (code < 0 || code > 0xffff)
        return refuse();
    if (dst)
        *dst = code;
    return code ? (int)taken : 0;
}

int ntcrt_wctomb(char *dst, WCHAR c)
{
    int code;

    if (!dst)
        return 0;
    utf16_take(&c, 1, &code);
    if (code < 0)
        return refuse();
    return utf8_put(dst, code);
}
