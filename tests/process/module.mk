# Real processes: killed, flooded with garbage, racing. Puppets use the library, the tests do not.
check_PROGRAMS += \
	tests/process/puppet \
	$(process_tests)
TESTS += $(process_tests)
process_tests = \
	tests/process/test_arguments \
	tests/process/test_autostart \
	tests/process/test_catalogue \
	tests/process/test_death \
	tests/process/test_flood \
	tests/process/test_footprint \
	tests/process/test_garbage \
	tests/process/test_ledger \
	tests/process/test_leftovers \
	tests/process/test_memory \
	tests/process/test_ntobj \
	tests/process/test_sleepers \
	tests/process/test_system_calls \
	tests/process/test_system

process_harness = \
	tests/process/harness.c \
	tests/process/harness.h \
	tests/process/server.c
process_puppets = \
	$(process_harness) \
	tests/process/puppet.c \
	tests/process/puppet.h
process_cppflags = $(AM_CPPFLAGS) -D_GNU_SOURCE
process_cflags = $(AM_CFLAGS) $(JSON_CFLAGS)

tests_process_puppet_SOURCES = \
	tests/process/acts.h \
	tests/process/loop.h \
	tests/process/puppet_alpc.c \
	tests/process/puppet_attack.c \
	tests/process/puppet_attribute.c \
	tests/process/puppet_loop.c \
	tests/process/puppet_main.c \
	tests/process/puppet_message.c \
	tests/process/puppet_object.c \
	tests/process/puppet_port.c \
	tests/process/puppet_token.c \
	tests/process/puppet_user.c \
	tests/process/puppet_view.c
tests_process_puppet_CPPFLAGS = $(process_cppflags)
tests_process_puppet_LDADD = ntdll/libntdll.la
# no wrapper script: a puppet's pid is its own, and a hundred of them start fast
tests_process_puppet_LDFLAGS = $(AM_LDFLAGS) -no-install

tests_process_test_arguments_SOURCES = $(process_harness) tests/process/test_arguments.c
tests_process_test_arguments_CPPFLAGS = $(process_cppflags)
tests_process_test_arguments_CFLAGS = $(process_cflags)
tests_process_test_arguments_LDADD = ntdll/libntdll.la $(JSON_LIBS)
tests_process_test_arguments_LDFLAGS = $(AM_LDFLAGS) -no-install

tests_process_test_autostart_SOURCES = $(process_puppets) tests/process/test_autostart.c
tests_process_test_autostart_CPPFLAGS = $(process_cppflags)
tests_process_test_autostart_CFLAGS = $(process_cflags)
tests_process_test_autostart_LDADD = $(JSON_LIBS)

tests_process_test_catalogue_SOURCES = $(process_puppets) tests/process/test_catalogue.c
tests_process_test_catalogue_CPPFLAGS = $(process_cppflags)
tests_process_test_catalogue_CFLAGS = $(process_cflags)
tests_process_test_catalogue_LDADD = $(JSON_LIBS)

tests_process_test_death_SOURCES = \
	$(process_puppets) \
	tests/process/conversation.c \
	tests/process/conversation.h \
	tests/process/test_death.c
tests_process_test_death_CPPFLAGS = $(process_cppflags)
tests_process_test_death_CFLAGS = $(process_cflags)
tests_process_test_death_LDADD = $(JSON_LIBS)

tests_process_test_flood_SOURCES = $(process_puppets) tests/process/test_flood.c
tests_process_test_flood_CPPFLAGS = $(process_cppflags)
tests_process_test_flood_CFLAGS = $(process_cflags)
tests_process_test_flood_LDADD = $(JSON_LIBS)

tests_process_test_footprint_SOURCES = $(process_puppets) tests/process/test_footprint.c
tests_process_test_footprint_CPPFLAGS = $(process_cppflags)
tests_process_test_footprint_CFLAGS = $(process_cflags)
tests_process_test_footprint_LDADD = $(JSON_LIBS)

tests_process_test_memory_SOURCES = $(process_puppets) \
	tests/process/conversation.c tests/process/conversation.h \
	tests/process/test_memory.c
tests_process_test_memory_CPPFLAGS = $(process_cppflags)
tests_process_test_memory_CFLAGS = $(process_cflags)
tests_process_test_memory_LDADD = $(JSON_LIBS)

tests_process_test_garbage_SOURCES = $(process_puppets) common/wire.c tests/process/raw.c tests/process/raw.h \
	tests/process/test_garbage.c
tests_process_test_garbage_CPPFLAGS = $(process_cppflags)
tests_process_test_garbage_CFLAGS = $(process_cflags)
tests_process_test_garbage_LDADD = $(JSON_LIBS)

tests_process_test_leftovers_SOURCES = \
	$(process_puppets) \
	tests/process/conversation.h \
	tests/process/test_leftovers.c
tests_process_test_leftovers_CPPFLAGS = $(process_cppflags)
tests_process_test_leftovers_CFLAGS = $(process_cflags)
tests_process_test_leftovers_LDADD = $(JSON_LIBS)

tests_process_test_system_SOURCES = \
	$(process_puppets) \
	tests/process/conversation.c \
	tests/process/conversation.h \
	common/wire.c \
	tests/process/raw.c \
	tests/process/raw.h \
	tests/process/test_system.c
tests_process_test_system_CPPFLAGS = $(process_cppflags)
tests_process_test_system_CFLAGS = $(process_cflags)
tests_process_test_system_LDADD = $(JSON_LIBS)

tests_process_test_ntobj_SOURCES = $(process_puppets) tests/process/test_ntobj.c
tests_process_test_ntobj_CPPFLAGS = $(process_cppflags)
tests_process_test_ntobj_CFLAGS = $(process_cflags)
tests_process_test_ntobj_LDADD = $(JSON_LIBS)

process_ways = tests/process/way.c tests/process/way.h

tests_process_test_system_calls_SOURCES = $(process_harness) $(process_ways) \
	bench/syscall_counter.c bench/syscall_counter.h \
	tests/process/test_system_calls.c
tests_process_test_system_calls_CPPFLAGS = $(process_cppflags)
tests_process_test_system_calls_CFLAGS = $(process_cflags)
tests_process_test_system_calls_LDADD = ntdll/libntdll.la common/libcommon.la $(JSON_LIBS)
tests_process_test_system_calls_LDFLAGS = $(AM_LDFLAGS) -no-install

tests_process_test_ledger_SOURCES = $(process_harness) $(process_ways) tests/process/test_ledger.c
tests_process_test_ledger_CPPFLAGS = $(process_cppflags)
tests_process_test_ledger_CFLAGS = $(process_cflags)
tests_process_test_ledger_LDADD = ntdll/libntdll.la $(JSON_LIBS)
tests_process_test_ledger_LDFLAGS = $(AM_LDFLAGS) -no-install

tests_process_test_sleepers_SOURCES = $(process_harness) $(process_ways) tests/process/test_sleepers.c
tests_process_test_sleepers_CPPFLAGS = $(process_cppflags)
tests_process_test_sleepers_CFLAGS = $(process_cflags)
tests_process_test_sleepers_LDADD = ntdll/libntdll.la common/libcommon.la $(JSON_LIBS)
tests_process_test_sleepers_LDFLAGS = $(AM_LDFLAGS) -no-install
