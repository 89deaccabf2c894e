/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whatever comes in through the control socket, the server stands, nobody else is hurt, and nothing is
 * left of it (R17, R21, P1, P9; catalogue F1, F2, F3, F6; T1 and T2 in small).
 *
 * First bytes, then well-formed requests that make no sense, then long random plays of six processes of three
 * uids with deaths in between. Values are chosen near what exists, so that many requests get far.
 * NTPORT_TEST_ROUNDS in the environment makes the plays longer, NTPORT_TEST_SEED others.
 */
#include "tests/unit/server_guest.h"
#include "tests/unit/suite.h"

#include "common/utf16.h"
#include "server/deadline.h"
#include "server/namespace.h"
#include "server/objects/directory.h"

#include <ntlpcapi.h>
#include <ntobapi.h>
#include <stdlib.h>
#include <string.h>

#define N_GUESTS       6
#define N_PLAYS        4u       /* each with numbers of its own */
#define PLAY_ROUNDS    40000u
#define GARBAGE_LENGTH 160u     /* random bytes behind a header, at most */
#define N(array)       (sizeof(array) / sizeof((array)[0]))

static uint64_t seed;
static struct guest guests[N_GUESTS];
static struct totals before;

static uint32_t below(uint32_t n)
{
    return unit_random(&seed) % n;
}

static void enter(struct guest *guest)
{
    uid_t uid = 1000 + (uid_t)(guest - guests) / 2;

    CU_ASSERT_TRUE_FATAL(guest_enter(guest, uid));
    CU_ASSERT_TRUE_FATAL(guest_attach(guest));
}

static void enter_all(void)
{
    before = guests_totals();
    for (size_t i = 0; i < N_GUESTS; i++)
        enter(&guests[i]);
}

/* ---- after the play: what was made permanent by a name that can be reached is taken away ------------ */

static bool is_of_the_play(const struct object *object)
{
    static const uint16_t play[] = {'p', 'l', 'a', 'y'};

    return object->name_size >= sizeof play && utf16_equal(object->name, N(play), play, N(play), true);
}

static void make_temporary(struct object *object)
{
    if (!(object->attributes & OBJ_PERMANENT))
        return;
    object->attributes &= ~(uint32_t)OBJ_PERMANENT;
    object_unref(object);
}

/* Children first, since a name that is gone leads to no more of them. */
static void clean(struct directory *directory)
{
    for (size_t i = 0; i < DIRECTORY_BUCKETS; i++)
        for (struct object *object = directory->buckets[i], *next; object; object = next) {
            next = object->next_in_bucket;
            object_ref(object);
            if (object->type == &directory_type)
                clean((struct directory *)object);
            if (is_of_the_play(object))
                make_temporary(object);
            object_unref(object);
        }
}

static void leave_all(void)
{
    wire_path path = guest_path(0, "\\", 0);
    struct guest cleaner;
    struct directory *root;
    struct totals after;
    NTSTATUS status;

    for (size_t i = 0; i < N_GUESTS; i++)
        guest_leave(&guests[i]);
    CU_ASSERT_TRUE_FATAL(guest_enter(&cleaner, 0));
    root = namespace_lookup(cleaner.session, &path, &directory_type, &status);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    clean(root);
    object_unref(root);
    guest_leave(&cleaner);
    after = guests_totals();
    CU_ASSERT_EQUAL(before.objects, after.objects);
    CU_ASSERT_EQUAL(before.handles, after.handles);
    CU_ASSERT_EQUAL(before.sessions, after.sessions);
}

/* ---- sending ------------------------------------------------------------------------------------- */

static uint8_t answer[WIRE_MAX];

/* false: the server has ended the connection. An answer is one to this request. */
static bool send_packet(struct guest *guest, const void *packet, size_t size)
{
    struct wire_header header, sent = {0};
    size_t answer_size;

    memcpy(&sent, packet, size < sizeof sent ? size : sizeof sent);
    if (!guest_send(guest, packet, size, &header, answer, &answer_size))
        return false;
    CU_ASSERT_EQUAL(header.op, sent.op);
    CU_ASSERT_EQUAL(header.serial, sent.serial);
    CU_ASSERT_TRUE(header.n_fds <= WIRE_MAX_FDS);
    return true;
}

static void enter_again_if_ended(struct guest *guest)
{
    if (guest->session)
        return;
    guest_leave(guest);
    enter(guest);
}

/* ---- bytes --------------------------------------------------------------------------------------- */

static void what_is_no_packet_ends_the_connection(void)
{
    struct wire_header header = {0};

    enter_all();
    for (size_t size = 0; size < sizeof header; size++) {
        CU_ASSERT_FALSE(send_packet(&guests[0], &header, size));
        enter_again_if_ended(&guests[0]);
    }
    leave_all();
}

