# Windows programs and native ones, talking to each other, under a Wine with libntport-wine.so.
wine_scripts = tests/wine/check-pairs.sh tests/wine/check-kills.sh tests/wine/check-programs.sh tests/wine/check-heirs.sh \
	tests/wine/check-unharmed.sh
TESTS += $(wine_scripts)
dist_check_SCRIPTS += $(wine_scripts)
EXTRA_DIST += tests/wine/lib.sh tests/wine/newer-wine.sh

# make check-newer-wine NEWER_WINE_FLAGS='RELEASE TEST...': the same in the Wine of a later Debian, which it downloads
check-newer-wine: all
	@$(MAKE) $(AM_MAKEFLAGS) -s $(check_PROGRAMS) $(check_LTLIBRARIES) $(check_DATA)
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/tests/wine/newer-wine.sh $(NEWER_WINE_FLAGS)
.PHONY: check-newer-wine

check_PROGRAMS += tests/wine/talk
talk_sources = \
	tests/wine/talk.c tests/wine/talk.h \
	tests/wine/talk_alpc.c \
	tests/wine/talk_lpc.c \
	tests/wine/signals.c tests/wine/signals.h \
	tests/wine/things.c tests/wine/things.h \
	tests/wine/who.c \
	tests/wine/words.c \
	tests/wine/by_name.h \
	winetests/platform.h
tests_wine_talk_SOURCES = $(talk_sources) winetests/platform_linux.c
tests_wine_talk_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_wine_talk_LDADD = ntdll/libntdll.la
# a real program, whose pid is its own
tests_wine_talk_LDFLAGS = $(AM_LDFLAGS) -no-install

# The PE build has its imports from a library of our own: the names that the bridge adds.
talk_objects = tests/wine/talk.peo tests/wine/talk_alpc.peo tests/wine/talk_lpc.peo \
	tests/wine/signals.peo tests/wine/things.peo tests/wine/who.peo tests/wine/words.peo
wine_imports = tests/wine/libports.a
PE_CFLAGS = -O1 -g -Wall -Wextra -D__USE_MINGW_ANSI_STDIO=1 -I$(top_srcdir) -I$(top_srcdir)/include/nt
EXTRA_DIST += tests/wine/heirs.c tests/wine/by_name.c tests/wine/family.cpp tests/wine/harmless.cpp
CLEANFILES += $(talk_objects) tests/wine/heirs.peo $(wine_imports) tests/wine/ports.def tests/wine/*.exe

tests/wine/ports.def: $(top_srcdir)/wine/calls.def
	$(AM_V_GEN)$(MKDIR_P) tests/wine && { \
	    echo 'LIBRARY ntdll.dll'; echo EXPORTS; \
	    $(SED) -n 's/^CALL(\([A-Za-z]*\),.*/    \1/p' $(top_srcdir)/wine/calls.def; } >$@

$(wine_imports): tests/wine/ports.def
	$(AM_V_GEN)$(MINGW_DLLTOOL) -d tests/wine/ports.def -l $@

$(talk_objects) tests/wine/heirs.peo: $(top_srcdir)/tests/wine/talk.h

tests/wine/talk.exe: $(talk_objects) $(wine_imports) winetests/platform_windows.peo
	$(AM_V_CCLD)$(MINGW_CC) -o $@ $(talk_objects) winetests/platform_windows.peo $(wine_imports) -lntdll

tests/wine/heirs.exe: tests/wine/heirs.peo tests/wine/words.peo $(wine_imports)
	$(AM_V_CCLD)$(MINGW_CC) -o $@ tests/wine/heirs.peo tests/wine/words.peo $(wine_imports) -lntdll

# The same sources once more, without any import of a port call.
by_name_sources = $(addprefix $(top_srcdir)/tests/wine/, talk.c talk_alpc.c talk_lpc.c signals.c things.c who.c words.c by_name.c)
tests/wine/talk-by-name.exe: $(by_name_sources) $(top_srcdir)/tests/wine/talk.h $(top_srcdir)/tests/wine/by_name.h \
		$(top_srcdir)/wine/calls.def winetests/platform_windows.peo
	$(AM_V_CCLD)$(MINGW_CC) $(PE_CFLAGS) -std=gnu11 -DTALK_BY_NAME -o $@ $(by_name_sources) \
		winetests/platform_windows.peo -lntdll

tests/wine/family.exe: $(top_srcdir)/tests/wine/family.cpp tests/wine/words.peo $(wine_imports)
	$(AM_V_CCLD)$(MINGW_CXX) $(PE_CFLAGS) -std=gnu++14 -static -o $@ $(top_srcdir)/tests/wine/family.cpp \
		tests/wine/words.peo $(wine_imports) -lntdll

# Nothing of ours is in this one.
tests/wine/harmless.exe: $(top_srcdir)/tests/wine/harmless.cpp
	$(AM_V_CCLD)$(MKDIR_P) tests/wine && $(MINGW_CXX) -std=gnu++14 -O1 -g -Wall -Wextra -static -o $@ \
		$(top_srcdir)/tests/wine/harmless.cpp

if HAVE_MINGW
check_DATA += tests/wine/talk.exe tests/wine/talk-by-name.exe tests/wine/heirs.exe
endif
if HAVE_MINGW_CXX
check_DATA += tests/wine/family.exe tests/wine/harmless.exe
endif
