# What library and server agree on: security descriptors
if HAVE_CUNIT
common_unit_tests = \
	tests/unit/test_acl \
	tests/unit/test_sd_make \
	tests/unit/test_sddl
check_PROGRAMS += $(common_unit_tests)
TESTS += $(common_unit_tests)

common_unit_cppflags = $(AM_CPPFLAGS) -D_GNU_SOURCE
common_unit_ldadd = common/libcommon.la $(CUNIT_LIBS)

tests_unit_test_acl_SOURCES = tests/unit/suite.h tests/unit/sids.h tests/unit/test_acl.c
tests_unit_test_acl_CPPFLAGS = $(common_unit_cppflags)
tests_unit_test_acl_LDADD = $(common_unit_ldadd)

tests_unit_test_sd_make_SOURCES = tests/unit/suite.h tests/unit/sids.h tests/unit/test_sd_make.c
tests_unit_test_sd_make_CPPFLAGS = $(common_unit_cppflags)
tests_unit_test_sd_make_LDADD = $(common_unit_ldadd)

tests_unit_test_sddl_SOURCES = tests/unit/suite.h tests/unit/sids.h tests/unit/test_sddl.c
tests_unit_test_sddl_CPPFLAGS = $(common_unit_cppflags)
tests_unit_test_sddl_LDADD = $(common_unit_ldadd)
endif
