/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SIDs and security descriptors as text. All of SDDL is ASCII; results are given back with LocalFree. */
#include "common/sddl.h"
#include "common/sid_text.h"
#include "ntwin32/error.h"
#include "ntwin32/security/local_copy.h"

#include <ntrtl.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>
#include <sddl.h>

/* What is not ASCII becomes a character that stands nowhere in SDDL. */
static char *narrow(LPCWSTR wide)
{
    size_t n = wcslen(wide) + 1;
    char *text = malloc(n);

    for (size_t i = 0; text && i < n; i++)
        text[i] = wide[i] < 0x80 ? (char)wide[i] : '?';
    if (!text)
        failed_with(ERROR_NOT_ENOUGH_MEMORY);
    return text;
}

static WINBOOL give_wide(LPWSTR *out, const char *text)
{
    size_t n = strlen(text) + 1;
    LPWSTR wide = LocalAlloc(LMEM_FIXED, n * sizeof(WCHAR));

    for (size_t i = 0; wide && i < n; i++)
        wide[i] = (WCHAR)text[i];
    if (wide)
        *out = wide;
    return wide != NULL;
}

static WINBOOL give(PVOID *out, const void *bytes, size_t size)
{
    PVOID copy = local_copy(bytes, size);

    if (copy)
        *out = copy;
    return copy != NULL;
}

/* ---- SIDs -------------------------------------------------------------------------------------------- */

static BOOL print(char text[SID_TEXT_MAX], PSID sid, const void *out)
{
    if (!out)
        return failed_with(ERROR_INVALID_PARAMETER);
    if (!RtlValidSid(sid))
        return failed_with(ERROR_INVALID_SID);
    sid_print(text, sid);
    return TRUE;
}

WINBOOL WINAPI ConvertSidToStringSidA(PSID Sid, LPSTR *StringSid)
{
    char text[SID_TEXT_MAX];

    return print(text, Sid, StringSid) && give((PVOID *)StringSid, text, strlen(text) + 1);
}

WINBOOL WINAPI ConvertSidToStringSidW(PSID Sid, LPWSTR *StringSid)
{
    char text[SID_TEXT_MAX];

    return print(text, Sid, StringSid) && give_wide(StringSid, text);
}

WINBOOL WINAPI ConvertStringSidToSidA(LPCSTR StringSid, PSID *Sid)
{
    uint8_t sid[SID_MAX_SIZE];
    uint32_t size;

    if (!StringSid || !Sid)
        return failed_with(ERROR_INVALID_PARAMETER);
    size = sid_parse(sid, &StringSid);
    if (!size || *StringSid)
        return failed_with(ERROR_INVALID_SID);
    return give(Sid, sid, size);
}

WINBOOL WINAPI ConvertStringSidToSidW(LPCWSTR StringSid, PSID *Sid)
{
    WINBOOL result;
    char *text;

    if (!StringSid || !Sid)
        return failed_with(ERROR_INVALID_PARAMETER);
    text = narrow(StringSid);
    result = text && ConvertStringSidToSidA(text, Sid);
    free(text);
    return result;
}

/* ---- security descriptors ---------------------------------------------------------------------------- */

WINBOOL WINAPI ConvertStringSecurityDescriptorToSecurityDescriptorA(LPCSTR StringSecurityDescriptor,
                                                                    DWORD StringSDRevision,
                                                                    PSECURITY_DESCRIPTOR *SecurityDescriptor,
                                                                    PULONG SecurityDescriptorSize)
{
    uint8_t *sd;
    uint32_t size;
    WINBOOL given;

    if (!StringSecurityDescriptor || !SecurityDescriptor)
        return failed_with(ERROR_INVALID_PARAMETER);
    if (StringSDRevision != SDDL_REVISION_1)
        return failed_with(ERROR_UNKNOWN_REVISION);
    if (!succeeded(sddl_parse(&sd, &size, StringSecurityDescriptor)))
        return FALSE;
    given = give(SecurityDescriptor, sd, size);
    free(sd);
    if (given && SecurityDescriptorSize)
        *SecurityDescriptorSize = size;
    return given;
}

