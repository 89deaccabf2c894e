/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Views that came with a port and go with it. */
#include "ntdll/nt/memory/view.h"
#include "ntdll/nt/port/port_private.h"

#include <pthread.h>
#include <stdlib.h>

struct port_view {
    struct port_view *next;
    uint32_t port;
    bool placed;
    void *base;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;    /* guards the list */
static struct port_view *views;

bool port_add_view(uint32_t port, void *base, bool placed)
{
    struct port_view *view = malloc(sizeof *view);

    if (!view)
        return false;
    pthread_mutex_lock(&lock);
    *view = (struct port_view){views, port, placed, base};
    views = view;
    pthread_mutex_unlock(&lock);
    return true;
}

void port_unmap_views(uint32_t port)
{
    struct port_view *gone = NULL;

    pthread_mutex_lock(&lock);
    for (struct port_view **link = &views; *link;) {
        struct port_view *view = *link;

        if (view->port != port) {
            link = &view->next;
            continue;
        }
        *link = view->next;
        view->next = gone;
        gone = view;
    }
    pthread_mutex_unlock(&lock);
    while (gone) {
        struct port_view *view = gone;

        gone = view->next;
        if (view->placed)
            view_unmap_to_reservation(view->base);
        else
            view_unmap(view->base);
        free(view);
    }
}

void port_views_forget(void)
{
    pthread_mutex_init(&lock, NULL);
    views = NULL;
}
