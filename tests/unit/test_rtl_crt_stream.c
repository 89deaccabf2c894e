/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Wide characters on byte streams: ntdll/rtl/crt_stream.c.
 */
#include "ntdll/rtl/crt.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *file_with(const char *bytes)
{
    FILE *f = tmpfile();

    fwrite(bytes, 1, strlen(bytes), f);
    rewind(f);
    return f;
}

static void wide_and_narrow_output_mix(void)
{
    FILE *f = tmpfile();
    char text[40] = "";

    CU_ASSERT(ntcrt_fputws(L"\xe4\xd83d\xde00", f) >= 0);
    fputs("b", f);
    CU_ASSERT_EQUAL(ntcrt_fputwc(0x4e00, f), 0x4e00);
    CU_ASSERT_EQUAL(ntcrt_fputwc(0xd83d, f), 0xd83d);
    CU_ASSERT_EQUAL(ntcrt_fputwc(0xde00, f), 0xde00);
    CU_ASSERT_EQUAL(ntcrt_fputwc(0xd83d, f), 0xd83d);
    CU_ASSERT_EQUAL(ntcrt_fputwc('z', f), 'z');         /* the half before it has no partner */
    rewind(f);
    CU_ASSERT_EQUAL(fread(text, 1, sizeof(text), f), 2 + 4 + 1 + 3 + 4 + 3 + 1);
    CU_ASSERT_STRING_EQUAL(text, "\xc3\xa4\xf0\x9f\x98\x80" "b\xe4\xb8\x80"
                                 "\xf0\x9f\x98\x80\xef\xbf\xbdz");
    fclose(f);
    f = fopen("/dev/full", "w");
    setvbuf(f, NULL, _IONBF, 0);
    CU_ASSERT_EQUAL(ntcrt_fputws(L"x", f), EOF);
    CU_ASSERT_EQUAL(ntcrt_fputwc('x', f), NTCRT_WEOF);
    fclose(f);
}

static void a_pair_is_read_as_two(void)
{
    FILE *f = file_with("a\xc3\xa4\xf0\x9f\x98\x80z");

    CU_ASSERT_EQUAL(ntcrt_fgetwc(f), 'a');
    CU_ASSERT_EQUAL(ntcrt_fgetwc(f), 0xe4);
    CU_ASSERT_EQUAL(ntcrt_fgetwc(f), 0xd83d);
    CU_ASSERT_EQUAL(ntcrt_fgetwc(f), 0xde00);
    CU_ASSERT_EQUAL(ntcrt_fgetwc(f), 'z');
    CU_ASSERT_EQUAL(ntcrt_fgetwc(f), NTCRT_WEOF);
    CU_ASSERT(feof(f));
    fclose(f);
}

static void bad_bytes_do_not_stop_reading(void)
{
    static const ntcrt_wint_t wanted[] = {0xfffd, 'a', 0xfffd, 0xfffd, 'b', 0xfffd, 0x4e00, 0xfffd};
    FILE *f = file_with("\xff" "a\xe0\x80" "b\xf0\x9f\xe4\xb8\x80\xe4\xb8");

    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
        CU_ASSERT_EQUAL(ntcrt_fgetwc(f), wanted[i]);
    CU_ASSERT_EQUAL(ntcrt_fgetwc(f), NTCRT_WEOF);
    fclose(f);
}

static void lines_are_read_up_to_their_end(void)
{
    FILE *f = file_with("\xc3\xa4" "b\nxyz\xf0\x9f\x98\x80" "last");
    WCHAR line[20];

    CU_ASSERT_PTR_EQUAL(ntcrt_fgetws(line, 20, f), line);
    CU_ASSERT_EQUAL(ntcrt_wcscmp(line, L"\xe4" L"b\n"), 0);
    CU_ASSERT_PTR_EQUAL(ntcrt_fgetws(line, 5, f), line);        /* the pair is divided, not lost */
    CU_ASSERT_EQUAL(ntcrt_wcscmp(line, L"xyz\xd83d"), 0);
    CU_ASSERT_PTR_EQUAL(ntcrt_fgetws(line, 20, f), line);
    CU_ASSERT_EQUAL(ntcrt_wcscmp(line, L"\xde00last"), 0);
    CU_ASSERT_PTR_NULL(ntcrt_fgetws(line, 20, f));
    CU_ASSERT_PTR_NULL(ntcrt_fgetws(line, 0, f));
    fclose(f);
}

static void files_have_wide_names_and_windows_modes(void)
{
    char path[] = "/tmp/ntport-stream-XXXXXX";
    WCHAR name[64];
    char text[8] = "";
    FILE *f;

    close(mkstemp(path));
    ntcrt_mbstowcs(name, path, 64);
    f = ntcrt__wfopen(name, L"wt, ccs=UTF-8");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    CU_ASSERT_EQUAL(ntcrt_fwprintf(f, L"%s", L"\xe4"), 1);
    fclose(f);
    f = ntcrt__wfopen(name, L"rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    CU_ASSERT_EQUAL(fread(text, 1, 8, f), 2);
    CU_ASSERT_STRING_EQUAL(text, "\xc3\xa4");
    fclose(f);
    unlink(path);
    CU_ASSERT_PTR_NULL(ntcrt__wfopen(name, L"r"));
    CU_ASSERT_PTR_NULL(ntcrt__wfopen(L"\xd800", L"w"));
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(wide_and_narrow_output_mix),
        TEST(a_pair_is_read_as_two),
        TEST(bad_bytes_do_not_stop_reading),
        TEST(lines_are_read_up_to_their_end),
        TEST(files_have_wide_names_and_windows_modes),
    };

    return RUN_SUITE("rtl_crt_stream", tests);
}
