/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Security descriptors of objects of every type: what they are born with, and how they are asked for and changed. */
#include "winetests/token.h"

#include <ntioapi.h>
#include <ntlpcapi.h>

struct made {
    const char *type;
    HANDLE handle;
};

static OBJECT_ATTRIBUTES *named(struct name *name, OBJECT_ATTRIBUTES *attributes, HANDLE directory, void *sd)
{
    if (directory)
        NAME_UNIQUE(name, "object");
    else
        NAME_UNIQUE(name, "\\BaseNamedObjects\\ntdll-test-sd");
    InitializeObjectAttributes(attributes, &name->string, 0, directory, sd);
    return attributes;
}

/* A named one of each type that can have a name; the others are the process's own. Returns how many. */
static int make_all(struct made made[16], HANDLE directory, void *sd)
{
    LARGE_INTEGER size = {.QuadPart = 4096};
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING target;
    WCHAR buffer[32];
    struct name name;
    int n = 0;

    name_set(&target, buffer, 32, "\\BaseNamedObjects");
#define MAKE(type, ...) \
    made[n] = (struct made){type, NULL}; \
    { HANDLE *handle = &made[n++].handle; OBJECT_ATTRIBUTES *at = named(&name, &attributes, directory, sd); \
      ok_status(__VA_ARGS__, STATUS_SUCCESS); }
    MAKE("Event", NtCreateEvent(handle, MAXIMUM_ALLOWED, at, NotificationEvent, FALSE))
    MAKE("Mutant", NtCreateMutant(handle, MAXIMUM_ALLOWED, at, FALSE))
    MAKE("Semaphore", NtCreateSemaphore(handle, MAXIMUM_ALLOWED, at, 0, 1))
    MAKE("Timer", NtCreateTimer(handle, MAXIMUM_ALLOWED, at, NotificationTimer))
    MAKE("Directory", NtCreateDirectoryObject(handle, MAXIMUM_ALLOWED, at))
    MAKE("SymbolicLink", NtCreateSymbolicLinkObject(handle, MAXIMUM_ALLOWED, at, &target))
    MAKE("Section", NtCreateSection(handle, MAXIMUM_ALLOWED, at, &size, PAGE_READWRITE, SEC_COMMIT, NULL))
    MAKE("KeyedEvent", NtCreateKeyedEvent(handle, MAXIMUM_ALLOWED, at, 0))
    MAKE("IoCompletion", NtCreateIoCompletion(handle, MAXIMUM_ALLOWED, at, 1))
    if (!running_under_wine()) {        /* which has no ports */
        MAKE("Port", NtCreatePort(handle, at, 0, 0, 0))
    }
    return n;
}

static ULONG size_of(HANDLE handle, SECURITY_INFORMATION info)
{
    ULONG needed = 0;

    ok_status(NtQuerySecurityObject(handle, info, NULL, 0, &needed), STATUS_BUFFER_TOO_SMALL);
    return needed;
}

#define OGD (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION)

static PACL dacl_of(void *sd)
{
    BOOLEAN present = FALSE, defaulted;
    PACL acl = NULL;

    RtlGetDaclSecurityDescriptor(sd, &present, &acl, &defaulted);
    return present ? acl : NULL;
}

