/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Plain memory: copying, filling, comparing, byte order, checksums.
 *
 * The Windows headers make macros of the first four, but programs that declare the native API
 * themselves, or look functions up by name, want them as functions.
 */
#include <ntrtl.h>

#include <string.h>

#undef RtlMoveMemory
#undef RtlCopyMemory
#undef RtlFillMemory
#undef RtlZeroMemory

VOID NTAPI RtlMoveMemory(VOID *Destination, const VOID *Source, SIZE_T Length)
{
    memmove(Destination, Source, Length);
}

VOID NTAPI RtlCopyMemory(VOID *Destination, const VOID *Source, SIZE_T Length)
{
    memmove(Destination, Source, Length);
}

VOID NTAPI RtlFillMemory(VOID *Destination, SIZE_T Length, LONG Fill)
{
    memset(Destination, Fill, Length);
}

VOID NTAPI RtlZeroMemory(VOID *Destination, SIZE_T Length)
{
    memset(Destination, 0, Length);
}

/* The header has it inline, which a compiler that does not optimise leaves to us. */
PVOID NTAPI RtlSecureZeroMemory(PVOID ptr, SIZE_T cnt)
{
    explicit_bzero(ptr, cnt);
    return ptr;
}

/* How many bytes are the same, from the start. */
SIZE_T NTAPI RtlCompareMemory(const VOID *Source1, const VOID *Source2, SIZE_T Length)
{
    const unsigned char *a = Source1, *b = Source2;
    SIZE_T i = 0;

    while (i < Length && a[i] == b[i])
        i++;
    return i;
}

/* How many bytes hold the pattern, from the start; whole ULONGs only. */
SIZE_T NTAPI RtlCompareMemoryUlong(PVOID Source, SIZE_T Length, ULONG Pattern)
{
    const ULONG *words = Source;
    SIZE_T i = 0;

    while (i < Length / sizeof(ULONG) && words[i] == Pattern)
        i++;
    return i * sizeof(ULONG);
}

VOID NTAPI RtlFillMemoryUlong(PVOID Destination, SIZE_T Length, ULONG Pattern)
{
    ULONG *words = Destination;

    for (SIZE_T i = 0; i < Length / sizeof(ULONG); i++)
        words[i] = Pattern;
}

USHORT NTAPI RtlUshortByteSwap(USHORT Source)
{
    return __builtin_bswap16(Source);
}

ULONG NTAPI RtlUlongByteSwap(ULONG Source)
{
    return __builtin_bswap32(Source);
}

ULONGLONG NTAPI RtlUlonglongByteSwap(ULONGLONG Source)
{
    return __builtin_bswap64(Source);
}

/* The CRC of Ethernet and zip; PartialCrc is 0 or the result for what comes before. */
ULONG NTAPI RtlComputeCrc32(ULONG PartialCrc, PVOID Buffer, ULONG Length)
{
    const unsigned char *byte = Buffer;
    ULONG crc = ~PartialCrc;

    while (Length--) {
        crc ^= *byte++;
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

VOID NTAPI RtlCopyLuid(PLUID DestinationLuid, PLUID SourceLuid)
{
    *DestinationLuid = *SourceLuid;
}
