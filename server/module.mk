# ntserver, the object server
bin_PROGRAMS += server/ntserver
dist_man_MANS += docs/man/ntserver.1

server_core_sources = \
	server/loop.c server/loop.h \
	server/session.c server/session.h \
	server/request.c server/request.h \
	server/object.c server/object.h \
	server/handle.c server/handle.h \
	server/namespace.c server/namespace.h \
	server/object_requests.c \
	server/wait.c server/wait.h \
	server/deadline.c server/deadline.h \
	server/named.c \
	server/access.c server/access.h \
	server/access_check.c server/access_check.h \
	server/context.c server/context.h \
	server/impersonate.c server/impersonate.h \
	server/security.c \
	server/token.c server/token.h \
	server/token_birth.c \
	server/account.c server/account.h \
	server/apc.c server/apc.h \
	server/shm.c server/shm.h \
	server/page.c server/page.h \
	server/log.c server/log.h \
	server/json.c server/json.h \
	server/list.c \
	server/intake.c server/intake.h \
	server/sandbox.c server/sandbox.h \
	server/objects/directory.c server/objects/directory.h \
	server/objects/symlink.c server/objects/symlink.h \
	server/objects/event.c \
	server/objects/semaphore.c \
	server/objects/mutant.c server/objects/mutant.h \
	server/objects/timer.c server/objects/timer.h \
	server/objects/completion.c server/objects/completion.h \
	server/objects/keyed_event.c server/objects/keyed_event.h \
	server/objects/wait_packet.c server/objects/wait_packet.h \
	server/objects/completion_reserve.c \
	server/objects/section.c server/objects/section.h \
	server/objects/token.c server/objects/token.h \
	server/objects/token_adjust.c \
	server/objects/token_check.c \
	server/objects/token_filter.c \
	server/objects/token_query.c \
	server/objects/file.c server/objects/file.h \
	server/objects/process.c \
	server/objects/thread.c server/thread.h \
	server/objects/port.c server/objects/port.h server/objects/port_private.h \
	server/objects/port_mail.c \
	server/objects/port_record.c \
	server/objects/port_security.c \
	server/objects/port_signal.c \
	server/objects/port_view.c \
	server/objects/port_channel.c \
	server/objects/port_letter.c \
	server/objects/port_connect.c \
	server/objects/port_alpc.c \
	server/objects/port_parcel.c

server_ntserver_SOURCES = $(server_core_sources) \
	server/main.c server/listen.c server/listen.h server/stop.c server/stop.h
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
