# What a round trip costs: ./configure && make bench. docs/performance.md explains the table.
noinst_PROGRAMS += bench/ntbench
bench_ntbench_SOURCES = \
	bench/main.c \
	bench/run.h \
	bench/transport.h \
	bench/futex_slot.c \
	bench/lpc_port.c \
	bench/alpc_port.c \
	bench/nt_port.c bench/nt_port.h \
	bench/unix_epoll.c \
	bench/crowd.c bench/crowd.h bench/crowds.c \
	bench/completion_port.c bench/work.c bench/work.h \
	bench/completion_list.c \
	bench/connects_alpc.c bench/object_call.c \
	bench/idle_alpc.c \
	bench/descriptors.c bench/descriptors.h \
	bench/object_server.c bench/object_server.h \
	bench/unix_socket.c \
	bench/unix_relay.c \
	bench/stream.c bench/stream.h \
	bench/oneway.h bench/oneway_alpc.c bench/oneway_ring.c bench/oneway_unix.c \
	bench/data_lpc.c bench/copy_ring.c \
	bench/shared_spin.c bench/eventfd_slot.c bench/pipe_pair.c \
	bench/not_built.c \
	bench/group.c bench/group.h bench/groups.c bench/report_group.c \
	bench/placement.c bench/placement.h \
	bench/pair.c bench/pair.h \
	bench/client.c bench/client.h \
	bench/await_change.h bench/clock.h bench/look.h bench/rate.h \
	bench/busy.c bench/busy.h \
	bench/progress.c bench/progress.h \
	bench/rounds.c \
	bench/asleep.c \
	bench/counts.c \
	bench/syscall_counter.c bench/syscall_counter.h \
	bench/wakeups.c bench/wakeups.h \
	bench/series.c bench/series.h \
	bench/targets.c bench/targets.h \
	bench/machine.c \
	bench/report.c bench/report.h \
	bench/report_json.c
bench_ntbench_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
bench_ntbench_CFLAGS = $(AM_CFLAGS) $(JSON_CFLAGS) $(SD_BUS_CFLAGS) $(ZEROMQ_CFLAGS)
bench_ntbench_LDADD = ntdll/libntdll.la common/libcommon.la $(JSON_LIBS) $(SD_BUS_LIBS) $(ZEROMQ_LIBS) $(NNG_LIBS) \
	$(grpc_peer_libs) -lm
if HAVE_SD_BUS
bench_ntbench_SOURCES += bench/dbus.c
endif
if HAVE_ZEROMQ
bench_ntbench_SOURCES += bench/zeromq.c
endif
if HAVE_NNG
bench_ntbench_SOURCES += bench/nng.c
endif

# In C++, and without what everything else is compiled with: its headers are not for NT's declarations and short wchar_t. A
# library of its own, so that a C compiler links ntbench where there is no other.
EXTRA_DIST += bench/grpc.proto
if HAVE_GRPC
noinst_LTLIBRARIES += bench/libgrpcpeer.la
bench_libgrpcpeer_la_SOURCES = bench/grpc.cpp
nodist_bench_libgrpcpeer_la_SOURCES = bench/grpc.pb.cc bench/grpc.grpc.pb.cc
bench_libgrpcpeer_la_CPPFLAGS = -I$(top_srcdir) -I$(top_builddir) -D_GNU_SOURCE
bench_libgrpcpeer_la_CXXFLAGS = -std=gnu++20 $(SANITIZE_FLAGS) $(GRPC_CFLAGS)
bench_libgrpcpeer_la_LIBADD = $(GRPC_LIBS)
grpc_peer_libs = bench/libgrpcpeer.la -lstdc++
grpc_made = bench/grpc.pb.cc bench/grpc.pb.h bench/grpc.grpc.pb.cc bench/grpc.grpc.pb.h
CLEANFILES += $(grpc_made)

bench/grpc.pb.cc: $(top_srcdir)/bench/grpc.proto
	$(AM_V_GEN)$(MKDIR_P) bench && $(PROTOC) -I$(top_srcdir) --cpp_out=. --grpc_out=. \
		--plugin=protoc-gen-grpc='$(GRPC_CPP_PLUGIN)' bench/grpc.proto
bench/grpc.pb.h bench/grpc.grpc.pb.cc bench/grpc.grpc.pb.h: bench/grpc.pb.cc
bench/libgrpcpeer_la-grpc.lo bench/libgrpcpeer_la-grpc.grpc.pb.lo: $(grpc_made)
endif

EXTRA_DIST += docs/performance.md docs/round-trips.svg bench/round-trips.jq bench/round-trips.gnuplot \
	docs/sizes.svg bench/sizes.jq bench/sizes.gnuplot

TESTS += bench/smoke.test
dist_check_SCRIPTS += bench/smoke.test

# make bench BENCH_FLAGS='--size=256 --json=FILE'; ntbench --help says what there is.
bench: bench/ntbench$(EXEEXT) server/ntserver$(EXEEXT)
	NTPORT_SERVER_BINARY='$(abs_builddir)/server/ntserver' ./bench/ntbench $(BENCH_FLAGS)

# The ratios that matter, in less than a minute: before and after every change of the message path.
bench-quick: bench/ntbench$(EXEEXT) server/ntserver$(EXEEXT)
	NTPORT_SERVER_BINARY='$(abs_builddir)/server/ntserver' ./bench/ntbench --no-counts -r 5 -m 60 \
		-p one-cpu -p two-cpus --only=round-trips --only=stream --only=messages --only=data $(BENCH_FLAGS)

# The pictures in docs/performance.md; needs jq and gnuplot.
bench-plot: bench/ntbench$(EXEEXT) server/ntserver$(EXEEXT)
	NTPORT_SERVER_BINARY='$(abs_builddir)/server/ntserver' ./bench/ntbench --only=peers --only=sizes \
		--json=bench/plots.json $(BENCH_FLAGS)
	for plot in round-trips sizes; do \
		jq -r -f $(srcdir)/bench/$$plot.jq bench/plots.json > bench/$$plot.data && \
		gnuplot -e "data='bench/$$plot.data'; picture='$(srcdir)/docs/$$plot.svg'" $(srcdir)/bench/$$plot.gnuplot || exit; \
	done
CLEANFILES += bench/plots.json bench/round-trips.data bench/sizes.data
.PHONY: bench bench-quick bench-plot

if HAVE_CUNIT
check_PROGRAMS += tests/unit/test_bench_series
TESTS += tests/unit/test_bench_series
tests_unit_test_bench_series_SOURCES = tests/unit/suite.h tests/unit/test_bench_series.c bench/series.c bench/series.h
tests_unit_test_bench_series_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tests_unit_test_bench_series_LDADD = $(CUNIT_LIBS) -lm
endif
