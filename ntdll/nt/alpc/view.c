/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Port sections and their views (alpc 9): NtAlpcCreatePortSection, NtAlpcCreateSectionView, and what the receiver of a
 * view gets.
 *
 * A port section is a section object of which this process keeps a handle; that is its ALPC_HANDLE. A view takes the next
 * free part of it. A view that is sent secured loses its write access here first, and the receiver gets pages of its own
 * with what was there, since a sender that does not play by the rules could keep another mapping.
 */
#include "ntdll/client/call.h"
#include "ntdll/client/usermem.h"
#include "ntdll/debug.h"
#include "ntdll/export.h"
#include "ntdll/nt/alpc/alpc.h"
#include "ntdll/nt/memory/view.h"

#include <pthread.h>
#include <stdlib.h>
#include <ntmmapi.h>
#include <sys/mman.h>

DEBUG_CHANNEL(alpc);

#define PAGE        4096ull
#define GRANULARITY 0x10000ull
#define VIEW_FLAGS  (ALPC_VIEWFLG_UNMAP_EXISTING | ALPC_VIEWFLG_AUTO_RELEASE | ALPC_VIEWFLG_SECURED_ACCESS)

struct port_section {
    struct port_section *next;
    uint32_t port;                      /* whose it is: a port of ours, by the server's number */
    uint64_t handle;
    uint64_t size, used;
};

struct alpc_view {
    struct alpc_view *next;
    uint32_t queue;                     /* of whose ports it is: where they receive, by the server's number */
    uint32_t port;                      /* of ours, that made it; 0: received */
    uint32_t channel, message_id;       /* received: with which message */
    uint64_t section, offset;           /* made: of which section */
    void *base;
    uint64_t size;
    bool copied;                        /* pages of its own, not a mapping of the section */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;        /* guards both lists */
static struct port_section *sections;
static struct alpc_view *views;

static struct port_section **find_section(uint32_t port, uint64_t handle)
{
    struct port_section **link = &sections;

