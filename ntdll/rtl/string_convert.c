/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Between UTF-16 and bytes. ANSI and OEM are both UTF-8 on Linux, as on a Windows that has UTF-8 as
 * its code page: all three families are the same conversion with the different contracts they have
 * on NT. What cannot be converted becomes U+FFFD; only RtlUTF8ToUnicodeN and RtlUnicodeToUTF8N say
 * so.
 *
 * Sizes are bytes everywhere, also those of WCHAR strings.
 */
#include "common/utf16.h"
#include "ntdll/rtl/heap.h"

#define MAX_STRING 0xffff

static size_t unicode_size(const char *text, size_t n)
{
    size_t units;

    utf16_from_utf8(NULL, 0, &units, text, n);
    return units * sizeof(WCHAR);
}

static size_t bytes_size(const WCHAR *text, size_t size)
{
    size_t n;

    utf16_to_utf8(NULL, 0, &n, text, size / sizeof(WCHAR));
    return n;
}

/* With STATUS_BUFFER_TOO_SMALL the buffer holds what fits and *length says how much. */
static NTSTATUS to_unicode(WCHAR *to, ULONG size, ULONG *length, const char *from, ULONG n)
{
    size_t units;
    NTSTATUS status = utf16_from_utf8(to, size / sizeof(WCHAR), &units, from, n);

    if (length)
        *length = units * sizeof(WCHAR);
    return status;
}

static NTSTATUS to_bytes(char *to, ULONG size, ULONG *length, const WCHAR *from, ULONG from_size)
{
    size_t n;
    NTSTATUS status = utf16_to_utf8(to, size, &n, from, from_size / sizeof(WCHAR));

    if (length)
        *length = n;
    return status;
}

/* STATUS_SOME_NOT_MAPPED is a success, so it goes through NT_SUCCESS() as on Windows. */
NTSTATUS NTAPI RtlUTF8ToUnicodeN(PWSTR UnicodeStringDestination, ULONG UnicodeStringMaxByteCount,
                                 PULONG UnicodeStringActualByteCount, PCCH UTF8StringSource,
                                 ULONG UTF8StringByteCount)
{
    if (!UTF8StringSource)
        return STATUS_INVALID_PARAMETER_4;
    if (!UnicodeStringActualByteCount)
        return STATUS_INVALID_PARAMETER;
    return to_unicode(UnicodeStringDestination, UnicodeStringMaxByteCount,
                      UnicodeStringActualByteCount, UTF8StringSource, UTF8StringByteCount);
}

NTSTATUS NTAPI RtlUnicodeToUTF8N(PCHAR UTF8StringDestination, ULONG UTF8StringMaxByteCount,
                                 PULONG UTF8StringActualByteCount, PCWCH UnicodeStringSource,
                                 ULONG UnicodeStringByteCount)
{
    if (!UnicodeStringSource)
        return STATUS_INVALID_PARAMETER_4;
    if (!UTF8StringActualByteCount)
        return STATUS_INVALID_PARAMETER;
    if (UTF8StringDestination && UnicodeStringByteCount % sizeof(WCHAR))
        return STATUS_INVALID_PARAMETER_5;
    return to_bytes(UTF8StringDestination, UTF8StringMaxByteCount, UTF8StringActualByteCount,
                    UnicodeStringSource, UnicodeStringByteCount);
}

