/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whose ports a program has: ours, or those of a Wine that has some itself. Half of each would be
 * none, since a port of one is no port for the other. So a family of calls, classic or ALPC, is
 * taken or left as a whole, and the first call of it that a program makes decides: if Wine has it,
 * Wine is asked, and any answer but STATUS_NOT_IMPLEMENTED means that it does something.
 *
 * Wine 8 has nothing but stubs there (run), and is not asked, since each would say on stderr that
 * it is one.
 */
#include "wine/existing.h"

#include "wine/forward.h"
#include "wine/version.h"
#include "wine/wine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum choice { UNDECIDED, OURS, WINES };

static void *originals[N_CALLS];
static struct family {
    const char *name;
    int choice;
} families[] = {{"classic", UNDECIDED}, {"ALPC", UNDECIDED}};

static struct family *family_of(unsigned int number)
{
    return &families[number >= CALL_NtAlpcCreatePort];
}

void existing_add(unsigned int number, void *original)
{
    originals[number] = original;
}

bool existing_has(unsigned int number)
{
    return originals[number];
}

bool existing_replaced(void)
{
    const char *setting = secure_getenv("NTPORT_WINE");

    return setting && !strcmp(setting, "force");
}

/* Several threads may do that at once, with the same result. */
static void leave_to_wine(struct family *family, unsigned int number)
{
    if (__atomic_exchange_n(&family->choice, WINES, __ATOMIC_RELAXED) == UNDECIDED)
        fprintf(stderr,
                "ntport: this Wine has %s itself: its %s ports are left alone (NTPORT_WINE=force "
                "replaces them)\n", calls[number].name, family->name);
}

static bool ask_wine(uint64_t *answer, struct family *family, unsigned int number,
                     const uint64_t *arguments)
{
    if (!originals[number])
        return false;
    if (!version_has_only_stubs() && !existing_replaced()) {
        *answer = wine_call_all(originals[number], arguments);
        if ((uint32_t)*answer != (uint32_t)STATUS_NOT_IMPLEMENTED) {
            leave_to_wine(family, number);
            return true;
        }
    }
    __atomic_store_n(&family->choice, OURS, __ATOMIC_RELAXED);
    return false;
}

/* The program's memory is all that these look at. */
static bool needs_no_port(unsigned int number)
{
    return number >= CALL_AlpcMaxAllowedMessageLength && number <= CALL_AlpcGetMessageAttribute;
}

bool existing_answer(uint64_t *answer, unsigned int number, const uint64_t *arguments)
{
    struct family *family = family_of(number);
    int choice = __atomic_load_n(&family->choice, __ATOMIC_RELAXED);

    if (choice == OURS || needs_no_port(number))
        return false;
    if (choice == UNDECIDED)
        return ask_wine(answer, family, number, arguments);
    *answer = originals[number] ? wine_call_all(originals[number], arguments)
                                : (uint32_t)STATUS_NOT_IMPLEMENTED;
    return true;
}
