/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Security descriptors: taken apart, born, changed, shown, written as text. An input is two of them, the first one's
 * size in front. */
#include "common/bytes.h"
#include "common/sd_make.h"
#include "common/sddl.h"
#include "tests/fuzz/fuzz.h"

static const GENERIC_MAPPING mapping = {1, 2, 4, 7};
static const uint8_t system_sid[] = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};

#define ALL (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | \
             SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION)

static void check_made(NTSTATUS status, uint8_t *sd, uint32_t size)
{
    if (!NT_SUCCESS(status))
        return;
    FUZZ_CHECK(sd_valid(sd, size));
    free(sd);
}

static void check_text(const struct sd_parts *parts)
{
    uint8_t *sd;
    uint32_t size;
    NTSTATUS status;
    char *text;

    if (!NT_SUCCESS(sddl_print(&text, parts, ALL)))
        return;
    status = sddl_parse(&sd, &size, text);
    free(text);
    check_made(status, sd, size);
}

static void check_pair(const struct sd_parts *one, const struct sd_parts *other, uint32_t flags)
{
    struct sd_birth birth = {.parent = one, .creator = other, .container = flags & 1, .flags = flags,
                             .owner = system_sid, .group = system_sid, .mapping = &mapping};
    uint8_t *sd;
    uint32_t size;
    NTSTATUS status = sd_born(&sd, &size, &birth);

    check_made(status, sd, size);
    for (unsigned bit = 0; bit < 5; bit++) {
        status = sd_changed(&sd, &size, one, 1u << bit, other, flags & 3, &mapping);
        check_made(status, sd, size);
        status = sd_shown(&sd, &size, one, 1u << bit);
        check_made(status, sd, size);
    }
    status = sd_changed(&sd, &size, one, ALL, other, flags & 3, &mapping);
    check_made(status, sd, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sd_parts one, other;
    size_t first;

    if (size < 2)
        return -1;
    first = u16_at(data);
    if (first > size - 2)
        first = size - 2;
    if (!sd_valid(data + 2, (uint32_t)first))
        return -1;
    one = sd_parts_of(data + 2);
    other = sd_valid(data + 2 + first, (uint32_t)(size - 2 - first)) ? sd_parts_of(data + 2 + first) : one;
    FUZZ_CHECK(sd_written_size(&one) >= SD_HEADER);
    check_text(&one);
    check_pair(&one, &other, data[2 + 1] % 128);
    return 0;
}
