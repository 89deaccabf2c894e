#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes common/casetable.c out of the Unicode character database.

    tools/gen-casetable.py /usr/share/unicode/UnicodeData.txt > common/casetable.c

(Debian: package unicode-data.) The result is committed, so that building needs neither.

NT's table maps one UTF-16 unit to one UTF-16 unit, and only in pairs: c goes up to C exactly when C
goes down to c. Unicode's simple mappings have more than that, such as the final sigma, which goes up
to a letter that comes down as another one. Dropping what is not a pair leaves NT's table; the basic
plane loses 27 upper and 10 lower mappings by it.
"""
import sys

UPPER, LOWER = 12, 13           # fields of UnicodeData.txt: simple mappings


def read_mapping(lines, field):
    mapping = {}
    for line in lines:
        fields = line.split(';')
        code = int(fields[0], 16)
        if fields[field] and code < 0x10000 and int(fields[field], 16) < 0x10000:
            mapping[code] = int(fields[field], 16)
    return mapping


def split(mapping, shift):
    """The blocks of 1 << shift differences, each once, and for each range of codes its block."""
    size = 1 << shift
    blocks, index = [], []
    for start in range(0, 0x10000, size):
        block = tuple((mapping.get(c, c) - c) & 0xffff for c in range(start, start + size))
        if block not in blocks:
            blocks.append(block)
        index.append(blocks.index(block))
    assert len(blocks) <= 256
    return blocks, index


def table_bytes(tables):
    return sum(len(index) + 2 * len(blocks) * len(blocks[0]) for blocks, index in tables)


def print_array(head, numbers, form, per_line):
    print(head + ' = {')
    for i in range(0, len(numbers), per_line):
        print('    ' + ' '.join(form % n for n in numbers[i:i + per_line]))
    print('};')


def main():
    with open(sys.argv[1], encoding='ascii') as file:
        lines = file.readlines()
    upper, lower = read_mapping(lines, UPPER), read_mapping(lines, LOWER)
    up = {c: u for c, u in upper.items() if lower.get(u) == c}
    down = {u: c for c, u in up.items()}
    dropped = sorted(set(upper) - set(up))

    choices = {shift: [split(m, shift) for m in (up, down)] for shift in range(3, 9)}
    shift = min(choices, key=lambda s: table_bytes(choices[s]))
    tables = choices[shift]

    print('/* SPDX-License-Identifier: LGPL-2.1-or-later */')
    print('/*')
    print(' * NT\'s case table. Made by tools/gen-casetable.py from the Unicode character database; do')
    print(' * not edit. utf16.c looks things up here: what to add to a unit, by block and place in it.')
    print(' *')
    print(' * %d letters in %d bytes. Unicode has an upper case for these too, NT has not:' %
          (len(up), table_bytes(tables)))
    for i in range(0, len(dropped), 14):
        print(' *  ' + ''.join(' %04X' % c for c in dropped[i:i + 14]))
    print(' */')
    print('#include "common/casetable.h"')
    print()
    print('static_assert(CASETABLE_SHIFT == %d, "casetable.h does not fit this table");' % shift)
    for name, (blocks, index) in zip(('up', 'down'), tables):
        print()
        print_array('const uint8_t casetable_%s_index[%d]' % (name, len(index)), index, '%d,', 24)
        print()
        flat = [delta for block in blocks for delta in block]
        print_array('const uint16_t casetable_%s_delta[%d]' % (name, len(flat)), flat, '%d,', 16)


main()
