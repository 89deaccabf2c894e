/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The prelude around mingw-w64's <winnt.h>: see _mingw.h. Its inline functions find the thread's block through the
 * gs register, which on Linux holds nothing of the kind, so they are read under other names and NtCurrentTeb is what
 * libntdll exports.
 */
#pragma GCC system_header

#include <_mingw.h>

#ifdef __MINGW32__
#include_next <winnt.h>
#else

/* After <ntstatus.h> the status codes are there already, with the better type. */
#pragma push_macro("WIN32_NO_STATUS")
#ifdef _NTSTATUS_
#undef WIN32_NO_STATUS
#define WIN32_NO_STATUS
#endif
#define NtCurrentTeb nt_mingw_current_teb
#define GetCurrentFiber nt_mingw_current_fiber
#define GetFiberData nt_mingw_fiber_data
#include <nt_read_begin.h>
#include_next <winnt.h>
#include <nt_read_end.h>
#undef NtCurrentTeb
#undef GetCurrentFiber
#undef GetFiberData
#pragma pop_macro("WIN32_NO_STATUS")

#ifdef __cplusplus
extern "C" {
#endif

/* The calling thread's environment block; never fails. */
struct _TEB *NTAPI NtCurrentTeb(void);

#ifdef __cplusplus
}
#endif

#endif /* __MINGW32__ */
