/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Headers and attributes of ALPC messages as a caller gives them: what is taken is exactly what a few lines below say,
 * which know nothing of how it is done. An input is a header and behind it a buffer of attributes, which ends where
 * memory ends.
 *
 * Compiled with SEEDED_BUG the lengths are compared as signed numbers, as many a program has done: a harness that does not
 * find this has found nothing (tests/fuzz/control.test).
 */
#include "ntdll/client/usermem.h"
#include "ntdll/nt/alpc/alpc.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

#define N_KINDS 7

/* By descending bit, as they follow each other. */
static const struct {
    uint32_t bit, size;
    bool read;                          /* from a sender */
} kinds[N_KINDS] = {
    {0x80000000, 24, true}, {0x40000000, 32, true}, {0x20000000, 32, true}, {0x10000000, 24, true},
    {0x08000000, 24, false}, {0x04000000, 8, true}, {0x02000000, 8, true},
};

static NTSTATUS specified_header(const uint8_t *bytes, size_t size)
{
    uint32_t data, total;

    if ((uintptr_t)bytes % 4)
        return STATUS_DATATYPE_MISALIGNMENT;
    if (size < 40)
        return STATUS_ACCESS_VIOLATION;
    data = bytes[0] | bytes[1] << 8;
    total = bytes[2] | bytes[3] << 8;
    return total >= 40 && data + 40 <= total ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

#ifdef SEEDED_BUG
static NTSTATUS capture(PORT_MESSAGE *header, const PORT_MESSAGE *user)
{
    NTSTATUS status = alpc_capture_header(header, user);
    volatile CSHORT data, total;

    if (status != STATUS_INVALID_PARAMETER || !user_read(header, user, sizeof *header))
        return status;
    data = header->u1.s1.DataLength;
    total = header->u1.s1.TotalLength;
    return total >= 40 && data <= total - 40 ? STATUS_SUCCESS : status;
}
#else
#define capture alpc_capture_header
#endif

static NTSTATUS check_header(const uint8_t *bytes, size_t size)
{
    NTSTATUS status, wanted = specified_header(bytes, size);
    PORT_MESSAGE header;

    status = capture(&header, (const PORT_MESSAGE *)(const void *)bytes);
    FUZZ_CHECK(status == wanted);
    if (status != STATUS_SUCCESS)
        return status;
    FUZZ_CHECK(memcmp(&header, bytes, 6) == 0 && header.u2.s2.DataInfoOffset == 0);
    FUZZ_CHECK(memcmp((const uint8_t *)&header + 8, bytes + 8, sizeof header - 8) == 0);
    return status;
}

static uint32_t word(const uint8_t *bytes)
{
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static NTSTATUS specified_attributes(const uint8_t *bytes, size_t size)
{
    uint32_t allocated, valid;
    size_t at = 8;

    if (size < 8)
        return STATUS_ACCESS_VIOLATION;
    allocated = word(bytes);
    valid = word(bytes + 4);
    if (valid & ~allocated)
        return STATUS_INVALID_PARAMETER;
    for (size_t i = 0; i < N_KINDS; i++) {
        if (!(allocated & kinds[i].bit))
            continue;
        at += kinds[i].size;
        if (valid & kinds[i].bit && kinds[i].read && at > size)
            return STATUS_ACCESS_VIOLATION;
    }
    return STATUS_SUCCESS;
}

/* What was read of one kind is what stands there. */
static void check_one(const uint8_t *bytes, uint32_t bit, const void *taken, size_t size)
{
    const uint8_t *place;

    if (!(word(bytes + 4) & bit))
        return;
    place = AlpcGetMessageAttribute((PALPC_MESSAGE_ATTRIBUTES)(uintptr_t)bytes, bit);
    FUZZ_CHECK(place && memcmp(place, taken, size) == 0);
}

static NTSTATUS specified_handles(const ALPC_HANDLE_ATTR *given, const uint8_t *array, size_t size)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (given->Flags & ~0xf0000u)
        return STATUS_INVALID_PARAMETER;
    if (!(given->Flags & 0x40000))
        return STATUS_SUCCESS;
    if (given->HandleCount > 512)
        return STATUS_LPC_HANDLE_COUNT_EXCEEDED;
    if (given->HandleCount < 2)
        return STATUS_INVALID_PARAMETER;
    for (uint32_t i = 0; i < given->HandleCount && !status; i++)
        status = (i + 1) * 16 > size                    ? STATUS_ACCESS_VIOLATION
                 : word(array + i * 16) & ~0xb0000u     ? STATUS_INVALID_PARAMETER
                                                        : STATUS_SUCCESS;
    return status;
}

/* An array stands in the input, wherever the attribute says that it does. */
static void check_handles(struct sent_attributes *sent, const uint8_t *bytes, size_t size)
{
    wire_blob handles;
    NTSTATUS status;

    if (!(sent->valid & ALPC_MESSAGE_HANDLE_ATTRIBUTE))
        return;
    if (sent->handle.Flags & ALPC_HANDLEFLG_INDIRECT)
        sent->handle.HandleAttrArray = (PALPC_HANDLE_ATTR32)(uintptr_t)bytes;
    status = handles_capture(&handles, sent);
    FUZZ_CHECK(status == specified_handles(&sent->handle, bytes, size));
    if (status == STATUS_SUCCESS)
        FUZZ_CHECK(handles.size == (sent->handle.Flags & 0x40000 ? sent->handle.HandleCount : 1) *
                                       sizeof(struct parcel_handle));
    free((void *)(uintptr_t)handles.data);
}

static NTSTATUS check_attributes(const uint8_t *bytes, size_t size)
{
    struct sent_attributes sent;
    NTSTATUS status = attributes_capture(&sent, (const ALPC_MESSAGE_ATTRIBUTES *)(const void *)bytes);

    FUZZ_CHECK(status == specified_attributes(bytes, size));
    if (status != STATUS_SUCCESS)
        return status;
    FUZZ_CHECK(sent.valid == word(bytes + 4));
    check_one(bytes, kinds[0].bit, &sent.security, sizeof sent.security);
    check_one(bytes, kinds[1].bit, &sent.view, sizeof sent.view);
    check_one(bytes, kinds[2].bit, &sent.context, sizeof sent.context);
    check_one(bytes, kinds[3].bit, &sent.handle, sizeof sent.handle);
    check_one(bytes, kinds[5].bit, &sent.direct, sizeof sent.direct);
    check_one(bytes, kinds[6].bit, &sent.work, sizeof sent.work);
    check_handles(&sent, bytes, size);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PORT_MESSAGE aligned;
    size_t header = size < sizeof aligned ? size : sizeof aligned;
    NTSTATUS status;

    usermem_install();
    check_header(data, size);
    if (header < sizeof aligned)
        return -1;
    memcpy(&aligned, data, header);
    status = check_header((const uint8_t *)&aligned, sizeof aligned);
    return check_attributes(data + header, size - header) || status ? -1 : 0;
}
