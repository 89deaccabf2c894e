# libntwin32.so: the Win32 names that ported programs call, over libntdll's calls. No state of its own but what
# Win32 keeps in the process; nothing here talks to the server.
lib_LTLIBRARIES += ntwin32/libntwin32.la
EXTRA_DIST += ntwin32/ntwin32.sym ntwin32/message.def
pkgconfig_DATA += ntwin32.pc

ntwin32_libntwin32_la_SOURCES = \
	ntwin32/completion.c \
	ntwin32/console.c \
	ntwin32/error.c ntwin32/error.h \
	ntwin32/event.c \
	ntwin32/handle.c \
	ntwin32/heap.c \
	ntwin32/local.c \
	ntwin32/lock.c \
	ntwin32/message.c \
	ntwin32/message_text.c ntwin32/message_text.h \
	ntwin32/module.c \
	ntwin32/mutex.c \
	ntwin32/name.c ntwin32/name.h \
	ntwin32/process.c \
	ntwin32/section.c \
	ntwin32/semaphore.c \
	ntwin32/security/account.c \
	ntwin32/security/acl.c \
	ntwin32/security/check.c \
	ntwin32/security/entries.c \
	ntwin32/security/impersonate.c \
	ntwin32/security/known.c \
	ntwin32/security/local_copy.h \
	ntwin32/security/object.c \
	ntwin32/security/privilege.c \
	ntwin32/security/sd.c \
	ntwin32/security/sddl.c \
	ntwin32/security/sid.c \
	ntwin32/security/token.c ntwin32/security/token_handle.h \
	ntwin32/security/trustee.c ntwin32/security/trustee.h \
	ntwin32/system.c \
	ntwin32/text.c \
	ntwin32/thread.c \
	ntwin32/time.c \
	ntwin32/timer.c \
	ntwin32/tls.c \
	ntwin32/virtual.c \
	ntwin32/wait.c
# The declarations of all versions; and where the library is, libntdll is, too.
ntwin32_libntwin32_la_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE= -D_WIN32_WINNT=0x0A00
ntwin32_libntwin32_la_LIBADD = common/libcommon.la ntdll/libntdll.la
ntwin32_libntwin32_la_LDFLAGS = $(AM_LDFLAGS) -avoid-version -no-undefined \
	-Wl,--version-script=$(top_srcdir)/ntwin32/ntwin32.sym -Wl,-Bsymbolic-functions -Wl,-z,nodelete \
	-Wl,-rpath,'$$ORIGIN'
ntwin32_libntwin32_la_DEPENDENCIES = common/libcommon.la ntdll/libntdll.la ntwin32/ntwin32.sym
