# What library and server agree on
noinst_LTLIBRARIES += common/libcommon.la
common_libcommon_la_SOURCES = \
	common/wire.c \
	common/futex.c \
	common/utf16.c \
	common/casetable.c \
	common/sid.c \
	common/privileges.def \
	common/sid_known.c common/sid_known.def \
	common/sid_text.c \
	common/acl.c \
	common/acl_inherit.c \
	common/sd.c \
	common/sd_make.c \
	common/sddl.c \
	common/sddl_ace.c \
	common/text.c \
	common/socket_path.c
common_libcommon_la_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
