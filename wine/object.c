/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Types of objects, by the names that both servers have for them. */
#include "wine/object.h"

#include "wine/library.h"
#include "wine/wine.h"

#include <string.h>

#define EVENT_INFORMATION     0
#define SEMAPHORE_INFORMATION 0
#define HANDLE_FLAGS          4

union type_information {
    UNICODE_STRING name;
    uint8_t bytes[256];
};

static const char *const types[] = {
    [OBJECT_EVENT] = "Event",
    [OBJECT_SEMAPHORE] = "Semaphore",
    [OBJECT_MUTANT] = "Mutant",
    [OBJECT_SECTION] = "Section",
    [OBJECT_COMPLETION] = "IoCompletion",
    [OBJECT_DIRECTORY] = "Directory",
    [OBJECT_FILE] = "File",
    [OBJECT_PROCESS] = "Process",
    [OBJECT_THREAD] = "Thread",
};
#define N_TYPES (sizeof types / sizeof types[0])

static bool has_name(const UNICODE_STRING *string, const char *name)
{
    const uint16_t *text = (const uint16_t *)string->Buffer;
    size_t n = string->Length / 2u;

    if (!name || n != strlen(name))
        return false;
    for (size_t i = 0; i < n; i++)
        if (text[i] != (uint8_t)name[i])
            return false;
    return true;
}

static enum object_type type_of(const union type_information *information, uint32_t status)
{
    if (status)
        return OBJECT_NONE;
    for (size_t i = 0; i < N_TYPES; i++)
        if (has_name(&information->name, types[i]))
            return (enum object_type)i;
    return OBJECT_OTHER;
}

enum object_type object_type_of_wine(uint64_t handle)
{
    union type_information information;
    uint32_t status = (uint32_t)wine_call(wine.NtQueryObject, handle, ObjectTypeInformation,
                                          (uintptr_t)&information, sizeof information, 0, 0, 0);

    return type_of(&information, status);
}

enum object_type object_type_of_ours(uint64_t object)
{
    union type_information information;
    uint32_t status = ours_call("NtQueryObject", object, ObjectTypeInformation, (uintptr_t)&information,
                                sizeof information, 0);

    return type_of(&information, status);
}

uint32_t object_access(uint64_t handle)
{
    OBJECT_BASIC_INFORMATION basic = {0};

    wine_call(wine.NtQueryObject, handle, ObjectBasicInformation, (uintptr_t)&basic, sizeof basic, 0, 0, 0);
    return basic.GrantedAccess;
}

/* What ends no wait is as Wine's is; a signal or count for one waiter is carried over (mirror.h). */
static uint32_t create_event(uint64_t *object, uint64_t handle, uint64_t access, uint64_t attributes)
{
    struct { uint32_t type, state; } event = {0};

    wine_call(wine.NtQueryEvent, handle, EVENT_INFORMATION, (uintptr_t)&event, sizeof event, 0, 0, 0);
    return ours_call("NtCreateEvent", (uintptr_t)object, access, attributes, event.type, !event.type && event.state);
}

static uint32_t create_semaphore(uint64_t *object, uint64_t handle, uint64_t access, uint64_t attributes)
{
    struct { uint32_t current, maximum; } semaphore = {0, INT32_MAX};

    wine_call(wine.NtQuerySemaphore, handle, SEMAPHORE_INFORMATION, (uintptr_t)&semaphore, sizeof semaphore, 0, 0, 0);
    return ours_call("NtCreateSemaphore", (uintptr_t)object, access, attributes, 0, semaphore.maximum);
}

uint32_t object_create_like(uint64_t *object, enum object_type type, uint64_t handle,
                            const OBJECT_ATTRIBUTES *attributes)
{
    uint64_t access = object_access(handle), place = (uintptr_t)attributes;

    switch (type) {
    case OBJECT_EVENT:
        return create_event(object, handle, access, place);
    case OBJECT_SEMAPHORE:
        return create_semaphore(object, handle, access, place);
    case OBJECT_MUTANT:
        return ours_call("NtCreateMutant", (uintptr_t)object, access, place, 0);
    default:
        return (uint32_t)STATUS_NOT_IMPLEMENTED;
    }
}

void wine_close(uint64_t handle)
{
    wine_call(wine.NtClose, handle, 0, 0, 0, 0, 0, 0);
}

void ours_close(uint64_t object)
{
    ours_call("NtClose", object);
}

void object_inherit_like(uint64_t handle, uint64_t object)
{
    struct { uint8_t inherited, protected; } flags = {0};

    ours_call("NtQueryObject", object, HANDLE_FLAGS, (uintptr_t)&flags, sizeof flags, 0);
    if (flags.inherited)
        wine_call(wine.NtSetInformationObject, handle, HANDLE_FLAGS, (uintptr_t)&flags, sizeof flags, 0, 0, 0);
}
