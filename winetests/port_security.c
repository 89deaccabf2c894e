/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who may connect to whom: the port's security descriptor, the directory's, and the SID that a
 * client requires of the server (lpc-semantics 5.2, 6.1, 6.3). Descriptors are built by hand.
 */
#include "winetests/port.h"

#ifndef _WIN32
#include <unistd.h>
#endif

struct sid {
    SID sid;                    /* with one sub-authority */
    DWORD more[3];
};

static const struct sid everyone = {
    { SID_REVISION, 1, { SECURITY_WORLD_SID_AUTHORITY }, { SECURITY_WORLD_RID } }, { 0 }
};

/* A descriptor with room for a DACL of a few entries behind it, self-relative or not. */
struct descriptor {
    union {
        SECURITY_DESCRIPTOR absolute;
        SECURITY_DESCRIPTOR_RELATIVE relative;
    };
    ACL acl;
    UCHAR aces[128];
};

struct rule {
    bool allow;
    ACCESS_MASK mask;
};

static void descriptor_make(struct descriptor *descriptor, bool relative, const struct rule *rules,
                            int n_rules)
{
    struct {
        ACE_HEADER header;
        ACCESS_MASK mask;
        UCHAR sid[12];
    } ace;
    int i;

    memset(descriptor, 0, sizeof(*descriptor));
    if (relative) {
        descriptor->relative.Revision = SECURITY_DESCRIPTOR_REVISION;
        descriptor->relative.Control = SE_DACL_PRESENT | SE_SELF_RELATIVE;
        descriptor->relative.Dacl = offsetof(struct descriptor, acl);
    } else {
        descriptor->absolute.Revision = SECURITY_DESCRIPTOR_REVISION;
        descriptor->absolute.Control = SE_DACL_PRESENT;
        descriptor->absolute.Dacl = &descriptor->acl;
    }
    descriptor->acl.AclRevision = ACL_REVISION;
    descriptor->acl.AclSize = (WORD)(sizeof(ACL) + n_rules * sizeof(ace));
    descriptor->acl.AceCount = (WORD)n_rules;
    for (i = 0; i < n_rules; i++) {
        ace.header.AceType = rules[i].allow ? ACCESS_ALLOWED_ACE_TYPE : ACCESS_DENIED_ACE_TYPE;
        ace.header.AceFlags = 0;
        ace.header.AceSize = sizeof(ace);
        ace.mask = rules[i].mask;
        memcpy(ace.sid, &everyone.sid, sizeof(ace.sid));
        memcpy(descriptor->aces + i * sizeof(ace), &ace, sizeof(ace));
    }
}

static HANDLE secured_port(struct name *name, void *descriptor)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE port = NULL;

    NAME_UNIQUE(name, "\\RPC Control\\ntdll-test-secured");
    InitializeObjectAttributes(&attributes, &name->string, 0, NULL, descriptor);
    ok_status(NtCreatePort(&port, &attributes, 0, 0, 0), STATUS_SUCCESS);
    return port;
}

static void expect_denied(HANDLE port, struct name *name)
{
    SECURITY_QUALITY_OF_SERVICE qos = qos_make(SecurityImpersonation, FALSE);
    struct message message;
    HANDLE client = UNTOUCHED;

    ok_status(NtConnectPort(&client, &name->string, &qos, NULL, NULL, NULL, NULL, NULL),
              STATUS_ACCESS_DENIED);
    ok_equal(client, UNTOUCHED);
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
}

static void expect_admitted(HANDLE port, struct name *name)
{
    struct connection connection;

    connection_make(&connection, port, name, actor_thread(), NULL);
    connection_end(&connection, port);
    actor_finish(connection.client);
}

