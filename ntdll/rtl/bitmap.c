/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bitmaps: an array of ULONGs with a size in bits. The memory is the caller's. Ranges that do not
 * lie in the bitmap are ignored, and are neither set nor clear.
 */
#include <ntrtl.h>

#include <stdbool.h>
#include <string.h>

#define BITS_PER_WORD 32
#define NOT_FOUND     0xffffffff

static ULONG n_words(const RTL_BITMAP *map)
{
    return map->SizeOfBitMap / BITS_PER_WORD + (map->SizeOfBitMap % BITS_PER_WORD != 0);
}

static bool has_range(const RTL_BITMAP *map, ULONG start, ULONG length)
{
    return length && start < map->SizeOfBitMap && length <= map->SizeOfBitMap - start;
}

/* The bits of one word from first on, at most n of them. */
static ULONG word_mask(ULONG first, ULONG n)
{
    ULONG mask = n < BITS_PER_WORD ? (1u << n) - 1 : 0xffffffff;

    return mask << first;
}

static void change_bits(RTL_BITMAP *map, ULONG start, ULONG length, bool set)
{
    if (!has_range(map, start, length))
        return;
    while (length) {
        ULONG first = start % BITS_PER_WORD;
        ULONG n = length < BITS_PER_WORD - first ? length : BITS_PER_WORD - first;
        ULONG mask = word_mask(first, n);

        if (set)
            map->Buffer[start / BITS_PER_WORD] |= mask;
        else
            map->Buffer[start / BITS_PER_WORD] &= ~mask;
        start += n;
        length -= n;
    }
}

/* How many bits from start on have the value, at most limit. */
static ULONG run_length(const RTL_BITMAP *map, ULONG start, ULONG limit, bool set)
{
    ULONG length = 0;

    while (length < limit) {
        ULONG place = start + length;
        ULONG first = place % BITS_PER_WORD;
        ULONG word = map->Buffer[place / BITS_PER_WORD];
        ULONG others = (set ? ~word : word) >> first;   /* a 1 ends the run */
        ULONG n = others ? (ULONG)__builtin_ctz(others) : BITS_PER_WORD - first;

        length += n;
        if (others)
            break;
    }
    return length < limit ? length : limit;
}

static ULONG find_between(const RTL_BITMAP *map, ULONG start, ULONG end, ULONG length, bool set)
{
    while (start < end && length <= end - start) {
        ULONG run = run_length(map, start, length, set);

        if (run == length)
            return start;
        start += run;
        start += run_length(map, start, end - start, !set);
    }
    return NOT_FOUND;
}

/* From the hint to the end, then from the start. */
static ULONG find_bits(const RTL_BITMAP *map, ULONG length, ULONG hint, bool set)
{
    ULONG size = map->SizeOfBitMap;
    ULONG found;

    if (hint >= size)
        hint = 0;
    if (!length)
        return hint & ~7u;
    if (length > size)
        return NOT_FOUND;
    found = find_between(map, hint, size, length, set);
    if (found == NOT_FOUND && hint) {
        ULONG end = length - 1 < size - hint ? hint + length - 1 : size;

        found = find_between(map, 0, end, length, set);
    }
    return found;
}

VOID NTAPI RtlInitializeBitMap(PRTL_BITMAP BitMapHeader, PULONG BitMapBuffer, ULONG SizeOfBitMap)
{
    BitMapHeader->SizeOfBitMap = SizeOfBitMap;
    BitMapHeader->Buffer = BitMapBuffer;
}

VOID NTAPI RtlClearAllBits(PRTL_BITMAP BitMapHeader)
{
    memset(BitMapHeader->Buffer, 0, n_words(BitMapHeader) * sizeof(ULONG));
}

VOID NTAPI RtlSetAllBits(PRTL_BITMAP BitMapHeader)
{
    memset(BitMapHeader->Buffer, 0xff, n_words(BitMapHeader) * sizeof(ULONG));
}

VOID NTAPI RtlClearBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
    change_bits(BitMapHeader, BitNumber, 1, false);
}

VOID NTAPI RtlSetBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
    change_bits(BitMapHeader, BitNumber, 1, true);
}

VOID NTAPI RtlClearBits(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG NumberToClear)
{
    change_bits(BitMapHeader, StartingIndex, NumberToClear, false);
}

VOID NTAPI RtlSetBits(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG NumberToSet)
{
    change_bits(BitMapHeader, StartingIndex, NumberToSet, true);
}

BOOLEAN NTAPI RtlTestBit(PRTL_BITMAP BitMapHeader, ULONG BitNumber)
{
    return RtlAreBitsSet(BitMapHeader, BitNumber, 1);
}

BOOLEAN NTAPI RtlAreBitsClear(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG Length)
{
    return has_range(BitMapHeader, StartingIndex, Length) &&
           run_length(BitMapHeader, StartingIndex, Length, false) == Length;
}

BOOLEAN NTAPI RtlAreBitsSet(PRTL_BITMAP BitMapHeader, ULONG StartingIndex, ULONG Length)
{
    return has_range(BitMapHeader, StartingIndex, Length) &&
           run_length(BitMapHeader, StartingIndex, Length, true) == Length;
}

ULONG NTAPI RtlNumberOfSetBits(PRTL_BITMAP BitMapHeader)
{
    ULONG size = BitMapHeader->SizeOfBitMap;
    ULONG n = 0;

    for (ULONG i = 0; i < size / BITS_PER_WORD; i++)
        n += __builtin_popcount(BitMapHeader->Buffer[i]);
    if (size % BITS_PER_WORD)
        n += __builtin_popcount(BitMapHeader->Buffer[size / BITS_PER_WORD] &
                                word_mask(0, size % BITS_PER_WORD));
    return n;
}

ULONG NTAPI RtlNumberOfClearBits(PRTL_BITMAP BitMapHeader)
{
    return BitMapHeader->SizeOfBitMap - RtlNumberOfSetBits(BitMapHeader);
}

ULONG NTAPI RtlFindClearBits(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
    return find_bits(BitMapHeader, NumberToFind, HintIndex, false);
}

ULONG NTAPI RtlFindSetBits(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
    return find_bits(BitMapHeader, NumberToFind, HintIndex, true);
}

ULONG NTAPI RtlFindClearBitsAndSet(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
    ULONG found = find_bits(BitMapHeader, NumberToFind, HintIndex, false);

    if (found != NOT_FOUND)
        change_bits(BitMapHeader, found, NumberToFind, true);
    return found;
}

ULONG NTAPI RtlFindSetBitsAndClear(PRTL_BITMAP BitMapHeader, ULONG NumberToFind, ULONG HintIndex)
{
    ULONG found = find_bits(BitMapHeader, NumberToFind, HintIndex, true);

    if (found != NOT_FOUND)
        change_bits(BitMapHeader, found, NumberToFind, false);
    return found;
}