static void unknown_numbers_end_the_connection(void)
{
    static const uint32_t numbers[] = {0, N_OPS, N_OPS + 1, 255, 0x7fffffff, 0x80000000, 0xffffffff};

    enter_all();
    for (size_t i = 0; i < N(numbers); i++) {
        struct wire_header header = {.op = numbers[i]};

        CU_ASSERT_FALSE(send_packet(&guests[0], &header, sizeof header));
        enter_again_if_ended(&guests[0]);
        CU_ASSERT_PTR_NOT_NULL(guests[1].session);      /* nobody else's */
    }
    leave_all();
}

/* hello and attach_events are first words only; everything else needs hello. */
static void each_request_has_its_states(void)
{
    struct hello_request hello = {PROTOCOL_VERSION, 1};
    struct wire_header header = {.op = OP_hello};
    uint8_t packet[64];
    struct writer w = {packet + sizeof header, packet + sizeof packet, false};

    enter_all();
    memcpy(packet, &header, sizeof header);
    encode_hello_request(&w, &hello);
    CU_ASSERT_FALSE(send_packet(&guests[0], packet, (size_t)(w.at - packet)));
    enter_again_if_ended(&guests[0]);
    for (uint32_t op = 1; op < N_OPS; op++) {
        struct connection_socket *nobody;
        struct wire_header first = {.op = op};
        int end;

        if (op == OP_hello || op == OP_attach_events)
            continue;
        nobody = guest_stranger(&end);
        CU_ASSERT_FALSE(guest_stranger_says(nobody, &first, sizeof first));
        guest_stranger_leaves(nobody, end);
    }
    leave_all();
}

static void any_length_of_random_bytes_is_survived(void)
{
    static uint8_t packet[sizeof(struct wire_header) + GARBAGE_LENGTH];

    enter_all();
    for (uint32_t op = 1; op < N_OPS; op++)
        for (uint32_t length = 0; length <= GARBAGE_LENGTH; length++) {
            struct wire_header header = {.op = op, .serial = length};
            bool mostly_zero = below(2);

            memcpy(packet, &header, sizeof header);
            for (uint32_t i = 0; i < length; i++)
                packet[sizeof header + i] = (uint8_t)(mostly_zero && below(4) ? 0 : unit_random(&seed));
            send_packet(&guests[0], packet, sizeof header + length);
            enter_again_if_ended(&guests[0]);
        }
    for (size_t i = 1; i < N_GUESTS; i++)
        CU_ASSERT_PTR_NOT_NULL(guests[i].session);
    leave_all();
}

/* ---- well-formed, and senseless --------------------------------------------------------------------- */

static uint8_t pool[8][4096];
static unsigned n_pool;

static uint64_t some_handle(void)
{
    switch (below(12)) {
    case 0: return 0;
    case 1: return PSEUDO_PROCESS;
    case 2: return WIRE_THREAD(0);
    case 3: return (uint64_t)unit_random(&seed) << 32 | unit_random(&seed);
    default: return 4ull + 4 * below(60);
    }
}

static uint32_t some_pid(void)
{
    const struct guest *guest = &guests[below(N_GUESTS)];

    return guest->session ? (uint32_t)guest->session->pid : 1;
}

static void make_u32(wire_u32 *v)
{
    static const uint32_t values[] = {
        0, 0, 0, 0, 1, 1, 2, 3, 4, 7, 64, 256, 4096, 65536, 0x7fffffff, 0x80000000, 0xffffffff, NO_SLOT_INDEX,
        MAXIMUM_ALLOWED, GENERIC_ALL, GENERIC_READ, 0x1f0003, 0x1fffff, PAGE_READWRITE, SEC_COMMIT,
        DUPLICATE_SAME_ACCESS, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE, DUPLICATE_CLOSE_SOURCE,
    };

    switch (below(4)) {
    case 0: *v = some_pid(); break;
    case 1: *v = below(24); break;
    default: *v = values[below(N(values))];
    }
}

static void make_i32(wire_i32 *v)
{
    make_u32((wire_u32 *)v);
}

static void make_u64(wire_u64 *v)
{
    static const uint64_t values[] = {0, 1, 4096, 65536, 1 << 20, 1ull << 31, 1ull << 40, UINT64_MAX};

    *v = below(3) ? some_handle() : values[below(N(values))];
}

static void make_i64(wire_i64 *v)
{
    static const int64_t values[] = {0, 1, -1, -10000, INT64_MIN, INT64_MIN + 1, INT64_MAX};

    *v = values[below(N(values))];
}

