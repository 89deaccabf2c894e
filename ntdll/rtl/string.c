/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Counted strings: how they begin and end, and how one is put into or behind another.
 *
 * Lengths are bytes and have 16 bits, so a UNICODE_STRING holds at most 32,766 characters and a
 * zero. Where a function ends the text with a zero it does so only if the buffer has room; the zero
 * is not part of the Length.
 */
#include "ntdll/rtl/crt.h"
#include "ntdll/rtl/heap.h"

#include <stdbool.h>
#include <string.h>

#define UNICODE_MAX_LENGTH 0xfffc       /* with a zero behind it, in an even number of bytes */
#define ANSI_MAX_LENGTH    0xfffe

static void unicode_init(PUNICODE_STRING string, PCWSTR source, size_t length)
{
    string->Length = length;
    string->MaximumLength = source ? length + sizeof(WCHAR) : 0;
    string->Buffer = (PWSTR)source;
}

static void ansi_init(PSTRING string, PCSZ source, size_t length)
{
    string->Length = length;
    string->MaximumLength = source ? length + 1 : 0;
    string->Buffer = (PCHAR)source;
}

/* A longer text is cut. */
VOID NTAPI RtlInitUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
    size_t length = SourceString ? ntcrt_wcslen(SourceString) * sizeof(WCHAR) : 0;

    unicode_init(DestinationString, SourceString,
                 length < UNICODE_MAX_LENGTH ? length : UNICODE_MAX_LENGTH);
}

NTSTATUS NTAPI RtlInitUnicodeStringEx(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
    size_t length = SourceString ? ntcrt_wcslen(SourceString) * sizeof(WCHAR) : 0;

    if (length > UNICODE_MAX_LENGTH)
        return STATUS_NAME_TOO_LONG;
    unicode_init(DestinationString, SourceString, length);
    return STATUS_SUCCESS;
}

VOID NTAPI RtlInitString(PSTRING DestinationString, PCSZ SourceString)
{
    size_t length = SourceString ? strlen(SourceString) : 0;

    ansi_init(DestinationString, SourceString, length < ANSI_MAX_LENGTH ? length : ANSI_MAX_LENGTH);
}

VOID NTAPI RtlInitAnsiString(PANSI_STRING DestinationString, PCSZ SourceString)
{
    RtlInitString(DestinationString, SourceString);
}

NTSTATUS NTAPI RtlInitAnsiStringEx(PANSI_STRING DestinationString, PCSZ SourceString)
{
    size_t length = SourceString ? strlen(SourceString) : 0;

    if (length > ANSI_MAX_LENGTH)
        return STATUS_NAME_TOO_LONG;
    ansi_init(DestinationString, SourceString, length);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlInitStringEx(PSTRING DestinationString, PCSZ SourceString)
{
    return RtlInitAnsiStringEx(DestinationString, SourceString);
}

BOOLEAN NTAPI RtlCreateUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
    size_t size = (ntcrt_wcslen(SourceString) + 1) * sizeof(WCHAR);
    PWSTR copy;

    if (size > UNICODE_MAX_LENGTH + sizeof(WCHAR))
        return FALSE;
    copy = rtl_allocate(size);
    if (!copy)
        return FALSE;
    memcpy(copy, SourceString, size);
    unicode_init(DestinationString, copy, size - sizeof(WCHAR));
    return TRUE;
}

BOOLEAN NTAPI RtlCreateUnicodeStringFromAsciiz(PUNICODE_STRING DestinationString, PCSZ SourceString)
{
    STRING source;

    return NT_SUCCESS(RtlInitAnsiStringEx(&source, SourceString)) &&
           NT_SUCCESS(RtlAnsiStringToUnicodeString(DestinationString, &source, TRUE));
}

VOID NTAPI RtlFreeUnicodeString(PUNICODE_STRING UnicodeString)
{
    rtl_free(UnicodeString->Buffer);
    memset(UnicodeString, 0, sizeof(*UnicodeString));
}

VOID NTAPI RtlFreeAnsiString(PANSI_STRING AnsiString)
{
    rtl_free(AnsiString->Buffer);
    memset(AnsiString, 0, sizeof(*AnsiString));
}

VOID NTAPI RtlFreeOemString(POEM_STRING OemString)
{
    RtlFreeAnsiString(OemString);
}