/* 5.2 */
static void test_descriptors(void)
{
    static const struct {
        struct rule rules[2];
        int n_rules;
        bool admitted;
    } cases[] = {
        { { { true, PORT_CONNECT } }, 1, true },
        { { { true, PORT_ALL_ACCESS } }, 1, true },
        { { { true, GENERIC_ALL } }, 1, true },
        { { { true, GENERIC_READ } }, 1, true },
        { { { true, READ_CONTROL | SYNCHRONIZE | DELETE } }, 1, false },
        { { { true, GENERIC_EXECUTE } }, 1, false },
        { { { false, PORT_CONNECT } }, 1, false },
        { { { 0 } }, 0, false },
        /* the first that speaks of the right decides, for the port's owner, too */
        { { { false, PORT_CONNECT }, { true, GENERIC_ALL } }, 2, false },
        { { { true, PORT_CONNECT }, { false, GENERIC_ALL } }, 2, true },
        { { { false, READ_CONTROL }, { true, PORT_CONNECT } }, 2, true },
    };
    struct descriptor descriptor;
    OBJECT_BASIC_INFORMATION info;
    struct name name;
    HANDLE port;
    size_t i;
    int relative;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (relative = 0; relative < 2; relative++) {
            descriptor_make(&descriptor, relative, cases[i].rules, cases[i].n_rules);
            port = secured_port(&name, &descriptor);
            if (cases[i].admitted)
                expect_admitted(port, &name);
            else
                expect_denied(port, &name);
            /* what the maker got, it got outright */
            ok_status(NtQueryObject(port, ObjectBasicInformation, &info, sizeof(info), NULL),
                      STATUS_SUCCESS);
            ok_equal(info.GrantedAccess, PORT_ALL_ACCESS);
            NtClose(port);
        }
    }

    /* no descriptor, and one without a list: everybody of this user, everybody */
    port = secured_port(&name, NULL);
    expect_admitted(port, &name);
    NtClose(port);
    descriptor_make(&descriptor, false, NULL, 0);
    descriptor.absolute.Dacl = NULL;
    port = secured_port(&name, &descriptor);
    expect_admitted(port, &name);
    NtClose(port);
}

/* 8.1, row 2: before the lengths */
static void test_bad_descriptors(void)
{
    struct descriptor descriptor;
    OBJECT_ATTRIBUTES attributes;
    HANDLE port = UNTOUCHED;
    struct name name;
    NTSTATUS status;

    NAME_UNIQUE(&name, "\\RPC Control\\ntdll-test-secured");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, no_memory());
    ok_status(NtCreatePort(&port, &attributes, MAX_INFO + 1, 0, 0), STATUS_ACCESS_VIOLATION);
    descriptor_make(&descriptor, false, NULL, 0);
    descriptor.absolute.Dacl = no_memory();
    attributes.SecurityDescriptor = &descriptor;
    ok_status(NtCreatePort(&port, &attributes, 0, 0, 0), STATUS_ACCESS_VIOLATION);
    descriptor_make(&descriptor, false, NULL, 0);
    descriptor.absolute.Revision = 77;
    status = NtCreatePort(&port, &attributes, MAX_INFO + 1, 0, 0);
    ok(!NT_SUCCESS(status) && status != STATUS_INVALID_PARAMETER_3, "revision 77: %s",
       status_name(status));
    descriptor_make(&descriptor, false, NULL, 0);
    descriptor.acl.AclSize = 3;
    ok(!NT_SUCCESS(NtCreatePort(&port, &attributes, 0, 0, 0)), "a list of 3 bytes");
    descriptor_make(&descriptor, false, NULL, 0);
    descriptor.acl.AceCount = 100;
    ok(!NT_SUCCESS(NtCreatePort(&port, &attributes, 0, 0, 0)), "100 entries in no bytes");
    ok_equal(port, UNTOUCHED);
}

/* 5.2: making a port needs the right in the directory */
static void test_directory(void)
{
    static const struct rule look = { true, DIRECTORY_QUERY | DIRECTORY_TRAVERSE };
    struct descriptor descriptor;
    OBJECT_ATTRIBUTES attributes;
    struct name name, inner;
    HANDLE directory, port;

    descriptor_make(&descriptor, false, &look, 1);
    NAME_UNIQUE(&name, "\\BaseNamedObjects\\ntdll-test-dir");
    InitializeObjectAttributes(&attributes, &name.string, 0, NULL, &descriptor);
    if (running_under_wine()) {
        win_skip("who makes a directory is refused by its own descriptor");
        return;
    }
    ok_status(NtCreateDirectoryObject(&directory, DIRECTORY_ALL_ACCESS, &attributes),
              STATUS_SUCCESS);
    NAME_SET(&inner, "port");
    InitializeObjectAttributes(&attributes, &inner.string, 0, directory, NULL);
    ok_status(NtCreatePort(&port, &attributes, 0, 0, 0), STATUS_ACCESS_DENIED);
    NtClose(directory);
}

