# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Reads a preprocessed source and prints which of the types and enumerations in "candidates" (the
# names that scan.awk prints after "own", separated by spaces) it defines twice: once in mingw-w64's
# <winternl.h>, and once more by itself.
#
#   cc -E ... | grep -v '^#' | tr -s ' \t\n' ' ' | sed 's/[{};]/&\n/g' |
#       awk -v candidates="..." -v hide=FILE -f twice.awk
#
# So a record ends with { or } or ; and definitions are recognized by the records before and after
# their braces.

BEGIN {
    split(candidates, wanted, " ")
    for (i in wanted)
        asked[wanted[i]] = 1
    while ((getline line < hide) > 0) {
        split(line, words, " ")
        if (words[1] == "#ifdef")
            name = substr(words[2], 8)
        else if (words[1] == "#if")
            name = "VALUES_" substr(words[3], 8)
        else if (words[1] == "#define" && name in asked && words[2] !~ /^Nt|^Rtl|^P[A-Z]/)
            names[words[2]] = name
    }
}

function found(word) {
    if (word in names)
        count[word]++
}

# typedef struct _NAME {
match($0, /(struct|enum|union) [A-Za-z0-9_]+ ?\{$/) {
    split(substr($0, RSTART), words, /[ {]/)
    found(words[2])
}

# } NAME, *PNAME;
after_brace && match($0, /^ ?[A-Za-z0-9_]+ ?[,;]/) {
    word = substr($0, 1, RLENGTH - 1)
    gsub(/ /, "", word)
    found(word)
}

# enum ... { A = 1, B }
in_enum && /\}$/ {
    n = split($0, values, ",")
    for (i = 1; i <= n; i++)
        if (match(values[i], /[A-Za-z_][A-Za-z0-9_]*/))
            found(substr(values[i], RSTART, RLENGTH))
}

{
    after_brace = /\}$/
    in_enum = /(^|[^A-Za-z0-9_])enum [A-Za-z0-9_ ]*\{$/
}

END {
    for (word in count)
        if (count[word] > 1 && !(names[word] in told)) {
            told[names[word]] = 1
            print names[word]
        }
}
