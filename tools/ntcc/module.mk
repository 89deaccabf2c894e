# ntcc and nt++, the compiler wrappers, and what they find under $(pkglibdir).
bin_SCRIPTS += tools/ntcc/ntcc tools/ntcc/nt++
pkglib_LIBRARIES = tools/ntcc/libntmain.a
ntccdir = $(pkglibdir)
dist_ntcc_DATA = \
	tools/ntcc/cxx-wide.map \
	tools/ntcc/scan.awk \
	tools/ntcc/twice.awk \
	tools/ntcc/wide-symbols
dist_man_MANS += docs/man/ntcc.1 docs/man/nt++.1
EXTRA_DIST += tools/ntcc/ntcc.in
CLEANFILES += tools/ntcc/ntcc tools/ntcc/nt++

# Linked into programs, whatever they are built with: no instrumentation, and 4-byte characters do
# not matter to it.
tools_ntcc_libntmain_a_SOURCES = tools/ntcc/wmain.c
tools_ntcc_libntmain_a_CPPFLAGS =
tools_ntcc_libntmain_a_CFLAGS = -std=gnu11 $(WARN_FLAGS) -fPIC

ntcc_substitute = $(SED) \
	-e 's|[@]prefix@|$(prefix)|g' \
	-e 's|[@]bindir@|$(bindir)|g' \
	-e 's|[@]libdir@|$(libdir)|g' \
	-e 's|[@]includedir@|$(includedir)|g' \
	-e 's|[@]MINGW_HEADERS@|$(MINGW_HEADERS)|g' \
	-e 's|[@]SANITIZE_FLAGS@|$(SANITIZE_FLAGS)|g' \
	-e 's|[@]CC@|$(CC)|g' \
	-e 's|[@]CXX@|$(CXX)|g'

tools/ntcc/ntcc: tools/ntcc/ntcc.in Makefile
	$(AM_V_GEN)$(MKDIR_P) tools/ntcc && \
	$(ntcc_substitute) -e 's|[@]CXX_MODE@|0|' $(top_srcdir)/tools/ntcc/ntcc.in > $@ && chmod +x $@
tools/ntcc/nt++: tools/ntcc/ntcc.in Makefile
	$(AM_V_GEN)$(MKDIR_P) tools/ntcc && \
	$(ntcc_substitute) -e 's|[@]CXX_MODE@|1|' $(top_srcdir)/tools/ntcc/ntcc.in > $@ && chmod +x $@