static void make_str(wire_str *v)
{
    static const char *const texts[] = {
        "\\BaseNamedObjects\\play 1", "\\BaseNamedObjects\\play 2", "\\BaseNamedObjects\\play directory",
        "\\BaseNamedObjects\\play directory\\play 3", "\\basenamedobjects\\PLAY 1", "\\BaseNamedObjects", "\\",
        "\\BaseNamedObjects\\play link", "\\BaseNamedObjects\\play link\\play 4", "play 5", "",
    };

    *v = guest_text(texts[below(N(texts))]);
}

/* Nothing, handles, a SID, connection data, garbage. */
static void make_blob(wire_blob *v)
{
    static const uint8_t everyone[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
    uint8_t *at = pool[n_pool++ % N(pool)];

    *v = (wire_blob){at, 0};
    switch (below(6)) {
    case 0:
    case 1:
        break;
    case 2:
        for (uint32_t i = 0, n = 1 + below(4); i < n; i++, v->size += 8) {
            uint64_t handle = some_handle();
            memcpy(at + i * 8, &handle, 8);
        }
        break;
    case 3:
        memcpy(at, everyone, sizeof everyone);
        v->size = sizeof everyone;
        break;
    default:
        v->size = below(3) ? below(64) : below(sizeof pool[0]);
        for (uint32_t i = 0; i < v->size; i++)
            at[i] = (uint8_t)unit_random(&seed);
    }
}

static void make_path(wire_path *v)
{
    static const uint32_t attributes[] = {
        0, 0, 0, OBJ_CASE_INSENSITIVE, OBJ_OPENIF, OBJ_PERMANENT, OBJ_INHERIT, OBJ_EXCLUSIVE, UINT32_MAX,
    };

    v->root = below(5) ? 0 : some_handle();
    v->attributes = attributes[below(N(attributes))];
    make_str(&v->name);
}

static uint8_t built[WIRE_MAX];

/* A well-formed packet for the number; its size. */
static size_t build(uint32_t op)
{
    struct wire_header header = {.op = op, .serial = unit_random(&seed)};
    struct writer w = {built + sizeof header, built + sizeof built, false};

    memcpy(built, &header, sizeof header);
    switch (op) {
#define ARG(type, name) make_##type(&m.name);
#define RET(type, name)
#define REQUEST(op, states, args, rets)     \
    case OP_##op: {                         \
        struct op##_request m;              \
        (void)m;                            \
        args                                \
        encode_##op##_request(&w, &m);      \
        break;                              \
    }
#include "common/protocol.def"
    }
    return (size_t)(w.at - built);
}

static void well_formed_requests_get_an_answer(void)
{
    enter_all();
    for (uint32_t op = 1; op < N_OPS; op++)
        for (int round = 0; round < 200; round++) {
            size_t size = build(op);

            if (op == OP_hello || op == OP_attach_events)
                continue;
            CU_ASSERT_TRUE(send_packet(&guests[0], built, size));
            enter_again_if_ended(&guests[0]);
        }
    leave_all();
}

/* ---- the play ---------------------------------------------------------------------------------------- */

static void hear_everything(struct guest *guest)
{
    struct notice notice;

    while (guest_hear(guest, &notice))
        CU_ASSERT_NOT_EQUAL(notice.type, NOTICE_none);
}

/* Ports are what the rest hangs on, so their requests come more often. */
static uint32_t some_op(void)
{
    return below(2) ? 1 + below(N_OPS - 1) : OP_create_port + below(OP_register_terminate_port - OP_create_port + 1);
}

static void play(uint32_t n_rounds)
{
    enter_all();
    for (uint32_t round = 0; round < n_rounds; round++) {
        struct guest *guest = &guests[below(N_GUESTS)];

        if (below(400) == 0)
            guest_leave(guest);
        else
            send_packet(guest, built, build(some_op()));
        enter_again_if_ended(guest);
        if (below(8) == 0)
            hear_everything(guest);
        if (below(8) == 0)
            deadlines_expire();
    }
    leave_all();
}

static void six_processes_live_and_die(void)
{
    const char *rounds = getenv("NTPORT_TEST_ROUNDS"), *chosen = getenv("NTPORT_TEST_SEED");
    uint32_t n_rounds = rounds ? (uint32_t)strtoul(rounds, NULL, 10) : PLAY_ROUNDS;
    uint64_t first = chosen ? strtoull(chosen, NULL, 10) : 1;

    for (uint64_t number = first; number < first + N_PLAYS; number++) {
        seed = number;
        play(n_rounds);
    }
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(what_is_no_packet_ends_the_connection),
        TEST(unknown_numbers_end_the_connection),
        TEST(each_request_has_its_states),
        TEST(any_length_of_random_bytes_is_survived),
        TEST(well_formed_requests_get_an_answer),
        TEST(six_processes_live_and_die),
    };

    seed = 1;
    guests_begin();
    return RUN_SUITE("garbage", tests);
}
