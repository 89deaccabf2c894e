/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The narrow half of the printf family. A format without anything of Windows' goes to glibc as it
 * is; one with %ls, %S, %I64d, %wZ and the like, which glibc would misread, to the formatter.
 *
 *     snprintf     ISO        the length that all of it has; what fits with a terminator
 *     _snprintf    Windows    -1, and what fits without one; exactly full succeeds, without one too
 */
#include "ntdll/rtl/crt.h"
#include "ntdll/rtl/crt_format.h"

#include <stdint.h>

#define STREAM_CHUNK 512

int ntcrt_vsnprintf(char *buf, size_t count, const char *format, va_list args)
{
    struct sink sink;
    bool ok;

    if (!format_is_windows(format))
        return vsnprintf(buf, count, format, args);
    sink_init_narrow(&sink, buf, count ? count - 1 : 0);
    ok = format_narrow(&sink, format, args);
    if (count)
        buf[sink.used] = 0;
    return ok ? (int)sink.count : -1;
}

int ntcrt_vsprintf(char *buf, const char *format, va_list args)
{
    if (!format_is_windows(format))
        return vsprintf(buf, format, args);
    return ntcrt_vsnprintf(buf, SIZE_MAX, format, args);
}

/*
 * glibc's vsnprintf needs one byte more than it may use here, so all of these take the formatter:
 * what it does otherwise is the same.
 */
int ntcrt__vsnprintf(char *buf, size_t count, const char *format, va_list args)
{
    struct sink sink;
    bool ok;

    sink_init_narrow(&sink, buf, count);
    ok = format_narrow(&sink, format, args);
    if (sink.used < count)
        buf[sink.used] = 0;
    return ok && sink.count <= count ? (int)sink.count : -1;
}

int ntcrt__vscprintf(const char *format, va_list args)
{
    return ntcrt_vsnprintf(NULL, 0, format, args);
}

int ntcrt_vfprintf(FILE *f, const char *format, va_list args)
{
    char chunk[STREAM_CHUNK];
    struct sink sink;
    bool ok;

    if (!format_is_windows(format))
        return vfprintf(f, format, args);
    sink_init_narrow(&sink, chunk, STREAM_CHUNK);
    sink.stream = f;
    flockfile(f);
    ok = format_narrow(&sink, format, args);
    funlockfile(f);
    return ok && !sink.failed ? (int)sink.count : -1;
}

int ntcrt_vprintf(const char *format, va_list args)
{
    return ntcrt_vfprintf(stdout, format, args);
}

int ntcrt_printf(const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = ntcrt_vfprintf(stdout, format, args);
    va_end(args);
    return n;
}

int ntcrt_fprintf(FILE *f, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = ntcrt_vfprintf(f, format, args);
    va_end(args);
    return n;
}

int ntcrt_sprintf(char *buf, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = ntcrt_vsprintf(buf, format, args);
    va_end(args);
    return n;
}

int ntcrt_snprintf(char *buf, size_t count, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = ntcrt_vsnprintf(buf, count, format, args);
    va_end(args);
    return n;
}

int ntcrt__snprintf(char *buf, size_t count, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = ntcrt__vsnprintf(buf, count, format, args);
    va_end(args);
    return n;
}

int ntcrt__scprintf(const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = ntcrt__vscprintf(format, args);
    va_end(args);
    return n;
}
