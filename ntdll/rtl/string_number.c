/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Numbers and GUIDs as text, in counted strings. Bases are 2, 8, 10 and 16; 0 means ten when
 * writing and "what the prefix says" when reading (0b, 0o, 0x). Reading never overflows into an
 * error: as on NT the value wraps.
 */
#include "ntdll/rtl/heap.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define MAX_DIGITS  64                  /* of 64 bits in base 2 */
#define GUID_LENGTH 38                  /* {00112233-4455-6677-8899-AABBCCDDEEFF} */

static bool base_is_known(ULONG base)
{
    return base == 2 || base == 8 || base == 10 || base == 16;
}

/* Writes the digits against the end of the buffer; returns where they begin. */
static const char *put_digits(char buffer[MAX_DIGITS], uint64_t value, ULONG base)
{
    char *digit = buffer + MAX_DIGITS;

    do {
        *--digit = "0123456789ABCDEF"[value % base];
        value /= base;
    } while (value);
    return digit;
}

/* There must be room for a zero behind the digits; the Length is right even if there is not. */
static NTSTATUS integer_to_unicode(uint64_t value, ULONG base, PUNICODE_STRING string)
{
    char buffer[MAX_DIGITS];
    const char *digits;
    size_t n;

    if (!base)
        base = 10;
    if (!base_is_known(base))
        return STATUS_INVALID_PARAMETER;
    digits = put_digits(buffer, value, base);
    n = buffer + MAX_DIGITS - digits;
    string->Length = n * sizeof(WCHAR);
    if (string->Length + sizeof(WCHAR) > string->MaximumLength)
        return STATUS_BUFFER_OVERFLOW;
    for (size_t i = 0; i < n; i++)
        string->Buffer[i] = digits[i];
    string->Buffer[n] = 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlIntegerToUnicodeString(ULONG Value, ULONG Base, PUNICODE_STRING String)
{
    return integer_to_unicode(Value, Base, String);
}

NTSTATUS NTAPI RtlInt64ToUnicodeString(ULONGLONG Value, ULONG Base, PUNICODE_STRING String)
{
    return integer_to_unicode(Value, Base, String);
}

/* A negative OutputLength asks for exactly that many digits, with zeroes in front. */
NTSTATUS NTAPI RtlIntegerToChar(ULONG Value, ULONG Base, LONG OutputLength, PCHAR String)
{
    char buffer[MAX_DIGITS];
    const char *digits;
    size_t n, room;

    if (!Base)
        Base = 10;
    if (!base_is_known(Base))
        return STATUS_INVALID_PARAMETER;
    digits = put_digits(buffer, Value, Base);
    n = buffer + MAX_DIGITS - digits;
    room = OutputLength < 0 ? -(size_t)OutputLength : (size_t)OutputLength;
    if (n > room)
        return STATUS_BUFFER_OVERFLOW;
    if (!String)
        return STATUS_ACCESS_VIOLATION;
    if (OutputLength < 0) {
        memset(String, '0', room - n);
        memcpy(String + (room - n), digits, n);
    } else {
        memcpy(String, digits, n);
        if (n < room)
            String[n] = 0;
    }
    return STATUS_SUCCESS;
}

/* The characters of either kind of string; 0 behind the end. */
struct text {
    const WCHAR *wide;
    const char *narrow;
    size_t n, next;
};

static unsigned text_peek(const struct text *text)
{
    if (text->next >= text->n)
        return 0;
    return text->wide ? text->wide[text->next] : (unsigned char)text->narrow[text->next];
}

static ULONG digit_value(unsigned c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    return UINT32_MAX;
}

/* 0b, 0o or 0x; a 0 alone is a digit that changes nothing. */
static ULONG take_prefix(struct text *text)
{
    if (text_peek(text) != '0')
        return 10;
    text->next++;
    switch (text_peek(text)) {
    case 'b':
        text->next++;
        return 2;
    case 'o':
        text->next++;
        return 8;
    case 'x':
        text->next++;
        return 16;
    default:
        return 10;
    }
}

/* Leading blanks and control characters are skipped; no digit at all makes 0. */
static NTSTATUS text_to_integer(struct text *text, ULONG base, ULONG *value)
{
    bool negative = false;
    ULONG sum = 0, digit;

    while (text->next < text->n && text_peek(text) <= ' ')
        text->next++;
    if (text_peek(text) == '+' || text_peek(text) == '-') {
        negative = text_peek(text) == '-';
        text->next++;
    }
    if (!base)
        base = take_prefix(text);
    else if (!base_is_known(base))
        return STATUS_INVALID_PARAMETER;
    if (!value)
        return STATUS_ACCESS_VIOLATION;

    while ((digit = digit_value(text_peek(text))) < base) {
        sum = sum * base + digit;
        text->next++;
    }
    *value = negative ? -sum : sum;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlUnicodeStringToInteger(PCUNICODE_STRING String, ULONG Base, PULONG Value)
{
    struct text text = { .wide = String->Buffer, .n = String->Length / sizeof(WCHAR) };

    return text_to_integer(&text, Base, Value);
}

NTSTATUS NTAPI RtlCharToInteger(PCSZ String, ULONG Base, PULONG Value)
{
    struct text text = { .narrow = String, .n = strlen(String) };

    return text_to_integer(&text, Base, Value);
}

/* The bytes of a GUID in the order their digits stand in the text. */
static const unsigned char guid_order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

static bool guid_hyphen_before(size_t byte)
{
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

/* What stands behind the closing brace does not matter. */
NTSTATUS NTAPI RtlGUIDFromString(PCUNICODE_STRING GuidString, GUID *Guid)
{
    struct text text = { .wide = GuidString->Buffer, .n = GuidString->Length / sizeof(WCHAR) };
    unsigned char bytes[16];

    if (text_peek(&text) != '{')
        return STATUS_INVALID_PARAMETER;
    text.next++;
    for (size_t i = 0; i < sizeof(bytes); i++) {
        ULONG high, low;

        if (guid_hyphen_before(i)) {
            if (text_peek(&text) != '-')
                return STATUS_INVALID_PARAMETER;
            text.next++;
        }
        high = digit_value(text_peek(&text));
        text.next++;
        low = digit_value(text_peek(&text));
        text.next++;
        if (high > 15 || low > 15)
            return STATUS_INVALID_PARAMETER;
        bytes[guid_order[i]] = high << 4 | low;
    }
    if (text_peek(&text) != '}')
        return STATUS_INVALID_PARAMETER;
    memcpy(Guid, bytes, sizeof(bytes));
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlStringFromGUID(REFGUID Guid, PUNICODE_STRING GuidString)
{
    const unsigned char *bytes = (const unsigned char *)Guid;
    WCHAR *place;

    GuidString->Length = GUID_LENGTH * sizeof(WCHAR);
    GuidString->MaximumLength = (GUID_LENGTH + 1) * sizeof(WCHAR);
    GuidString->Buffer = rtl_allocate(GuidString->MaximumLength);
    if (!GuidString->Buffer) {
        GuidString->Length = GuidString->MaximumLength = 0;
        return STATUS_NO_MEMORY;
    }
    place = GuidString->Buffer;
    *place++ = '{';
    for (size_t i = 0; i < 16; i++) {
        if (guid_hyphen_before(i))
            *place++ = '-';
        *place++ = "0123456789ABCDEF"[bytes[guid_order[i]] >> 4];
        *place++ = "0123456789ABCDEF"[bytes[guid_order[i]] & 15];
    }
    *place++ = '}';
    *place = 0;
    return STATUS_SUCCESS;
}
