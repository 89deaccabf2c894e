/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Our libntdll.so inside of a Wine program: loaded when the first of our calls is made, so that a
 * program without ports has nothing of it.
 */
#pragma once

#include "wine/call.h"

/* A call of it by its name: NULL when there is no library or it has no such call. */
void *library_call(const char *name);
