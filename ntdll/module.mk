# libntdll.so. Tests of its inner parts link ntdll/libclient.la, the same objects with nothing hidden.
include $(top_srcdir)/ntdll/rtl/module.mk
include $(top_srcdir)/ntdll/lpc.mk

lib_LTLIBRARIES += ntdll/libntdll.la
noinst_LTLIBRARIES += ntdll/libclient.la
EXTRA_DIST += ntdll/ntdll.sym

ntdll_client_sources = \
	ntdll/debug.c ntdll/debug.h \
	ntdll/debug_status.c ntdll/status_names.def \
	ntdll/export.h \
	ntdll/client/call.c ntdll/client/call.h \
	ntdll/client/capture.c \
	ntdll/client/connect.c ntdll/client/connect.h \
	ntdll/client/deposit.c ntdll/client/deposit.h \
	ntdll/client/packet.c ntdll/client/packet.h \
	ntdll/client/self.c ntdll/client/self.h \
	ntdll/client/session.c ntdll/client/session.h \
	ntdll/client/start.c ntdll/client/start.h \
	ntdll/client/tasks.c ntdll/client/tasks.h \
	ntdll/client/teb.h \
	ntdll/client/timeout.c ntdll/client/timeout.h \
	ntdll/client/usermem.c ntdll/client/usermem.h \
	ntdll/client/usermem_copy.c ntdll/client/usermem_copy.h \
	ntdll/client/watcher.c ntdll/client/watcher.h

ntdll_nt_sources = \
	ntdll/nt/client_id.c ntdll/nt/client_id.h \
	ntdll/nt/directory.c \
	ntdll/nt/directory_query.c \
	ntdll/nt/event.c \
	ntdll/nt/file.c \
	ntdll/nt/file_name.c ntdll/nt/file_name.h \
	ntdll/nt/fork.c \
	ntdll/nt/not_implemented.c ntdll/nt/not_implemented.def \
	ntdll/nt/object.c ntdll/nt/object.h \
	ntdll/nt/object_handle.c \
	ntdll/nt/object_query.c \
	ntdll/nt/peb.c \
	ntdll/nt/process.c \
	ntdll/nt/process_handle.c ntdll/nt/process_handle.h \
	ntdll/nt/process_query.c \
	ntdll/nt/process_stat.c ntdll/nt/process_stat.h \
	ntdll/nt/section.c \
	ntdll/nt/section_map.c \
	ntdll/nt/symlink.c \
	ntdll/nt/system.c \
	ntdll/nt/teb.c \
	ntdll/nt/thread.c \
	ntdll/nt/thread_create.c \
	ntdll/nt/thread_query.c \
	ntdll/nt/time.c \
	ntdll/nt/view.c ntdll/nt/view.h ntdll/nt/fork.h \
	ntdll/nt/virtual_allocate.c \
	ntdll/nt/virtual_copy.c \
	ntdll/nt/virtual_free.c \
	ntdll/nt/virtual_maps.c ntdll/nt/virtual_maps.h \
	ntdll/nt/virtual_place.c ntdll/nt/virtual_place.h \
	ntdll/nt/virtual_protect.c \
	ntdll/nt/virtual_protection.c ntdll/nt/virtual_protection.h \
	ntdll/nt/virtual_query.c \
	ntdll/nt/virtual_region.c ntdll/nt/virtual_region.h \
	ntdll/nt/wait.c

ntdll_libclient_la_SOURCES = $(ntdll_client_sources) $(ntdll_nt_sources) $(ntdll_lpc_sources) $(ntdll_rtl_sources)
ntdll_libclient_la_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE= -DNTSERVER_PATH='"$(bindir)/ntserver"'
ntdll_libclient_la_LIBADD = common/libcommon.la

# -z nodelete: a handler of SIGSEGV and a thread of ours must not lose their code to dlclose.
ntdll_libntdll_la_SOURCES =
ntdll_libntdll_la_LIBADD = ntdll/libclient.la
ntdll_libntdll_la_LDFLAGS = $(AM_LDFLAGS) -avoid-version -no-undefined \
	-Wl,--version-script=$(top_srcdir)/ntdll/ntdll.sym -Wl,-Bsymbolic-functions -Wl,-z,nodelete
ntdll_libntdll_la_DEPENDENCIES = ntdll/libclient.la ntdll/ntdll.sym
