# Fuzz targets: in make check the corpus and a few mutants of it; "fuzz_acl --seconds N" for longer. For libFuzzer link a
# target without fuzz.c: clang -fsanitize=fuzzer,address.
fuzz_targets = \
	tests/fuzz/fuzz_acl \
	tests/fuzz/fuzz_sd \
	tests/fuzz/fuzz_sddl \
	tests/fuzz/fuzz_sid
check_PROGRAMS += $(fuzz_targets)
TESTS += $(fuzz_targets)

fuzz_cppflags = $(AM_CPPFLAGS) -D_GNU_SOURCE
fuzz_driver = tests/fuzz/fuzz.c tests/fuzz/fuzz.h

tests_fuzz_fuzz_acl_SOURCES = tests/fuzz/fuzz_acl.c $(fuzz_driver)
tests_fuzz_fuzz_acl_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_acl_LDADD = common/libcommon.la

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