WINBOOL WINAPI ConvertStringSecurityDescriptorToSecurityDescriptorW(LPCWSTR StringSecurityDescriptor,
                                                                    DWORD StringSDRevision,
                                                                    PSECURITY_DESCRIPTOR *SecurityDescriptor,
                                                                    PULONG SecurityDescriptorSize)
{
    WINBOOL result;
    char *text;

    if (!StringSecurityDescriptor)
        return failed_with(ERROR_INVALID_PARAMETER);
    text = narrow(StringSecurityDescriptor);
    result = text && ConvertStringSecurityDescriptorToSecurityDescriptorA(text, StringSDRevision, SecurityDescriptor,
                                                                          SecurityDescriptorSize);
    free(text);
    return result;
}

/* The parts of either form. */
static struct sd_parts parts_of(PSECURITY_DESCRIPTOR descriptor)
{
    const SECURITY_DESCRIPTOR *sd = descriptor;
    struct sd_parts parts = {.control = sd->Control};
    BOOLEAN there, defaulted;
    PVOID part;

    if (NT_SUCCESS(RtlGetOwnerSecurityDescriptor(descriptor, &part, &defaulted)))
        parts.owner = part;
    if (NT_SUCCESS(RtlGetGroupSecurityDescriptor(descriptor, &part, &defaulted)))
        parts.group = part;
    if (NT_SUCCESS(RtlGetDaclSecurityDescriptor(descriptor, &there, (PACL *)&part, &defaulted)) && there)
        parts.dacl = part;
    if (NT_SUCCESS(RtlGetSaclSecurityDescriptor(descriptor, &there, (PACL *)&part, &defaulted)) && there)
        parts.sacl = part;
    return parts;
}

/* On the C heap; NULL with the last error. */
static char *sd_text(PSECURITY_DESCRIPTOR descriptor, DWORD revision, SECURITY_INFORMATION info, const void *out)
{
    struct sd_parts parts;
    char *text;

    if (!descriptor || !out)
        failed_with(ERROR_INVALID_PARAMETER);
    else if (revision != SDDL_REVISION_1)
        failed_with(ERROR_UNKNOWN_REVISION);
    else if (!RtlValidSecurityDescriptor(descriptor))
        failed_with(ERROR_INVALID_SECURITY_DESCR);
    else {
        parts = parts_of(descriptor);
        if (succeeded(sddl_print(&text, &parts, info)))
            return text;
    }
    return NULL;
}

WINBOOL WINAPI ConvertSecurityDescriptorToStringSecurityDescriptorA(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                                                    DWORD RequestedStringSDRevision,
                                                                    SECURITY_INFORMATION SecurityInformation,
                                                                    LPSTR *StringSecurityDescriptor,
                                                                    PULONG StringSecurityDescriptorLen)
{
    char *text = sd_text(SecurityDescriptor, RequestedStringSDRevision, SecurityInformation, StringSecurityDescriptor);
    WINBOOL given = text && give((PVOID *)StringSecurityDescriptor, text, strlen(text) + 1);

    if (given && StringSecurityDescriptorLen)
        *StringSecurityDescriptorLen = (ULONG)strlen(text) + 1;
    free(text);
    return given;
}

/* The length counts characters, with the terminator. */
WINBOOL WINAPI ConvertSecurityDescriptorToStringSecurityDescriptorW(PSECURITY_DESCRIPTOR SecurityDescriptor,
                                                                    DWORD RequestedStringSDRevision,
                                                                    SECURITY_INFORMATION SecurityInformation,
                                                                    LPWSTR *StringSecurityDescriptor,
                                                                    PULONG StringSecurityDescriptorLen)
{
    char *text = sd_text(SecurityDescriptor, RequestedStringSDRevision, SecurityInformation, StringSecurityDescriptor);
    WINBOOL given = text && give_wide(StringSecurityDescriptor, text);

    if (given && StringSecurityDescriptorLen)
        *StringSecurityDescriptorLen = (ULONG)strlen(text) + 1;
    free(text);
    return given;
}
