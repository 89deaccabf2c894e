/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FormatMessage: the text of an error, and texts with inserts. The sources are the table of the
 * system's messages (message.def) and the caller's string; there are no message tables of modules.
 */
#include "ntwin32/error.h"
#include "ntwin32/message_text.h"
#include "ntwin32/name.h"

#include <string.h>
#include <wchar.h>
#include <windows.h>

static const struct message {
    DWORD number;
    const char *text;
} messages[] = {
#define MESSAGE(number, text) {number, text "\r\n"},
#include "ntwin32/message.def"
};

#define WIN32_HRESULT 0x80070000u

static const char *system_text(DWORD number)
{
    if ((number & 0xffff0000) == WIN32_HRESULT)
        number &= 0xffff;
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++)
        if (messages[i].number == number)
            return messages[i].text;
    return NULL;
}

/* Where the text comes from, as UTF-16 from the process heap. */
static BOOL find_source(UNICODE_STRING *source, DWORD flags, LPCVOID from, DWORD number, BOOL wide)
{
    const char *text;

    if (flags & FORMAT_MESSAGE_FROM_STRING)
        return wide ? RtlCreateUnicodeString(source, from)
                    : RtlCreateUnicodeStringFromAsciiz(source, from);
    if (!(flags & (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_FROM_HMODULE)))
        return failed_with(ERROR_INVALID_PARAMETER);
    text = flags & FORMAT_MESSAGE_FROM_SYSTEM ? system_text(number) : NULL;
    return text ? RtlCreateUnicodeStringFromAsciiz(source, text)
                : failed_with(ERROR_MR_MID_NOT_FOUND);
}

static DWORD format(struct message_text *out, DWORD flags, LPCVOID from, DWORD number,
                    va_list *arguments, BOOL wide)
{
    struct message_arguments inserts = {.wide = wide};
    UNICODE_STRING source = {0};
    BOOL good;

    if (flags & FORMAT_MESSAGE_ARGUMENT_ARRAY)
        inserts.array = (const ULONG_PTR *)arguments;
    else
        inserts.list = arguments;
    if (!find_source(&source, flags, from, number, wide))
        return FALSE;
    good = message_text_expand(out, source.Buffer, flags, &inserts);
    RtlFreeUnicodeString(&source);
    return good || failed_with(ERROR_NOT_ENOUGH_MEMORY);
}

/* The caller's buffer, or one of LocalAlloc whose address goes there. n counts characters without
 * the last 0. */
static void *destination(void *buffer, DWORD flags, size_t n, DWORD size, size_t unit)
{
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER)
        return *(void **)buffer = LocalAlloc(LMEM_FIXED, (n >= size ? n + 1 : size) * unit);
    if (n < size)
        return buffer;
    failed_with(ERROR_INSUFFICIENT_BUFFER);
    return NULL;
}

DWORD WINAPI FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId,
                            LPWSTR lpBuffer, DWORD nSize, va_list *Arguments)
{
    struct message_text text = {0};
    DWORD written = 0;
    WCHAR *to;

    (void)dwLanguageId;
    if (!lpBuffer)
        return (DWORD)failed_with(ERROR_INVALID_PARAMETER);
    if (format(&text, dwFlags, lpSource, dwMessageId, Arguments, TRUE)) {
        to = destination(lpBuffer, dwFlags, text.n, nSize, sizeof *to);
        if (to) {
            memcpy(to, text.units, text.n * sizeof *to);
            to[text.n] = 0;
            written = (DWORD)text.n;
        }
    }
    message_text_free(&text);
    return written;
}

DWORD WINAPI FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId,
                            LPSTR lpBuffer, DWORD nSize, va_list *Arguments)
{
    struct message_text text = {0};
    ULONG n = 0;
    char *to;

    (void)dwLanguageId;
    if (!lpBuffer)
        return (DWORD)failed_with(ERROR_INVALID_PARAMETER);
    if (format(&text, dwFlags, lpSource, dwMessageId, Arguments, FALSE)) {
        RtlUnicodeToMultiByteSize(&n, text.units, (ULONG)(text.n * sizeof(WCHAR)));
        to = destination(lpBuffer, dwFlags, n, nSize, 1);
        if (to) {
            RtlUnicodeToMultiByteN(to, n, NULL, text.units, (ULONG)(text.n * sizeof(WCHAR)));
            to[n] = 0;
        }
        n = to ? n : 0;
    }
    message_text_free(&text);
    return n;
}
