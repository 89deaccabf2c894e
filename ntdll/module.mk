# libntdll.so. Tests of its inner parts link ntdll/libclient.la, the same objects with nothing hidden.
include $(top_srcdir)/ntdll/rtl/module.mk
include $(top_srcdir)/ntdll/lpc.mk

lib_LTLIBRARIES += ntdll/libntdll.la
noinst_LTLIBRARIES += ntdll/libclient.la
EXTRA_DIST += ntdll/ntdll.sym

ntdll_client_sources = \
	ntdll/debug.c ntdll/debug.h \
	ntdll/debug_help.c \
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
	ntdll/client/usermem_copy.S ntdll/client/usermem_copy.h \
	ntdll/client/watcher.c ntdll/client/watcher.h

ntdll_nt_sources = \
	ntdll/nt/file/descriptor.c \
	ntdll/nt/file/file.c ntdll/nt/file/file.h \
	ntdll/nt/file/file_name.c ntdll/nt/file/file_name.h \
	ntdll/nt/memory/allocate.c \
	ntdll/nt/memory/copy.c \
	ntdll/nt/memory/free.c \
	ntdll/nt/memory/maps.c ntdll/nt/memory/maps.h \
	ntdll/nt/memory/place.c ntdll/nt/memory/place.h \
	ntdll/nt/memory/protect.c \
	ntdll/nt/memory/protection.c ntdll/nt/memory/protection.h \
	ntdll/nt/memory/query.c \
	ntdll/nt/memory/region.c ntdll/nt/memory/region.h \
	ntdll/nt/memory/section.c \
	ntdll/nt/memory/section_map.c \
	ntdll/nt/memory/view.c ntdll/nt/memory/view.h \
	ntdll/nt/object/directory.c \
	ntdll/nt/object/directory_query.c \
	ntdll/nt/object/handle.c \
	ntdll/nt/object/object.c ntdll/nt/object/object.h \
	ntdll/nt/object/query.c \
	ntdll/nt/object/symlink.c \
	ntdll/nt/process/client_id.c ntdll/nt/process/client_id.h \
	ntdll/nt/process/fork.c ntdll/nt/process/fork.h \
	ntdll/nt/process/peb.c \
	ntdll/nt/process/process.c \
	ntdll/nt/process/process_handle.c ntdll/nt/process/process_handle.h \
	ntdll/nt/process/process_query.c \
	ntdll/nt/process/process_stat.c ntdll/nt/process/process_stat.h \
	ntdll/nt/process/teb.c \
	ntdll/nt/process/thread.c \
	ntdll/nt/process/thread_create.c \
	ntdll/nt/process/thread_query.c \
	ntdll/nt/security/access.c \
	ntdll/nt/security/descriptor.c \
	ntdll/nt/security/impersonate.c \
	ntdll/nt/security/security.c ntdll/nt/security/security.h \
	ntdll/nt/security/token.c \
	ntdll/nt/security/token_adjust.c \
	ntdll/nt/security/token_create.c \
	ntdll/nt/security/token_information.c \
	ntdll/nt/sync/alert.c \
	ntdll/nt/sync/completion.c \
	ntdll/nt/sync/event.c \
	ntdll/nt/sync/keyed_event.c \
	ntdll/nt/sync/mutant.c \
	ntdll/nt/sync/semaphore.c \
	ntdll/nt/sync/timer.c \
	ntdll/nt/sync/sync.h \
	ntdll/nt/sync/wait.c \
	ntdll/nt/sync/wait_packet.c \
	ntdll/nt/sync/completion_reserve.c \
	ntdll/nt/not_implemented.c ntdll/nt/not_implemented.def \
	ntdll/nt/system.c \
	ntdll/nt/time.c

ntdll_libclient_la_SOURCES = $(ntdll_client_sources) $(ntdll_nt_sources) $(ntdll_lpc_sources) $(ntdll_rtl_sources)
ntdll_libclient_la_CFLAGS = $(AM_CFLAGS) $(LTO_FLAGS)
ntdll_libclient_la_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE= -DNTSERVER_PATH='"$(bindir)/ntserver"'
ntdll_libclient_la_LIBADD = common/libcommon.la

# -z nodelete: a handler of SIGSEGV and a thread of ours must not lose their code to dlclose.
ntdll_libntdll_la_SOURCES =
ntdll_libntdll_la_LIBADD = ntdll/libclient.la
# Linked with the objects' CFLAGS: what they say about optimising holds for the whole.
ntdll_libntdll_la_CFLAGS = $(ntdll_libclient_la_CFLAGS)
ntdll_libntdll_la_LDFLAGS = $(SANITIZE_FLAGS) $(LTO_FLAGS) -avoid-version -no-undefined \
	-Wl,--version-script=$(top_srcdir)/ntdll/ntdll.sym -Wl,-Bsymbolic-functions -Wl,-z,nodelete
ntdll_libntdll_la_DEPENDENCIES = ntdll/libclient.la ntdll/ntdll.sym
