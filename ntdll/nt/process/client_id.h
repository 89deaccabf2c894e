/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How NtOpenProcess and NtOpenThread are told whom to open: by numbers, and never by name. */
#pragma once

#include <stdint.h>
#include <windows.h>
#include <winternl.h>

struct client_id_wanted {
    uint32_t attributes, pid, tid;
};

/* Probes the place for the handle, too. STATUS_INVALID_PARAMETER_MIX, STATUS_INVALID_CID */
NTSTATUS client_id_capture(struct client_id_wanted *wanted, PHANDLE handle,
                           const OBJECT_ATTRIBUTES *attributes, const CLIENT_ID *client_id);
