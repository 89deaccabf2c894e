/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The control socket's encoders and decoders, for every line of protocol.def (R17): what went in comes
 * out, a packet cut anywhere is refused, so is one with something behind it, and no bytes whatever
 * make a decoder read outside the packet. Packets lie in memory of exactly their size, so that
 * AddressSanitizer sees the first byte too many.
 */
#include "common/protocol.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#define N_ROUNDS   40           /* packets of generated values for each request and reply */
#define N_GARBAGE  20000        /* packets of random bytes */
#define TEXT_MAX   96u          /* bytes of a generated text or blob */

static uint64_t seed;

/* ---- values: made, compared -------------------------------------------------------------------- */

static uint8_t pool[16][TEXT_MAX];      /* what a generated message points to */
static uint8_t landing[16][TEXT_MAX];   /* where a decoded reply's bytes go */
static unsigned n_pool, n_landing;

static uint64_t some_number(void)
{
    static const uint64_t edges[] = {0, 1, UINT64_MAX, INT32_MAX, UINT32_MAX, 1ull << 31, 1ull << 63};
    uint32_t choice = unit_random(&seed) % 16;

    if (choice < sizeof edges / sizeof edges[0])
        return edges[choice];
    return (uint64_t)unit_random(&seed) << 32 | unit_random(&seed);
}

