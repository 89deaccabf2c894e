# make bench-wine: ports and Wine's named pipes, between two Windows programs (docs/wine.md).
EXTRA_DIST += bench/wine/pipes-and-ports.c bench/wine/rpc.c bench/wine/rpc.h bench/wine/rpc.idl bench/wine/bench-wine.sh
CLEANFILES += bench/wine/pipes-and-ports.exe $(bench_wine_stubs)
bench_wine_sources = $(top_srcdir)/bench/wine/pipes-and-ports.c $(top_srcdir)/bench/series.c $(bench_wine_rpc)
# widl's stubs leave out the last fields of structures.
if HAVE_WIDL
bench_wine_stubs = bench/wine/rpc_stubs.h bench/wine/rpc_client.c bench/wine/rpc_server.c
bench_wine_rpc = $(top_srcdir)/bench/wine/rpc.c bench/wine/rpc_client.c bench/wine/rpc_server.c
bench_wine_flags = -DHAVE_RPC -I. -Wno-missing-field-initializers -lrpcrt4

bench/wine/rpc_stubs.h: $(top_srcdir)/bench/wine/rpc.idl
	$(AM_V_GEN)$(MKDIR_P) bench/wine && $(MINGW_WIDL) --win64 -Oif --prefix-server=serve_ -h -H $@ \
		-c -C bench/wine/rpc_client.c -s -S bench/wine/rpc_server.c $(top_srcdir)/bench/wine/rpc.idl
bench/wine/rpc_client.c bench/wine/rpc_server.c: bench/wine/rpc_stubs.h
endif

bench/wine/pipes-and-ports.exe: $(bench_wine_sources) $(top_srcdir)/bench/series.h $(wine_imports) $(bench_wine_stubs)
	$(AM_V_CCLD)$(MKDIR_P) bench/wine && $(MINGW_CC) $(PE_CFLAGS) -std=gnu11 -O2 -o $@ $(bench_wine_sources) \
		$(wine_imports) $(bench_wine_flags) -lntdll

# make bench-wine BENCH_WINE_FLAGS='15 100 64': rounds, milliseconds of a slice, bytes
bench-wine: bench/wine/pipes-and-ports.exe server/ntserver$(EXEEXT) wine/libntport-wine.la ntdll/libntdll.la
	top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' WINE='$(WINE)' \
		$(SHELL) $(srcdir)/bench/wine/bench-wine.sh $(BENCH_WINE_FLAGS)
.PHONY: bench-wine
