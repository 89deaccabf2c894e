# What library and server agree on
noinst_LTLIBRARIES += common/libcommon.la
common_libcommon_la_SOURCES = \
	common/wire.c \
	common/futex.c \
	common/utf16.c \
	common/casetable.c \
	common/sid.c \
	common/acl.c \
	common/acl_inherit.c \
	common/sd.c \
	common/sd_make.c \
	common/socket_path.c
common_libcommon_la_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
