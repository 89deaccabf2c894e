/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The control socket's language: what protocol.def declares, as C types and functions.
 *
 * A packet is a header and the fields in order: numbers little-endian, text and bytes as a 32-bit size,
 * the bytes, and zeros up to a multiple of four. One packet is one request or one reply; the
 * reply's fields are there whatever its status is.
 *
 *   struct set_thing_request, struct set_thing_reply     the fields
 *   encode_/decode_set_thing_request, ..._reply           the only encoders and decoders
 *   OP_set_thing                                          its number
 *
 * A decoded request points into its packet. A decoded reply copies text and bytes to where the caller
 * let data point, at most size bytes, and leaves in size how long they really are.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROTOCOL_VERSION 9u
#define WIRE_MAX         (128u * 1024)  /* bytes of a packet, header included */
#define WIRE_MAX_FDS     5              /* descriptors that come with a reply */

typedef uint32_t wire_u32;
typedef int32_t wire_i32;
typedef uint64_t wire_u64;
typedef int64_t wire_i64;

struct wire_bytes {
    void *data;
    uint32_t size;
};
typedef struct wire_bytes wire_blob;
typedef struct wire_bytes wire_str;     /* UTF-16, size even */

typedef struct wire_path {
    uint64_t root;                      /* handle of a directory, or 0 */
    uint32_t attributes;                /* OBJ_* */
    wire_str name;                      /* empty: no name */
} wire_path;

struct wire_header {
    uint32_t op;                        /* enum wire_op; in a reply the same */
    union {
        uint32_t caller;                /* of a request: the slot, plus one, of the thread that asks; 0: it has none */
        int32_t status;                 /* of a reply: NTSTATUS */
    };
    union {
        uint32_t wish;                  /* of a request: ANSWER_IN_MEMORY (control.h), or 0 */
        uint32_t n_fds;                 /* of a reply: descriptors that come along */
    };
    uint32_t serial;                    /* of the request, repeated by its reply */
};

#define ANSWER_IN_MEMORY 1u

/* In which states of a connection a request is heard, and SILENT: it gets no answer. */
enum wire_states { NEW = 1, READY = 2, ANY = NEW | READY, SILENT = 4 };

enum wire_op {
    OP_none,                            /* zero is no request (R2) */
#define ARG(type, name)
#define RET(type, name)
#define REQUEST(op, states, args, rets) OP_##op,
#include "common/protocol.def"
    N_OPS
};

#define ARG(type, name) wire_##type name;
#define RET(type, name) wire_##type name;
#define REQUEST(op, states, args, rets)  \
    struct op##_request {                \
        args                             \
    };                                   \
    struct op##_reply {                  \
        rets                             \
    };
#include "common/protocol.def"

/* where an encoder writes and a decoder reads */
struct writer {
    uint8_t *at, *end;
    bool full;
};
struct reader {
    const uint8_t *at, *end;
    bool bad;
};

#define ARG(type, name)
#define RET(type, name)
#define REQUEST(op, states, args, rets)                                             \
    void encode_##op##_request(struct writer *w, const struct op##_request *m);     \
    bool decode_##op##_request(struct reader *r, struct op##_request *m);           \
    void encode_##op##_reply(struct writer *w, const struct op##_reply *m);         \
    bool decode_##op##_reply(struct reader *r, struct op##_reply *m);
#include "common/protocol.def"

/* the request's name, for traces; NULL for a number that is none */
const char *wire_op_name(uint32_t op);
bool wire_op_is_silent(uint32_t op);

/* How NtCurrentThread() travels, since the server cannot see which thread asks. */
#define WIRE_THREAD(slot)        (0xfffffffe00000000u | (slot))
#define WIRE_IS_THREAD(handle)   ((handle) >> 32 == 0xfffffffeu)
#define WIRE_THREAD_SLOT(handle) ((uint32_t)(handle))

/* open_named: an object of which opening needs no more than its name */
enum named_type { NAMED_SEMAPHORE, NAMED_MUTANT, NAMED_TIMER, NAMED_COMPLETION, NAMED_KEYED_EVENT, N_NAMED_TYPES };

/* signal_port, by who receives */
enum port_signal { SIGNAL_EMPTY, SIGNAL_SET, SIGNAL_ARRIVED /* something that the process itself has put there */ };

/* What else than objects ends a wait. */
#define WAIT_ALERTABLE 1u               /* NtAlertThread, and user APCs */
#define WAIT_BY_ID     2u               /* NtAlertThreadByThreadId */

/* As many as a token has, or a question about access names. Groups: some more than of Linux's are looked at. */
#define TOKEN_GROUPS_MAX     1200u
#define TOKEN_PRIVILEGES_MAX 64u
#define ACCESS_TYPES_MAX     256u

/* A group: its attributes, and a SID that begins behind them. */
struct wire_group {
    uint32_t attributes;
    uint32_t size;                      /* of the SID */
};
struct wire_privilege {
    uint64_t luid;
    uint32_t attributes, unused;
};
/* One of the types of check_access, and what is granted of it. */
struct wire_type {
    uint32_t level;
    uint8_t type[16];
};
struct wire_access {
    uint32_t granted;
    int32_t status;
};
/* alpc_end_context: it is gone; it stays and is good for nothing; it goes when messages that came with it have had their time */
enum context_end { CONTEXT_DELETE, CONTEXT_REVOKE, CONTEXT_LEAVE };

#define NO_LEVEL 0xffffffffu            /* duplicate_token */

enum event_operation { EVENT_SET, EVENT_RESET, EVENT_CLEAR, EVENT_PULSE };

/* query_section's and map_section's attributes are SEC_* of winnt.h. */
