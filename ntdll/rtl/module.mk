# What needs no object server: Rtl* and the C library for 2-byte characters.
EXTRA_DIST += tools/gen-casetable.py
ntdll_rtl_sources = \
	ntdll/rtl/bitmap.c \
	ntdll/rtl/condition.c \
	ntdll/rtl/critical_section.c \
	ntdll/rtl/crt.h \
	ntdll/rtl/crt_character.c \
	ntdll/rtl/crt_convert.c \
	ntdll/rtl/crt_format.c \
	ntdll/rtl/crt_format.h \
	ntdll/rtl/crt_number.c \
	ntdll/rtl/crt_printf_narrow.c \
	ntdll/rtl/crt_printf_wide.c \
	ntdll/rtl/crt_scan.c \
	ntdll/rtl/crt_search.c \
	ntdll/rtl/crt_sink.c \
	ntdll/rtl/crt_sink.h \
	ntdll/rtl/crt_spec.c \
	ntdll/rtl/crt_spec.h \
	ntdll/rtl/crt_start.c \
	ntdll/rtl/crt_stream.c \
	ntdll/rtl/crt_string.c \
	ntdll/rtl/dos_error.c \
	ntdll/rtl/dos_error.def \
	ntdll/rtl/heap.c \
	ntdll/rtl/heap.h \
	ntdll/rtl/memory.c \
	ntdll/rtl/random.c \
	ntdll/rtl/run_once.c \
	ntdll/rtl/srw_lock.c \
	ntdll/rtl/string.c \
	ntdll/rtl/string_compare.c \
	ntdll/rtl/string_convert.c \
	ntdll/rtl/string_number.c \
	ntdll/rtl/time.c
