# libntport-wine.so, which gives the ports to Windows programs under Wine (LD_PRELOAD).
lib_LTLIBRARIES += wine/libntport-wine.la

wine_libntport_wine_la_SOURCES = \
	wine/alert.c \
	wine/call.c wine/call.h \
	wine/calls.def \
	wine/census.c wine/census.h \
	wine/completion.c wine/completion.h \
	wine/existing.c wine/existing.h \
	wine/exports.c wine/exports.h \
	wine/file.c wine/file.h \
	wine/forward.c wine/forward.h \
	wine/handles.c wine/handles.h \
	wine/hooks.c wine/hooks.h \
	wine/identity.c wine/identity.h \
	wine/impersonate.c wine/impersonate.h \
	wine/library.c wine/library.h \
	wine/loan.c wine/loan.h \
	wine/memory.c wine/memory.h \
	wine/mirror.c wine/mirror.h \
	wine/name.c wine/name.h \
	wine/object.c wine/object.h \
	wine/parcel.c wine/parcel.h \
	wine/pool.c \
	wine/preload.c \
	wine/process.c wine/process.h \
	wine/section.c wine/section.h \
	wine/table.c wine/table.h \
	wine/thread.c wine/thread.h \
	wine/version.c wine/version.h \
	wine/wait.c wine/wait.h \
	wine/watch.c wine/watch.h \
	wine/wine.h
wine_libntport_wine_la_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
wine_libntport_wine_la_CFLAGS = $(AM_CFLAGS) -fvisibility=hidden
wine_libntport_wine_la_LIBADD = -lpthread -ldl
wine_libntport_wine_la_LDFLAGS = $(AM_LDFLAGS) -avoid-version -no-undefined -Wl,-z,nodelete

EXTRA_DIST += docs/wine.md
