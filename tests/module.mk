# Tests: every program ends with a line "N passed, N failed", which tests/count adds up.
EXTRA_DIST += tests/count

# what test programs and scripts find in their environment
AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(abs_top_srcdir)'; top_builddir='$(abs_top_builddir)'; \
	CC='$(CC)'; NM='$(NM)'; MINGW_CC='$(MINGW_CC)'; WINE='$(WINE)'; \
	MINGW_HEADERS='$(MINGW_HEADERS)'; SANITIZE_FLAGS='$(SANITIZE_FLAGS)'; \
	NTPORT_SERVER_BINARY='$(abs_top_builddir)/server/ntserver'; \
	export NTPORT_SERVER_BINARY; \
	export top_srcdir top_builddir CC NM MINGW_CC WINE MINGW_HEADERS SANITIZE_FLAGS;

check_LTLIBRARIES =
include $(top_srcdir)/tests/abi/module.mk
include $(top_srcdir)/tests/ntcc/module.mk
include $(top_srcdir)/tests/process/module.mk
include $(top_srcdir)/tests/channel/module.mk
include $(top_srcdir)/tests/model/module.mk
include $(top_srcdir)/tests/nt-run/module.mk
include $(top_srcdir)/tests/tree/module.mk
include $(top_srcdir)/tests/docs/module.mk
include $(top_srcdir)/tests/fuzz/module.mk
include $(top_srcdir)/tests/unit/server.mk
include $(top_srcdir)/tests/unit/rtl.mk
include $(top_srcdir)/tests/unit/start.mk
include $(top_srcdir)/tests/unit/client.mk
include $(top_srcdir)/tests/unit/common.mk
include $(top_srcdir)/tests/unit/wine.mk
include $(top_srcdir)/tests/shim/module.mk
include $(top_srcdir)/tests/wine/module.mk
