# make bench-wine: ports and Wine's named pipes, between two Windows programs (docs/wine.md).
EXTRA_DIST += bench/wine/pipes-and-ports.c bench/wine/bench-wine.sh
CLEANFILES += bench/wine/pipes-and-ports.exe
bench_wine_sources = $(top_srcdir)/bench/wine/pipes-and-ports.c $(top_srcdir)/bench/series.c

bench/wine/pipes-and-ports.exe: $(bench_wine_sources) $(top_srcdir)/bench/series.h $(wine_imports)
	$(AM_V_CCLD)$(MKDIR_P) bench/wine && $(MINGW_CC) $(PE_CFLAGS) -std=gnu11 -O2 -o $@ $(bench_wine_sources) \
		$(wine_imports) -lntdll

# make bench-wine BENCH_WINE_FLAGS='15 100 64': rounds, milliseconds of a slice, bytes
bench-wine: bench/wine/pipes-and-ports.exe server/ntserver$(EXEEXT) wine/libntport-wine.la ntdll/libntdll.la
	top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' WINE='$(WINE)' \
		$(SHELL) $(srcdir)/bench/wine/bench-wine.sh $(BENCH_WINE_FLAGS)
.PHONY: bench-wine
