/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The targets and their judgement; see targets.h. docs/performance.md says where they come from. */
#include "bench/targets.h"

#include <assert.h>
#include <math.h>

enum relation { AT_MOST, AT_LEAST };

/* Ratios on one CPU hold on any machine; those on two depend on what waking a CPU costs there. */
static const struct ratio_target {
    const char *id, *what;
    int placement, over, under;
    enum relation relation;
    double target, limit;
} ratio_targets[] = {
    {"R1", "one CPU: port / bare futex slot", ONE_CPU, LPC_PORT, FUTEX_SLOT, AT_MOST, 1.7, 2},
    {"R2", "one CPU: port / AF_UNIX STREAM", ONE_CPU, LPC_PORT, UNIX_STREAM, AT_MOST, 0.8, 1},
    {"R3", "one CPU: port / relay", ONE_CPU, LPC_PORT, UNIX_RELAY, AT_MOST, 0.35, 0.5},
    {"R4", "one CPU: ALPC / LPC", ONE_CPU, ALPC_PORT, LPC_PORT, AT_MOST, 1.15, 1.4},
    {"T1", "two CPUs: port / bare spinning slot", TWO_CPUS, LPC_PORT, FUTEX_SLOT, AT_MOST, 4, 6},
    {"T2", "two CPUs: AF_UNIX STREAM / port", TWO_CPUS, UNIX_STREAM, LPC_PORT, AT_LEAST, 60, 20},
    {"T3", "two CPUs: ALPC / LPC", TWO_CPUS, ALPC_PORT, LPC_PORT, AT_MOST, 1.15, 1.5},
};
#define N_RATIO_TARGETS (sizeof(ratio_targets) / sizeof(ratio_targets[0]))

static enum verdict verdict_of(const struct judgement *judgement, enum relation relation)
{
    double sign = relation == AT_LEAST ? -1 : 1;

    if (isnan(judgement->value))
        return NOT_MEASURED;
    if (sign * judgement->value <= sign * judgement->target)
        return MET;
    return sign * judgement->value <= sign * judgement->limit ? OVER : MISSED;
}

static void judge_ratio(const struct run *run, const struct ratio_target *target,
                        struct judgement *out)
{
    const struct series *series = run->series[target->placement];
    struct spread ratio = series_ratios(&series[target->over], &series[target->under]);

    *out = (struct judgement){
        .id = target->id,
        .what = target->what,
        .relation = target->relation == AT_LEAST ? ">=" : "<=",
        .value = ratio.median,
        .lowest = ratio.lowest,
        .highest = ratio.highest,
        .target = target->target,
        .limit = target->limit,
        .gates = target->placement == ONE_CPU,
    };
    out->verdict = verdict_of(out, target->relation);
}

static void judge_count(const char *id, const char *what, double value, double most, bool gates,
                        struct judgement *out)
{
    *out = (struct judgement){
        .id = id,
        .what = what,
        .relation = "<=",
        .value = value,
        .lowest = NAN,
        .highest = NAN,
        .target = most,
        .limit = most,
        .gates = gates,
    };
    out->verdict = verdict_of(out, AT_MOST);
}

static double syscalls_a_call(const struct count *count)
{
    return count->done && count->syscalls_counted ? count->in_median_window : NAN;
}

/* Its authority's, that is the object server's. */
static double wakeups_in(const struct count *count)
{
    return count->done && count->has_authority ? (double)count->authority_wakeups : NAN;
}

void judge(const struct run *run, struct judgement judgements[N_TARGETS])
{
    const struct count *one = &run->counts[ONE_CPU][LPC_PORT];
    const struct count *asleep = &run->counts[ASLEEP][LPC_PORT];
    const struct count *awake = &run->counts[TWO_CPUS][LPC_PORT];
    struct judgement *out = judgements;

    static_assert(N_RATIO_TARGETS + 7 == N_TARGETS, "ratios and counts");
    for (unsigned i = 0; i < N_RATIO_TARGETS; i++)
        judge_ratio(run, &ratio_targets[i], out++);

    judge_count("C1", "both awake: system calls a round trip", syscalls_a_call(awake), 0, false,
                out++);
    judge_count("C1", "both awake: system calls, ALPC with attributes",
                syscalls_a_call(&run->counts[TWO_CPUS][ALPC_ATTRIBUTES]), 0, false, out++);
    judge_count("C1", "both sleep: system calls a round trip", syscalls_a_call(asleep), 4, true,
                out++);
    judge_count("C1", "one CPU: system calls a round trip", syscalls_a_call(one), 4, true, out++);
    judge_count("C2", "both awake: the object server was woken", wakeups_in(awake), 0, true, out++);
    judge_count("C2", "both sleep: the object server was woken", wakeups_in(asleep), 0, true,
                out++);
    judge_count("C2", "one CPU: the object server was woken", wakeups_in(one), 0, true, out++);
}

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {"not measured", "ok", "over", "MISSED"};

    return names[verdict];
}
