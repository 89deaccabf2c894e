/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A run, for people and for programs. */
#pragma once

#include "bench/group.h"

#include <stdio.h>

/* What the numbers were measured on. */
struct machine {
    char cpu[64], kernel[64];
    long n_cpus;
    double load; /* before the run */
};

void machine_describe(struct machine *machine);

void report_text(FILE *out, const struct run *run, const struct machine *machine);
void report_group(FILE *out, const struct group *group, const struct group_result *result);
/* results: one for each group. false: failed, and said so. */
bool report_json(const char *path, const struct run *run, const struct machine *machine,
                 const struct group_result *results);
