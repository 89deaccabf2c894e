/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The second name of a system service. In user mode Zw and Nt are one and the same address, so each
 * file ends with a line per service that it defines:
 *
 *     ZW_TWIN(Close)          ZwClose is NtClose
 *
 * ntdll.sym says what leaves the library. Calls between the library's own files bind inside it, so
 * nobody can put himself between NtClose and whoever calls it here.
 */
#pragma once

#define ZW_TWIN(name) extern __typeof__(Nt##name) Zw##name __attribute__((alias("Nt" #name)));