/* Born with the token's default; asked for; another list; asked for again. */
static void test_every_type(void)
{
    struct token_buffer user, dacl;
    char room[2048], *exact;
    struct made made[16];
    HANDLE token = own_token(TOKEN_QUERY);
    SECURITY_DESCRIPTOR sd;
    struct list list;
    BOOLEAN defaulted;
    PSID owner;
    int n = make_all(made, NULL, NULL);

    ok_status(query_token(token, TokenOwner, &user), STATUS_SUCCESS);
    ok_status(query_token(token, TokenDefaultDacl, &dacl), STATUS_SUCCESS);
    NtClose(token);
    list_begin(&list);
    RtlAddAccessAllowedAce(&list.acl, ACL_REVISION, STANDARD_RIGHTS_ALL, &sid_everyone);
    RtlCreateSecurityDescriptor(&sd, SECURITY_DESCRIPTOR_REVISION);
    RtlSetDaclSecurityDescriptor(&sd, TRUE, &list.acl, FALSE);
    for (int i = 0; i < n; i++) {
        HANDLE handle = made[i].handle;
        ULONG size, needed;

        test_context(made[i].type);
        size = size_of(handle, OGD);
        /* Wine makes a descriptor when one is set, and not before */
        todo_wine ok(size > sizeof(SECURITY_DESCRIPTOR_RELATIVE) && size < sizeof room, "%u bytes", (unsigned)size);
        ok_status(NtQuerySecurityObject(handle, OGD, room, size - 1, &needed), STATUS_BUFFER_TOO_SMALL);
        exact = memory_before_fault(size);
        ok_status(NtQuerySecurityObject(handle, OGD, exact, size, &needed), STATUS_SUCCESS);
        ok_equal(needed, size);
        ok_status(RtlGetOwnerSecurityDescriptor(exact, &owner, &defaulted), STATUS_SUCCESS);
        todo_wine ok(owner && RtlEqualSid(owner, user.owner.Owner), "another owner");
        todo_wine ok(dacl_of(exact) && dacl_of(exact)->AceCount == dacl.default_dacl.DefaultDacl->AceCount,
           "not the token's default list");
        ok_status(NtSetSecurityObject(handle, DACL_SECURITY_INFORMATION, &sd), STATUS_SUCCESS);
        ok_status(NtQuerySecurityObject(handle, DACL_SECURITY_INFORMATION, room, sizeof room, &needed), STATUS_SUCCESS);
        ok(dacl_of(room) && dacl_of(room)->AceCount == 1, "not the new list");
        ok_status(RtlGetOwnerSecurityDescriptor(room, &owner, &defaulted), STATUS_SUCCESS);
        ok_equal(owner, NULL);          /* was not asked for */
        if (!running_under_wine()) {    /* which writes unguarded, and lets nobody be the owner */
            ok_status(NtQuerySecurityObject(handle, OGD, readonly_memory(), size, &needed), STATUS_ACCESS_VIOLATION);
            ok_status(NtQuerySecurityObject(handle, OGD, room, size, no_memory()), STATUS_ACCESS_VIOLATION);
            ok_status(NtSetSecurityObject(handle, DACL_SECURITY_INFORMATION, no_memory()), STATUS_ACCESS_VIOLATION);
            ok_status(NtSetSecurityObject(handle, OWNER_SECURITY_INFORMATION, &sd), STATUS_INVALID_OWNER);
            ok_status(NtSetSecurityObject(handle, GROUP_SECURITY_INFORMATION, &sd), STATUS_INVALID_PRIMARY_GROUP);
            ok_status(NtQuerySecurityObject(handle, SACL_SECURITY_INFORMATION, room, sizeof room, &needed),
                      STATUS_ACCESS_DENIED);
        }
        ok_status(NtClose(handle), STATUS_SUCCESS);
    }
    test_context(NULL);
}

static void test_rights(void)
{
    HANDLE event, weak;
    OBJECT_ATTRIBUTES attributes;
    SECURITY_DESCRIPTOR sd;
    struct list list;
    struct name name;
    ULONG needed;
    char room[512];

    ok_status(NtQuerySecurityObject(BAD_HANDLE, OGD, room, sizeof room, &needed), STATUS_INVALID_HANDLE);
    list_begin(&list);
    RtlCreateSecurityDescriptor(&sd, SECURITY_DESCRIPTOR_REVISION);
    RtlSetDaclSecurityDescriptor(&sd, TRUE, &list.acl, FALSE);
    RtlSetOwnerSecurityDescriptor(&sd, &sid_stranger, FALSE);
    ok_status(NtSetSecurityObject(BAD_HANDLE, DACL_SECURITY_INFORMATION, &sd), STATUS_INVALID_HANDLE);
    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, named(&name, &attributes, NULL, NULL), NotificationEvent, FALSE),
              STATUS_SUCCESS);
    ok_status(NtDuplicateObject(NtCurrentProcess(), event, NtCurrentProcess(), &weak, EVENT_MODIFY_STATE, 0, 0),
              STATUS_SUCCESS);
    ok_status(NtQuerySecurityObject(weak, OGD, room, sizeof room, &needed), STATUS_ACCESS_DENIED);
    ok_status(NtSetSecurityObject(weak, DACL_SECURITY_INFORMATION, &sd), STATUS_ACCESS_DENIED);
    ok_status(NtSetSecurityObject(weak, OWNER_SECURITY_INFORMATION, &sd), STATUS_ACCESS_DENIED);
    NtClose(weak);
    todo_wine ok_status(NtSetSecurityObject(event, OWNER_SECURITY_INFORMATION, &sd), STATUS_INVALID_OWNER);
    todo_wine ok_status(NtCreateEvent(&weak, EVENT_ALL_ACCESS, named(&name, &attributes, NULL, &sd), NotificationEvent,
                                      FALSE), STATUS_INVALID_OWNER);
    NtClose(event);
}