#define NUMBER(type)                                                        \
    static void make_##type(wire_##type *v)                                 \
    {                                                                       \
        *v = (wire_##type)some_number();                                    \
    }                                                                       \
    static bool same_##type(const wire_##type *a, const wire_##type *b)     \
    {                                                                       \
        return *a == *b;                                                    \
    }                                                                       \
    static void land_##type(wire_##type *v)                                 \
    {                                                                       \
        *v = 0;                                                             \
    }
NUMBER(u32)
NUMBER(i32)
NUMBER(u64)
NUMBER(i64)

static void make_blob(wire_blob *v)
{
    v->data = pool[n_pool++];
    v->size = unit_random(&seed) % (TEXT_MAX + 1);
    for (uint32_t i = 0; i < v->size; i++)
        ((uint8_t *)v->data)[i] = (uint8_t)unit_random(&seed);
}

static void make_str(wire_str *v)
{
    make_blob(v);
    v->size &= ~1u;
}

static bool same_blob(const wire_blob *a, const wire_blob *b)
{
    return a->size == b->size && (!a->size || !memcmp(a->data, b->data, a->size));
}

static bool same_str(const wire_str *a, const wire_str *b)
{
    return same_blob(a, b);
}

static void land_blob(wire_blob *v)
{
    *v = (wire_blob){landing[n_landing++], TEXT_MAX};
}

static void land_str(wire_str *v)
{
    land_blob(v);
}

static void make_path(wire_path *v)
{
    make_u64(&v->root);
    make_u32(&v->attributes);
    make_str(&v->name);
}

static bool same_path(const wire_path *a, const wire_path *b)
{
    return a->root == b->root && a->attributes == b->attributes && same_str(&a->name, &b->name);
}

/* ---- one table of all requests and replies ------------------------------------------------------- */

union any_message {
#define ARG(type, name)
#define RET(type, name)
#define REQUEST(op, states, args, rets) struct op##_request op##_request; struct op##_reply op##_reply;
#include "common/protocol.def"
};

struct codec {
    const char *name;
    void (*make)(union any_message *m);
    void (*land)(union any_message *m);     /* before decoding: replies say where bytes go */
    bool (*same)(const union any_message *a, const union any_message *b);
    void (*encode)(struct writer *w, const union any_message *m);
    bool (*decode)(struct reader *r, union any_message *m);
};

#define CODING(message)                                                                     \
    static void encode_any_##message(struct writer *w, const union any_message *any)        \
    {                                                                                       \
        encode_##message(w, &any->message);                                                 \
    }                                                                                       \
    static bool decode_any_##message(struct reader *r, union any_message *any)              \
    {                                                                                       \
        return decode_##message(r, &any->message);                                          \
    }

#define ARG(type, name) make_##type(&m->name);
#define RET(type, name)
#define REQUEST(op, states, args, rets)                                                     \
    CODING(op##_request)                                                                    \
    CODING(op##_reply)                                                                      \
    static void make_##op##_request(union any_message *any)                                 \
    {                                                                                       \
        struct op##_request *m = &any->op##_request;                                        \
        (void)m;                                                                            \
        args                                                                                \
    }
#include "common/protocol.def"

#define ARG(type, name)
#define RET(type, name) make_##type(&m->name);
#define REQUEST(op, states, args, rets)                                                     \
    static void make_##op##_reply(union any_message *any)                                   \
    {                                                                                       \
        struct op##_reply *m = &any->op##_reply;                                            \
        (void)m;                                                                            \
        rets                                                                                \
    }
#include "common/protocol.def"

#define ARG(type, name)
#define RET(type, name) land_##type(&m->name);
#define REQUEST(op, states, args, rets)                                                     \
    static void land_##op##_reply(union any_message *any)                                   \
    {                                                                                       \
        struct op##_reply *m = &any->op##_reply;                                            \
        (void)m;                                                                            \
        rets                                                                                \
    }
#include "common/protocol.def"

#define ARG(type, name) && same_##type(&a->name, &b->name)
#define RET(type, name)
#define REQUEST(op, states, args, rets)                                                     \
    static bool same_##op##_request(const union any_message *x, const union any_message *y) \
    {                                                                                       \
        const struct op##_request *a = &x->op##_request, *b = &y->op##_request;             \
        (void)a, (void)b;                                                                   \
        return true args;                                                                   \
    }
#include "common/protocol.def"

#define ARG(type, name)
#define RET(type, name) && same_##type(&a->name, &b->name)
#define REQUEST(op, states, args, rets)                                                     \
    static bool same_##op##_reply(const union any_message *x, const union any_message *y)   \
    {                                                                                       \
        const struct op##_reply *a = &x->op##_reply, *b = &y->op##_reply;                   \
        (void)a, (void)b;                                                                   \
        return true rets;                                                                   \
    }
#include "common/protocol.def"

static void land_nothing(union any_message *any)
{
    (void)any;
}

static const struct codec codecs[] = {
#define ARG(type, name)
#define RET(type, name)
#define REQUEST(op, states, args, rets)                                                         \
    {#op " request", make_##op##_request, land_nothing, same_##op##_request,                    \
     encode_any_##op##_request, decode_any_##op##_request},                                     \
    {#op " reply", make_##op##_reply, land_##op##_reply, same_##op##_reply,                     \
     encode_any_##op##_reply, decode_any_##op##_reply},
#include "common/protocol.def"
};
#define N_CODECS (sizeof codecs / sizeof codecs[0])

/* ---- packets ----------------------------------------------------------------------------------- */

struct packet {
    uint8_t bytes[16 * TEXT_MAX + 512];
    size_t size;
};

static void packet_make(struct packet *packet, const struct codec *codec, union any_message *message)
{
    struct writer w = {packet->bytes, packet->bytes + sizeof packet->bytes, false};

    n_pool = 0;
    codec->make(message);
    codec->encode(&w, message);
    CU_ASSERT_FALSE_FATAL(w.full);
    packet->size = (size_t)(w.at - packet->bytes);
}

/* Decodes what is copied into memory of just that size. What a request points to dies with it, so the
 * expected message is compared in here; NULL: it is only read. */
static bool decodes(const struct codec *codec, const void *bytes, size_t size,
                    const union any_message *expected)
{
    uint8_t *memory = malloc(size);     /* of nothing too: then no byte may be read */
    struct reader r = {memory, memory + size, false};
    union any_message message;
    bool accepted;

    if (size)
        memcpy(memory, bytes, size);
    n_landing = 0;
    codec->land(&message);
    accepted = codec->decode(&r, &message);
    if (accepted && expected)
        accepted = codec->same(expected, &message);
    free(memory);
    return accepted;
}

/* What a test looks at: each codec's name is shown when it fails. */
static void require(bool condition, const struct codec *codec, const char *what)
{
    char text[160];

    snprintf(text, sizeof text, "%s: %s", codec->name, what);
    CU_assertImplementation(condition, __LINE__, text, __FILE__, "", CU_FALSE);
}

/* ---- tests --------------------------------------------------------------------------------------- */

static void what_goes_in_comes_out(void)
{
    for (size_t i = 0; i < N_CODECS; i++)
        for (int round = 0; round < N_ROUNDS; round++) {
            union any_message message;
            struct packet packet;

            packet_make(&packet, &codecs[i], &message);
            require(packet.size % 4 == 0, &codecs[i], "its size is a multiple of four");
            require(decodes(&codecs[i], packet.bytes, packet.size, &message), &codecs[i], "round trip");
        }
}

static void every_cut_is_refused(void)
{
    for (size_t i = 0; i < N_CODECS; i++)
        for (int round = 0; round < 4; round++) {
            union any_message message;
            struct packet packet;
            size_t n_accepted = 0;

            packet_make(&packet, &codecs[i], &message);
            for (size_t size = 0; size < packet.size; size++)
                n_accepted += decodes(&codecs[i], packet.bytes, size, NULL);
            require(n_accepted == 0, &codecs[i], "a cut packet is refused");
        }
}

static void bytes_behind_the_end_are_refused(void)
{
    for (size_t i = 0; i < N_CODECS; i++) {
        union any_message message;
        struct packet packet;

        packet_make(&packet, &codecs[i], &message);
        memset(packet.bytes + packet.size, 0, 8);
        for (size_t more = 1; more <= 8; more++)
            require(!decodes(&codecs[i], packet.bytes, packet.size + more, NULL), &codecs[i],
                    "a longer packet is refused");
    }
}

/* Random bytes, and good packets with a few bytes changed: sizes that lie are among them. */
static void no_bytes_lead_outside_the_packet(void)
{
    for (int round = 0; round < N_GARBAGE; round++) {
        const struct codec *codec = &codecs[unit_random(&seed) % N_CODECS];
        union any_message message;
        struct packet packet;

        packet_make(&packet, codec, &message);
        if (round % 2) {
            packet.size = unit_random(&seed) % 256;
            for (size_t i = 0; i < packet.size; i++)
                packet.bytes[i] = (uint8_t)(unit_random(&seed) % 3 ? 0 : unit_random(&seed));
        }
        for (int i = 0; packet.size && i < 3; i++)
            packet.bytes[unit_random(&seed) % packet.size] = (uint8_t)some_number();
        decodes(codec, packet.bytes, packet.size, NULL);
    }
    CU_PASS("nothing was read outside");
}

/* Whatever size a blob claims, up to sums that overflow. */
static void sizes_that_lie_are_refused(void)
{
    static const uint32_t lies[] = {9, 12, 0x7fffffff, 0x80000000, 0xfffffffc, 0xfffffffd, 0xffffffff};

    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        struct query_server_reply reply = {{landing[0], TEXT_MAX}};
        uint32_t packet[3] = {lies[i], 0, 0};
        struct reader r = {(uint8_t *)packet, (uint8_t *)(packet + 3), false};

        CU_ASSERT_FALSE(decode_query_server_reply(&r, &reply));
        CU_ASSERT_EQUAL(reply.json.size, 0);
    }
}

static void text_of_odd_size_is_refused(void)
{
    struct query_symlink_reply reply = {{landing[0], TEXT_MAX}};
    uint32_t packet[2] = {3, 0};
    struct reader r = {(uint8_t *)packet, (uint8_t *)(packet + 2), false};
    struct create_file_request odd = {0, 0, 0, {pool[0], 5}}, out;
    struct writer w = {pool[1], pool[1] + TEXT_MAX, false};
    struct reader r2;

    encode_create_file_request(&w, &odd);
    r2 = (struct reader){pool[1], w.at, false};
    CU_ASSERT_FALSE(decode_create_file_request(&r2, &out));
    CU_ASSERT_FALSE(decode_query_symlink_reply(&r, &reply));
}

static void a_reply_fills_no_more_than_its_room(void)
{
    struct query_server_reply sent = {{pool[0], 40}}, got = {{landing[0], 10}};
    uint8_t bytes[64];
    struct writer w = {bytes, bytes + sizeof bytes, false};
    struct reader r;

    memset(pool[0], 'x', 40);
    memset(landing[0], 'o', TEXT_MAX);
    encode_query_server_reply(&w, &sent);
    r = (struct reader){bytes, w.at, false};
    CU_ASSERT_TRUE(decode_query_server_reply(&r, &got));
    CU_ASSERT_EQUAL(got.json.size, 40);         /* how long it really is */
    CU_ASSERT_EQUAL(landing[0][9], 'x');
    CU_ASSERT_EQUAL(landing[0][10], 'o');

    got.json = (wire_blob){NULL, 100};          /* not wanted at all */
    r = (struct reader){bytes, w.at, false};
    CU_ASSERT_TRUE(decode_query_server_reply(&r, &got));
    CU_ASSERT_EQUAL(got.json.size, 40);
}

static void a_writer_without_room_says_so(void)
{
    for (size_t i = 0; i < N_CODECS; i++) {
        union any_message message;
        struct packet packet;

        packet_make(&packet, &codecs[i], &message);
        for (size_t room = 0; room < packet.size; room++) {
            uint8_t *memory = malloc(room);
            struct writer w = {memory, memory + room, false};

            codecs[i].encode(&w, &message);
            require(w.full, &codecs[i], "a full writer says so");
            free(memory);
        }
    }
}

static void every_number_has_a_name_and_no_other(void)
{
    CU_ASSERT_PTR_NULL(wire_op_name(OP_none));
    CU_ASSERT_PTR_NULL(wire_op_name(N_OPS));
    CU_ASSERT_PTR_NULL(wire_op_name(UINT32_MAX));
    for (uint32_t op = 1; op < N_OPS; op++)
        CU_ASSERT_PTR_NOT_NULL(wire_op_name(op));
    CU_ASSERT_STRING_EQUAL(wire_op_name(OP_hello), "hello");
    CU_ASSERT_EQUAL(OP_hello, 1);               /* order is the number: append, never reorder */
    CU_ASSERT_EQUAL(OP_attach_events, 2);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(what_goes_in_comes_out),
        TEST(every_cut_is_refused),
        TEST(bytes_behind_the_end_are_refused),
        TEST(no_bytes_lead_outside_the_packet),
        TEST(sizes_that_lie_are_refused),
        TEST(text_of_odd_size_is_refused),
        TEST(a_reply_fills_no_more_than_its_room),
        TEST(a_writer_without_room_says_so),
        TEST(every_number_has_a_name_and_no_other),
    };

    return RUN_SUITE("wire", tests);
}
