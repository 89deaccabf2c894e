/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SDDL: what is read is valid; its text, read again, has the same text. */
#include "common/sddl.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

#define ALL (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | \
             SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION)

/* NULL: it was refused. */
static char *text_of(const char *text)
{
    struct sd_parts parts;
    uint8_t *sd;
    uint32_t size;
    char *made;

    if (!NT_SUCCESS(sddl_parse(&sd, &size, text)))
        return NULL;
    FUZZ_CHECK(sd_valid(sd, size));
    parts = sd_parts_of(sd);
    FUZZ_CHECK(NT_SUCCESS(sddl_print(&made, &parts, ALL)));
    free(sd);
    return made;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), *first, *second;

    if (!text)
        return -1;
    memcpy(text, data, size);
    text[size] = 0;
    first = text_of(text);
    free(text);
    if (!first)
        return -1;
    second = text_of(first);
    FUZZ_CHECK(second && !strcmp(first, second));
    free(first);
    free(second);
    return 0;
}
