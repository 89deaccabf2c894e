# tools
include $(top_srcdir)/tools/ntcc/module.mk
include $(top_srcdir)/tools/ntobj/module.mk
include $(top_srcdir)/tools/nt-run/module.mk
pkgconfig_DATA += ntdll.pc
