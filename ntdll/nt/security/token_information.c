/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NtQueryInformationToken and NtSetInformationToken. */
#include "ntdll/client/call.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/object/object.h"
#include "ntdll/nt/security/security.h"

#include <ntseapi.h>
#include <stdlib.h>

DEBUG_CHANNEL(token);

NTSTATUS NTAPI NtQueryInformationToken(HANDLE TokenHandle, TOKEN_INFORMATION_CLASS TokenInformationClass,
                                       PVOID TokenInformation, ULONG TokenInformationLength, PULONG ReturnLength)
{
    struct query_token_request request = {.token = wire_handle(TokenHandle), .class = TokenInformationClass};
    struct query_token_reply reply = {0};
    uint8_t *memory;
    NTSTATUS status;

    if (!user_writable(ReturnLength, sizeof *ReturnLength) ||
        (TokenInformation && !user_writable(TokenInformation, TokenInformationLength)))
        return STATUS_ACCESS_VIOLATION;
    memory = malloc(2 * WIRE_MAX);
    if (!memory)
        return STATUS_NO_MEMORY;
    reply.info = (wire_blob){memory, WIRE_MAX};
    reply.pointers = (wire_blob){memory + WIRE_MAX, WIRE_MAX};
    status = call_query_token(&request, &reply, NULL);
    TRACE("%p, class %d: %s", TokenHandle, TokenInformationClass, debug_status(status));
    if (NT_SUCCESS(status) && !user_write(ReturnLength, &reply.info.size, sizeof *ReturnLength))
        status = STATUS_ACCESS_VIOLATION;
    if (NT_SUCCESS(status) && (!TokenInformation || TokenInformationLength < reply.info.size))
        status = STATUS_BUFFER_TOO_SMALL;
    if (NT_SUCCESS(status))
        status = write_structure(TokenInformation, &reply.info, &reply.pointers);
    free(memory);
    return status;
}
ZW_TWIN(QueryInformationToken)

/* The classes that are set: how long the structure is, and what it points to. */
enum content { NUMBER, SID_POINTER, ACL_POINTER };

static const struct set_class {
    TOKEN_INFORMATION_CLASS class;
    ULONG length;
    enum content content;
} set_classes[] = {
    {TokenOwner, sizeof(TOKEN_OWNER), SID_POINTER},
    {TokenPrimaryGroup, sizeof(TOKEN_PRIMARY_GROUP), SID_POINTER},
    {TokenDefaultDacl, sizeof(TOKEN_DEFAULT_DACL), ACL_POINTER},
    {TokenIntegrityLevel, sizeof(TOKEN_MANDATORY_LABEL), SID_POINTER},
    {TokenSessionId, sizeof(ULONG), NUMBER},
    {TokenOrigin, sizeof(TOKEN_ORIGIN), NUMBER},
    {TokenUIAccess, sizeof(ULONG), NUMBER},
    {TokenMandatoryPolicy, sizeof(TOKEN_MANDATORY_POLICY), NUMBER},
};

/* What the class's structure says; memory has room for a SID, an ACL is on the heap. */
static NTSTATUS capture_class(wire_blob *info, uint8_t memory[68], const struct set_class *class, const void *from)
{
    const void *pointer;

    *info = (wire_blob){memory, class->length};
    if (class->content == NUMBER)
        return user_read(memory, from, class->length) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
    if (!user_read(&pointer, from, sizeof pointer))
        return STATUS_ACCESS_VIOLATION;
    if (class->content == SID_POINTER)
        return capture_sid(memory, &info->size, pointer);
    *info = (wire_blob){0};
    return pointer ? capture_acl(info, pointer) : STATUS_SUCCESS;
}

NTSTATUS NTAPI NtSetInformationToken(HANDLE TokenHandle, TOKEN_INFORMATION_CLASS TokenInformationClass,
                                     PVOID TokenInformation, ULONG TokenInformationLength)
{
    struct set_token_request request = {.token = wire_handle(TokenHandle), .class = TokenInformationClass};
    const struct set_class *found = NULL;
    uint8_t memory[68];
    NTSTATUS status;

    for (size_t i = 0; i < sizeof set_classes / sizeof set_classes[0]; i++)
        if (set_classes[i].class == TokenInformationClass)
            found = &set_classes[i];
    if (!found)
        return STATUS_INVALID_INFO_CLASS;
    if (TokenInformationLength < found->length)
        return STATUS_INFO_LENGTH_MISMATCH;
    status = capture_class(&request.info, memory, found, TokenInformation);
    if (NT_SUCCESS(status))
        status = call_set_token(&request, NULL, NULL);
    if (found->content == ACL_POINTER)
        free(request.info.data);
    TRACE("%p, class %d: %s", TokenHandle, TokenInformationClass, debug_status(status));
    return status;
}
ZW_TWIN(SetInformationToken)
