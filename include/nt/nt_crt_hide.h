/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * glibc's own header is about to be read: let it declare its wide functions, which take 4-byte
 * characters, under names that nobody uses. nt_crt_show.h takes it back. No include guard: it is
 * meant to be included many times.
 */
#pragma GCC system_header
#define wcslen nt_glibc_wcslen
#define wcsnlen nt_glibc_wcsnlen
#define wcscpy nt_glibc_wcscpy
#define wcsncpy nt_glibc_wcsncpy
#define wcscat nt_glibc_wcscat
#define wcsncat nt_glibc_wcsncat
#define wcscmp nt_glibc_wcscmp
#define wcsncmp nt_glibc_wcsncmp
#define wcscoll nt_glibc_wcscoll
#define wcschr nt_glibc_wcschr
#define wcsrchr nt_glibc_wcsrchr
#define wcsstr nt_glibc_wcsstr
#define wcspbrk nt_glibc_wcspbrk
#define wcsspn nt_glibc_wcsspn
#define wcscspn nt_glibc_wcscspn
#define wcstok nt_glibc_wcstok
#define wcsdup nt_glibc_wcsdup
#define wmemcpy nt_glibc_wmemcpy
#define wmemmove nt_glibc_wmemmove
#define wmemset nt_glibc_wmemset
#define wmemcmp nt_glibc_wmemcmp
#define wmemchr nt_glibc_wmemchr
#define towlower nt_glibc_towlower
#define towupper nt_glibc_towupper
#define iswalpha nt_glibc_iswalpha
#define iswdigit nt_glibc_iswdigit
#define iswspace nt_glibc_iswspace
#define iswxdigit nt_glibc_iswxdigit
#define iswalnum nt_glibc_iswalnum
#define iswlower nt_glibc_iswlower
#define iswupper nt_glibc_iswupper
#define iswprint nt_glibc_iswprint
#define iswpunct nt_glibc_iswpunct
#define iswcntrl nt_glibc_iswcntrl
#define iswgraph nt_glibc_iswgraph
#define iswblank nt_glibc_iswblank
#define wctype nt_glibc_wctype
#define iswctype nt_glibc_iswctype
#define wcstol nt_glibc_wcstol
#define wcstoul nt_glibc_wcstoul
#define wcstoll nt_glibc_wcstoll
#define wcstoull nt_glibc_wcstoull
#define wcstod nt_glibc_wcstod
#define mbstowcs nt_glibc_mbstowcs
#define wcstombs nt_glibc_wcstombs
#define mbtowc nt_glibc_mbtowc
#define wctomb nt_glibc_wctomb
#define swprintf nt_glibc_swprintf
#define vswprintf nt_glibc_vswprintf
#define wprintf nt_glibc_wprintf
#define fwprintf nt_glibc_fwprintf
#define vwprintf nt_glibc_vwprintf
#define vfwprintf nt_glibc_vfwprintf
#define fputws nt_glibc_fputws
#define fgetws nt_glibc_fgetws
#define fputwc nt_glibc_fputwc
#define putwc nt_glibc_putwc
#define putwchar nt_glibc_putwchar
#define fgetwc nt_glibc_fgetwc
#define getwc nt_glibc_getwc
#define getwchar nt_glibc_getwchar
#define swscanf nt_glibc_swscanf
#define vswscanf nt_glibc_vswscanf
#ifdef NT_CRT_STDIO
#define printf nt_glibc_printf
#define fprintf nt_glibc_fprintf
#define sprintf nt_glibc_sprintf
#define snprintf nt_glibc_snprintf
#define vprintf nt_glibc_vprintf
#define vfprintf nt_glibc_vfprintf
#define vsprintf nt_glibc_vsprintf
#define vsnprintf nt_glibc_vsnprintf
#endif
