# ntobj: looks around in the running server.
bin_PROGRAMS += tools/ntobj/ntobj
tools_ntobj_ntobj_SOURCES = \
	tools/ntobj/ask.c \
	tools/ntobj/ask.h \
	tools/ntobj/ask_directory.c \
	tools/ntobj/ask_token.c \
	tools/ntobj/main.c \
	tools/ntobj/say.c \
	tools/ntobj/say.h \
	tools/ntobj/show.c \
	tools/ntobj/show.h \
	tools/ntobj/show_token.c \
	tools/ntobj/text.c \
	tools/ntobj/text.h
tools_ntobj_ntobj_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
tools_ntobj_ntobj_CFLAGS = $(AM_CFLAGS) $(JSON_CFLAGS)
tools_ntobj_ntobj_LDADD = ntdll/libclient.la $(JSON_LIBS)
dist_man_MANS += docs/man/ntobj.1
