# SPDX-License-Identifier: LGPL-2.1-or-later
# From the public headers: for each native call that returns a status a function of that name, which is put in front of
# the library's own and says what goes in and what comes out (relay.c).
# usage: awk -f relay.awk include/nt/*.h > relay-calls.c
BEGIN { print "/* made by tools/nt-run/relay.awk */" }
{
    sub(/\r$/, "")
    line = $0
    gsub(/\/\*[^*]*\*\//, "", line)
    if (line ~ /^[ \t]*\/?\*/ || line ~ /^#/)
        next
    text = text " " line
    if (line !~ /;/)
        next
    n = split(text, statements, ";")
    for (i = 1; i < n; i++)
        statement(statements[i])
    text = statements[n]
}

function statement(s,    name, arguments, parts, n, i, type, argument, call, formal, values) {
    gsub(/[ \t]+/, " ", s)
    if (s !~ /(^| )NTSTATUS NTAPI (Nt|Alpc)[A-Za-z0-9]+ ?\(.*\) ?$/)
        return
    sub(/^.*NTSTATUS NTAPI /, "", s)
    name = s
    sub(/ ?\(.*/, "", name)
    arguments = s
    sub(/^[^(]*\(/, "", arguments)
    sub(/\) ?$/, "", arguments)
    if (name in seen)
        return
    seen[name] = 1
    n = split(arguments, parts, ",")
    if (arguments ~ /^ ?(VOID|void)? ?$/)
        n = 0
    print "\nstatic const struct relay_argument arguments_" name "[] = {"
    call = formal = values = ""
    for (i = 1; i <= n; i++) {
        argument = parts[i]
        gsub(/^ | $/, "", argument)
        if (argument ~ /\[\]$/) {         # an array is a pointer
            sub(/\[\]$/, "", argument)
            sub(/ /, " *", argument)
        }
        type = argument
        sub(/[A-Za-z0-9_]+$/, "", type)
        gsub(/ /, "", type)
        formal = formal (i > 1 ? ", " : "") argument
        sub(/.*[ *]/, "", argument)
        call = call (i > 1 ? ", " : "") argument
        values = values (i > 1 ? ", " : "") "(uintptr_t)" argument
        print "    {\"" type "\", \"" argument "\"},"
    }
    print "    {NULL, NULL}\n};"
    print "NTSTATUS NTAPI " name "(" (n ? formal : "void") ")\n{"
    print "    static const struct relay_call call = {\"" name "\", " n ", arguments_" name "};"
    print "    static __typeof__(&" name ") next;"
    print "    const uintptr_t values[] = {" (n ? values : "0") "};"
    print "    struct relay_state state;\n"
    print "    if (!next)\n        next = (__typeof__(next))(uintptr_t)relay_next(\"" name "\");"
    print "    relay_enter(&state, &call, values);"
    print "    return relay_leave(&state, next(" call "));\n}"
    if (name ~ /^Nt/)
        print "extern __typeof__(" name ") Zw" substr(name, 3) " __attribute__((alias(\"" name "\")));"
}
