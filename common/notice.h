/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the server tells a process unasked: notices, on the process's second connection. A packet is
 * an array of them. The library's watcher thread reads them; the end of the connection is
 * the end of the server.
 */
#pragma once

#include <stdint.h>

enum notice_type {
    NOTICE_none,                /* zero is no notice (R2) */
    NOTICE_MAIL,                /* id: a port whose queue has mail in the server (take_mail) */
    NOTICE_PEER_CLOSED,         /* id: a communication port; the one it is connected to is gone */
    NOTICE_PEER_DIED,           /* id: a communication port; pid, one of the processes at its other end, died */
    NOTICE_QUEUE_CLOSED,        /* id: a connection port whose last handle is gone; not to who closed it */
    NOTICE_CHANNEL_GONE,        /* id: a connection port; its channel there (index, channel) is history */
    NOTICE_PORT_DELETED,        /* id: a port; views it mapped in this process are to go */
    NOTICE_PORT_LEFT,           /* id: what close_handle calls detach, when somebody else closed the handle */
    NOTICE_HANDLE_CLOSED,       /* handle: somebody else closed it in this process's table */
    NOTICE_CONNECTED,           /* id: a client port; accepted, and how long messages to the server may be (limit) */
    NOTICE_REFUSED,             /* id: a client port; it will not be accepted */
    NOTICE_SHARER_DIED,         /* id: a port; pid, another process that held it, died */
    NOTICE_ASKED,               /* id: a question (read_question) */
    NOTICE_RUNG,                /* id: a connection port; its channel there (index, channel) has something (R12) */
};

struct notice {
    uint32_t type;
    uint32_t id;
    union {
        uint64_t handle;
        uint32_t pid;
        uint32_t limit;
        struct {
            uint32_t index, channel;
        };
    };
};

#define NOTICES_A_PACKET 64
