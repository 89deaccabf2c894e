# ntobj: looks around in the running server. It uses the library's road to it, not the library.
bin_PROGRAMS += ntobj
ntobj_SOURCES = \
	tools/ntobj/ask.c \
	tools/ntobj/ask.h \
	tools/ntobj/ask_directory.c \
	tools/ntobj/main.c \
	tools/ntobj/say.c \
	tools/ntobj/say.h \
	tools/ntobj/show.c \
	tools/ntobj/show.h \
	tools/ntobj/text.c \
	tools/ntobj/text.h
ntobj_CFLAGS = $(AM_CFLAGS) $(JSON_CFLAGS)
ntobj_LDADD = ntdll/libclient.la $(JSON_LIBS)
dist_man_MANS += docs/man/ntobj.1