/* 6.3 */
static void test_required_sid(void)
{
    SECURITY_QUALITY_OF_SERVICE qos = qos_make(SecurityImpersonation, FALSE);
    struct message message;
    HANDLE port, client = UNTOUCHED;
    struct name name;

    port = port_create(&name);
    ok_status(NtSecureConnectPort(&client, &name.string, &qos, NULL, (PSID)&everyone.sid, NULL,
                                  NULL, NULL, NULL), STATUS_SERVER_SID_MISMATCH);
    ok_equal(client, UNTOUCHED);
    ok_status(port_poll(port, NULL, &message), STATUS_TIMEOUT);
    NtClose(port);
}

/* The call itself, for an actor. */
struct secure_args {
    struct name name;
    struct sid sid;
    bool give_sid;
    SECURITY_QUALITY_OF_SERVICE qos;
    HANDLE port;
    NTSTATUS status;
};

static void secure_run(void *parameter)
{
    struct secure_args *args = parameter;

    args->name.string.Buffer = args->name.buffer;
    args->status = NtSecureConnectPort(&args->port, &args->name.string, &args->qos, NULL,
                                       args->give_sid ? &args->sid.sid : NULL, NULL, NULL, NULL,
                                       NULL);
}

static void secure_connect(HANDLE port, struct secure_args *args, struct actor *client)
{
    struct message message;
    HANDLE server;

    actor_begin(client, secure_run, args, sizeof(*args));
    ok_status(NtListenPort(port, &message.header), STATUS_SUCCESS);
    ok_status(NtAcceptConnectPort(&server, NULL, &message.header, TRUE, NULL, NULL),
              STATUS_SUCCESS);
    ok_status(NtCompleteConnectPort(server), STATUS_SUCCESS);
    actor_end(client, args);
    ok_status(args->status, STATUS_SUCCESS);
    ok_status(actor_close(client, args->port), STATUS_SUCCESS);
    NtClose(server);
}

/* The user that runs the test, by the SIDs that Linux users have. */
static bool own_sid(struct sid *sid)
{
#ifdef _WIN32
    (void)sid;
    return false;
#else
    static const SID system = { SID_REVISION, 1, { SECURITY_NT_AUTHORITY },
                                { SECURITY_LOCAL_SYSTEM_RID } };
    static const SID unix_user = { SID_REVISION, 2, { { 0, 0, 0, 0, 0, 22 } }, { 1 } };

    sid->sid = geteuid() ? unix_user : system;
    sid->more[0] = geteuid();
    return true;
#endif
}

static void test_right_sid(void)
{
    struct actor *client = actor_process(1);
    struct secure_args args = { .give_sid = true };
    struct name name;
    HANDLE port;

    port = port_create(&name);
    args.name = name;
    args.qos = qos_make(SecurityImpersonation, FALSE);
    if (own_sid(&args.sid))
        secure_connect(port, &args, client);
    /* none is required; dynamic tracking; 6.1: the structure's length is not looked at */
    args.give_sid = false;
    secure_connect(port, &args, client);
    args.qos = qos_make(SecurityIdentification, TRUE);
    secure_connect(port, &args, client);
    args.qos.Length = 0;
    secure_connect(port, &args, client);
    args.qos = qos_make((SECURITY_IMPERSONATION_LEVEL)99, TRUE);
    secure_connect(port, &args, client);
    NtClose(port);
    actor_finish(client);
}

START_TEST(port_security)
{
    if (!ports_available())
        return;
    test_descriptors();
    test_bad_descriptors();
    test_directory();
    test_required_sid();
    test_right_sid();
}
