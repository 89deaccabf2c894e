/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the project promises of its message path, and whether a run has kept it. */
#pragma once

#include "bench/run.h"

enum verdict { NOT_MEASURED, MET, OVER, MISSED };

struct judgement {
    const char *id, *what;
    const char *relation;   /* of value to target: "<=" or ">=" */
    double value;           /* NAN: not measured */
    double lowest, highest; /* of the rounds; NAN for a count */
    double target;          /* what we want */
    double limit;           /* what would be a defect */
    bool gates;             /* holds on any machine; the others depend on how a CPU is woken */
    enum verdict verdict;
};

#define N_TARGETS 14

void judge(const struct run *run, struct judgement judgements[N_TARGETS]);
const char *verdict_name(enum verdict verdict);
