# How the server starts, listens and takes files in; with the parts alone, no library.
if HAVE_CUNIT
start_unit_tests = \
	tests/unit/test_server_intake \
	tests/unit/test_server_listen
check_PROGRAMS += $(start_unit_tests)
TESTS += $(start_unit_tests)
start_unit_cppflags = $(AM_CPPFLAGS) -D_GNU_SOURCE

tests_unit_test_server_intake_SOURCES = \
	server/intake.c \
	server/log.c \
	tests/unit/suite.h \
	tests/unit/test_server_intake.c
tests_unit_test_server_intake_CPPFLAGS = $(start_unit_cppflags)
tests_unit_test_server_intake_LDADD = $(CUNIT_LIBS)

tests_unit_test_server_listen_SOURCES = server/listen.c tests/unit/suite.h tests/unit/test_server_listen.c
tests_unit_test_server_listen_CPPFLAGS = $(start_unit_cppflags)
tests_unit_test_server_listen_LDADD = common/libcommon.la $(CUNIT_LIBS)
endif
