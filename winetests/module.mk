# The conformance tests: one source, natively against libntdll and as PE for Wine or Windows.
# "winetests/run" runs the native ones, "winetests/run --wine" the others.

check_PROGRAMS += winetests/ntdll_test winetests/run
dist_check_SCRIPTS += winetests/self.test winetests/shim.test winetests/wine.test
TESTS += winetests/run winetests/self.test winetests/shim.test winetests/wine.test

winetests_common_sources = \
	winetests/actor.c \
	winetests/alpc.c \
	winetests/main.c \
	winetests/port.c \
	winetests/status_name.c \
	winetests/test.c \
	winetests/alpc_alert.c \
	winetests/alpc_cancel.c \
	winetests/alpc_classic.c \
	winetests/alpc_classes.c \
	winetests/alpc_completion.c \
	winetests/alpc_completion_list.c \
	winetests/alpc_connect.c \
	winetests/alpc_direct.c \
	winetests/alpc_end.c \
	winetests/alpc_handle.c \
	winetests/alpc_many.c \
	winetests/alpc_message.c \
	winetests/alpc_pool.c \
	winetests/alpc_pool_more.c \
	winetests/alpc_query.c \
	winetests/alpc_security.c \
	winetests/alpc_share.c \
	winetests/alpc_view.c \
	winetests/directory.c \
	winetests/event.c \
	winetests/namespace.c \
	winetests/object.c \
	winetests/object_query.c \
	winetests/port_callback.c \
	winetests/port_connect.c \
	winetests/port_connect_args.c \
	winetests/port_connect_info.c \
	winetests/port_create.c \
	winetests/port_data.c \
	winetests/port_death.c \
	winetests/port_impersonate.c \
	winetests/port_many.c \
	winetests/port_message.c \
	winetests/port_message_args.c \
	winetests/port_public.c \
	winetests/port_query.c \
	winetests/port_receive.c \
	winetests/port_reply.c \
	winetests/port_security.c \
	winetests/port_share.c \
	winetests/port_teardown.c \
	winetests/port_view.c \
	winetests/port_waitable.c \
	winetests/process.c \
	winetests/rtl_acl.c \
	winetests/rtl_convert.c \
	winetests/rtl_error.c \
	winetests/rtl_heap.c \
	winetests/rtl_sd.c \
	winetests/rtl_sid.c \
	winetests/rtl_string.c \
	winetests/rtl_sync.c \
	winetests/access_check.c \
	winetests/impersonate.c \
	winetests/object_security.c \
	winetests/token.c \
	winetests/token_adjust.c \
	winetests/token_filter.c \
	winetests/section.c \
	winetests/section_file.c \
	winetests/section_view.c \
	winetests/symlink.c \
	winetests/sync_alert.c \
	winetests/sync_completion.c \
	winetests/sync_keyed_event.c \
	winetests/sync_mutant.c \
	winetests/sync_semaphore.c \
	winetests/sync_timer.c \
	winetests/sync_wait_packet.c \
	winetests/time.c \
	winetests/virtual.c \
	winetests/wait.c \
	winetests/win32.c \
	winetests/win32_access.c \
	winetests/win32_memory.c \
	winetests/win32_object.c \
	winetests/win32_process.c \
	winetests/win32_sync.c \
	winetests/win32_sddl.c \
	winetests/win32_sid.c \
	winetests/win32_text.c \
	winetests/win32_thread.c \
	winetests/win32_token.c

winetests_headers = \
	winetests/actor.h \
	winetests/alpc.h \
	winetests/families.h \
	winetests/platform.h \
	winetests/port.h \
	winetests/test.h \
	winetests/token.h \
	winetests/win32.h

winetests_ntdll_test_SOURCES = $(winetests_common_sources) winetests/platform_linux.c \
	$(winetests_headers)
winetests_ntdll_test_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
winetests_ntdll_test_LDADD = ntwin32/libntwin32.la ntdll/libntdll.la -lpthread
# A real program, not libtool's script: it runs itself again for its helper processes.
winetests_ntdll_test_LDFLAGS = $(AM_LDFLAGS) -no-install

winetests_run_SOURCES = winetests/run.c winetests/run.h winetests/run_wine.c
winetests_run_CPPFLAGS = -I$(top_srcdir) -D_GNU_SOURCE

EXTRA_DIST += winetests/platform_windows.c

# The PE build.
winetests_pe_objects = $(winetests_common_sources:.c=.peo) winetests/platform_windows.peo
CLEANFILES += $(winetests_pe_objects) winetests/ntdll_test.exe

if HAVE_MINGW
check_DATA += winetests/ntdll_test.exe
endif

SUFFIXES = .peo
.c.peo:
	@$(MKDIR_P) $(@D)
	$(AM_V_CC)$(MINGW_CC) -std=gnu11 -O1 -g -Wall -Wextra -D__USE_MINGW_ANSI_STDIO=1 \
		-I$(top_srcdir) -I$(top_srcdir)/include/nt -c -o $@ $<

$(winetests_pe_objects): $(winetests_headers)

winetests/ntdll_test.exe: $(winetests_pe_objects)
	$(AM_V_CCLD)$(MINGW_CC) -o $@ $(winetests_pe_objects) -lntdll -ladvapi32
