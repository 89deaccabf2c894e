/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SIDs and text: a SID written out, and the SID that stands for a service's name. */
#include "common/sid.h"

#include "ntdll/rtl/heap.h"
#include "ntdll/rtl/security/sha1.h"

#include <ntrtl.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX      (32 + 11 * SID_MAX_SUBS)
#define SERVICE_RID   80u
#define SERVICE_SUBS  6u                /* SERVICE_RID and a SHA-1 */

/* S-1-5-32-544; an authority of more than 32 bits is written in hexadecimal. */
static size_t write_sid(char text[TEXT_MAX], const SID *sid)
{
    const BYTE *a = sid->IdentifierAuthority.Value;
    int n;

    if (a[0] || a[1])
        n = snprintf(text, TEXT_MAX, "S-%u-0x%02x%02x%02x%02x%02x%02x", sid->Revision, a[0], a[1], a[2], a[3], a[4],
                     a[5]);
    else
        n = snprintf(text, TEXT_MAX, "S-%u-%u", sid->Revision,
                     (unsigned)a[2] << 24 | (unsigned)a[3] << 16 | (unsigned)a[4] << 8 | a[5]);
    for (unsigned i = 0; i < sid->SubAuthorityCount; i++)
        n += snprintf(text + n, TEXT_MAX - (size_t)n, "-%u", (unsigned)sid->SubAuthority[i]);
    return (size_t)n;
}

NTSTATUS NTAPI RtlConvertSidToUnicodeString(PUNICODE_STRING UnicodeString, PSID Sid, BOOLEAN AllocateDestinationString)
{
    char text[TEXT_MAX];
    size_t n;

    if (!RtlValidSid(Sid))
        return STATUS_INVALID_SID;
    n = write_sid(text, Sid);
    if (AllocateDestinationString) {
        UnicodeString->Buffer = rtl_allocate((n + 1) * sizeof(WCHAR));
        if (!UnicodeString->Buffer)
            return STATUS_NO_MEMORY;
        UnicodeString->MaximumLength = (USHORT)((n + 1) * sizeof(WCHAR));
    } else if (UnicodeString->MaximumLength < n * sizeof(WCHAR)) {
        return STATUS_BUFFER_OVERFLOW;
    }
    for (size_t i = 0; i < n; i++)
        UnicodeString->Buffer[i] = (WCHAR)text[i];
    UnicodeString->Length = (USHORT)(n * sizeof(WCHAR));
    if (UnicodeString->MaximumLength >= (n + 1) * sizeof(WCHAR))
        UnicodeString->Buffer[n] = 0;
    return STATUS_SUCCESS;
}

/* S-1-5-80 and the SHA-1 of the name in capitals. */
NTSTATUS NTAPI RtlCreateServiceSid(PUNICODE_STRING ServiceName, PSID ServiceSid, PULONG ServiceSidLength)
{
    static const SID_IDENTIFIER_AUTHORITY nt_authority = SECURITY_NT_AUTHORITY;
    SID *sid = ServiceSid;
    UNICODE_STRING capitals;
    uint8_t hash[20];
    NTSTATUS status;

    if (!ServiceSid || *ServiceSidLength < RtlLengthRequiredSid(SERVICE_SUBS)) {
        *ServiceSidLength = RtlLengthRequiredSid(SERVICE_SUBS);
        return STATUS_BUFFER_TOO_SMALL;
    }
    status = RtlUpcaseUnicodeString(&capitals, ServiceName, TRUE);
    if (!NT_SUCCESS(status))
        return status;
    sha1(hash, capitals.Buffer, capitals.Length);
    RtlFreeUnicodeString(&capitals);
    sid->Revision = SID_REVISION;
    sid->SubAuthorityCount = SERVICE_SUBS;
    sid->IdentifierAuthority = nt_authority;
    sid->SubAuthority[0] = SERVICE_RID;
    memcpy(RtlSubAuthoritySid(sid, 1), hash, sizeof hash);
    *ServiceSidLength = RtlLengthRequiredSid(SERVICE_SUBS);
    return STATUS_SUCCESS;
}
