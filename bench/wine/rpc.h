/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Windows's own way to call another process here: RPC over ncalrpc. */
#pragma once

#include <stdbool.h>

#include <windows.h>

/* Threads of its own answer from then on; id is that of the client's process. false: failed. */
bool rpc_serve(DWORD id);
bool rpc_connect(DWORD id);
/* The bytes come back. */
bool rpc_call(UCHAR *data, DWORD size);
