/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SIDs. */
#include "ntwin32/error.h"

#include <ntrtl.h>
#include <windows.h>

WINBOOL WINAPI IsValidSid(PSID pSid)
{
    return RtlValidSid(pSid) || failed_with(ERROR_INVALID_SID);
}

WINBOOL WINAPI EqualSid(PSID pSid1, PSID pSid2)
{
    return RtlEqualSid(pSid1, pSid2);
}

WINBOOL WINAPI EqualPrefixSid(PSID pSid1, PSID pSid2)
{
    return RtlEqualPrefixSid(pSid1, pSid2);
}

DWORD WINAPI GetSidLengthRequired(UCHAR nSubAuthorityCount)
{
    return RtlLengthRequiredSid(nSubAuthorityCount);
}

WINBOOL WINAPI AllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY pIdentifierAuthority, BYTE nSubAuthorityCount,
                                        DWORD nSubAuthority0, DWORD nSubAuthority1, DWORD nSubAuthority2,
                                        DWORD nSubAuthority3, DWORD nSubAuthority4, DWORD nSubAuthority5,
                                        DWORD nSubAuthority6, DWORD nSubAuthority7, PSID *pSid)
{
    return succeeded(RtlAllocateAndInitializeSid(pIdentifierAuthority, nSubAuthorityCount, nSubAuthority0,
                                                 nSubAuthority1, nSubAuthority2, nSubAuthority3, nSubAuthority4,
                                                 nSubAuthority5, nSubAuthority6, nSubAuthority7, pSid));
}

PVOID WINAPI FreeSid(PSID pSid)
{
    return RtlFreeSid(pSid);
}

WINBOOL WINAPI InitializeSid(PSID Sid, PSID_IDENTIFIER_AUTHORITY pIdentifierAuthority, BYTE nSubAuthorityCount)
{
    return succeeded(RtlInitializeSid(Sid, pIdentifierAuthority, nSubAuthorityCount));
}

PSID_IDENTIFIER_AUTHORITY WINAPI GetSidIdentifierAuthority(PSID pSid)
{
    return RtlIdentifierAuthoritySid(pSid);
}

PDWORD WINAPI GetSidSubAuthority(PSID pSid, DWORD nSubAuthority)
{
    return RtlSubAuthoritySid(pSid, nSubAuthority);
}

PUCHAR WINAPI GetSidSubAuthorityCount(PSID pSid)
{
    return RtlSubAuthorityCountSid(pSid);
}

DWORD WINAPI GetLengthSid(PSID pSid)
{
    return RtlLengthSid(pSid);
}

WINBOOL WINAPI CopySid(DWORD nDestinationSidLength, PSID pDestinationSid, PSID pSourceSid)
{
    return succeeded(RtlCopySid(nDestinationSidLength, pDestinationSid, pSourceSid));
}
