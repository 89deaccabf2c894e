# The server's parts (server_core_sources of server/module.mk), without its event loop and intake, which server_guest.c plays; and the wire format.
if HAVE_CUNIT
server_unit_tests = \
	tests/unit/test_server_access \
	tests/unit/test_server_access_random \
	tests/unit/test_server_account \
	tests/unit/test_server_garbage \
	tests/unit/test_server_handle \
	tests/unit/test_server_namespace \
	tests/unit/test_server_letter \
	tests/unit/test_server_page \
	tests/unit/test_server_sandbox \
	tests/unit/test_wire
check_PROGRAMS += $(server_unit_tests)
TESTS += $(server_unit_tests)

check_LTLIBRARIES += tests/unit/libguest.la
tests_unit_libguest_la_SOURCES = \
	server/access.c \
	server/access_check.c \
	server/context.c \
	server/impersonate.c \
	server/security.c \
	server/token.c \
	server/token_birth.c \
	server/account.c \
	server/apc.c \
	server/deadline.c \
	server/handle.c \
	server/json.c \
	server/list.c \
	server/log.c \
	server/named.c \
	server/namespace.c \
	server/object.c \
	server/object_requests.c \
	server/objects/completion.c \
	server/objects/keyed_event.c \
	server/objects/wait_packet.c \
	server/objects/completion_reserve.c \
	server/objects/directory.c \
	server/objects/event.c \
	server/objects/file.c \
	server/objects/mutant.c \
	server/objects/port.c \
	server/objects/port_alpc.c \
	server/objects/port_channel.c \
	server/objects/port_letter.c \
	server/objects/port_connect.c \
	server/objects/port_mail.c \
	server/objects/port_security.c \
	server/objects/port_parcel.c \
	server/objects/port_record.c \
	server/objects/port_signal.c \
	server/objects/port_view.c \
	server/objects/process.c \
	server/objects/section.c \
	server/objects/semaphore.c \
	server/objects/symlink.c \
	server/objects/thread.c \
	server/objects/token.c \
	server/objects/token_adjust.c \
	server/objects/token_check.c \
	server/objects/token_filter.c \
	server/objects/token_query.c \
	server/objects/timer.c \
	server/request.c \
	server/session.c \
	server/shm.c \
	server/page.c \
	server/wait.c \
	tests/unit/server_guest.c \
	tests/unit/server_guest.h
server_unit_cppflags = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_unit_libguest_la_CPPFLAGS = $(server_unit_cppflags)
server_unit_ldadd = tests/unit/libguest.la common/libcommon.la $(CUNIT_LIBS)

tests_unit_test_server_access_SOURCES = tests/unit/suite.h tests/unit/test_server_access.c
tests_unit_test_server_access_CPPFLAGS = $(server_unit_cppflags)
tests_unit_test_server_access_LDADD = $(server_unit_ldadd)

tests_unit_test_server_access_random_SOURCES = tests/unit/suite.h tests/unit/access_model.h tests/unit/access_model.c \
	tests/unit/test_server_access_random.c
tests_unit_test_server_access_random_CPPFLAGS = $(server_unit_cppflags)
tests_unit_test_server_access_random_LDADD = $(server_unit_ldadd)

tests_unit_test_server_letter_SOURCES = tests/unit/suite.h tests/unit/test_server_letter.c
tests_unit_test_server_letter_CPPFLAGS = $(server_unit_cppflags)
tests_unit_test_server_letter_LDADD = $(server_unit_ldadd)
tests_unit_test_server_page_SOURCES = tests/unit/suite.h tests/unit/test_server_page.c
tests_unit_test_server_page_CPPFLAGS = $(server_unit_cppflags)
tests_unit_test_server_page_LDADD = $(server_unit_ldadd)

tests_unit_test_server_account_SOURCES = tests/unit/suite.h tests/unit/test_server_account.c
tests_unit_test_server_account_CPPFLAGS = $(server_unit_cppflags)
tests_unit_test_server_account_LDADD = $(server_unit_ldadd)

tests_unit_test_server_garbage_SOURCES = tests/unit/suite.h tests/unit/test_server_garbage.c
tests_unit_test_server_garbage_CPPFLAGS = $(server_unit_cppflags)
tests_unit_test_server_garbage_LDADD = $(server_unit_ldadd)

tests_unit_test_server_handle_SOURCES = tests/unit/suite.h tests/unit/test_server_handle.c
tests_unit_test_server_handle_CPPFLAGS = $(server_unit_cppflags)
tests_unit_test_server_handle_LDADD = $(server_unit_ldadd)

tests_unit_test_server_namespace_SOURCES = tests/unit/suite.h tests/unit/test_server_namespace.c
tests_unit_test_server_namespace_CPPFLAGS = $(server_unit_cppflags)
tests_unit_test_server_namespace_LDADD = $(server_unit_ldadd)

tests_unit_test_server_sandbox_SOURCES = server/sandbox.c tests/unit/suite.h tests/unit/test_server_sandbox.c
tests_unit_test_server_sandbox_CPPFLAGS = $(server_unit_cppflags)
tests_unit_test_server_sandbox_CFLAGS = $(AM_CFLAGS) $(SECCOMP_CFLAGS)
tests_unit_test_server_sandbox_LDADD = $(SECCOMP_LIBS) $(CUNIT_LIBS)

tests_unit_test_wire_SOURCES = tests/unit/suite.h tests/unit/test_wire.c
tests_unit_test_wire_CPPFLAGS = $(server_unit_cppflags)
tests_unit_test_wire_LDADD = common/libcommon.la $(CUNIT_LIBS)
endif
