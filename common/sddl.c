/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Security descriptors as SDDL; see sddl.h. */
#include "common/sddl.h"

#include "common/sddl_ace.h"
#include "common/sid_text.h"

#include <ntstatus.h>
#include <stdlib.h>
#include <string.h>

#define NULL_ACL "NO_ACCESS_CONTROL"

/* The control bits of one ACL, and what they are written as. */
struct acl_words {
    char letter;
    uint16_t present, is_protected, inherit_req, inherited;
};
static const struct acl_words dacl_words = {'D', SE_DACL_PRESENT, SE_DACL_PROTECTED, SE_DACL_AUTO_INHERIT_REQ,
                                            SE_DACL_AUTO_INHERITED};
static const struct acl_words sacl_words = {'S', SE_SACL_PRESENT, SE_SACL_PROTECTED, SE_SACL_AUTO_INHERIT_REQ,
                                            SE_SACL_AUTO_INHERITED};

/* ---- read -------------------------------------------------------------------------------------------- */

struct reading {
    const char *text;
    struct sd_parts parts;
    uint8_t owner[SID_MAX_SIZE], group[SID_MAX_SIZE];
    struct acl_builder dacl, sacl;
};

static bool skip_word(const char **text, const char *word)
{
    size_t n = strlen(word);

    if (strncmp(*text, word, n))
        return false;
    *text += n;
    return true;
}

static NTSTATUS read_sid(struct reading *reading, uint8_t sid[SID_MAX_SIZE], const void **part)
{
    if (*part)
        return STATUS_INVALID_PARAMETER;
    if (!sid_parse(sid, &reading->text))
        return STATUS_INVALID_SID;
    *part = sid;
    return STATUS_SUCCESS;
}

static uint16_t read_control(struct reading *reading, const struct acl_words *words)
{
    uint16_t control = words->present;

    for (;;) {
        if (skip_word(&reading->text, "P"))
            control |= words->is_protected;
        else if (skip_word(&reading->text, "AR"))
            control |= words->inherit_req;
        else if (skip_word(&reading->text, "AI"))
            control |= words->inherited;
        else
            return control;
    }
}

static NTSTATUS read_acl(struct reading *reading, const struct acl_words *words, struct acl_builder *acl,
                         const void **part)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (reading->parts.control & words->present)
        return STATUS_INVALID_PARAMETER;
    reading->parts.control |= read_control(reading, words);
    if (skip_word(&reading->text, NULL_ACL))
        return STATUS_SUCCESS;
    while (NT_SUCCESS(status) && *reading->text == '(')
        status = sddl_ace_parse(acl, &reading->text);
    *part = acl->bytes;
    return status;
}

static NTSTATUS read_part(struct reading *reading)
{
    struct sd_parts *parts = &reading->parts;

    if (skip_word(&reading->text, "O:"))
        return read_sid(reading, reading->owner, &parts->owner);
    if (skip_word(&reading->text, "G:"))
        return read_sid(reading, reading->group, &parts->group);
    if (skip_word(&reading->text, "D:"))
        return read_acl(reading, &dacl_words, &reading->dacl, &parts->dacl);
    if (skip_word(&reading->text, "S:"))
        return read_acl(reading, &sacl_words, &reading->sacl, &parts->sacl);
    return STATUS_INVALID_PARAMETER;
}

static NTSTATUS write_out(uint8_t **sd, uint32_t *size, const struct reading *reading)
{
    if (reading->dacl.failed || reading->sacl.failed)
        return reading->dacl.bytes && reading->sacl.bytes ? STATUS_INVALID_ACL : STATUS_NO_MEMORY;
    *size = sd_written_size(&reading->parts);
    if (*size > SD_MAX_SIZE)
        return STATUS_INVALID_SECURITY_DESCR;
    *sd = malloc(*size);
    if (!*sd)
        return STATUS_NO_MEMORY;
    sd_write(*sd, &reading->parts);
    return STATUS_SUCCESS;
}

NTSTATUS sddl_parse(uint8_t **sd, uint32_t *size, const char *text)
{
    struct reading reading = {.text = text};
    NTSTATUS status = STATUS_SUCCESS;

    acl_builder_init(&reading.dacl);
    acl_builder_init(&reading.sacl);
    while (NT_SUCCESS(status) && *reading.text)
        status = read_part(&reading);
    if (NT_SUCCESS(status))
        status = write_out(sd, size, &reading);
    acl_builder_deinit(&reading.dacl);
    acl_builder_deinit(&reading.sacl);
    return status;
}

/* ---- written ----------------------------------------------------------------------------------------- */

static void print_sid(struct text *out, const char *part, const void *sid)
{
    if (!sid)
        return;
    text_add(out, part);
    sddl_sid_print(out, sid);
}

static bool is_label(const struct ace *ace)
{
    return ace->type == SYSTEM_MANDATORY_LABEL_ACE_TYPE;
}

/* labels, others: which entries. */
static NTSTATUS print_acl(struct text *out, const struct acl_words *words, uint16_t control, const void *acl,
                          bool labels, bool others)
{
    NTSTATUS status = STATUS_SUCCESS;
    uint32_t position = 0;
    struct ace ace;

    if (!(control & words->present))
        return STATUS_SUCCESS;
    text_printf(out, "%c:", words->letter);
    if (others)
        text_printf(out, "%s%s%s", control & words->is_protected ? "P" : "", control & words->inherit_req ? "AR" : "",
                    control & words->inherited ? "AI" : "");
    if (!acl)
        text_add(out, NULL_ACL);
    while (acl && NT_SUCCESS(status) && acl_next(acl, &position, &ace))
        if (is_label(&ace) ? labels : others)
            status = sddl_ace_print(out, &ace);
    return status;
}

#define SACL_INFO (SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION)

NTSTATUS sddl_print(char **text, const struct sd_parts *parts, SECURITY_INFORMATION info)
{
    struct text out = {0};
    NTSTATUS status = STATUS_SUCCESS;

    text_add(&out, "");
    if (info & OWNER_SECURITY_INFORMATION)
        print_sid(&out, "O:", parts->owner);
    if (info & GROUP_SECURITY_INFORMATION)
        print_sid(&out, "G:", parts->group);
    if (info & DACL_SECURITY_INFORMATION)
        status = print_acl(&out, &dacl_words, parts->control, parts->dacl, true, true);
    if (NT_SUCCESS(status) && info & SACL_INFO)
        status = print_acl(&out, &sacl_words, parts->control, parts->sacl, info & LABEL_SECURITY_INFORMATION,
                           info & SACL_SECURITY_INFORMATION);
    if (NT_SUCCESS(status) && out.failed)
        status = STATUS_NO_MEMORY;
    if (NT_SUCCESS(status))
        *text = out.bytes;
    else
        free(out.bytes);
    return status;
}
