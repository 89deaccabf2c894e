# What library and server agree on
noinst_LTLIBRARIES += common/libcommon.la
common_libcommon_la_SOURCES = \
	common/protocol.def common/protocol.h \
	common/bell.h \
	common/bytes.h \
	common/channel.h \
	common/context.h \
	common/control.h \
	common/notice.h \
	common/number.h \
	common/shmem.h \
	common/socket_options.h \
	common/wire.c \
	common/futex.c \
	common/utf16.c common/utf16.h \
	common/casetable.c common/casetable.h \
	common/sid.c common/sid.h \
	common/privileges.def \
	common/sid_known.c common/sid_known.h common/sid_known.def \
	common/sid_text.c common/sid_text.h \
	common/acl.c common/acl.h \
	common/acl_inherit.c common/acl_inherit.h \
	common/sd.c common/sd.h \
	common/sd_make.c common/sd_make.h \
	common/sddl.c common/sddl.h \
	common/sddl_ace.c common/sddl_ace.h \
	common/text.c common/text.h \
	common/socket_path.c common/socket_path.h
common_libcommon_la_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE
