# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Tables of layouts and constants to a C program whose section .probe holds what the compiler makes
# of them, 8 bytes each, and to a list of what was asked, one line a value:
# "kind<TAB>what<TAB>expected, 16 hexadecimal digits".
#
#   awk -v list=FILE [-v skip="3 17 ..."] -f probe.awk TABLE... > probe.c
#
# skip names values, counted from 1, that are to be left out, because a set of headers does not know
# them. Each value is on a line of its own, the first on line "first", so that an error message of
# the compiler says which it was.

BEGIN {
    FS = "\t"
    n = 0
    split(skip, numbers, " ")
    for (i in numbers)
        left_out[numbers[i]] = 1
    printf "" > list
}

FNR == 1 { next }

function ask(kind, what, expression, expected) {
    n++
    if (n in left_out) {
        print ""
        return
    }
    print "PROBE(" expression ")"
    print n "\t" kind "\t" what "\t" expected > list
}

function hex(text,    digits) {
    digits = tolower(substr(text, 3))
    while (length(digits) < 16)
        digits = "0" digits
    return digits
}

# constants: name, value in hexadecimal, ...
$2 ~ /^0x/ {
    ask("constant", $1, "CONSTANT(" $1 ")", hex($2))
    next
}

# layouts: structure, member, offset, size, note
$2 == "(total)" {
    ask("structure", "sizeof(" $1 ")", "sizeof(" $1 ")", sprintf("%016x", $4))
    if (match($5, /alignment [0-9]+/))
        ask("structure", "alignof(" $1 ")", "ALIGNMENT(" $1 ")",
            sprintf("%016x", substr($5, RSTART + 10, RLENGTH - 10)))
    next
}

{
    ask("member", "offsetof(" $1 ", " $2 ")", "offsetof(" $1 ", " $2 ")", sprintf("%016x", $3))
    ask("member", "sizeof(" $1 "." $2 ")", "sizeof(((" $1 " *)0)->" $2 ")", sprintf("%016x", $4))
}
