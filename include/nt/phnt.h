/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The whole native API, under the name that programs written for phnt include. */
#ifndef NT_PHNT_H
#define NT_PHNT_H
#pragma GCC system_header

#include <phnt_windows.h>
#include <ntalpcapi.h>
#include <ntexapi.h>
#include <ntioapi.h>
#include <ntlpcapi.h>
#include <ntmmapi.h>
#include <ntobapi.h>
#include <ntpebteb.h>
#include <ntpsapi.h>
#include <ntrtl.h>
#include <ntseapi.h>
#include <nttp.h>
#include <ntzwapi.h>

#endif
