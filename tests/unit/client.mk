# The library's own parts, without a server: ntdll/libclient.la has them with nothing hidden.
if HAVE_CUNIT
client_unit_tests = \
	tests/unit/test_alive \
	tests/unit/test_capture \
	tests/unit/test_debug \
	tests/unit/test_file_name \
	tests/unit/test_life \
	tests/unit/test_lock \
	tests/unit/test_packet \
	tests/unit/test_ring \
	tests/unit/test_timeout \
	tests/unit/test_usermem \
	tests/unit/test_view \
	tests/unit/test_virtual \
	tests/unit/test_virtual_region
check_PROGRAMS += $(client_unit_tests)
TESTS += $(client_unit_tests)

client_unit_cppflags = $(AM_CPPFLAGS) -D_GNU_SOURCE=
client_unit_ldadd = ntdll/libclient.la $(CUNIT_LIBS)

tests_unit_test_alive_SOURCES = tests/unit/suite.h tests/unit/test_alive.c
tests_unit_test_alive_CPPFLAGS = $(client_unit_cppflags)
tests_unit_test_alive_LDADD = $(client_unit_ldadd)

tests_unit_test_capture_SOURCES = tests/unit/suite.h tests/unit/test_capture.c
tests_unit_test_capture_CPPFLAGS = $(client_unit_cppflags)
tests_unit_test_capture_LDADD = $(client_unit_ldadd)

tests_unit_test_debug_SOURCES = tests/unit/suite.h tests/unit/test_debug.c
tests_unit_test_debug_CPPFLAGS = $(client_unit_cppflags)
tests_unit_test_debug_LDADD = $(client_unit_ldadd)

tests_unit_test_file_name_SOURCES = tests/unit/suite.h tests/unit/test_file_name.c
tests_unit_test_file_name_CPPFLAGS = $(client_unit_cppflags)
tests_unit_test_file_name_LDADD = $(client_unit_ldadd)

tests_unit_test_life_SOURCES = tests/unit/suite.h tests/unit/test_life.c
tests_unit_test_life_CPPFLAGS = $(client_unit_cppflags)
tests_unit_test_life_LDADD = $(client_unit_ldadd)

tests_unit_test_lock_SOURCES = tests/unit/suite.h tests/unit/test_lock.c
tests_unit_test_lock_CPPFLAGS = $(client_unit_cppflags)
tests_unit_test_lock_LDADD = $(client_unit_ldadd)

tests_unit_test_packet_SOURCES = tests/unit/suite.h tests/unit/test_packet.c
tests_unit_test_packet_CPPFLAGS = $(client_unit_cppflags)
tests_unit_test_packet_LDADD = $(client_unit_ldadd)

tests_unit_test_ring_SOURCES = tests/unit/suite.h tests/unit/test_ring.c
tests_unit_test_ring_CPPFLAGS = $(client_unit_cppflags)
tests_unit_test_ring_LDADD = $(client_unit_ldadd)

tests_unit_test_timeout_SOURCES = tests/unit/suite.h tests/unit/test_timeout.c
tests_unit_test_timeout_CPPFLAGS = $(client_unit_cppflags)
tests_unit_test_timeout_LDADD = $(client_unit_ldadd)

tests_unit_test_usermem_SOURCES = tests/unit/suite.h tests/unit/test_usermem.c
tests_unit_test_usermem_CPPFLAGS = $(client_unit_cppflags)
tests_unit_test_usermem_LDADD = $(client_unit_ldadd)

tests_unit_test_view_SOURCES = tests/unit/suite.h tests/unit/test_view.c
tests_unit_test_view_CPPFLAGS = $(client_unit_cppflags)
tests_unit_test_view_LDADD = $(client_unit_ldadd)
tests_unit_test_view_LDFLAGS = $(AM_LDFLAGS) -Wl,-u,fork_register

tests_unit_test_virtual_SOURCES = tests/unit/suite.h tests/unit/test_virtual.c
tests_unit_test_virtual_CPPFLAGS = $(client_unit_cppflags)
tests_unit_test_virtual_LDADD = $(client_unit_ldadd)

tests_unit_test_virtual_region_SOURCES = tests/unit/suite.h tests/unit/test_virtual_region.c
tests_unit_test_virtual_region_CPPFLAGS = $(client_unit_cppflags)
tests_unit_test_virtual_region_LDADD = $(client_unit_ldadd)
endif
