# ntserver, the object server
bin_PROGRAMS += server/ntserver
dist_man_MANS += docs/man/ntserver.1

server_core_sources = \
	server/loop.c \
	server/session.c \
	server/request.c \
	server/object.c \
	server/handle.c \
	server/namespace.c \
	server/object_requests.c \
	server/wait.c \
	server/deadline.c \
	server/named.c \
	server/access.c \
	server/access_check.c \
	server/context.c \
	server/impersonate.c \
	server/security.c \
	server/token.c \
	server/token_birth.c \
	server/account.c \
	server/apc.c \
	server/shm.c \
	server/page.c \
	server/log.c \
	server/json.c \
	server/list.c \
	server/intake.c \
	server/sandbox.c \
	server/objects/directory.c \
	server/objects/symlink.c \
	server/objects/event.c \
	server/objects/semaphore.c \
	server/objects/mutant.c \
	server/objects/timer.c \
	server/objects/completion.c \
	server/objects/keyed_event.c \
	server/objects/wait_packet.c \
	server/objects/completion_reserve.c \
	server/objects/section.c \
	server/objects/token.c \
	server/objects/token_adjust.c \
	server/objects/token_check.c \
	server/objects/token_filter.c \
	server/objects/token_query.c \
	server/objects/file.c \
	server/objects/process.c \
	server/objects/thread.c \
	server/objects/port.c \
	server/objects/port_mail.c \
	server/objects/port_record.c \
	server/objects/port_security.c \
	server/objects/port_signal.c \
	server/objects/port_view.c \
	server/objects/port_channel.c \
	server/objects/port_connect.c \
	server/objects/port_alpc.c \
	server/objects/port_parcel.c

server_ntserver_SOURCES = $(server_core_sources) server/main.c server/listen.c server/stop.c
server_ntserver_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
server_ntserver_CFLAGS = $(AM_CFLAGS) $(SECCOMP_CFLAGS)
server_ntserver_LDADD = common/libcommon.la $(SECCOMP_LIBS)

# the machine-wide one, for systemd
if HAVE_SYSTEMD_UNITS
systemdsystemunit_DATA = server/ntserver.service server/ntserver.socket
endif
EXTRA_DIST += server/ntserver.service.in server/ntserver.socket
CLEANFILES += server/ntserver.service
server/ntserver.service: server/ntserver.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) server && $(SED) 's|@bindir[@]|$(bindir)|' $(srcdir)/server/ntserver.service.in >$@
