/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Wine's calls that we look into: handles of ours are closed, duplicated, asked about, waited for. */
#pragma once

/* Puts them into the table; NULL, or the call that is not there exactly once. */
struct link_map;
const char *hooks_install(const struct link_map *library);
