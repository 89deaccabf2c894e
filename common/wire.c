/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Encoders and decoders of the control socket, made from protocol.def. Nothing else reads or writes
 * a packet. A decoder accepts exactly the bytes its fields need: neither less nor more.
 */
#include "common/protocol.h"

#include <string.h>

static void put(struct writer *w, const void *data, size_t size)
{
    size_t padded = (size + 3) & ~(size_t)3;

    if (w->full || (size_t)(w->end - w->at) < padded) {
        w->full = true;
        return;
    }
    memcpy(w->at, data, size);
    memset(w->at + size, 0, padded - size);
    w->at += padded;
}

/* Points at the next size bytes, or returns NULL and marks the reader bad. */
static const void *get(struct reader *r, size_t size)
{
    size_t padded = (size + 3) & ~(size_t)3;
    const uint8_t *at = r->at;

    if (r->bad || (size_t)(r->end - r->at) < padded) {
        r->bad = true;
        return NULL;
    }
    r->at += padded;
    return at;
}

#define NUMBER(type)                                                       \
    static void write_##type(struct writer *w, const wire_##type *v)       \
    {                                                                      \
        put(w, v, sizeof *v);                                              \
    }                                                                      \
    static void read_##type(struct reader *r, wire_##type *v)              \
    {                                                                      \
        const void *at = get(r, sizeof *v);                                \
        if (at)                                                            \
            memcpy(v, at, sizeof *v);                                      \
    }
NUMBER(u32)
NUMBER(i32)
NUMBER(u64)
NUMBER(i64)

static void write_blob(struct writer *w, const wire_blob *v)
{
    write_u32(w, &v->size);
    if (v->size)
        put(w, v->data, v->size);
}

/* In place: what comes out points into the packet. */
static void read_blob(struct reader *r, wire_blob *v)
{
    read_u32(r, &v->size);
    v->data = (void *)(uintptr_t)get(r, r->bad ? 0 : v->size);
    if (r->bad)
        v->size = 0;
}

static void write_str(struct writer *w, const wire_str *v)
{
    write_blob(w, v);
}

static void read_str(struct reader *r, wire_str *v)
{
    read_blob(r, v);
    if (v->size % 2)
        r->bad = true;
}

static void write_path(struct writer *w, const wire_path *v)
{
    write_u64(w, &v->root);
    write_u32(w, &v->attributes);
    write_str(w, &v->name);
}

static void read_path(struct reader *r, wire_path *v)
{
    read_u64(r, &v->root);
    read_u32(r, &v->attributes);
    read_str(r, &v->name);
}

/* Replies: bytes are copied out, since the packet's buffer is used again at once. */
static void take_blob(struct reader *r, wire_blob *v)
{
    uint32_t capacity = v->data ? v->size : 0;
    struct wire_bytes in = {0};

    read_blob(r, &in);
    if (in.size && capacity)
        memcpy(v->data, in.data, in.size < capacity ? in.size : capacity);
    v->size = in.size;
}

static void take_str(struct reader *r, wire_str *v)
{
    take_blob(r, v);
    if (v->size % 2)
        r->bad = true;
}

#define take_u32 read_u32
#define take_i32 read_i32
#define take_u64 read_u64
#define take_i64 read_i64

#define ARG(type, name) write_##type(w, &m->name);
#define RET(type, name)
#define REQUEST(op, states, args, rets)                                     \
    void encode_##op##_request(struct writer *w, const struct op##_request *m) \
    {                                                                       \
        (void)w, (void)m;                                                   \
        args                                                                \
    }
#include "common/protocol.def"

#define ARG(type, name) read_##type(r, &m->name);
#define RET(type, name)
#define REQUEST(op, states, args, rets)                                     \
    bool decode_##op##_request(struct reader *r, struct op##_request *m)    \
    {                                                                       \
        (void)m;                                                            \
        args                                                                \
        return !r->bad && r->at == r->end;                                  \
    }
#include "common/protocol.def"

#define ARG(type, name)
#define RET(type, name) write_##type(w, &m->name);
#define REQUEST(op, states, args, rets)                                     \
    void encode_##op##_reply(struct writer *w, const struct op##_reply *m)  \
    {                                                                       \
        (void)w, (void)m;                                                   \
        rets                                                                \
    }
#include "common/protocol.def"

#define ARG(type, name)
#define RET(type, name) take_##type(r, &m->name);
#define REQUEST(op, states, args, rets)                                     \
    bool decode_##op##_reply(struct reader *r, struct op##_reply *m)        \
    {                                                                       \
        (void)m;                                                            \
        rets                                                                \
        return !r->bad && r->at == r->end;                                  \
    }
#include "common/protocol.def"

const char *wire_op_name(uint32_t op)
{
    static const char *const names[] = {
#define ARG(type, name)
#define RET(type, name)
#define REQUEST(op, states, args, rets) [OP_##op] = #op,
#include "common/protocol.def"
    };

    return op < N_OPS ? names[op] : NULL;
}

bool wire_op_is_silent(uint32_t op)
{
    static const uint8_t states_of[] = {
#define ARG(type, name)
#define RET(type, name)
#define REQUEST(op, states, args, rets) [OP_##op] = (states),
#include "common/protocol.def"
    };

    return op < N_OPS && states_of[op] & SILENT;
}
