/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Catalogue D (what messages mean) and E (attributes) of the threat model: each line is a case that says how much was tried
 * and how much of it came to nothing, while an honest pair goes on beside it. Then everything is as it was before (P9).
 */
#include "tests/process/puppet.h"

#include <stdio.h>
#include <windows.h>

#define PORT_NAME "\\RPC Control\\honest"
#define ROUNDS    100                   /* of the honest pair, at least, in each case */

struct line {
    const char *name;                   /* as in the catalogue */
    const char *act;
};

/* The honest pair works all the time. */
static void work(struct puppet *client)
{
    struct answer answer = ask(client, "alpc-flood %d", ROUNDS);

    require(answer.status == 0 && answer_number(&answer, "done") == ROUNDS, "the honest pair: 0x%08X%s",
            (unsigned)answer.status, answer.text);
}

static void attack(const void *about)
{
    const struct line *line = about;
    struct puppet server, client, attacker;
    struct holdings before;
    struct answer answer;
    long long tried, survived;

    server_start();
    puppet_start(&server);
    must(&server, "alpc-create " PORT_NAME);
    tell(&server, "alpc-serve");
    puppet_start(&client);
    must(&client, "alpc-connect " PORT_NAME);
    work(&client);
    holdings_take(&before);

    puppet_start(&attacker);
    must(&attacker, "alpc-connect " PORT_NAME);
    tell(&attacker, "%s", line->act);
    work(&client);
    answer = hear(&attacker);
    require(answer.status == 0, "the attack itself failed: 0x%08X%s", (unsigned)answer.status, answer.text);
    tried = answer_number(&answer, "tried");
    survived = answer_number(&answer, "survived");
    printf("%s: %lld tried, %lld survived\n", line->name, tried, survived);
    fflush(stdout);
    require(tried > 0 && survived == tried, "%lld of %lld not survived", tried - survived, tried);
    must(&attacker, "alpc-flood 1");    /* it can still be honest */
    puppet_end(&attacker);
    work(&client);
    holdings_require_back(&before);
    must(&client, "alpc-stop");
    require(hear(&server).status == 0, "the server's loop failed");
    puppet_end(&client);
    puppet_end(&server);
}

static const struct line lines[] = {
    { "D1 forged MessageId", "forged-id" },
    { "D2 forged ClientId", "forged-client-id" },
    { "D3 double reply", "double-reply" },
    { "D4 reply after cancel, time-out, disconnect", "late-reply" },
    { "D5 reply without request", "reply-without-request" },
    { "D6 calls of the other family", "other-family" },
    { "D7 accept twice, in the wrong order, of what is no connection request", "wrong-accept" },
    { "D8 hostile headers", "hostile-header" },
    { "D9 connect messages at the limit and over", "long-connect" },
    { "D10 request to oneself", "own-request" },
    { "D11 cycles of synchronous requests", "cycle" },
    { "D12 cancel racing reply", "cancel-races-reply" },
    { "E1 buffers shorter than their flags say", "short-buffer" },
    { "E2 unknown flags", "unknown-flags" },
    { "E3 valid but not allocated", "inconsistent-flags" },
    { "E4 forged context", "forged-context" },
    { "E5 security context of another connection", "foreign-context" },
    { "E6 revoked security context", "revoked-context" },
    { "E7 hostile handles", "hostile-handles" },
    { "E8 hostile views", "hostile-views" },
    { "E9 hostile events of direct messages", "hostile-direct" },
};

#define CASE(i, promise) { promise, attack, &lines[i], 60 }
static const struct test_case cases[] = {
    CASE(0, "d1_forged_message_id"), CASE(1, "d2_forged_client_id"), CASE(2, "d3_double_reply"),
    CASE(3, "d4_late_reply"), CASE(4, "d5_reply_without_request"), CASE(5, "d6_other_family"),
    CASE(6, "d7_wrong_accept"), CASE(7, "d8_hostile_header"), CASE(8, "d9_long_connect"), CASE(9, "d10_own_request"),
    CASE(10, "d11_cycle"), CASE(11, "d12_cancel_races_reply"), CASE(12, "e1_short_buffer"),
    CASE(13, "e2_unknown_flags"), CASE(14, "e3_inconsistent_flags"), CASE(15, "e4_forged_context"),
    CASE(16, "e5_foreign_context"), CASE(17, "e6_revoked_context"), CASE(18, "e7_hostile_handles"),
    CASE(19, "e8_hostile_views"), CASE(20, "e9_hostile_direct"),
};

int main(int argc, char **argv)
{
    return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