/* What a list says holds for who opens the object next, and not for handles that are there. */
static void test_effect(void)
{
    OBJECT_ATTRIBUTES attributes;
    SECURITY_DESCRIPTOR sd;
    HANDLE event, again;
    struct list list;
    struct name name;
    ULONG needed;
    char room[512];

    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, named(&name, &attributes, NULL, NULL), NotificationEvent, FALSE),
              STATUS_SUCCESS);
    ok_status(NtOpenEvent(&again, EVENT_ALL_ACCESS, &attributes), STATUS_SUCCESS);
    NtClose(again);
    list_begin(&list);
    RtlAddAccessAllowedAce(&list.acl, ACL_REVISION, EVENT_QUERY_STATE, &sid_everyone);
    RtlCreateSecurityDescriptor(&sd, SECURITY_DESCRIPTOR_REVISION);
    RtlSetDaclSecurityDescriptor(&sd, TRUE, &list.acl, FALSE);
    ok_status(NtSetSecurityObject(event, DACL_SECURITY_INFORMATION, &sd), STATUS_SUCCESS);
    ok_status(NtOpenEvent(&again, EVENT_MODIFY_STATE, &attributes), STATUS_ACCESS_DENIED);
    ok_status(NtOpenEvent(&again, EVENT_QUERY_STATE, &attributes), STATUS_SUCCESS);
    ok_status(NtSetEvent(again, NULL), STATUS_ACCESS_DENIED);
    NtClose(again);
    ok_status(NtOpenEvent(&again, READ_CONTROL | WRITE_DAC, &attributes), STATUS_SUCCESS);      /* the owner */
    NtClose(again);
    ok_status(NtSetEvent(event, NULL), STATUS_SUCCESS);
    ok_status(NtQuerySecurityObject(event, OGD, room, sizeof room, &needed), STATUS_SUCCESS);
    NtClose(event);
}

/* Entries of a directory that its children inherit. */
static void test_inheritance(void)
{
    OBJECT_ATTRIBUTES attributes;
    SECURITY_DESCRIPTOR sd;
    struct made made[16];
    struct list list;
    struct name name;
    HANDLE directory;
    ULONG needed;
    char room[1024];
    int n;

    list_begin(&list);
    RtlAddAccessAllowedAce(&list.acl, ACL_REVISION, GENERIC_ALL, &sid_everyone);
    RtlAddAccessAllowedAceEx(&list.acl, ACL_REVISION, OBJECT_INHERIT_ACE | INHERIT_ONLY_ACE, GENERIC_READ, &sid_everyone);
    RtlAddAccessAllowedAceEx(&list.acl, ACL_REVISION, CONTAINER_INHERIT_ACE | INHERIT_ONLY_ACE, GENERIC_ALL, &sid_system);
    RtlCreateSecurityDescriptor(&sd, SECURITY_DESCRIPTOR_REVISION);
    RtlSetDaclSecurityDescriptor(&sd, TRUE, &list.acl, FALSE);
    ok_status(NtCreateDirectoryObject(&directory, DIRECTORY_ALL_ACCESS, named(&name, &attributes, NULL, &sd)), STATUS_SUCCESS);
    n = make_all(made, directory, NULL);
    for (int i = 0; i < n; i++) {
        bool container = !strcmp(made[i].type, "Directory");
        ACCESS_ALLOWED_ACE *ace;

        test_context(made[i].type);
        if (!running_under_wine()) {    /* whose objects inherit nothing */
            ok_status(NtQuerySecurityObject(made[i].handle, DACL_SECURITY_INFORMATION, room, sizeof room, &needed),
                      STATUS_SUCCESS);
            ok(dacl_of(room) != NULL, "no list");
            ok_status(RtlGetAce(dacl_of(room), 0, (void **)&ace), STATUS_SUCCESS);
            /* a container keeps the entry for objects, for its own children */
            ok(!container == !(ace->Header.AceFlags & INHERIT_ONLY_ACE), "flags 0x%x", ace->Header.AceFlags);
            ok(ace->Header.AceFlags & INHERITED_ACE || !(dacl_of(room)->AceCount == 0), "not inherited");
            ok(container || !(ace->Mask & (GENERIC_READ | GENERIC_ALL)), "rights are not mapped: 0x%x",
               (unsigned)ace->Mask);
            ok(RtlEqualSid(&ace->SidStart, &sid_everyone), "for somebody else");
        }
        NtClose(made[i].handle);
    }
    test_context(NULL);
    NtClose(directory);
}

