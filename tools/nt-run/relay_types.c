/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Arguments as text, by the names of their types. */
#include "tools/nt-run/relay.h"

#include "ntdll/debug.h"

#include <ntalpcapi.h>
#include <ntlpcapi.h>
#include <string.h>

static bool is_type(const char *type, const char *name)
{
    return strcmp(type, name) == 0;
}

static void say_string(struct relay_text *out, uintptr_t at)
{
    UNICODE_STRING string;
    WCHAR text[96];
    size_t n;

    if (!relay_peek(&string, at, sizeof string))
        return;
    n = string.Length / sizeof(WCHAR);
    n = n < sizeof text / sizeof text[0] ? n : sizeof text / sizeof text[0];
    if (!relay_peek(text, (uintptr_t)string.Buffer, n * sizeof(WCHAR)))
        n = 0;
    relay_say(out, "L\"");
    for (size_t i = 0; i < n; i++) {
        if (text[i] >= ' ' && text[i] < 127)
            relay_say(out, "%c", (char)text[i]);
        else
            relay_say(out, "\\x%04x", text[i]);
    }
    relay_say(out, "\"");
}

static void say_attributes(struct relay_text *out, uintptr_t at)
{
    OBJECT_ATTRIBUTES attributes;

    if (!relay_peek(&attributes, at, sizeof attributes))
        return;
    if (attributes.ObjectName)
        say_string(out, (uintptr_t)attributes.ObjectName);
    if (attributes.RootDirectory)
        relay_say(out, " in %p", attributes.RootDirectory);
    if (attributes.Attributes)
        relay_say(out, " attributes %#x", (unsigned)attributes.Attributes);
    if (attributes.SecurityDescriptor)
        relay_say(out, " security %p", attributes.SecurityDescriptor);
}

static const char *message_type(unsigned type)
{
    static const char *const names[] = {
        "new", "request", "reply", "datagram", "lost-reply", "port-closed", "client-died", "exception", "debug-event",
        "error-event", "connection-request", "connection-reply", "canceled", "unregister-process",
    };

    return type < sizeof names / sizeof names[0] ? names[type] : "?";
}

static void say_message(struct relay_text *out, uintptr_t at)
{
    PORT_MESSAGE header;

    if (!relay_peek(&header, at, sizeof header))
        return;
    relay_say(out, "%s id %u, %u of %u bytes", message_type((unsigned)header.u2.s2.Type & 0xff),
              (unsigned)header.MessageId, (unsigned)(USHORT)header.u1.s1.DataLength,
              (unsigned)(USHORT)header.u1.s1.TotalLength);
    if (header.ClientId.UniqueProcess)
        relay_say(out, ", from %u.%u", (unsigned)(uintptr_t)header.ClientId.UniqueProcess,
                  (unsigned)(uintptr_t)header.ClientId.UniqueThread);
    if (header.CallbackId)
        relay_say(out, ", callback %u", (unsigned)header.CallbackId);
}

static void say_message_attributes(struct relay_text *out, uintptr_t at)
{
    static const struct {
        ULONG flag;
        const char *name;
    } names[] = {
        {ALPC_MESSAGE_SECURITY_ATTRIBUTE, "security"}, {ALPC_MESSAGE_VIEW_ATTRIBUTE, "view"},
        {ALPC_MESSAGE_CONTEXT_ATTRIBUTE, "context"}, {ALPC_MESSAGE_HANDLE_ATTRIBUTE, "handle"},
        {ALPC_MESSAGE_TOKEN_ATTRIBUTE, "token"}, {ALPC_MESSAGE_DIRECT_ATTRIBUTE, "direct"},
        {ALPC_MESSAGE_WORK_ON_BEHALF_ATTRIBUTE, "work-on-behalf"},
    };
    ALPC_MESSAGE_ATTRIBUTES attributes;

    if (!relay_peek(&attributes, at, sizeof attributes))
        return;
    relay_say(out, "allocated %#x, valid:", (unsigned)attributes.AllocatedAttributes);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (attributes.ValidAttributes & names[i].flag)
            relay_say(out, " %s", names[i].name);
}

static void say_port_attributes(struct relay_text *out, uintptr_t at)
{
    ALPC_PORT_ATTRIBUTES attributes;

    if (relay_peek(&attributes, at, sizeof attributes))
        relay_say(out, "flags %#x, messages of %llu bytes", (unsigned)attributes.Flags,
                  (unsigned long long)attributes.MaxMessageLength);
}

/* A time, of which native calls have two kinds. */
static void say_time(struct relay_text *out, uintptr_t at)
{
    LARGE_INTEGER time;

    if (!relay_peek(&time, at, sizeof time))
        return;
    if (time.QuadPart <= 0)
        relay_say(out, "%.4f ms from now", (double)-time.QuadPart / 10000);
    else
        relay_say(out, "%lld", (long long)time.QuadPart);
}

static void say_view(struct relay_text *out, uintptr_t at)
{
    PORT_VIEW view;

    if (relay_peek(&view, at, sizeof view))
        relay_say(out, "section %p, %llu bytes at %p, there at %p", view.SectionHandle,
                  (unsigned long long)view.ViewSize, view.ViewBase, view.ViewRemoteBase);
}

