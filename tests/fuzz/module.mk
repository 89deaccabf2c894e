# Fuzz targets: in make check the corpus and a few mutants of it; "fuzz_acl --seconds N" for longer. For libFuzzer link a
# target without fuzz.c: clang -fsanitize=fuzzer,address.
fuzz_targets = \
	tests/fuzz/fuzz_acl \
	tests/fuzz/fuzz_alpc \
	tests/fuzz/fuzz_sd \
	tests/fuzz/fuzz_sddl \
	tests/fuzz/fuzz_sid
check_PROGRAMS += $(fuzz_targets)
TESTS += $(fuzz_targets) tests/fuzz/control.test

# One with a seeded bug, which it must find.
check_PROGRAMS += tests/fuzz/control/fuzz_alpc
dist_check_SCRIPTS += tests/fuzz/control.test

fuzz_cppflags = $(AM_CPPFLAGS) -D_GNU_SOURCE
fuzz_driver = tests/fuzz/fuzz.c tests/fuzz/fuzz.h

tests_fuzz_fuzz_acl_SOURCES = tests/fuzz/fuzz_acl.c $(fuzz_driver)
tests_fuzz_fuzz_acl_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_acl_LDADD = common/libcommon.la

tests_fuzz_fuzz_alpc_SOURCES = tests/fuzz/fuzz_alpc.c $(fuzz_driver)
tests_fuzz_fuzz_alpc_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_alpc_LDADD = ntdll/libclient.la

tests_fuzz_control_fuzz_alpc_SOURCES = $(tests_fuzz_fuzz_alpc_SOURCES)
tests_fuzz_control_fuzz_alpc_CPPFLAGS = $(fuzz_cppflags) -DSEEDED_BUG
tests_fuzz_control_fuzz_alpc_LDADD = $(tests_fuzz_fuzz_alpc_LDADD)

tests_fuzz_fuzz_sd_SOURCES = tests/fuzz/fuzz_sd.c $(fuzz_driver)
tests_fuzz_fuzz_sd_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_sd_LDADD = common/libcommon.la

tests_fuzz_fuzz_sddl_SOURCES = tests/fuzz/fuzz_sddl.c $(fuzz_driver)
tests_fuzz_fuzz_sddl_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_sddl_LDADD = common/libcommon.la

tests_fuzz_fuzz_sid_SOURCES = tests/fuzz/fuzz_sid.c $(fuzz_driver)
tests_fuzz_fuzz_sid_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_sid_LDADD = common/libcommon.la
EXTRA_DIST += tests/fuzz/corpus
