/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A ring whose receivers, in several processes, share a position but not what they have seen of the sender's. */
#include "ntdll/channel/ring.h"
#include "tests/unit/suite.h"

#include <string.h>

#define SIZE RING_SIZE_MIN

static struct ring_memory memory;
static uint8_t bytes[SIZE] __attribute__((aligned(CACHE_LINE)));
static struct ring sender, one, other;
static uint64_t tail, free_up_to, head;

static void begin(void)
{
    memory = (struct ring_memory){0};
    memset(bytes, 0, sizeof bytes);
    sender = one = other = (struct ring){.memory = &memory, .data = bytes, .size = SIZE};
    tail = free_up_to = head = 0;
}

static enum ring_result put(uint32_t number)
{
    PORT_MESSAGE header = {.u1.s1 = {sizeof number, sizeof header + sizeof number}};
    const struct ring_source source = {.header = &header, .data = &number};
    const struct envelope envelope = {.slot = NO_SLOT};
    uint64_t position;

    return ring_put(&sender, &tail, &free_up_to, &source, &envelope, &position);
}

static enum ring_result take(struct ring *ring, uint32_t *number)
{
    struct ring_sink sink = {.data = number, .room = sizeof *number};

    return ring_take(ring, &head, &sink);
}

static void expect(struct ring *ring, uint32_t number)
{
    uint32_t got = ~number;

    CU_ASSERT_EQUAL(take(ring, &got), RING_DONE);
    CU_ASSERT_EQUAL(got, number);
}

static void expect_empty(struct ring *ring)
{
    uint32_t got;

    CU_ASSERT_EQUAL(take(ring, &got), RING_EMPTY);
}

static void comes_in_order_all_the_way_round(void)
{
    uint32_t sent = 0, taken = 0;

    begin();
    for (int round = 0; round < 20; round++) {
        while (put(sent) == RING_DONE)
            sent++;
        while (taken < sent)
            expect(&one, taken++);
        expect_empty(&one);
    }
}

static void what_comes_behind_the_last_look_is_found(void)
{
    begin();
    put(1);
    put(2);
    expect(&one, 1);
    put(3);
    expect(&one, 2);
    expect(&one, 3);
    expect_empty(&one);
    put(4);
    expect(&one, 4);
}

static void another_receiver_may_have_been_further(void)
{
    begin();
    for (uint32_t i = 0; i < 3; i++)
        put(i);
    expect(&one, 0);            /* it has seen three */
    put(3);
    for (uint32_t i = 1; i < 4; i++)
        expect(&other, i);      /* and these are four */
    expect_empty(&one);
    put(4);
    expect(&one, 4);
    expect_empty(&other);
}

static void a_position_that_cannot_be_is_noticed(void)
{
    uint32_t got;

    begin();
    put(1);
    memory.tail += 2 * SIZE;
    CU_ASSERT_EQUAL(take(&one, &got), RING_BROKEN);
    CU_ASSERT_EQUAL(take(&one, &got), RING_BROKEN);

    begin();
    put(1);
    put(2);
    expect(&one, 1);
    memory.tail = 0;            /* back behind what has been taken */
    expect(&one, 2);            /* it had been published */
    CU_ASSERT_EQUAL(take(&one, &got), RING_BROKEN);
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(comes_in_order_all_the_way_round),
        TEST(what_comes_behind_the_last_look_is_found),
        TEST(another_receiver_may_have_been_further),
        TEST(a_position_that_cannot_be_is_noticed),
    };

    return RUN_SUITE("ring", tests);
}
