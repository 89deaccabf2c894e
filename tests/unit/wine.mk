# The bridge into Wine, without Wine.
if HAVE_CUNIT
check_PROGRAMS += tests/unit/test_wine
TESTS += tests/unit/test_wine

tests_unit_test_wine_SOURCES = \
	wine/call.c wine/table.c \
	tests/unit/suite.h tests/unit/test_wine.c
tests_unit_test_wine_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_unit_test_wine_LDADD = $(CUNIT_LIBS) -ldl
endif
