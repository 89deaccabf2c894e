/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Mentions every wide name that the headers bind, and calls some: none of them may end up at glibc.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

static const void *const names[] = {
#define NAME(name) (const void *)&name,
    NAME(wcslen) NAME(wcsnlen) NAME(wcscpy) NAME(wcsncpy) NAME(wcscat) NAME(wcsncat) NAME(wcscmp)
    NAME(wcsncmp) NAME(wcscoll) NAME(_wcsicmp) NAME(_wcsnicmp) NAME(wcschr) NAME(wcsrchr)
    NAME(wcsstr) NAME(wcspbrk) NAME(wcsspn) NAME(wcscspn) NAME(wcstok) NAME(wcsdup) NAME(_wcsdup)
    NAME(_wcslwr) NAME(_wcsupr) NAME(_wcsrev) NAME(wmemcpy) NAME(wmemmove) NAME(wmemset)
    NAME(wmemcmp) NAME(wmemchr) NAME(towlower) NAME(towupper) NAME(iswalpha) NAME(iswdigit)
    NAME(iswspace) NAME(iswxdigit) NAME(iswalnum) NAME(iswlower) NAME(iswupper) NAME(iswprint)
    NAME(iswpunct) NAME(iswcntrl) NAME(iswgraph) NAME(iswblank) NAME(wctype) NAME(iswctype)
    NAME(wcstol) NAME(wcstoul) NAME(wcstoll) NAME(wcstoull) NAME(wcstod) NAME(_wcstoi64)
    NAME(_wcstoui64) NAME(_wtoi) NAME(_wtol) NAME(_wtoi64) NAME(_wtof) NAME(_itow) NAME(_ultow)
    NAME(_i64tow) NAME(_ui64tow) NAME(mbstowcs) NAME(wcstombs) NAME(mbtowc) NAME(wctomb)
    NAME(swprintf) NAME(vswprintf) NAME(_swprintf) NAME(_vswprintf) NAME(_snwprintf)
    NAME(_vsnwprintf) NAME(_scwprintf) NAME(_vscwprintf) NAME(wprintf) NAME(fwprintf) NAME(vwprintf)
    NAME(vfwprintf) NAME(swscanf) NAME(vswscanf) NAME(printf) NAME(fprintf) NAME(sprintf)
    NAME(snprintf) NAME(vprintf) NAME(vfprintf) NAME(vsprintf) NAME(vsnprintf) NAME(_snprintf)
    NAME(_vsnprintf) NAME(_scprintf) NAME(_vscprintf) NAME(fputws) NAME(_putws) NAME(fgetws)
    NAME(fputwc) NAME(putwc) NAME(putwchar) NAME(fgetwc) NAME(getwc) NAME(getwchar) NAME(_wfopen)
    NAME(_wgetenv)
};

#define EXPECT(what) ((what) ? (void)0 : (void)(printf("not true: %s\n", #what), failed++))

int main(void)
{
    wchar_t text[16];
    char bytes[16];
    int failed = 0;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        EXPECT(names[i]);
    EXPECT(wcslen(L"abc") == 3);
    EXPECT(mbstowcs(text, "abc", 16) == 3 && text[2] == L'c' && text[3] == 0);
    EXPECT(_wcsicmp(L"ABC", L"abc") == 0);
    EXPECT(wcschr(L"abc", L'c') && !wcschr(L"abc", L'd'));
    EXPECT(swprintf(text, 16, L"%s-%d", L"x", 7) == 3 && wcscmp(text, L"x-7") == 0);
    EXPECT(sprintf(bytes, "%ls|%S|%s", L"ab", L"cd", "ef") == 8 && strcmp(bytes, "ab|cd|ef") == 0);
    EXPECT(wcstol(L"-42", NULL, 10) == -42);
    EXPECT(wcscpy_s(text, 4, L"too long") != 0 && text[0] == 0);
    wprintf(L"%s %hs\n", L"wide", "and bytes");
    return failed;
}