/* Going through a directory needs a right when the privilege is off. */
static void test_traverse(void)
{
    OBJECT_ATTRIBUTES attributes;
    SECURITY_DESCRIPTOR sd;
    struct list list;
    struct name name, inner;
    HANDLE directory, event, again = NULL;
    BOOLEAN was;
    char path[NAME_CHARS * 2];
    int i, n;

    if (running_under_wine()) {
        skip("Wine's directories are open to all who go through them");
        return;
    }
    list_begin(&list);
    RtlAddAccessAllowedAce(&list.acl, ACL_REVISION, DIRECTORY_QUERY | DIRECTORY_CREATE_OBJECT, &sid_everyone);
    RtlCreateSecurityDescriptor(&sd, SECURITY_DESCRIPTOR_REVISION);
    RtlSetDaclSecurityDescriptor(&sd, TRUE, &list.acl, FALSE);
    ok_status(NtCreateDirectoryObject(&directory, DIRECTORY_ALL_ACCESS, named(&name, &attributes, NULL, &sd)), STATUS_SUCCESS);
    n = name.string.Length / 2;
    for (i = 0; i < n; i++)
        path[i] = (char)name.buffer[i];
    snprintf(path + n, sizeof path - (size_t)n, "\\event");
    NAME_SET(&inner, path);
    InitializeObjectAttributes(&attributes, &inner.string, 0, NULL, NULL);
    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE), STATUS_SUCCESS);
    ok_status(NtOpenEvent(&again, EVENT_ALL_ACCESS, &attributes), STATUS_SUCCESS);
    NtClose(again);
    ok_status(RtlAdjustPrivilege(SE_CHANGE_NOTIFY_PRIVILEGE, FALSE, FALSE, &was), STATUS_SUCCESS);
    ok_status(NtOpenEvent(&again, EVENT_ALL_ACCESS, &attributes), STATUS_ACCESS_DENIED);
    NAME_SET(&inner, "event");          /* by a handle with the right */
    InitializeObjectAttributes(&attributes, &inner.string, 0, directory, NULL);
    ok_status(NtOpenEvent(&again, EVENT_ALL_ACCESS, &attributes), STATUS_SUCCESS);
    NtClose(again);
    ok_status(RtlAdjustPrivilege(SE_CHANGE_NOTIFY_PRIVILEGE, TRUE, FALSE, &was), STATUS_SUCCESS);
    NtClose(event);
    NtClose(directory);
}

/* Objects without a name have none, but processes, threads and tokens have. */
static void test_unnamed(void)
{
    SECURITY_DESCRIPTOR sd;
    struct list list;
    HANDLE event, token = primary_copy();
    HANDLE always[] = {NtCurrentProcess(), NtCurrentThread(), token};

    list_begin(&list);
    RtlCreateSecurityDescriptor(&sd, SECURITY_DESCRIPTOR_REVISION);
    RtlSetDaclSecurityDescriptor(&sd, TRUE, &list.acl, FALSE);
    if (!running_under_wine()) {        /* whose objects without one get one when it is set */
        ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE), STATUS_SUCCESS);
        ok_equal(size_of(event, OGD), sizeof(SECURITY_DESCRIPTOR_RELATIVE));
        ok_status(NtSetSecurityObject(event, DACL_SECURITY_INFORMATION, &sd), STATUS_NO_SECURITY_ON_OBJECT);
        NtClose(event);
    }
    for (int i = 0; i < 3; i++) {
        ULONG size = size_of(always[i], OGD);

        todo_wine_if(i > 0) ok(size > sizeof(SECURITY_DESCRIPTOR_RELATIVE), "%d has none", i);  /* Wine: the process */
    }
    NtClose(token);
}

START_TEST(object_security)
{
    test_every_type();
    test_rights();
    test_effect();
    test_inheritance();
    test_traverse();
    test_unnamed();
}
