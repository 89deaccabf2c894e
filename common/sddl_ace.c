/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Entries as SDDL; see sddl_ace.h. */
#include "common/sddl_ace.h"

#include "common/number.h"
#include "common/sid_known.h"
#include "common/sid_text.h"

#include <ntstatus.h>
#include <string.h>

struct word {
    char letters[3];
    uint32_t value;
};
#define N(words) (sizeof(words) / sizeof((words)[0]))

static const struct word types[] = {
    {"A", ACCESS_ALLOWED_ACE_TYPE},
    {"D", ACCESS_DENIED_ACE_TYPE},
    {"AU", SYSTEM_AUDIT_ACE_TYPE},
    {"AL", SYSTEM_ALARM_ACE_TYPE},
    {"OA", ACCESS_ALLOWED_OBJECT_ACE_TYPE},
    {"OD", ACCESS_DENIED_OBJECT_ACE_TYPE},
    {"OU", SYSTEM_AUDIT_OBJECT_ACE_TYPE},
    {"OL", SYSTEM_ALARM_OBJECT_ACE_TYPE},
    {"ML", SYSTEM_MANDATORY_LABEL_ACE_TYPE},
    {"SP", SYSTEM_SCOPED_POLICY_ID_ACE_TYPE},
};
/* With a condition or an attribute. */
static const struct word conditional[] = {
    {"XA", ACCESS_ALLOWED_CALLBACK_ACE_TYPE},
    {"XD", ACCESS_DENIED_CALLBACK_ACE_TYPE},
    {"XU", SYSTEM_AUDIT_CALLBACK_ACE_TYPE},
    {"ZA", ACCESS_ALLOWED_CALLBACK_OBJECT_ACE_TYPE},
    {"RA", SYSTEM_RESOURCE_ATTRIBUTE_ACE_TYPE},
};
static const struct word flags[] = {
    {"OI", OBJECT_INHERIT_ACE},          {"CI", CONTAINER_INHERIT_ACE},     {"NP", NO_PROPAGATE_INHERIT_ACE},
    {"IO", INHERIT_ONLY_ACE},            {"ID", INHERITED_ACE},             {"SA", SUCCESSFUL_ACCESS_ACE_FLAG},
    {"FA", FAILED_ACCESS_ACE_FLAG},
};
/* One bit each, in the order in which they are written. */
static const struct word rights[] = {
    {"CC", 1u << 0},  {"DC", 1u << 1},  {"LC", 1u << 2},  {"SW", 1u << 3},  {"RP", 1u << 4},  {"WP", 1u << 5},
    {"DT", 1u << 6},  {"LO", 1u << 7},  {"CR", 1u << 8},  {"SD", 1u << 16}, {"RC", 1u << 17}, {"WD", 1u << 18},
    {"WO", 1u << 19}, {"GA", 1u << 28}, {"GX", 1u << 29}, {"GW", 1u << 30}, {"GR", 1u << 31},
};
/* Several bits; in what is written these come first. */
static const struct word sets[] = {
    {"FA", 0x1f01ff}, {"FR", 0x120089}, {"FW", 0x120116}, {"FX", 0x1200a0},
    {"KA", 0x0f003f}, {"KR", 0x020019}, {"KW", 0x020006}, {"KX", 0x020019},
};
static const struct word label_rights[] = {
    {"NW", SYSTEM_MANDATORY_LABEL_NO_WRITE_UP},
    {"NR", SYSTEM_MANDATORY_LABEL_NO_READ_UP},
    {"NX", SYSTEM_MANDATORY_LABEL_NO_EXECUTE_UP},
};

static const struct word *find_value(const struct word *words, size_t n, uint32_t value)
{
    for (size_t i = 0; i < n; i++)
        if (words[i].value == value)
            return &words[i];
    return NULL;
}

static const struct word *find_letters(const struct word *words, size_t n, const char *letters, size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(words[i].letters) == length && !memcmp(words[i].letters, letters, length))
            return &words[i];
    return NULL;
}

/* ---- read -------------------------------------------------------------------------------------------- */

/* Up to a semicolon or the end, which it moves behind; the field's length in *length. */
static const char *next_field(const char **text, size_t *length)
{
    const char *from = *text;

    *length = strcspn(from, ";()");
    *text = from + *length;
    return from;
}

static bool skip(const char **text, char c)
{
    if (**text != c)
        return false;
    ++*text;
    return true;
}

static NTSTATUS parse_type(struct ace *ace, const char **text)
{
    size_t length;
    const char *field = next_field(text, &length);
    const struct word *word = find_letters(types, N(types), field, length);

    if (!word)
        return find_letters(conditional, N(conditional), field, length) ? STATUS_NOT_IMPLEMENTED : STATUS_INVALID_ACL;
    ace->type = (uint8_t)word->value;
    return STATUS_SUCCESS;
}

static bool parse_flags(struct ace *ace, const char **text)
{
    size_t length;
    const char *field = next_field(text, &length);

    for (size_t i = 0; i < length; i += 2) {
        const struct word *word = length - i >= 2 ? find_letters(flags, N(flags), field + i, 2) : NULL;

        if (!word)
            return false;
        ace->flags |= (uint8_t)word->value;
    }
    return true;
}

