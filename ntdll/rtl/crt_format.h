/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The formatter behind the whole printf family: Windows' format language over a sink.
 */
#pragma once

#include "ntdll/rtl/crt_sink.h"

/*
 * True, and the sink was given everything; false with errno EINVAL: the format has a %n (which
 * would let text write memory) or numbered arguments, with ENOMEM or EOVERFLOW: too long. Ends the
 * sink.
 */
bool format_wide(struct sink *sink, const WCHAR *format, va_list args);
bool format_narrow(struct sink *sink, const char *format, va_list args);

/* Whether the format has anything that glibc's printf does not know or takes for something else. */
bool format_is_windows(const char *format);
