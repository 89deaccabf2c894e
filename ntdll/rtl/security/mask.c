/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Access masks. */
#include "common/acl_inherit.h"

#include <ntrtl.h>

VOID NTAPI RtlMapGenericMask(PACCESS_MASK AccessMask, const GENERIC_MAPPING *GenericMapping)
{
    *AccessMask = generic_mapped(*AccessMask, GenericMapping);
}

BOOLEAN NTAPI RtlAreAllAccessesGranted(ACCESS_MASK GrantedAccess, ACCESS_MASK DesiredAccess)
{
    return !(DesiredAccess & ~GrantedAccess);
}

BOOLEAN NTAPI RtlAreAnyAccessesGranted(ACCESS_MASK GrantedAccess, ACCESS_MASK DesiredAccess)
{
    return (GrantedAccess & DesiredAccess) != 0;
}
