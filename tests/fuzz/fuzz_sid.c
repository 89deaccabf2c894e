/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SIDs: as bytes and as text. */
#include "common/sid_text.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* What is a SID survives its text. One without numbers has a text that is none. */
static void check_sid(const uint8_t *sid)
{
    uint8_t back[SID_MAX_SIZE];
    char text[SID_TEXT_MAX];
    const char *at = text;
    size_t length = sid_print(text, sid);

    FUZZ_CHECK(length < sizeof text && strlen(text) == length);
    if (!sid[1])
        return;
    FUZZ_CHECK(sid_parse(back, &at) == sid_length(sid));
    FUZZ_CHECK(!*at && sid_equal(back, sid));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t sid[SID_MAX_SIZE];
    uint32_t length = sid_size(data, size);
    char *text = malloc(size + 1);
    const char *at = text;

    if (!text)
        return -1;
    if (length) {
        FUZZ_CHECK(length <= size && length == sid_length(data));
        check_sid(data);
    }
    memcpy(text, data, size);
    text[size] = 0;
    length = sid_parse(sid, &at);
    if (length) {
        FUZZ_CHECK(at > text && at <= text + size);
        FUZZ_CHECK(sid_size(sid, sizeof sid) == length);
        check_sid(sid);
    }
    free(text);
    return length || sid_size(data, size) ? 0 : -1;
}
