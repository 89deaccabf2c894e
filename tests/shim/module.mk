# libntport-wine.so in a Wine that is not as expected: a library that makes it look so, and a Windows program.
TESTS += tests/shim/check-shim.sh
dist_check_SCRIPTS += tests/shim/check-shim.sh
EXTRA_DIST += tests/shim/probe.c
CLEANFILES += tests/shim/probe.exe tests/shim/probe.peo

check_LTLIBRARIES += tests/shim/libfalse_wine.la
tests_shim_libfalse_wine_la_SOURCES = \
	tests/shim/false_wine.c \
	wine/call.c wine/table.c
tests_shim_libfalse_wine_la_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_shim_libfalse_wine_la_CFLAGS = $(AM_CFLAGS) -fvisibility=hidden
tests_shim_libfalse_wine_la_LIBADD = -ldl
# a shared library, though it is not installed
tests_shim_libfalse_wine_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -rpath $(abs_builddir)

if HAVE_MINGW
check_DATA += tests/shim/probe.exe
endif

tests/shim/probe.exe: tests/shim/probe.peo
	$(AM_V_CCLD)$(MINGW_CC) -o $@ tests/shim/probe.peo
