/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ACLs: walked, copied, inherited. */
#include "common/acl_inherit.h"
#include "common/sid.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static const GENERIC_MAPPING mapping = {1, 2, 4, 7};
static const uint8_t owner[] = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};

static void check_copy(const uint8_t *acl)
{
    struct acl_builder copy;
    uint32_t position = 0, at = ACL_HEADER;
    struct ace ace;

    acl_builder_init(&copy);
    while (acl_next(acl, &position, &ace)) {
        FUZZ_CHECK(ace.bytes == acl + at);
        at += ace.size;
        FUZZ_CHECK(at <= acl_size(acl));
        FUZZ_CHECK(!ace.sid || (const uint8_t *)ace.sid + sid_length(ace.sid) <= acl + at);
        FUZZ_CHECK(ace_written_size(&ace) <= ace.size);
        acl_builder_add(&copy, &ace);
    }
    FUZZ_CHECK(!copy.failed && acl_count(copy.bytes) == acl_count(acl));
    FUZZ_CHECK(acl_valid(copy.bytes, copy.size));
    acl_builder_deinit(&copy);
}

static void check_inherited(const uint8_t *acl, bool container)
{
    struct acl_heir heir = {container, true, owner, NULL, NULL, &mapping};
    struct acl_builder made;

    acl_builder_init(&made);
    acl_inherit(&made, acl, &heir);
    acl_adopt(&made, acl, &heir, container);
    acl_keep_inherited(&made, acl);
    FUZZ_CHECK(acl_valid(made.bytes, made.size));
    acl_builder_deinit(&made);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!acl_valid(data, (uint32_t)size))
        return -1;
    check_copy(data);
    check_inherited(data, false);
    check_inherited(data, true);
    return 0;
}
