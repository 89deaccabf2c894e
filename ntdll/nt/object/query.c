/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NtQueryObject and NtSetInformationObject.
 *
 * Lengths, as NT has them: the basic and the flag class want theirs exactly; name and type want at
 * least the structure (STATUS_INFO_LENGTH_MISMATCH), and when the text does not fit a name
 * overflows while a type mismatches. ReturnLength says in each case what is needed.
 */
#include "ntdll/client/call.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"

#include <ntobapi.h>
#include <stdlib.h>

#define NAME_MAX_BYTES  65535u
#define TYPE_MAX_BYTES  128u

static NTSTATUS query_basic(HANDLE handle, PVOID information, ULONG length, PULONG return_length)
{
    struct query_object_request request = {.handle = wire_handle(handle)};
    struct query_object_reply reply = {0};
    OBJECT_BASIC_INFORMATION result = {0};
    NTSTATUS status;

    status = check_exact_length(information, length, sizeof result, return_length);
    if (NT_SUCCESS(status))
        status = call_query_object(&request, &reply, NULL);
    if (!NT_SUCCESS(status))
        return status;
    result.Attributes = reply.attributes;
    result.GrantedAccess = reply.access;
    result.HandleCount = reply.handle_count;
    result.PointerCount = reply.pointer_count;
    result.NameInfoSize = reply.name_length;
    result.TypeInfoSize = reply.type_length;
    result.SecurityDescriptorSize = reply.sd_length;
    result.CreationTime.QuadPart = reply.create_time;
    return write_exact(information, &result, sizeof result, return_length);
}

/* A structure, then its text, then a terminator. */
static bool write_with_text(void *information, const void *structure, size_t size,
                            const wire_str *text)
{
    char *at = (char *)information + size;
    WCHAR terminator = 0;

    return user_write(information, structure, size) && user_write(at, text->data, text->size) &&
           user_write(at + text->size, &terminator, sizeof terminator);
}

