# nt-run: runs ported and Windows programs; and the library that prints their calls.
bin_PROGRAMS += tools/nt-run/nt-run
tools_nt_run_nt_run_SOURCES = \
	tools/nt-run/doctor.c \
	tools/nt-run/find.c \
	tools/nt-run/kind.c \
	tools/nt-run/main.c \
	tools/nt-run/nt-run.h \
	tools/nt-run/private.c
tools_nt_run_nt_run_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE -DBINDIR='"$(bindir)"' -DLIBDIR='"$(libdir)"' \
	-DMINGW_HEADERS='"$(MINGW_HEADERS)"'
tools_nt_run_nt_run_LDADD = common/libcommon.la
dist_man_MANS += docs/man/nt-run.1

pkglib_LTLIBRARIES += tools/nt-run/libntport-relay.la
tools_nt_run_libntport_relay_la_SOURCES = \
	ntdll/debug.c ntdll/debug.h \
	ntdll/debug_status.c ntdll/status_names.def \
	tools/nt-run/relay.c tools/nt-run/relay.h \
	tools/nt-run/relay_types.c
nodist_tools_nt_run_libntport_relay_la_SOURCES = tools/nt-run/relay-calls.c
tools_nt_run_libntport_relay_la_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tools_nt_run_libntport_relay_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-Wl,--version-script=$(top_srcdir)/tools/nt-run/relay.sym

relay_families = ntalpcapi.h ntexapi.h ntioapi.h ntlpcapi.h ntmmapi.h ntobapi.h ntpsapi.h ntseapi.h
relay_headers = $(addprefix $(top_srcdir)/include/nt/,$(relay_families))
tools/nt-run/relay-calls.c: $(top_srcdir)/tools/nt-run/relay.awk $(relay_headers)
	$(AM_V_GEN)$(MKDIR_P) tools/nt-run && { \
	    echo '#include "tools/nt-run/relay.h"'; \
	    for header in $(relay_families); do echo "#include <$$header>"; done; \
	    $(AWK) -f $(top_srcdir)/tools/nt-run/relay.awk $(relay_headers); } >$@.new && mv $@.new $@
CLEANFILES += tools/nt-run/relay-calls.c
EXTRA_DIST += tools/nt-run/relay.awk tools/nt-run/relay.sym
