# SPDX-License-Identifier: LGPL-2.1-or-later
#
# ntcc's look at the sources before the compiler's: finds what a program for Windows takes for
# granted and a Linux compiler does not, and prints one instruction a line, fields separated by
# tabs.
#
#   forward NAME FILE   an #include says NAME, with backslashes or in another case: it means FILE
#   wmain               a source has wmain
#   word NAME           an annotation that must be defined away: __reserved, __callback
#   sal1                C++ with __in or __out
#   own NAME            a type of <winternl.h>, or "VALUES_" and an enumeration with some of its
#                       values, that the program seems to define itself (nt_winternl_hide.h)
#
# NTCC_FOLDERS="DIR\n..." NTCC_SYSTEM="DIR\n..." awk -v hide=FILE -v cxx=0|1 -f scan.awk SOURCE...
#
# The first are the folders of -I and -iquote, the second the further ones in which a header may be.
# Headers in the first, and beside the sources, are looked at too. hide is nt_winternl_hide.h, which
# has the list of types.

BEGIN {
    n_user = split(ENVIRON["NTCC_FOLDERS"], user_dirs, "\n")
    n_system = split(ENVIRON["NTCC_SYSTEM"], system_dirs, "\n")
    read_hidden(hide)
    for (i = 1; i < ARGC; i++)
        look_at(ARGV[i], 1)
    exit
}

# What nt_winternl_hide.h can hide: owner[type or tag] and value_of[enumerator] are what comes after
# -DNT_OWN_.
function read_hidden(file,    line, words, name, values) {
    while ((getline line < file) > 0) {
        split(line, words, " ")
        if (words[1] == "#ifdef") {
            name = substr(words[2], 8)
            values = 0
        } else if (words[1] == "#if") {
            name = substr(words[3], 8)
            values = 1
        } else if (words[1] == "#define" && name) {
            if (values)
                value_of[words[2]] = name
            else if (words[2] !~ /^Nt|^Rtl/)
                owner[words[2]] = name
        } else if (words[1] == "#endif")
            name = ""
    }
    close(file)
}

function say(text) {
    if (!(text in said)) {
        said[text] = 1
        print text
    }
}

function folder_of(file) {
    return match(file, /.*\//) ? substr(file, 1, RLENGTH - 1) : "."
}

function exists(file,    line, result) {
    if (!(file in known)) {
        result = (getline line < file)
        close(file)
        known[file] = result >= 0
    }
    return known[file]
}

# The file that dir/path names whatever its case, or "".
function find_in(dir, path,    parts, n, i, at, wanted, entry, found, list) {
    n = split(path, parts, "/")
    at = dir
    for (i = 1; i <= n; i++) {
        if (parts[i] == "" || parts[i] == ".")
            continue
        if (parts[i] == "..") {
            at = at "/.."
            continue
        }
        if (exists(at "/" parts[i]) && i == n)
            return at "/" parts[i]
        if (!(at in listed)) {
            list = at
            gsub(/'/, "'\\''", list)
            list = "ls -a -- '" list "' 2>/dev/null"
            listed[at] = "\n"
            while ((list | getline entry) > 0)
                listed[at] = listed[at] entry "\n"
            close(list)
        }
        wanted = "\n" parts[i] "\n"
        found = index(listed[at], wanted)
        if (!found)
            found = index(tolower(listed[at]), tolower(wanted))
        if (!found)
            return ""
        at = at "/" substr(listed[at], found + 1, length(parts[i]))
    }
    return exists(at) ? at : ""
}

function include(name, quoted, here,    path, i, found) {
    path = name
    gsub(/\\/, "/", path)

    # as it is written: nothing to do but to look at the user's
    if (path == name) {
        if (quoted && exists(here "/" path)) {
            look_at(here "/" path, 0)
            return
        }
        for (i = 1; i <= n_user; i++)
            if (exists(user_dirs[i] "/" path)) {
                look_at(user_dirs[i] "/" path, 0)
                return
            }
        if (path !~ /[A-Z]/)
            return
        for (i = 1; i <= n_system; i++)
            if (exists(system_dirs[i] "/" path))
                return
    }

    # with slashes for backslashes, in any case
    if (quoted && (found = find_in(here, path))) {
        forward(name, found)
        look_at(found, 0)
        return
    }
    for (i = 1; i <= n_user; i++)
        if ((found = find_in(user_dirs[i], path))) {
            forward(name, found)
            look_at(found, 0)
            return
        }
    for (i = 1; i <= n_system; i++)
        if ((found = find_in(system_dirs[i], path))) {
            forward(name, found)
            return
        }
}

function forward(name, file) {
    say("forward\t" name "\t" file)
}

function look_at(file, is_source,    line, text, here, part, quoted) {
    if (file in looked_at)
        return
    looked_at[file] = 1
    here = folder_of(file)
    while ((getline line < file) > 0) {
        sub(/\r$/, "", line)
        if (line ~ /^[ \t]*#[ \t]*include[ \t]*["<]/) {
            match(line, /["<]/)
            quoted = substr(line, RSTART, 1) == "\""
            part = substr(line, RSTART + 1)
            if (match(part, /[">]/))
                waiting[file, ++n_waiting[file]] = (quoted ? "q" : "a") substr(part, 1, RSTART - 1)
        } else if (line !~ /^[ \t]*#/)
            text = text line "\n"
    }
    close(file)
    look_at_text(text, is_source)
    while (next_waiting[file] < n_waiting[file]) {
        part = waiting[file, ++next_waiting[file]]
        include(substr(part, 2), substr(part, 1, 1) == "q", here)
    }
}

function look_at_text(text, is_source,    pieces, words, values, name, n, n_values, i, k) {
    gsub(/\/\*[^*]*\*+([^\/*][^*]*\*+)*\//, " ", text)
    gsub(/\/\/[^\n]*/, " ", text)
    gsub(/[ \t\n]+/, " ", text)
    text = " " text
    if (is_source && text ~ /[^A-Za-z0-9_]wmain ?\(/)
        say("wmain")
    if (text ~ /[^A-Za-z0-9_]__reserved[^A-Za-z0-9_]/)
        say("word\t__reserved")
    if (text ~ /[^A-Za-z0-9_]__callback[^A-Za-z0-9_]/)
        say("word\t__callback")
    if (cxx && text ~ /[^A-Za-z0-9_]__(in|out)[^A-Za-z0-9_]/)
        say("sal1")


    # definitions of types: "struct TAG {", "} NAME," and, in an enumeration, the values between
    n = split(text, pieces, /[{};]/)
    for (i = 1; i <= n; i++) {
        if (match(pieces[i], /(struct|enum|union) [A-Za-z0-9_]+ ?$/)) {
            split(substr(pieces[i], RSTART), words, " ")
            if (words[2] in owner)
                say("own\t" owner[words[2]])
        } else if (match(pieces[i], /^ ?[A-Za-z0-9_]+ ?(,|$)/)) {
            split(substr(pieces[i], 1, RLENGTH), words, /[ ,]+/)
            name = words[1] == "" ? words[2] : words[1]
            if (i > 1 && name in owner)
                say("own\t" owner[name])
        }
        if (i > 1 && pieces[i - 1] ~ /(^|[^A-Za-z0-9_])enum [A-Za-z0-9_ ]*$/) {
            n_values = split(pieces[i], values, ",")
            for (k = 1; k <= n_values; k++)
                if (match(values[k], /[A-Za-z_][A-Za-z0-9_]*/)) {
                    name = substr(values[k], RSTART, RLENGTH)
                    if (name in value_of)
                        say("own\tVALUES_" value_of[name])
                }
        }
    }
}