static const struct word *find_right(const char *letters)
{
    const struct word *word = find_letters(rights, N(rights), letters, 2);

    if (!word)
        word = find_letters(sets, N(sets), letters, 2);
    return word ? word : find_letters(label_rights, N(label_rights), letters, 2);
}

static bool parse_mask(struct ace *ace, const char **text)
{
    const char *end = *text;
    uint64_t number;
    size_t length;
    const char *field;

    if (number_parse(&number, &end, UINT32_MAX)) {
        ace->mask = (uint32_t)number;
        *text = end;
        return true;
    }
    field = next_field(text, &length);
    for (size_t i = 0; i < length; i += 2) {
        const struct word *word = length - i >= 2 ? find_right(field + i) : NULL;

        if (!word)
            return false;
        ace->mask |= word->value;
    }
    return true;
}

/* Data1-Data2-Data3-Data4 as Windows writes it: the first three are little-endian numbers. */
static bool parse_guid(uint8_t guid[GUID_SIZE], const char *field, size_t length)
{
    static const uint8_t order[GUID_SIZE] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    size_t at = 0;

    if (length != 36)
        return false;
    for (size_t i = 0; i < GUID_SIZE; i++) {
        int high, low;

        if ((i == 4 || i == 6 || i == 8 || i == 10) && field[at++] != '-')
            return false;
        high = digit_of(field[at++]);
        low = digit_of(field[at++]);
        if (high > 15 || low > 15)
            return false;
        guid[order[i]] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* Only object entries may have one; no text: none. */
static bool parse_type_guid(const void **where, uint8_t guid[GUID_SIZE], const struct ace *ace, const char **text)
{
    size_t length;
    const char *field = next_field(text, &length);

    if (!length)
        return true;
    if (!ace_type_is_object(ace->type) || !parse_guid(guid, field, length))
        return false;
    *where = guid;
    return true;
}

NTSTATUS sddl_ace_parse(struct acl_builder *acl, const char **text)
{
    uint8_t sid[SID_MAX_SIZE], type[GUID_SIZE], inherited[GUID_SIZE];
    struct ace ace = {.sid = sid};
    NTSTATUS status;

    if (!skip(text, '('))
        return STATUS_INVALID_ACL;
    status = parse_type(&ace, text);
    if (!NT_SUCCESS(status))
        return status;
    if (!skip(text, ';') || !parse_flags(&ace, text) || !skip(text, ';') || !parse_mask(&ace, text) ||
        !skip(text, ';') || !parse_type_guid(&ace.object_type, type, &ace, text) || !skip(text, ';') ||
        !parse_type_guid(&ace.inherited_type, inherited, &ace, text) || !skip(text, ';') || !sid_parse(sid, text) ||
        !skip(text, ')'))
        return STATUS_INVALID_ACL;
    acl_builder_add(acl, &ace);
    return STATUS_SUCCESS;
}

/* ---- written ----------------------------------------------------------------------------------------- */

static void print_bits(struct text *out, const struct word *words, size_t n, uint32_t value)
{
    for (size_t i = 0; i < n; i++)
        if (value & words[i].value)
            text_add(out, words[i].letters);
}

static uint32_t all_bits(const struct word *words, size_t n)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < n; i++)
        bits |= words[i].value;
    return bits;
}

static void print_mask(struct text *out, const struct ace *ace)
{
    bool label = ace->type == SYSTEM_MANDATORY_LABEL_ACE_TYPE;
    const struct word *words = label ? label_rights : rights;
    size_t n = label ? N(label_rights) : N(rights);
    const struct word *set = label ? NULL : find_value(sets, N(sets), ace->mask);

    if (set)
        text_add(out, set->letters);
    else if (ace->mask & ~all_bits(words, n))
        text_printf(out, "0x%x", ace->mask);
    else
        print_bits(out, words, n, ace->mask);
}

static void print_guid(struct text *out, const uint8_t *guid)
{
    GUID g;

    if (!guid)
        return;
    memcpy(&g, guid, sizeof g);
    text_printf(out, "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x", (unsigned)g.Data1, g.Data2, g.Data3,
                g.Data4[0], g.Data4[1], g.Data4[2], g.Data4[3], g.Data4[4], g.Data4[5], g.Data4[6], g.Data4[7]);
}

void sddl_sid_print(struct text *out, const void *sid)
{
    const struct known_sid *known = known_sid_find(sid);
    char text[SID_TEXT_MAX];

    if (known && known->letters[0]) {
        text_add(out, known->letters);
        return;
    }
    sid_print(text, sid);
    text_add(out, text);
}

NTSTATUS sddl_ace_print(struct text *out, const struct ace *ace)
{
    const struct word *type = find_value(types, N(types), ace->type);

    if (!type || ace->flags & ~all_bits(flags, N(flags)))
        return find_value(conditional, N(conditional), ace->type) ? STATUS_NOT_IMPLEMENTED : STATUS_INVALID_ACL;
    text_printf(out, "(%s;", type->letters);
    print_bits(out, flags, N(flags), ace->flags);
    text_add(out, ";");
    print_mask(out, ace);
    text_add(out, ";");
    print_guid(out, ace->object_type);
    text_add(out, ";");
    print_guid(out, ace->inherited_type);
    text_add(out, ";");
    sddl_sid_print(out, ace->sid);
    text_add(out, ")");
    return STATUS_SUCCESS;
}