static void terminate(PUNICODE_STRING string)
{
    if (string->Length + sizeof(WCHAR) <= string->MaximumLength)
        string->Buffer[string->Length / sizeof(WCHAR)] = 0;
}

/* What does not fit is left out. */
VOID NTAPI RtlCopyUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString)
{
    USHORT length = SourceString ? SourceString->Length : 0;

    if (length > DestinationString->MaximumLength)
        length = DestinationString->MaximumLength;
    if (length)
        memmove(DestinationString->Buffer, SourceString->Buffer, length);
    DestinationString->Length = length;
    if (SourceString)
        terminate(DestinationString);
}

VOID NTAPI RtlCopyString(PSTRING DestinationString, const STRING *SourceString)
{
    USHORT length = SourceString ? SourceString->Length : 0;

    if (length > DestinationString->MaximumLength)
        length = DestinationString->MaximumLength;
    if (length)
        memmove(DestinationString->Buffer, SourceString->Buffer, length);
    DestinationString->Length = length;
}

/*
 * An empty text gets no buffer, unless both flags ask for one; ALLOCATE_NULL_STRING alone is
 * refused.
 */
NTSTATUS NTAPI RtlDuplicateUnicodeString(ULONG Flags, PCUNICODE_STRING StringIn,
                                         PUNICODE_STRING StringOut)
{
    const ULONG both = RTL_DUPLICATE_UNICODE_STRING_NULL_TERMINATE |
                       RTL_DUPLICATE_UNICODE_STRING_ALLOCATE_NULL_STRING;
    bool zero = Flags & RTL_DUPLICATE_UNICODE_STRING_NULL_TERMINATE;
    UNICODE_STRING copy = { 0 };
    size_t size;

    if ((Flags && !zero) || Flags > both || !StringIn || !StringOut)
        return STATUS_INVALID_PARAMETER;
    if (StringIn->Length > StringIn->MaximumLength || StringIn->Length % sizeof(WCHAR) ||
        (!StringIn->Buffer && StringIn->MaximumLength))
        return STATUS_INVALID_PARAMETER;

    size = StringIn->Length + (zero ? sizeof(WCHAR) : 0);
    if (size > UNICODE_MAX_LENGTH + sizeof(WCHAR))
        return STATUS_NAME_TOO_LONG;
    if (StringIn->Length || Flags == both) {
        copy.Buffer = rtl_allocate(size);
        if (!copy.Buffer)
            return STATUS_NO_MEMORY;
        copy.MaximumLength = size;
        RtlCopyUnicodeString(&copy, StringIn);
    }
    *StringOut = copy;
    return STATUS_SUCCESS;
}

static NTSTATUS append(PUNICODE_STRING to, const WCHAR *text, size_t length)
{
    if (length > (size_t)to->MaximumLength - to->Length)
        return STATUS_BUFFER_TOO_SMALL;
    if (!length)
        return STATUS_SUCCESS;
    memmove((char *)to->Buffer + to->Length, text, length);
    to->Length += length;
    terminate(to);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlAppendUnicodeStringToString(PUNICODE_STRING Destination, PCUNICODE_STRING Source)
{
    return append(Destination, Source->Buffer, Source->Length);
}

NTSTATUS NTAPI RtlAppendUnicodeToString(PUNICODE_STRING Destination, PCWSTR Source)
{
    return append(Destination, Source, Source ? ntcrt_wcslen(Source) * sizeof(WCHAR) : 0);
}

static NTSTATUS append_bytes(PSTRING to, const char *text, size_t length)
{
    if (length > (size_t)to->MaximumLength - to->Length)
        return STATUS_BUFFER_TOO_SMALL;
    if (length)
        memmove(to->Buffer + to->Length, text, length);
    to->Length += length;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlAppendStringToString(PSTRING Destination, const STRING *Source)
{
    return append_bytes(Destination, Source->Buffer, Source->Length);
}

NTSTATUS NTAPI RtlAppendAsciizToString(PSTRING Destination, PCSZ Source)
{
    return append_bytes(Destination, Source, Source ? strlen(Source) : 0);
}

/* The whole buffer, so that nothing remains of what was longer before. */
VOID NTAPI RtlEraseUnicodeString(PUNICODE_STRING String)
{
    if (String->Buffer) {
        explicit_bzero(String->Buffer, String->MaximumLength);
        String->Length = 0;
    }
}
