/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SIDs and text: a SID written out, and the SID that stands for a service's name. */
#include "common/sid_text.h"

#include "ntdll/rtl/heap.h"
#include "ntdll/rtl/security/sha1.h"

#include <ntrtl.h>
#include <string.h>

#define SERVICE_RID  80u
#define SERVICE_SUBS 6u                /* SERVICE_RID and a SHA-1 */

NTSTATUS NTAPI RtlConvertSidToUnicodeString(PUNICODE_STRING UnicodeString, PSID Sid, BOOLEAN AllocateDestinationString)
{
    char text[SID_TEXT_MAX];
    size_t n;

    if (!RtlValidSid(Sid))
        return STATUS_INVALID_SID;
    n = sid_print(text, Sid);
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