/* These fill the buffer and succeed, whether or not everything fitted. */
NTSTATUS NTAPI RtlMultiByteToUnicodeN(PWCH UnicodeString, ULONG MaxBytesInUnicodeString,
                                      PULONG BytesInUnicodeString, const CHAR *MultiByteString,
                                      ULONG BytesInMultiByteString)
{
    to_unicode(UnicodeString, MaxBytesInUnicodeString, BytesInUnicodeString, MultiByteString,
               BytesInMultiByteString);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlUnicodeToMultiByteN(PCHAR MultiByteString, ULONG MaxBytesInMultiByteString,
                                      PULONG BytesInMultiByteString, PCWCH UnicodeString,
                                      ULONG BytesInUnicodeString)
{
    to_bytes(MultiByteString, MaxBytesInMultiByteString, BytesInMultiByteString, UnicodeString,
             BytesInUnicodeString);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlOemToUnicodeN(PWCH UnicodeString, ULONG MaxBytesInUnicodeString,
                                PULONG BytesInUnicodeString, const CHAR *OemString,
                                ULONG BytesInOemString)
{
    return RtlMultiByteToUnicodeN(UnicodeString, MaxBytesInUnicodeString, BytesInUnicodeString,
                                  OemString, BytesInOemString);
}

NTSTATUS NTAPI RtlUnicodeToOemN(PCHAR OemString, ULONG MaxBytesInOemString, PULONG BytesInOemString,
                                PCWCH UnicodeString, ULONG BytesInUnicodeString)
{
    return RtlUnicodeToMultiByteN(OemString, MaxBytesInOemString, BytesInOemString, UnicodeString,
                                  BytesInUnicodeString);
}

NTSTATUS NTAPI RtlMultiByteToUnicodeSize(PULONG BytesInUnicodeString, const CHAR *MultiByteString,
                                         ULONG BytesInMultiByteString)
{
    *BytesInUnicodeString = unicode_size(MultiByteString, BytesInMultiByteString);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlUnicodeToMultiByteSize(PULONG BytesInMultiByteString, PWCH UnicodeString,
                                         ULONG BytesInUnicodeString)
{
    *BytesInMultiByteString = bytes_size(UnicodeString, BytesInUnicodeString);
    return STATUS_SUCCESS;
}

/* The sizes of whole strings count the terminating zero. */
ULONG NTAPI RtlxAnsiStringToUnicodeSize(const STRING *AnsiString)
{
    return unicode_size(AnsiString->Buffer, AnsiString->Length) + sizeof(WCHAR);
}

ULONG NTAPI RtlAnsiStringToUnicodeSize(const STRING *AnsiString)
{
    return RtlxAnsiStringToUnicodeSize(AnsiString);
}

ULONG NTAPI RtlxOemStringToUnicodeSize(const STRING *OemString)
{
    return RtlxAnsiStringToUnicodeSize(OemString);
}

ULONG NTAPI RtlxUnicodeStringToAnsiSize(PCUNICODE_STRING UnicodeString)
{
    return bytes_size(UnicodeString->Buffer, UnicodeString->Length) + 1;
}

ULONG NTAPI RtlUnicodeStringToAnsiSize(PCUNICODE_STRING UnicodeString)
{
    return RtlxUnicodeStringToAnsiSize(UnicodeString);
}

ULONG NTAPI RtlxUnicodeStringToOemSize(PCUNICODE_STRING UnicodeString)
{
    return RtlxUnicodeStringToAnsiSize(UnicodeString);
}

/* All or nothing, but the Length is what it takes. */
NTSTATUS NTAPI RtlAnsiStringToUnicodeString(PUNICODE_STRING DestinationString,
                                            PCANSI_STRING SourceString,
                                            BOOLEAN AllocateDestinationString)
{
    ULONG size = RtlxAnsiStringToUnicodeSize(SourceString);
    ULONG length = size - sizeof(WCHAR);

    if (size > MAX_STRING)
        return STATUS_INVALID_PARAMETER_2;
    DestinationString->Length = length;
    if (AllocateDestinationString) {
        DestinationString->Buffer = rtl_allocate(size);
        if (!DestinationString->Buffer)
            return STATUS_NO_MEMORY;
        DestinationString->MaximumLength = size;
    } else if (size > DestinationString->MaximumLength) {
        return STATUS_BUFFER_OVERFLOW;
    }
    to_unicode(DestinationString->Buffer, length, NULL, SourceString->Buffer, SourceString->Length);
    DestinationString->Buffer[length / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

/* Into a buffer that is too small goes what fits, with its zero. */
NTSTATUS NTAPI RtlUnicodeStringToAnsiString(PANSI_STRING DestinationString,
                                            PCUNICODE_STRING SourceString,
                                            BOOLEAN AllocateDestinationString)
{
    ULONG size = RtlxUnicodeStringToAnsiSize(SourceString);
    NTSTATUS status = STATUS_SUCCESS;
    ULONG length = size - 1;

    if (size > MAX_STRING)
        return STATUS_INVALID_PARAMETER_2;
    DestinationString->Length = length;
    if (AllocateDestinationString) {
        DestinationString->Buffer = rtl_allocate(size);
        if (!DestinationString->Buffer)
            return STATUS_NO_MEMORY;
        DestinationString->MaximumLength = size;
    } else if (size > DestinationString->MaximumLength) {
        status = STATUS_BUFFER_OVERFLOW;
        size = DestinationString->MaximumLength;
        if (!size)
            return status;
    }
    to_bytes(DestinationString->Buffer, size - 1, &length, SourceString->Buffer,
             SourceString->Length);
    DestinationString->Length = length;
    DestinationString->Buffer[length] = 0;
    return status;
}

NTSTATUS NTAPI RtlOemStringToUnicodeString(PUNICODE_STRING DestinationString,
                                           PCOEM_STRING SourceString,
                                           BOOLEAN AllocateDestinationString)
{
    return RtlAnsiStringToUnicodeString(DestinationString, (PCANSI_STRING)SourceString,
                                        AllocateDestinationString);
}

NTSTATUS NTAPI RtlUnicodeStringToOemString(POEM_STRING DestinationString,
                                           PCUNICODE_STRING SourceString,
                                           BOOLEAN AllocateDestinationString)
{
    return RtlUnicodeStringToAnsiString(DestinationString, SourceString, AllocateDestinationString);
}
