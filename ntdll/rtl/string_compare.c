/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Counted strings: comparing, searching, hashing, and case. Unicode by NT's table (utf16.c); of the
 * narrow strings, which are UTF-8 here, only ASCII has case, since nothing else is one byte.
 */
#include "common/utf16.h"
#include "ntdll/rtl/heap.h"

#include <string.h>

static size_t count(PCUNICODE_STRING string)
{
    return string->Length / sizeof(WCHAR);
}

WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR SourceCharacter)
{
    return utf16_upcase(SourceCharacter);
}

WCHAR NTAPI RtlDowncaseUnicodeChar(WCHAR SourceCharacter)
{
    return utf16_downcase(SourceCharacter);
}

/* Both may be the same string. */
static NTSTATUS change_case(PUNICODE_STRING to, PCUNICODE_STRING from, bool allocate,
                            WCHAR (*change)(WCHAR))
{
    const UNICODE_STRING source = *from;

    if (allocate) {
        WCHAR *buffer = rtl_allocate(source.Length);

        if (!buffer)
            return STATUS_NO_MEMORY;
        to->Buffer = buffer;
        to->MaximumLength = source.Length;
    } else if (source.Length > to->MaximumLength) {
        return STATUS_BUFFER_OVERFLOW;
    }
    for (size_t i = 0; i < count(&source); i++)
        to->Buffer[i] = change(source.Buffer[i]);
    to->Length = source.Length;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlUpcaseUnicodeString(PUNICODE_STRING DestinationString,
                                      PCUNICODE_STRING SourceString,
                                      BOOLEAN AllocateDestinationString)
{
    return change_case(DestinationString, SourceString, AllocateDestinationString, utf16_upcase);
}

NTSTATUS NTAPI RtlDowncaseUnicodeString(PUNICODE_STRING DestinationString,
                                        PCUNICODE_STRING SourceString,
                                        BOOLEAN AllocateDestinationString)
{
    return change_case(DestinationString, SourceString, AllocateDestinationString, utf16_downcase);
}

LONG NTAPI RtlCompareUnicodeStrings(PCWCH String1, SIZE_T String1Length, PCWCH String2,
                                    SIZE_T String2Length, BOOLEAN CaseInSensitive)
{
    return utf16_compare(String1, String1Length, String2, String2Length, CaseInSensitive);
}

LONG NTAPI RtlCompareUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                   BOOLEAN CaseInSensitive)
{
    return utf16_compare(String1->Buffer, count(String1), String2->Buffer, count(String2),
                         CaseInSensitive);
}

BOOLEAN NTAPI RtlEqualUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                    BOOLEAN CaseInSensitive)
{
    return utf16_equal(String1->Buffer, count(String1), String2->Buffer, count(String2),
                       CaseInSensitive);
}

BOOLEAN NTAPI RtlPrefixUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                     BOOLEAN CaseInSensitive)
{
    return count(String1) <= count(String2) &&
           utf16_equal(String1->Buffer, count(String1), String2->Buffer, count(String1),
                       CaseInSensitive);
}

CHAR NTAPI RtlUpperChar(CHAR Character)
{
    return Character >= 'a' && Character <= 'z' ? Character - ('a' - 'A') : Character;
}

VOID NTAPI RtlUpperString(PSTRING DestinationString, const STRING *SourceString)
{
    USHORT length = SourceString->Length;

    if (length > DestinationString->MaximumLength)
        length = DestinationString->MaximumLength;
    for (USHORT i = 0; i < length; i++)
        DestinationString->Buffer[i] = RtlUpperChar(SourceString->Buffer[i]);
    DestinationString->Length = length;
}

static int compare_bytes(const char *a, const char *b, size_t n, bool ignore_case)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char x = ignore_case ? RtlUpperChar(a[i]) : a[i];
        unsigned char y = ignore_case ? RtlUpperChar(b[i]) : b[i];

        if (x != y)
            return x - y;
    }
    return 0;
}

LONG NTAPI RtlCompareString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive)
{
    USHORT n = String1->Length < String2->Length ? String1->Length : String2->Length;
    int difference = compare_bytes(String1->Buffer, String2->Buffer, n, CaseInSensitive);

    return difference ? difference : String1->Length - String2->Length;
}

BOOLEAN NTAPI RtlEqualString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive)
{
    return String1->Length == String2->Length &&
           !compare_bytes(String1->Buffer, String2->Buffer, String1->Length, CaseInSensitive);
}

BOOLEAN NTAPI RtlPrefixString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive)
{
    return String1->Length <= String2->Length &&
           !compare_bytes(String1->Buffer, String2->Buffer, String1->Length, CaseInSensitive);
}

NTSTATUS NTAPI RtlHashUnicodeString(PCUNICODE_STRING String, BOOLEAN CaseInSensitive,
                                    ULONG HashAlgorithm, PULONG HashValue)
{
    ULONG hash = 0;

    if (!String || !HashValue)
        return STATUS_INVALID_PARAMETER;
    if (HashAlgorithm != HASH_STRING_ALGORITHM_DEFAULT &&
        HashAlgorithm != HASH_STRING_ALGORITHM_X65599)
        return STATUS_INVALID_PARAMETER;
    for (size_t i = 0; i < count(String); i++) {
        WCHAR c = String->Buffer[i];

        hash = hash * 65599 + (CaseInSensitive ? utf16_upcase(c) : c);
    }
    *HashValue = hash;
    return STATUS_SUCCESS;
}

static bool set_has(PCUNICODE_STRING set, WCHAR c, bool ignore_case)
{
    for (size_t i = 0; i < count(set); i++) {
        WCHAR member = set->Buffer[i];

        if (member == c || (ignore_case && utf16_upcase(member) == utf16_upcase(c)))
            return true;
    }
    return false;
}

/*
 * The first character that is in the set, or with the flags the last one, or one that is not in it.
 * The prefix reaches, in bytes, up to and including the character found from the start, and to just
 * before the one found from the end.
 */
NTSTATUS NTAPI RtlFindCharInUnicodeString(ULONG Flags, PCUNICODE_STRING StringToSearch,
                                          PCUNICODE_STRING CharSet,
                                          PUSHORT NonInclusivePrefixLength)
{
    const ULONG known = RTL_FIND_CHAR_IN_UNICODE_STRING_START_AT_END |
                        RTL_FIND_CHAR_IN_UNICODE_STRING_COMPLEMENT_CHAR_SET |
                        RTL_FIND_CHAR_IN_UNICODE_STRING_CASE_INSENSITIVE;
    bool from_end = Flags & RTL_FIND_CHAR_IN_UNICODE_STRING_START_AT_END;
    bool wanted = !(Flags & RTL_FIND_CHAR_IN_UNICODE_STRING_COMPLEMENT_CHAR_SET);
    bool ignore_case = Flags & RTL_FIND_CHAR_IN_UNICODE_STRING_CASE_INSENSITIVE;
    size_t n = count(StringToSearch);

    *NonInclusivePrefixLength = 0;
    if (Flags & ~known)
        return STATUS_INVALID_PARAMETER;
    for (size_t i = 0; i < n; i++) {
        size_t place = from_end ? n - 1 - i : i;

        if (set_has(CharSet, StringToSearch->Buffer[place], ignore_case) == wanted) {
            *NonInclusivePrefixLength = (place + !from_end) * sizeof(WCHAR);
            return STATUS_SUCCESS;
        }
    }
    return STATUS_NOT_FOUND;
}