static NTSTATUS put_name(const wire_str *name, PVOID information, ULONG length,
                         PULONG return_length)
{
    OBJECT_NAME_INFORMATION result = {0};
    ULONG needed = sizeof result;
    bool written;

    if (name->size)
        needed += name->size + sizeof(WCHAR);
    if (!write_optional(return_length, &needed, sizeof needed))
        return STATUS_ACCESS_VIOLATION;
    if (length < sizeof result)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (length < needed)
        return STATUS_BUFFER_OVERFLOW;
    if (name->size) {
        result.Name.Length = (USHORT)name->size;
        result.Name.MaximumLength = (USHORT)(name->size + sizeof(WCHAR));
        result.Name.Buffer = (PWSTR)((char *)information + sizeof result);
        written = write_with_text(information, &result, sizeof result, name);
    } else {
        written = user_write(information, &result, sizeof result);
    }
    return written ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS query_name(HANDLE handle, PVOID information, ULONG length, PULONG return_length)
{
    struct query_object_name_request request = {.handle = wire_handle(handle)};
    struct query_object_name_reply reply = {.name = {malloc(NAME_MAX_BYTES), NAME_MAX_BYTES}};
    NTSTATUS status;

    if (!reply.name.data)
        return STATUS_NO_MEMORY;
    status = call_query_object_name(&request, &reply, NULL);
    if (NT_SUCCESS(status))
        status = put_name(&reply.name, information, length, return_length);
    free(reply.name.data);
    return status;
}

static void fill_type(OBJECT_TYPE_INFORMATION *result, const struct query_object_type_reply *reply,
                      void *text)
{
    *result = (OBJECT_TYPE_INFORMATION){
        .TotalNumberOfObjects = reply->n_objects,
        .TotalNumberOfHandles = reply->n_handles,
        .HighWaterNumberOfObjects = reply->n_objects,
        .HighWaterNumberOfHandles = reply->n_handles,
        .InvalidAttributes = reply->invalid_attributes,
        .GenericMapping = {reply->generic_read, reply->generic_write, reply->generic_execute,
                           reply->generic_all},
        .TypeIndex = (UCHAR)reply->index,
    };
    result->ValidAccessMask = reply->valid_access;
    result->TypeName.Length = (USHORT)reply->name.size;
    result->TypeName.MaximumLength = (USHORT)(reply->name.size + sizeof(WCHAR));
    result->TypeName.Buffer = text;
}

static NTSTATUS query_type(HANDLE handle, PVOID information, ULONG length, PULONG return_length)
{
    struct query_object_type_request request = {.handle = wire_handle(handle)};
    WCHAR name[TYPE_MAX_BYTES / sizeof(WCHAR)];
    struct query_object_type_reply reply = {.name = {name, sizeof name}};
    OBJECT_TYPE_INFORMATION result;
    ULONG needed;
    NTSTATUS status;

    status = call_query_object_type(&request, &reply, NULL);
    if (!NT_SUCCESS(status))
        return status;
    if (reply.name.size > sizeof name)
        reply.name.size = sizeof name;
    needed = (ULONG)(sizeof result + ((reply.name.size + sizeof(WCHAR) + 3) & ~(size_t)3));
    if (!write_optional(return_length, &needed, sizeof needed))
        return STATUS_ACCESS_VIOLATION;
    if (length < needed)
        return STATUS_INFO_LENGTH_MISMATCH;
    fill_type(&result, &reply, (char *)information + sizeof result);
    return write_with_text(information, &result, sizeof result, &reply.name)
               ? STATUS_SUCCESS
               : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS query_flags(HANDLE handle, PVOID information, ULONG length, PULONG return_length)
{
    struct query_object_request request = {.handle = wire_handle(handle)};
    struct query_object_reply reply = {0};
    OBJECT_HANDLE_FLAG_INFORMATION result;
    NTSTATUS status;

    status = check_exact_length(information, length, sizeof result, return_length);
    if (NT_SUCCESS(status))
        status = call_query_object(&request, &reply, NULL);
    if (!NT_SUCCESS(status))
        return status;
    result.Inherit = !!(reply.attributes & OBJ_INHERIT);
    result.ProtectFromClose = !!(reply.attributes & OBJ_PROTECT_CLOSE);
    return write_exact(information, &result, sizeof result, return_length);
}

NTSTATUS NTAPI NtQueryObject(HANDLE Handle, OBJECT_INFORMATION_CLASS ObjectInformationClass,
                             PVOID ObjectInformation, ULONG ObjectInformationLength,
                             PULONG ReturnLength)
{
    if (ObjectInformationLength && !user_writable(ObjectInformation, ObjectInformationLength))
        return STATUS_ACCESS_VIOLATION;
    switch ((int)ObjectInformationClass) {
    case ObjectBasicInformation:
        return query_basic(Handle, ObjectInformation, ObjectInformationLength, ReturnLength);
    case ObjectNameInformation:
        return query_name(Handle, ObjectInformation, ObjectInformationLength, ReturnLength);
    case ObjectTypeInformation:
        return query_type(Handle, ObjectInformation, ObjectInformationLength, ReturnLength);
    case ObjectTypesInformation:
        return STATUS_NOT_IMPLEMENTED;
    case ObjectHandleFlagInformation:
        return query_flags(Handle, ObjectInformation, ObjectInformationLength, ReturnLength);
    default:
        return STATUS_INVALID_INFO_CLASS;
    }
}
ZW_TWIN(QueryObject)

NTSTATUS NTAPI NtSetInformationObject(HANDLE Handle,
                                      OBJECT_INFORMATION_CLASS ObjectInformationClass,
                                      PVOID ObjectInformation, ULONG ObjectInformationLength)
{
    struct set_handle_flags_request request = {.handle = wire_handle(Handle)};
    OBJECT_HANDLE_FLAG_INFORMATION flags;

    if (ObjectInformationClass != ObjectHandleFlagInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (ObjectInformationLength != sizeof flags)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (!user_read(&flags, ObjectInformation, sizeof flags))
        return STATUS_ACCESS_VIOLATION;
    if (flags.Inherit)
        request.attributes |= OBJ_INHERIT;
    if (flags.ProtectFromClose)
        request.attributes |= OBJ_PROTECT_CLOSE;
    return call_set_handle_flags(&request, NULL, NULL);
}
ZW_TWIN(SetInformationObject)