static void say_client_id(struct relay_text *out, uintptr_t at)
{
    CLIENT_ID id;

    if (relay_peek(&id, at, sizeof id))
        relay_say(out, "%u.%u", (unsigned)(uintptr_t)id.UniqueProcess, (unsigned)(uintptr_t)id.UniqueThread);
}

static void say_handle(struct relay_text *out, uintptr_t at)
{
    HANDLE handle;

    if (relay_peek(&handle, at, sizeof handle))
        relay_value(out, "HANDLE", (uintptr_t)handle);
}

static void say_quad(struct relay_text *out, uintptr_t at)
{
    uint64_t value;

    if (relay_peek(&value, at, sizeof value))
        relay_say(out, "%#llx", (unsigned long long)value);
}

static void say_long(struct relay_text *out, uintptr_t at)
{
    uint32_t value;

    if (relay_peek(&value, at, sizeof value))
        relay_say(out, "%u", value);
}

static void say_boolean(struct relay_text *out, uintptr_t at)
{
    BOOLEAN value;

    if (relay_peek(&value, at, sizeof value))
        relay_say(out, "%s", value ? "TRUE" : "FALSE");
}

/* in: looked into at the call; output: so many bytes may be different at its return. */
static const struct pointer_type {
    const char *name;
    void (*say)(struct relay_text *out, uintptr_t at);
    bool in;
    size_t output;
} pointer_types[] = {
    {"PUNICODE_STRING", say_string, true, 0},
    {"POBJECT_ATTRIBUTES", say_attributes, true, 0},
    {"PPORT_MESSAGE", say_message, true, sizeof(PORT_MESSAGE)},
    {"PALPC_MESSAGE_ATTRIBUTES", say_message_attributes, true, sizeof(ALPC_MESSAGE_ATTRIBUTES)},
    {"PALPC_PORT_ATTRIBUTES", say_port_attributes, true, 0},
    {"PLARGE_INTEGER", say_time, true, sizeof(LARGE_INTEGER)},
    {"PPORT_VIEW", say_view, true, sizeof(PORT_VIEW)},
    {"PCLIENT_ID", say_client_id, true, sizeof(CLIENT_ID)},
    {"PSIZE_T", say_quad, true, sizeof(SIZE_T)},
    {"PHANDLE", say_handle, false, sizeof(HANDLE)},
    {"PALPC_HANDLE", say_handle, false, sizeof(HANDLE)},
    {"PVOID*", say_quad, false, sizeof(PVOID)},
    {"PULONG", say_long, false, sizeof(ULONG)},
    {"PLONG", say_long, false, sizeof(LONG)},
    {"PACCESS_MASK", say_long, false, sizeof(ACCESS_MASK)},
    {"PBOOLEAN", say_boolean, false, sizeof(BOOLEAN)},
};

static const struct pointer_type *pointer_type(const char *type)
{
    for (size_t i = 0; i < sizeof pointer_types / sizeof pointer_types[0]; i++)
        if (is_type(type, pointer_types[i].name))
            return &pointer_types[i];
    return NULL;
}

void relay_value(struct relay_text *out, const char *type, uintptr_t value)
{
    size_t length = strlen(type);

    if (is_type(type, "HANDLE") && (intptr_t)value < 0)
        relay_say(out, "%d", (int)(intptr_t)value);     /* the own process, the own thread */
    else if (is_type(type, "NTSTATUS"))
        relay_say(out, "%s", debug_status((NTSTATUS)value));
    else if (is_type(type, "BOOLEAN"))
        relay_say(out, "%s", (BOOLEAN)value ? "TRUE" : "FALSE");
    else if (is_type(type, "ULONG") || is_type(type, "LONG") || is_type(type, "ACCESS_MASK"))
        relay_say(out, "%#x", (unsigned)value);
    else if ((length > 6 && is_type(type + length - 6, "_CLASS")) || (length > 5 && is_type(type + length - 5, "CLASS")) ||
             (length > 5 && is_type(type + length - 5, "_TYPE")))
        relay_say(out, "%u", (unsigned)value);
    else if (!value && type[0] == 'P')
        relay_say(out, "NULL");
    else
        relay_say(out, "%#llx", (unsigned long long)value);
}

void relay_content(struct relay_text *out, const char *type, uintptr_t value)
{
    const struct pointer_type *pointer = value ? pointer_type(type) : NULL;

    if (!pointer || !pointer->in)
        return;
    relay_say(out, " {");
    pointer->say(out, value);
    relay_say(out, "}");
}

size_t relay_output_size(const char *type)
{
    const struct pointer_type *pointer = pointer_type(type);

    return pointer ? pointer->output : 0;
}

void relay_output(struct relay_text *out, const char *type, uintptr_t value)
{
    const struct pointer_type *pointer = pointer_type(type);

    relay_say(out, pointer->in ? "{" : "");
    pointer->say(out, value);
    relay_say(out, pointer->in ? "}" : "");
}
