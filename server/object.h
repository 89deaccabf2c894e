/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Objects: what every type has in common.
 *
 * An object lives while somebody points to it (references). It has two ends, as in NT: last_handle,
 * when the last handle to it in any process is gone and nobody can name it any more, and
 * destroy, when the last reference is. A handle holds one reference; a name in the namespace
 * holds one only for permanent objects, since the name of any other goes with its last handle.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ntobapi.h>

struct session;
struct account;
struct directory;
struct thread;
struct waiter;

/* Resources of a uid that something here stands for; charge_release gives them back (R21). */
struct charge {
    struct account *account;
    uint64_t objects, handles, bytes;
};

struct object {
    const struct object_type *type;
    uint32_t n_references, n_handles;
    uint32_t n_carried;                 /* by messages on their way */
    uint32_t n_closing;                 /* handle_close_all: handles to it that are still to be closed */
    uint32_t attributes;                /* OBJ_PERMANENT … */
    int64_t create_time;                /* 100 ns since 1601 */
    struct directory *parent;           /* when it has a name */
    struct object *next_in_bucket;      /* of the parent */
    uint16_t *name;                     /* UTF-16, name_size bytes, no slash, own memory */
    uint32_t name_size;
    uint8_t *sd;                        /* self-relative, valid; NULL: everyone may */
    uint32_t sd_size;
    struct charge charge;
    struct waiter *waiters;             /* threads that wait for it to be signaled (wait.h) */
};

/* One type, one file, one table. What is left out is the default, written in object.c. */
struct object_type {
    const char *name;                   /* "Event" */
    size_t size;                        /* of the structure that begins with struct object */
    GENERIC_MAPPING access;
    uint32_t valid_access;
    uint32_t invalid_attributes;        /* OBJ_* that creating refuses */
    bool always_secured;                /* has a descriptor even without a name */
    /* would a wait of that thread succeed at once? default: always */
    bool (*signaled)(struct object *object, const struct thread *thread);
    /* default: yes; no: the waiter must first do what STATUS_MORE_PROCESSING_REQUIRED asks for (begin_wait) */
    bool (*can_wait)(struct object *object);
    /* The thread's wait has been satisfied by it: what is added to the wait's status, or why it fails after all.
     * default: nothing */
    NTSTATUS (*satisfied)(struct object *object, struct thread *thread);
    /* For NtSignalAndWaitForSingleObject, with what the handle grants; default: STATUS_OBJECT_TYPE_MISMATCH */
    NTSTATUS (*signal)(struct object *object, uint32_t granted, struct thread *thread);
    /* another handle to it now exists in that session; default: nothing */
    void (*handle_opened)(struct object *object, struct session *session, uint32_t access);
    /* the session has no handle to it any more; slot: the closing thread's, or NO_SLOT_INDEX when the process
     * died; default: nothing. Called before last_handle. */
    void (*session_left)(struct object *object, struct session *session, uint32_t slot);
    void (*last_handle)(struct object *object, uint32_t slot);
    void (*destroy)(struct object *object);
    /* details for ntobj as a JSON object's members ("\"size\": 3"); default: none */
    void (*describe)(struct object *object, char *buffer, size_t size);
};

#define NO_SLOT_INDEX 0xffffffffu

/* A zeroed object of the type with one reference, charged to the account. NULL: *status says why
 * (STATUS_NO_MEMORY, STATUS_QUOTA_EXCEEDED). */
void *object_new(const struct object_type *type, struct account *payer, NTSTATUS *status);
void *object_ref(void *object);
void *object_unref(void *object);                   /* returns NULL */
void object_unrefp(void *pointer_to_pointer);
#define _cleanup_(f) __attribute__((cleanup(f)))
#define take_ptr(pp) ({ __typeof__(*(pp)) taken_ = *(pp); *(pp) = NULL; taken_; })

/* For handle.c: a handle to it begins and ends; left: the session has no other. */
void object_handle_opened(struct object *object, struct session *session, uint32_t access);
void object_handle_closed(struct object *object, struct session *session, bool left, uint32_t slot);

/* A message that carries it, and to which the caller's reference goes over, begins and ends its way. It keeps the name: what is
 * taken out is what was put in, also when the sender has closed its handle or is dead. */
void object_carry(struct object *object);
void object_carried(struct object *object);

/* the types, for NtQueryObject and \ObjectTypes; index from 2 on as on NT */
extern const struct object_type *const object_types[];
uint32_t object_type_index(const struct object_type *type);
void object_type_counts(const struct object_type *type, uint32_t *n_objects, uint32_t *n_handles);

extern const struct object_type directory_type, symlink_type, event_type, semaphore_type,
    mutant_type, timer_type, keyed_event_type, completion_type, wait_packet_type, completion_reserve_type, section_type,
    file_type, process_type, thread_type, token_type, port_type;

/* 100 ns since 1601, the time of objects' birth */
int64_t nt_time_now(void);