    while (*link && ((*link)->port != port || (*link)->handle != handle))
        link = &(*link)->next;
    return link;
}

/* What all sections of the port come to. */
static uint64_t total_size(uint32_t port)
{
    uint64_t total = 0;

    for (struct port_section *section = sections; section; section = section->next)
        if (section->port == port)
            total += section->size;
    return total;
}

static NTSTATUS make_section(uint64_t *handle, uint64_t *size, HANDLE given)
{
    struct create_section_request create = {
        .access = SECTION_ALL_ACCESS, .size = *size, .protection = PAGE_READWRITE, .attributes = SEC_COMMIT,
    };
    struct create_section_reply created = {0};
    struct duplicate_object_request duplicate = {
        .source_process = (uint64_t)(intptr_t)-1, .source = wire_handle(given),
        .target_process = (uint64_t)(intptr_t)-1,
        .options = DUPLICATE_SAME_ACCESS, .slot = NO_SLOT,
    };
    struct duplicate_object_reply duplicated = {0};
    struct query_section_request query = {0};
    struct query_section_reply asked = {0};
    NTSTATUS status;

    if (!given) {
        status = call_create_section(&create, &created, NULL);
        *handle = created.handle;
        return status;
    }
    query.handle = duplicate.source;
    status = call_query_section(&query, &asked, NULL);
    if (NT_SUCCESS(status))
        status = call_duplicate_object(&duplicate, &duplicated, NULL);
    *handle = duplicated.handle;
    *size = asked.size;
    return status;
}

static NTSTATUS add_section(const struct port *port, uint64_t handle, uint64_t size)
{
    struct port_section *section = malloc(sizeof *section);
    NTSTATUS status = STATUS_SUCCESS;

    if (!section)
        return STATUS_NO_MEMORY;
    pthread_mutex_lock(&lock);
    if (size > port->max_section || total_size(port->id) + size > port->max_total_section) {
        status = STATUS_QUOTA_EXCEEDED;
    } else {
        *section = (struct port_section){sections, port->id, handle, size, 0};
        sections = section;
    }
    pthread_mutex_unlock(&lock);
    if (!NT_SUCCESS(status))
        free(section);
    return status;
}

static NTSTATUS create_section(const struct port *port, HANDLE given, SIZE_T wanted, ALPC_HANDLE *out,
                               SIZE_T *actual)
{
    uint64_t handle, size = ((uint64_t)wanted + GRANULARITY - 1) & ~(GRANULARITY - 1);
    ALPC_HANDLE value;
    SIZE_T result;
    NTSTATUS status;

    if (size < wanted || (!given && size > port->max_section))
        return STATUS_QUOTA_EXCEEDED;
    status = make_section(&handle, &size, given);
    if (!NT_SUCCESS(status))
        return status;
    value = (ALPC_HANDLE)(uintptr_t)handle;
    result = size;
    status = user_write(out, &value, sizeof value) && user_write(actual, &result, sizeof result)
                 ? add_section(port, handle, size)
                 : STATUS_ACCESS_VIOLATION;
    if (!NT_SUCCESS(status))
        NtClose(value);
    return status;
}

NTSTATUS NTAPI NtAlpcCreatePortSection(HANDLE PortHandle, ULONG Flags, HANDLE SectionHandle, SIZE_T SectionSize,
                                       PALPC_HANDLE AlpcSectionHandle, PSIZE_T ActualSectionSize)
{
    bool secure = Flags & ALPC_CREATEPORTSECTIONFLG_SECURE;
    struct port *port;
    NTSTATUS status;

    if (Flags & ~ALPC_CREATEPORTSECTIONFLG_SECURE || (!SectionHandle && !SectionSize) || (secure && SectionHandle))
        return STATUS_INVALID_PARAMETER;
    if (!user_writable(AlpcSectionHandle, sizeof *AlpcSectionHandle) ||
        !user_writable(ActualSectionSize, sizeof *ActualSectionSize))
        return STATUS_ACCESS_VIOLATION;
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    status = create_section(port, SectionHandle, SectionSize, AlpcSectionHandle, ActualSectionSize);
    port_put(port);
    TRACE("%s", debug_status(status));
    return status;
}
ZW_TWIN(AlpcCreatePortSection)

/* Its memory lives until the last view of it goes, here and with whom it was sent to. */
NTSTATUS NTAPI NtAlpcDeletePortSection(HANDLE PortHandle, ULONG Flags, ALPC_HANDLE SectionHandle)
{
    struct port_section **link, *section;
    struct port *port;
    NTSTATUS status;

    if (Flags)
        return STATUS_INVALID_PARAMETER;
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    pthread_mutex_lock(&lock);
    link = find_section(port->id, (uintptr_t)SectionHandle);
    section = *link;
    if (section)
        *link = section->next;
    pthread_mutex_unlock(&lock);
    port_put(port);
    if (!section)
        return STATUS_INVALID_HANDLE;
    free(section);
    return NtClose(SectionHandle);
}
ZW_TWIN(AlpcDeletePortSection)

/* Views that are made here. */

static NTSTATUS map_part(struct alpc_view *view, uint64_t section_size, uint32_t protection, uint32_t attributes, int fd)
{
    const struct view how = {
        .section_size = section_size, .offset = view->offset, .size = view->size,
        .section_protection = protection, .attributes = attributes, .protection = PAGE_READWRITE,
    };

    return view_map(&view->base, &how, fd, false);
}

/* The next free part of the section. */
static NTSTATUS take_part(const struct port *port, ALPC_HANDLE handle, struct alpc_view *view)
{
    struct port_section *section;
    NTSTATUS status = STATUS_SUCCESS;

    if (!view->size || view->size > port->max_view)
        return view->size ? STATUS_QUOTA_EXCEEDED : STATUS_INVALID_PARAMETER;
    pthread_mutex_lock(&lock);
    section = *find_section(port->id, (uintptr_t)handle);
    if (!section) {
        status = STATUS_INVALID_HANDLE;
    } else if (view->size > section->size - section->used) {
        status = STATUS_INSUFFICIENT_RESOURCES;
    } else {
        view->section = section->handle;
        view->offset = section->used;
        section->used += (view->size + GRANULARITY - 1) & ~(GRANULARITY - 1);
        if (section->used > section->size)
            section->used = section->size;
    }
    pthread_mutex_unlock(&lock);
    return status;
}

static NTSTATUS map_own(struct alpc_view *view)
{
    struct map_section_request request = {.handle = view->section, .access = SECTION_MAP_READ | SECTION_MAP_WRITE};
    struct map_section_reply reply = {0};
    int fds[WIRE_MAX_FDS];
    NTSTATUS status = call_map_section(&request, &reply, fds);

    if (!NT_SUCCESS(status))
        return status;
    status = map_part(view, reply.size, reply.protection, reply.attributes, fds[0]);
    close(fds[0]);
    return status;
}

static void enter_view(struct alpc_view *view)
{
    pthread_mutex_lock(&lock);
    view->next = views;
    views = view;
    pthread_mutex_unlock(&lock);
}

static void drop_view(struct alpc_view *view)
{
    if (view->copied)
        munmap(view->base, view->size);
    else
        view_unmap(view->base);
    free(view);
}

static NTSTATUS create_view(const struct port *port, ALPC_DATA_VIEW_ATTR *attribute)
{
    struct alpc_view *view = calloc(1, sizeof *view);
    NTSTATUS status;

    if (!view)
        return STATUS_NO_MEMORY;
    view->port = port->id;
    view->queue = port->queue->port;
    view->size = ((uint64_t)attribute->ViewSize + PAGE - 1) & ~(PAGE - 1);
    status = take_part(port, attribute->SectionHandle, view);
    if (NT_SUCCESS(status))
        status = map_own(view);
    if (!NT_SUCCESS(status)) {
        free(view);
        return status;
    }
    attribute->ViewBase = view->base;
    attribute->ViewSize = view->size;
    enter_view(view);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtAlpcCreateSectionView(HANDLE PortHandle, ULONG Flags, PALPC_DATA_VIEW_ATTR ViewAttributes)
{
    ALPC_DATA_VIEW_ATTR attribute;
    struct port *port;
    NTSTATUS status;

    if (!user_read(&attribute, ViewAttributes, sizeof attribute) ||
        !user_writable(ViewAttributes, sizeof attribute))
        return STATUS_ACCESS_VIOLATION;
    if (Flags || attribute.Flags || attribute.ViewBase)
        return STATUS_INVALID_PARAMETER;
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    status = create_view(port, &attribute);
    port_put(port);
    if (NT_SUCCESS(status) && !user_write(ViewAttributes, &attribute, sizeof attribute))
        status = STATUS_ACCESS_VIOLATION;
    TRACE("%s", debug_status(status));
    return status;
}
ZW_TWIN(AlpcCreateSectionView)

/* Takes out all views that may() means, and lets them go. */
static bool drop_views(bool (*may)(const struct alpc_view *, const struct alpc_view *), const struct alpc_view *like)
{
    struct alpc_view *gone = NULL;
    bool any;

    pthread_mutex_lock(&lock);
    for (struct alpc_view **link = &views; *link;) {
        struct alpc_view *view = *link;

        if (!may(view, like)) {
            link = &view->next;
            continue;
        }
        *link = view->next;
        view->next = gone;
        gone = view;
    }
    pthread_mutex_unlock(&lock);
    any = gone;
    while (gone) {
        struct alpc_view *view = gone;

        gone = view->next;
        drop_view(view);
    }
    return any;
}

static bool same_base(const struct alpc_view *view, const struct alpc_view *like)
{
    return view->base == like->base && view->queue == like->queue;
}

NTSTATUS NTAPI NtAlpcDeleteSectionView(HANDLE PortHandle, ULONG Flags, PVOID ViewBase)
{
    struct alpc_view like = {.base = ViewBase};
    struct port *port;
    NTSTATUS status;

    if (Flags)
        return STATUS_INVALID_PARAMETER;
    port = port_get(PortHandle, 0, &status);
    if (!port)
        return status;
    like.queue = port->queue->port;
    port_put(port);
    return drop_views(same_base, &like) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}
ZW_TWIN(AlpcDeleteSectionView)

/* Sending one. */

static bool write_protect(const struct alpc_view *view)
{
    PVOID base = view->base;
    SIZE_T size = view->size;
    ULONG before;

    return NT_SUCCESS(NtProtectVirtualMemory(NtCurrentProcess(), &base, &size, PAGE_READONLY, &before));
}

/* Only one's own: made on a port of the same queue. */
NTSTATUS view_find_sent(struct alpc_pack_request *request, const struct channel *channel,
                        const ALPC_DATA_VIEW_ATTR *attribute)
{
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    if (attribute->Flags & ~VIEW_FLAGS)
        return STATUS_INVALID_PARAMETER;
    if (attribute->Flags & ALPC_VIEWFLG_UNMAP_EXISTING && !attribute->SectionHandle)
        return STATUS_SUCCESS;
    pthread_mutex_lock(&lock);
    for (struct alpc_view *view = views; view; view = view->next)
        if (view->port && view->queue == channel->own_queue->port && view->base == attribute->ViewBase &&
            view->section == (uintptr_t)attribute->SectionHandle && attribute->ViewSize <= view->size) {
            request->section = view->section;
            request->offset = view->offset;
            request->size = attribute->ViewSize ? attribute->ViewSize : view->size;
            request->secured = (attribute->Flags & ALPC_VIEWFLG_SECURED_ACCESS) != 0;
            status = !request->secured || write_protect(view) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
            break;
        }
    pthread_mutex_unlock(&lock);
    return status;
}

void view_was_sent(const struct sent_attributes *sent, const struct channel *channel)
{
    struct alpc_view like;

    if (!(sent->valid & ALPC_MESSAGE_VIEW_ATTRIBUTE) || !(sent->view.Flags & ALPC_VIEWFLG_AUTO_RELEASE))
        return;
    like = (struct alpc_view){.base = sent->view.ViewBase, .queue = channel->own_queue->port};
    drop_views(same_base, &like);
}

/* Receiving one. */

/* Pages with what the section has there now, which nobody else can change. */
static NTSTATUS copy_part(struct alpc_view *view, int fd)
{
    void *shared = mmap(NULL, view->size, PROT_READ, MAP_SHARED, fd, (off_t)view->offset);
    void *own = mmap(NULL, view->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bool copied = shared != MAP_FAILED && own != MAP_FAILED && user_read(own, shared, view->size) &&
                  !mprotect(own, view->size, PROT_READ);

    if (shared != MAP_FAILED)
        munmap(shared, view->size);
    if (!copied && own != MAP_FAILED)
        munmap(own, view->size);
    view->base = own;
    view->copied = true;
    return copied ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

bool view_deliver(ALPC_DATA_VIEW_ATTR *attribute, const struct port *port,
                  const struct alpc_unpack_view_request *request, uint32_t message_id)
{
    struct alpc_unpack_view_reply reply = {0};
    struct alpc_view *view;
    int fds[WIRE_MAX_FDS];
    NTSTATUS status = call_alpc_unpack_view(request, &reply, fds);

    if (!NT_SUCCESS(status))
        return false;
    view = calloc(1, sizeof *view);
    if (view) {
        *view = (struct alpc_view){
            .queue = port->queue->port, .channel = request->channel, .message_id = message_id,
            .offset = reply.offset,
            .size = (reply.size + PAGE - 1) & ~(PAGE - 1),
        };
        status = reply.secured ? copy_part(view, fds[0])
                               : map_part(view, reply.section_size, reply.protection, reply.attributes, fds[0]);
    }
    close(fds[0]);
    if (!view || !NT_SUCCESS(status)) {
        free(view);
        return false;
    }
    *attribute = (ALPC_DATA_VIEW_ATTR){
        .Flags = reply.secured ? ALPC_VIEWFLG_SECURED_ACCESS : 0, .ViewBase = view->base, .ViewSize = reply.size,
    };
    enter_view(view);
    return true;
}

static bool of_channel(const struct alpc_view *view, const struct alpc_view *like)
{
    return !view->port && view->channel == like->channel && view->queue == like->queue;
}

static bool same_message(const struct alpc_view *view, const struct alpc_view *like)
{
    return of_channel(view, like) && view->message_id == like->message_id;
}

void view_release_received(const struct sent_attributes *sent, const struct channel *channel, uint32_t message_id)
{
    struct alpc_view like;

    if (!(sent->valid & ALPC_MESSAGE_VIEW_ATTRIBUTE) || !(sent->view.Flags & ALPC_VIEWFLG_UNMAP_EXISTING))
        return;
    like = (struct alpc_view){.queue = channel->own_queue->port, .channel = channel->id, .message_id = message_id};
    drop_views(same_message, &like);
}

/* The end. */

static bool of_port(const struct alpc_view *view, const struct alpc_view *like)
{
    return view->port == like->port;
}

void views_of_channel_end(const struct channel *channel)
{
    const struct alpc_view like = {.queue = channel->own_queue->port, .channel = channel->id};

    if (shm_load(&views))
        drop_views(of_channel, &like);
}

void sections_of_port_end(uint32_t port, bool server_lives)
{
    const struct alpc_view like = {.port = port};
    struct port_section *gone = NULL;

    pthread_mutex_lock(&lock);
    for (struct port_section **link = &sections; *link;) {
        struct port_section *section = *link;

        if (section->port != port) {
            link = &section->next;
            continue;
        }
        *link = section->next;
        section->next = gone;
        gone = section;
    }
    pthread_mutex_unlock(&lock);
    while (gone) {
        struct port_section *section = gone;

        gone = section->next;
        if (server_lives)
            NtClose((HANDLE)(uintptr_t)section->handle);
        free(section);
    }
    if (shm_load(&views))
        drop_views(of_port, &like);
}

void alpc_views_forget(void)
{
    pthread_mutex_init(&lock, NULL);
    sections = NULL;
    views = NULL;
}
