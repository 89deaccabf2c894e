/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Wide characters on streams. A stream stays a stream of bytes, UTF-8, for reading and writing, so
 * that narrow and wide output mix. A character beyond the basic plane goes in and out as two WCHARs
 * one after the other; the half of it that waits between two calls is remembered for the calling
 * thread.
 */
#include "common/utf16.h"
#include "ntdll/rtl/crt.h"
#include "ntdll/rtl/crt_sink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define STREAM_CHUNK 512

struct half {
    FILE *stream;                       /* it belongs to; NULL: there is none */
    WCHAR unit;
};

static _Thread_local struct half unread, unwritten;

static bool write_units(const WCHAR *units, size_t n, FILE *f)
{
    char chunk[STREAM_CHUNK];
    struct sink sink;

    sink_init_narrow(&sink, chunk, sizeof(chunk));
    sink.stream = f;
    sink_put_wide(&sink, units, n);
    sink_end(&sink);
    return !sink.failed;
}

int ntcrt_fputws(const WCHAR *s, FILE *f)
{
    bool ok;

    flockfile(f);
    ok = write_units(s, ntcrt_wcslen(s), f);
    funlockfile(f);
    return ok ? 0 : EOF;
}

int ntcrt__putws(const WCHAR *s)
{
    bool ok;

    flockfile(stdout);
    ok = write_units(s, ntcrt_wcslen(s), stdout) && putc('\n', stdout) != EOF;
    funlockfile(stdout);
    return ok ? 0 : EOF;
}

ntcrt_wint_t ntcrt_fputwc(WCHAR c, FILE *f)
{
    WCHAR pair[2] = { unwritten.unit, c };
    bool has_half = unwritten.stream == f;

    unwritten.stream = NULL;
    if ((c & 0xfc00) == 0xd800) {
        if (has_half && !write_units(pair, 1, f))
            return NTCRT_WEOF;
        unwritten = (struct half){ f, c };
        return c;
    }
    return write_units(has_half ? pair : &c, has_half ? 2 : 1, f) ? c : NTCRT_WEOF;
}

ntcrt_wint_t ntcrt_putwchar(WCHAR c)
{
    return ntcrt_fputwc(c, stdout);
}

/*
 * The bytes of one character: as many as fit together, and what does not belong to it goes back,
 * which is one byte at most. Its code; -1 if it is not well-formed, -2 at the end.
 */
static int read_code(FILE *f)
{
    char bytes[4];
    size_t n = 0;
    int code, c;

    while ((c = getc(f)) != EOF) {
        bytes[n++] = c;
        if (utf8_take(bytes, n, &code) < n) {
            ungetc(c, f);
            return -1;
        }
        if (code >= 0)
            return code;
        if (n == sizeof(bytes) || (unsigned char)bytes[0] < 0xc2 || (unsigned char)bytes[0] > 0xf4)
            return -1;
    }
    return n ? -1 : -2;
}

/* A bad byte is read as U+FFFD, so that reading goes on behind it. */
ntcrt_wint_t ntcrt_fgetwc(FILE *f)
{
    WCHAR units[2];
    int code;

    if (unread.stream == f) {
        unread.stream = NULL;
        return unread.unit;
    }
    flockfile(f);
    code = read_code(f);
    funlockfile(f);
    if (code == -2)
        return NTCRT_WEOF;
    if (utf16_put(units, code < 0 ? UTF16_REPLACEMENT : code) == 2)
        unread = (struct half){ f, units[1] };
    return units[0];
}

ntcrt_wint_t ntcrt_getwchar(void)
{
    return ntcrt_fgetwc(stdin);
}

WCHAR *ntcrt_fgetws(WCHAR *buf, int n, FILE *f)
{
    ntcrt_wint_t c;
    int length = 0;

    if (n <= 0)
        return NULL;
    while (length < n - 1 && (c = ntcrt_fgetwc(f)) != NTCRT_WEOF) {
        buf[length++] = c;
        if (c == '\n')
            break;
    }
    if (!length && n > 1)
        return NULL;
    buf[length] = 0;
    return buf;
}

/* In Windows' modes t (text) and what follows a comma (ccs=UTF-8) mean nothing here. */
FILE *ntcrt__wfopen(const WCHAR *name, const WCHAR *mode)
{
    size_t size = ntcrt_wcslen(name) * 3 + 1;
    char native_mode[16] = { 0 };
    char *path = malloc(size);
    FILE *f = NULL;
    size_t n = 0;

    for (; *mode && *mode != ',' && n < sizeof(native_mode) - 1; mode++)
        if (*mode < 0x80 && strchr("rwabx+", *mode))
            native_mode[n++] = *mode;
    if (path && ntcrt_wcstombs(path, name, size) != (size_t)-1)
        f = fopen(path, native_mode);
    free(path);
    return f;
}
