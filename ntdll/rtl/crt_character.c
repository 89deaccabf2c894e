/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Classes and case of wide characters. ASCII has the classes of the C locale; beyond it there are
 * only letters, namely what has a partner in NT's case table. WEOF and what is more than a WCHAR
 * belong to no class.
 */
#include "common/utf16.h"
#include "ntdll/rtl/crt.h"

#include <string.h>

#define LOWER  0x01u
#define UPPER  0x02u
#define DIGIT  0x04u
#define XDIGIT 0x08u
#define SPACE  0x10u
#define BLANK  0x20u
#define PUNCT  0x40u
#define CNTRL  0x80u
#define SPACE_CHARACTER 0x100u          /* ' ' is printed and not seen */

#define ALPHA  (LOWER | UPPER)
#define ALNUM  (ALPHA | DIGIT)
#define GRAPH  (ALNUM | PUNCT)
#define PRINT  (GRAPH | SPACE_CHARACTER)

static unsigned ascii_class(ntcrt_wint_t c)
{
    if (c >= 'a' && c <= 'z')
        return LOWER | (c <= 'f' ? XDIGIT : 0);
    if (c >= 'A' && c <= 'Z')
        return UPPER | (c <= 'F' ? XDIGIT : 0);
    if (c >= '0' && c <= '9')
        return DIGIT | XDIGIT;
    if (c == ' ')
        return SPACE | BLANK | SPACE_CHARACTER;
    if (c == '\t')
        return SPACE | BLANK | CNTRL;
    if (c >= '\n' && c <= '\r')
        return SPACE | CNTRL;
    return c < ' ' || c == 0x7f ? CNTRL : PUNCT;
}

static unsigned class(ntcrt_wint_t c)
{
    if (c < 0x80)
        return ascii_class(c);
    if (c > 0xffff)
        return 0;
    return (utf16_upcase(c) != c ? LOWER : 0) | (utf16_downcase(c) != c ? UPPER : 0);
}

ntcrt_wint_t ntcrt_towlower(ntcrt_wint_t c)
{
    return c <= 0xffff ? utf16_downcase(c) : c;
}

ntcrt_wint_t ntcrt_towupper(ntcrt_wint_t c)
{
    return c <= 0xffff ? utf16_upcase(c) : c;
}

int ntcrt_iswalpha(ntcrt_wint_t c)
{
    return (class(c) & ALPHA) != 0;
}

int ntcrt_iswdigit(ntcrt_wint_t c)
{
    return (class(c) & DIGIT) != 0;
}

int ntcrt_iswspace(ntcrt_wint_t c)
{
    return (class(c) & SPACE) != 0;
}

int ntcrt_iswxdigit(ntcrt_wint_t c)
{
    return (class(c) & XDIGIT) != 0;
}

int ntcrt_iswalnum(ntcrt_wint_t c)
{
    return (class(c) & ALNUM) != 0;
}

int ntcrt_iswlower(ntcrt_wint_t c)
{
    return (class(c) & LOWER) != 0;
}

int ntcrt_iswupper(ntcrt_wint_t c)
{
    return (class(c) & UPPER) != 0;
}

int ntcrt_iswprint(ntcrt_wint_t c)
{
    return (class(c) & PRINT) != 0;
}

int ntcrt_iswpunct(ntcrt_wint_t c)
{
    return (class(c) & PUNCT) != 0;
}

int ntcrt_iswcntrl(ntcrt_wint_t c)
{
    return (class(c) & CNTRL) != 0;
}

int ntcrt_iswgraph(ntcrt_wint_t c)
{
    return (class(c) & GRAPH) != 0;
}

int ntcrt_iswblank(ntcrt_wint_t c)
{
    return (class(c) & BLANK) != 0;
}

/* A wctype_t is a set of the classes above; 0 names none. */
ntcrt_wctype_t ntcrt_wctype(const char *name)
{
    static const struct {
        const char *name;
        unsigned class;
    } classes[] = {
        { "alnum", ALNUM }, { "alpha", ALPHA }, { "blank", BLANK }, { "cntrl", CNTRL },
        { "digit", DIGIT }, { "graph", GRAPH }, { "lower", LOWER }, { "print", PRINT },
        { "punct", PUNCT }, { "space", SPACE }, { "upper", UPPER }, { "xdigit", XDIGIT },
    };

    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
        if (strcmp(classes[i].name, name) == 0)
            return classes[i].class;
    return 0;
}

int ntcrt_iswctype(ntcrt_wint_t c, ntcrt_wctype_t type)
{
    return (class(c) & type) != 0;
}
