# Rtl* and the C library for 2-byte characters, as programs get them: from libntdll.so. UTF-16 is common.
if HAVE_CUNIT
rtl_unit_tests = \
	tests/unit/test_rtl_convert \
	tests/unit/test_rtl_crt_format \
	tests/unit/test_rtl_crt_stream \
	tests/unit/test_rtl_crt_string \
	tests/unit/test_rtl_data \
	tests/unit/test_rtl_error \
	tests/unit/test_rtl_heap \
	tests/unit/test_rtl_lock \
	tests/unit/test_rtl_string \
	tests/unit/test_utf16
check_PROGRAMS += $(rtl_unit_tests)
TESTS += $(rtl_unit_tests)

rtl_unit_cppflags = $(AM_CPPFLAGS) -D_GNU_SOURCE=
rtl_unit_ldadd = ntdll/libntdll.la $(CUNIT_LIBS)

tests_unit_test_rtl_convert_SOURCES = tests/unit/suite.h tests/unit/test_rtl_convert.c
tests_unit_test_rtl_convert_CPPFLAGS = $(rtl_unit_cppflags)
tests_unit_test_rtl_convert_LDADD = $(rtl_unit_ldadd)

tests_unit_test_rtl_crt_format_SOURCES = tests/unit/suite.h tests/unit/test_rtl_crt_format.c
tests_unit_test_rtl_crt_format_CPPFLAGS = $(rtl_unit_cppflags)
tests_unit_test_rtl_crt_format_LDADD = $(rtl_unit_ldadd)

tests_unit_test_rtl_crt_stream_SOURCES = tests/unit/suite.h tests/unit/test_rtl_crt_stream.c
tests_unit_test_rtl_crt_stream_CPPFLAGS = $(rtl_unit_cppflags)
tests_unit_test_rtl_crt_stream_LDADD = $(rtl_unit_ldadd)

tests_unit_test_rtl_crt_string_SOURCES = tests/unit/suite.h tests/unit/test_rtl_crt_string.c
tests_unit_test_rtl_crt_string_CPPFLAGS = $(rtl_unit_cppflags)
tests_unit_test_rtl_crt_string_LDADD = $(rtl_unit_ldadd)

tests_unit_test_rtl_data_SOURCES = tests/unit/suite.h tests/unit/test_rtl_data.c
tests_unit_test_rtl_data_CPPFLAGS = $(rtl_unit_cppflags)
tests_unit_test_rtl_data_LDADD = $(rtl_unit_ldadd)

tests_unit_test_rtl_error_SOURCES = tests/unit/suite.h tests/unit/test_rtl_error.c
tests_unit_test_rtl_error_CPPFLAGS = $(rtl_unit_cppflags)
tests_unit_test_rtl_error_LDADD = $(rtl_unit_ldadd)

tests_unit_test_rtl_heap_SOURCES = tests/unit/suite.h tests/unit/test_rtl_heap.c
tests_unit_test_rtl_heap_CPPFLAGS = $(rtl_unit_cppflags)
tests_unit_test_rtl_heap_LDADD = $(rtl_unit_ldadd)

tests_unit_test_rtl_lock_SOURCES = tests/unit/suite.h tests/unit/test_rtl_lock.c
tests_unit_test_rtl_lock_CPPFLAGS = $(rtl_unit_cppflags)
tests_unit_test_rtl_lock_LDADD = $(rtl_unit_ldadd)

tests_unit_test_rtl_string_SOURCES = tests/unit/suite.h tests/unit/test_rtl_string.c
tests_unit_test_rtl_string_CPPFLAGS = $(rtl_unit_cppflags)
tests_unit_test_rtl_string_LDADD = $(rtl_unit_ldadd)

tests_unit_test_utf16_SOURCES = tests/unit/suite.h tests/unit/test_utf16.c
tests_unit_test_utf16_CPPFLAGS = $(rtl_unit_cppflags)
tests_unit_test_utf16_LDADD = common/libcommon.la $(CUNIT_LIBS)
endif
