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

#include "common/acl.h"
#include "common/sd.h"
#include "common/sid.h"
#include "common/utf16.h"
#include "server/deadline.h"
#include "server/namespace.h"
#include "server/objects/directory.h"
#include "server/token.h"

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

static const uint8_t everyone[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};

static void append(wire_blob *v, const void *bytes, uint32_t size)
{
    memcpy((uint8_t *)v->data + v->size, bytes, size);
    v->size += size;
}

static void make_sid(wire_blob *v)
{
    static const struct {
        uint8_t authority, n;
        uint32_t subs[2];
    } sids[] = {{1, 1, {0}}, {5, 1, {11}}, {5, 1, {18}}, {5, 2, {32, 545}}, {16, 1, {4096}}, {16, 1, {8192}}, {22, 2, {1, 1000}},
                {22, 2, {1, 1001}}, {22, 2, {2, 1000}}, {3, 1, {4}}, {5, 1, {10}}};
    uint8_t sid[SID_MAX_SIZE];
    uint32_t i = below(N(sids));

    append(v, sid, sid_make(sid, sids[i].authority, sids[i].subs, sids[i].n));
}

/* What the requests about tokens look for. */
static void make_groups(wire_blob *v)
{
    for (uint32_t n = below(6); n; n--) {
        struct wire_group head = {unit_random(&seed) & (below(2) ? 0x7f : 0xffffffff), 0};
        wire_blob sid = {(uint8_t *)v->data + v->size + sizeof head, 0};

        make_sid(&sid);
        head.size = below(20) ? sid.size : below(80);
        append(v, &head, sizeof head);
        v->size += sid.size;
    }
}

static void make_privileges(wire_blob *v)
{
    for (uint32_t n = below(6); n; n--)
        append(v, &(struct wire_privilege){2 + below(36), below(2) ? SE_PRIVILEGE_ENABLED : below(8), 0},
               sizeof(struct wire_privilege));
}

static void make_types(wire_blob *v)
{
    for (uint32_t i = 0, n = below(6); i < n; i++)
        append(v, &(struct wire_type){.level = i ? 1 + below(2) : below(10) == 0, .type = {(uint8_t)below(4)}},
               sizeof(struct wire_type));
}

static void make_acl(wire_blob *v)
{
    static const uint8_t ace_types[] = {
        ACCESS_ALLOWED_ACE_TYPE, ACCESS_DENIED_ACE_TYPE, SYSTEM_AUDIT_ACE_TYPE, ACCESS_ALLOWED_OBJECT_ACE_TYPE,
        ACCESS_DENIED_OBJECT_ACE_TYPE, ACCESS_ALLOWED_CALLBACK_ACE_TYPE, ACCESS_DENIED_CALLBACK_ACE_TYPE,
        SYSTEM_MANDATORY_LABEL_ACE_TYPE,
    };
    struct acl_builder acl;
    uint8_t sid[SID_MAX_SIZE];
    wire_blob at = {sid, 0};

    acl_builder_init(&acl);
    for (uint32_t n = below(5); n; n--, at.size = 0) {
        make_sid(&at);
        acl_builder_add(&acl, &(struct ace){.type = ace_types[below(N(ace_types))], .flags = (uint8_t)below(32),
                                            .mask = unit_random(&seed), .sid = sid});
    }
    if (!acl.failed && acl.size <= 512)
        append(v, acl.bytes, acl.size);
    acl_builder_deinit(&acl);
}

static void make_descriptor(wire_blob *v)
{
    static uint8_t owner[SID_MAX_SIZE], group[SID_MAX_SIZE], dacl[512], sacl[512];
    wire_blob parts[4] = {{owner, 0}, {group, 0}, {dacl, 0}, {sacl, 0}};
    struct sd_parts sd = {.control = (uint16_t)(below(2) ? SE_DACL_PRESENT : SE_DACL_PRESENT | SE_SACL_PRESENT)};

    make_sid(&parts[0]);
    make_sid(&parts[1]);
    make_acl(&parts[2]);
    make_acl(&parts[3]);
    sd.owner = below(4) ? owner : NULL;
    sd.group = below(4) ? group : NULL;
    sd.dacl = parts[2].size ? dacl : NULL;
    sd.sacl = parts[3].size && sd.control & SE_SACL_PRESENT ? sacl : NULL;
    sd_write(v->data, &sd);
    v->size = sd_written_size(&sd);
}

static void make_of_tokens(wire_blob *v)
{
    static void (*const makers[])(wire_blob *) = {make_sid, make_groups, make_groups, make_privileges, make_types, make_acl,
                                                  make_descriptor, make_descriptor};

    makers[below(N(makers))](v);
    if (v->size && below(5) == 0)       /* and one byte of it is another one */
        ((uint8_t *)v->data)[below(v->size)] = (uint8_t)unit_random(&seed);
    if (below(12) == 0)
        v->size = sizeof(GENERIC_MAPPING);
}

/* Nothing, handles, a SID, connection data, what tokens are made of, garbage. */
static void make_blob(wire_blob *v)
{
    uint8_t *at = pool[n_pool++ % N(pool)];

    *v = (wire_blob){at, 0};
    switch (below(9)) {
    case 6:
    case 7:
    case 8:
        make_of_tokens(v);
        break;
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

/* Ports are what the rest hangs on, so their requests come more often; and those about tokens. */
static uint32_t some_op(void)
{
    switch (below(5)) {
    case 0:
    case 1: return 1 + below(N_OPS - 1);
    case 2: return OP_open_process_token + below(OP_set_security - OP_open_process_token + 1);
    default: return OP_create_port + below(OP_register_terminate_port - OP_create_port + 1);
    }
}

/* The same for tokens alone: most handles are some token's, and users have what only root has. */
static void tokens_are_bent_every_way(void)
{
    enter_all();
    for (uint32_t round = 0; round < 20000; round++) {
        struct guest *guest = &guests[below(N_GUESTS)];

        if (below(300) == 0)
            guest_leave(guest);
        else
            send_packet(guest, built, build(OP_open_process_token + below(OP_set_security - OP_open_process_token + 1)));
        enter_again_if_ended(guest);
        for (uint32_t i = 0; below(10) == 0 && i < guest->session->token->n_privileges; i++)
            if (below(2))
                guest->session->token->privileges[i].luid = SE_CREATE_TOKEN_PRIVILEGE + below(34);
        if (below(50) == 0)
            for (uint32_t i = 0; i < guest->session->token->n_privileges; i++)
                guest->session->token->privileges[i].attributes |= SE_PRIVILEGE_ENABLED;
    }
    leave_all();
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
        TEST(tokens_are_bent_every_way),
        TEST(six_processes_live_and_die),
    };

    seed = 1;
    guests_begin();
    return RUN_SUITE("garbage", tests);
}
