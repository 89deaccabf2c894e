/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The wide half of the printf family: each function is the formatter over a sink of its own kind.
 * The contracts differ in what happens when the buffer is too small:
 *
 *     swprintf     ISO        -1, and what fits with a terminator
 *     _snwprintf   Windows    -1, and what fits without one; exactly full succeeds, without one too
 *     _swprintf    NT's ntdll's swprintf, which trusts the buffer
 */
#include "ntdll/rtl/crt.h"
#include "ntdll/rtl/crt_format.h"

#include <errno.h>
#include <stdint.h>

#define STREAM_CHUNK 256

int ntcrt_vswprintf(WCHAR *buf, size_t count, const WCHAR *format, va_list args)
{
    struct sink sink;
    bool ok;

    if (!count) {
        errno = EOVERFLOW;
        return -1;
    }
    sink_init_wide(&sink, buf, count - 1);
    ok = format_wide(&sink, format, args);
    buf[sink.used] = 0;
    if (ok && sink.count >= count) {
        errno = EOVERFLOW;
        ok = false;
    }
    return ok ? (int)sink.count : -1;
}

int ntcrt__vsnwprintf(WCHAR *buf, size_t count, const WCHAR *format, va_list args)
{
    struct sink sink;
    bool ok;

    sink_init_wide(&sink, buf, count);
    ok = format_wide(&sink, format, args);
    if (sink.used < count)
        buf[sink.used] = 0;
    return ok && sink.count <= count ? (int)sink.count : -1;
}

int ntcrt__vswprintf(WCHAR *buf, const WCHAR *format, va_list args)
{
    return ntcrt__vsnwprintf(buf, SIZE_MAX, format, args);
}

int ntcrt__vscwprintf(const WCHAR *format, va_list args)
{
    struct sink sink;

    sink_init_wide(&sink, NULL, 0);
    return format_wide(&sink, format, args) ? (int)sink.count : -1;
}

/* The lock keeps what one call prints together. */
int ntcrt_vfwprintf(FILE *f, const WCHAR *format, va_list args)
{
    WCHAR chunk[STREAM_CHUNK];
    struct sink sink;
    bool ok;

    sink_init_wide(&sink, chunk, STREAM_CHUNK);
    sink.stream = f;
    flockfile(f);
    ok = format_wide(&sink, format, args);
    funlockfile(f);
    return ok && !sink.failed ? (int)sink.count : -1;
}

int ntcrt_vwprintf(const WCHAR *format, va_list args)
{
    return ntcrt_vfwprintf(stdout, format, args);
}

int ntcrt_swprintf(WCHAR *buf, size_t count, const WCHAR *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = ntcrt_vswprintf(buf, count, format, args);
    va_end(args);
    return n;
}

int ntcrt__swprintf(WCHAR *buf, const WCHAR *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = ntcrt__vswprintf(buf, format, args);
    va_end(args);
    return n;
}

int ntcrt__snwprintf(WCHAR *buf, size_t count, const WCHAR *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = ntcrt__vsnwprintf(buf, count, format, args);
    va_end(args);
    return n;
}

int ntcrt__scwprintf(const WCHAR *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = ntcrt__vscwprintf(format, args);
    va_end(args);
    return n;
}

int ntcrt_wprintf(const WCHAR *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = ntcrt_vfwprintf(stdout, format, args);
    va_end(args);
    return n;
}

int ntcrt_fwprintf(FILE *f, const WCHAR *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = ntcrt_vfwprintf(f, format, args);
    va_end(args);
    return n;
}
