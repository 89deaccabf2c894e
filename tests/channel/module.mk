# ntdll/channel by itself. handover --count 100000000 [--two-processes] for a long run.
check_PROGRAMS += tests/channel/handover
TESTS += tests/channel/handover tests/channel/check-handover.sh tests/channel/check-processes.sh
dist_check_SCRIPTS += tests/channel/check-handover.sh tests/channel/check-processes.sh
EXTRA_DIST += tests/channel/above.c tests/channel/no_acquire.h

tests_channel_handover_SOURCES = tests/channel/handover.c
tests_channel_handover_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_channel_handover_LDADD = ntdll/libclient.la
tests_channel_handover_LDFLAGS = $(AM_LDFLAGS) -no-install

