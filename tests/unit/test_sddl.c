/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SDDL: whatever is written is read back as it was; whatever is read stays inside. */
#include "common/sddl.h"
#include "common/sid_text.h"
#include "tests/unit/sids.h"
#include "tests/unit/suite.h"

#include <ntstatus.h>
#include <stdlib.h>
#include <string.h>

#define ALL (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | \
             SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION)

static uint64_t seed = 7;

static void random_sid(uint8_t sid[SID_MAX_SIZE])
{
    sid[0] = 1;
    sid[1] = (uint8_t)(1 + unit_random(&seed) % SID_MAX_SUBS);
    for (unsigned i = 2; i < SID_HEADER_SIZE + 4u * sid[1]; i++)
        sid[i] = (uint8_t)(i < 6 && unit_random(&seed) % 2 ? 0 : unit_random(&seed));
}

static void random_ace(struct acl_builder *acl)
{
    static const uint8_t types[] = {ACCESS_ALLOWED_ACE_TYPE, ACCESS_DENIED_ACE_TYPE, ACCESS_ALLOWED_OBJECT_ACE_TYPE,
                                    ACCESS_DENIED_OBJECT_ACE_TYPE};
    uint8_t sid[SID_MAX_SIZE];
    struct ace ace = {.type = types[unit_random(&seed) % sizeof types], .sid = sid,
                      .flags = (uint8_t)(unit_random(&seed) & 0xdf)};

    random_sid(sid);
    ace.mask = unit_random(&seed) << 16 | (unit_random(&seed) & 0xffff);
    if (ace_type_is_object(ace.type) && unit_random(&seed) % 2)
        ace.object_type = guid_a;
    if (ace_type_is_object(ace.type) && unit_random(&seed) % 2)
        ace.inherited_type = guid_b;
    acl_builder_add(acl, &ace);
}

/* The revision is not in the text: it follows from the entries, in both. */
static void descriptors_survive_their_text(void)
{
    for (int round = 0; round < 2000; round++) {
        uint8_t owner[SID_MAX_SIZE], *sd, *back;
        struct sd_parts parts = {.control = SE_DACL_PRESENT, .owner = owner};
        struct acl_builder dacl;
        uint32_t size, back_size;
        char *text;

        random_sid(owner);
        acl_builder_init(&dacl);
        for (unsigned n = unit_random(&seed) % 6; n; n--)
            random_ace(&dacl);
        if (unit_random(&seed) % 2)
            parts.control |= SE_DACL_PROTECTED;
        if (unit_random(&seed) % 8)
            parts.dacl = dacl.bytes;
        size = sd_written_size(&parts);
        sd = malloc(size);
        sd_write(sd, &parts);
        CU_ASSERT_EQUAL_FATAL(sddl_print(&text, &parts, ALL), STATUS_SUCCESS);
        CU_ASSERT_EQUAL_FATAL(sddl_parse(&back, &back_size, text), STATUS_SUCCESS);
        CU_ASSERT_EQUAL_FATAL(back_size, size);
        CU_ASSERT_EQUAL_FATAL(memcmp(back, sd, size), 0);
        free(text);
        free(back);
        free(sd);
        acl_builder_deinit(&dacl);
    }
}

/* Every beginning of a text is read or refused, and what is read is valid. */
static void pieces_of_text_are_read_or_refused(void)
{
    static const char whole[] = "O:S-1-5-21-1-2-3-500G:SYD:PARAI(A;OICINP;GRGW;;;WD)(OA;;CCDC;01234567-89ab-cdef-0123-"
                                "456789abcdef;;BA)S:(AU;SAFA;0x10;;;AN)(ML;;NW;;;LW)";
    char text[sizeof whole];
    uint32_t n_read = 0, size;
    uint8_t *sd;

    for (size_t n = 0; n < sizeof whole; n++) {
        memcpy(text, whole, n);
        text[n] = 0;
        if (NT_SUCCESS(sddl_parse(&sd, &size, text))) {
            n_read++;
            CU_ASSERT_TRUE(sd_valid(sd, size));
            free(sd);
        }
    }
    CU_ASSERT_TRUE(n_read > 5 && n_read < 40);
}

static void a_condition_is_not_supported(void)
{
    uint8_t *sd;
    uint32_t size;

    CU_ASSERT_EQUAL(sddl_parse(&sd, &size, "D:(XA;;GA;;;WD;(1))"), STATUS_NOT_IMPLEMENTED);
}

/* An ACL ends at 64 KiB; a text may be longer. */
static void a_text_may_be_too_long(void)
{
    char *text = calloc(1, 16 * 5000), *at = text + 2;
    uint8_t *sd;
    uint32_t size;

    strcpy(text, "D:");
    for (int i = 0; i < 4000; i++, at += 12)
        memcpy(at, "(A;;GA;;;WD)", 12);
    CU_ASSERT_EQUAL(sddl_parse(&sd, &size, text), STATUS_INVALID_ACL);
    free(text);
}

static const struct unit_test tests[] = {
    TEST(descriptors_survive_their_text),
    TEST(pieces_of_text_are_read_or_refused),
    TEST(a_condition_is_not_supported),
    TEST(a_text_may_be_too_long),
};

int main(void)
{
    return RUN_SUITE("sddl", tests);
}
