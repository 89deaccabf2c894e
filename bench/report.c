/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table; see report.h. */
#include "bench/report.h"

#include "bench/targets.h"

#include <math.h>

static void print_head(FILE *out, const struct run *run, const struct machine *machine)
{
    fprintf(out,
            "Round trips of %zu bytes between two processes, %u rounds of %u ms each in turns.\n",
            run->size, run->n_rounds, run->slice_ms);
    fprintf(out, "%s, %ld CPUs, %s, load %.2f before", machine->cpu, machine->n_cpus,
            machine->kernel, machine->load);
    if (run->n_busy)
        fprintf(out, ", %u busy processes beside", run->n_busy);
    fprintf(out, ".\nTimes in microseconds; lowest and highest are medians of a round; the ratios "
                 "are medians of"
                 " the rounds'.\n");
}

static void print_ratio(FILE *out, const struct series *over, const struct series *under)
{
    double ratio = series_ratios(over, under).median;

    if (isnan(ratio))
        fprintf(out, " %9s", "-");
    else if (ratio < 0.1)
        fprintf(out, " %9.4f", ratio);
    else
        fprintf(out, " %9.2f", ratio);
}

/* placed: the series of all transports in the same placement. */
static void print_series(FILE *out, const char *title, const struct series *series,
                         const struct series placed[N_TRANSPORTS])
{
    struct spread median = series_medians(series), p99 = series_p99s(series);

    if (isnan(median.median)) {
        fprintf(out, "  %-22s failed\n", title);
        return;
    }
    fprintf(out, "  %-22s %9.2f %9.2f %9.2f %9.2f", title, median.median, p99.median, median.lowest,
            median.highest);
    print_ratio(out, series, &placed[FUTEX_SLOT]);
    print_ratio(out, series, &placed[UNIX_STREAM]);
    fprintf(out, "\n");
}

static void print_placement(FILE *out, const struct run *run, int placement)
{
    const struct series *series = run->series[placement];

    if (!placements[placement].possible) {
        fprintf(out, "\n%s: skipped, there is one CPU only\n", placements[placement].name);
        return;
    }
    fprintf(out, "\n%-24s %9s %9s %9s %9s %9s %9s\n", placements[placement].title, "median", "p99",
            "lowest", "highest", "/ slot", "/ STREAM");
    for (int i = 0; i < N_TRANSPORTS; i++)
        if (run->want[i])
            print_series(out, transports[i]->title, &series[i], series);
}

static void print_count(FILE *out, const char *title, const struct count *count)
{
    uint64_t all = 0;

    if (!count->done) {
        fprintf(out, "  %-22s failed\n", title);
        return;
    }
    fprintf(out, "  %-22s", title);
    if (count->syscalls_counted) {
        for (int role = 0; role < N_ROLES; role++)
            all += count->syscalls[role];
        fprintf(out, " %9.3f %10.5f %5u of %-5u", count->in_median_window,
                (double)all / (double)count->calls, count->quiet_windows, count->windows);
    } else {
        fprintf(out, " %9s %10s %14s", "?", "?", "?");
    }
    if (count->has_authority)
        fprintf(out, " %8llu %8llu", (unsigned long long)count->authority_wakeups,
                (unsigned long long)count->helper_wakeups);
    fprintf(out, "\n");
}

static void print_counts(FILE *out, const struct run *run, int placement)
{
    bool counted = true;

    fprintf(out, "\n%-24s %9s %10s %14s %8s %8s\n", placements[placement].title, "system", "in all",
            "windows", "object", "helper");
    fprintf(out, "%-24s %9s %10s %14s %8s %8s\n", "", "calls", "calls", "without", "server",
            "threads");
    for (int i = 0; i < N_TRANSPORTS; i++) {
        if (!run->want[i])
            continue;
        print_count(out, transports[i]->title, &run->counts[placement][i]);
        counted &= !run->counts[placement][i].done || run->counts[placement][i].syscalls_counted;
    }
    if (!counted)
        fprintf(out, "  ?: this kernel does not let a thread see its own system calls"
                     " (PR_SET_SYSCALL_USER_DISPATCH)\n");
}

static void print_targets(FILE *out, const struct run *run)
{
    struct judgement judgements[N_TARGETS];

    judge(run, judgements);
    fprintf(out, "\n%-48s %9s %15s %9s %7s\n", "targets", "measured", "in rounds", "target",
            "limit");
    for (int i = 0; i < N_TARGETS; i++) {
        const struct judgement *j = &judgements[i];
        char value[16] = "-", range[32] = "";

        if (!isnan(j->value))
            snprintf(value, sizeof(value), "%.3g", j->value);
        if (!isnan(j->lowest))
            snprintf(range, sizeof(range), "%.2f..%.2f", j->lowest, j->highest);
        fprintf(out, "  %-3s %-42s %9s %15s  %s %-6g %5g   %s\n", j->id, j->what, value, range,
                j->relation, j->target, j->limit, verdict_name(j->verdict));
    }
}

void report_text(FILE *out, const struct run *run, const struct machine *machine)
{
    print_head(out, run, machine);
    for (int placement = 0; placement < N_PLACEMENTS; placement++)
        if (run->want_placement[placement])
            print_placement(out, run, placement);
    if (run->want_counts) {
        fprintf(out,
                "\nCounted in windows of %u round trips: system calls of all processes a round "
                "trip, in the"
                " median window and\nover all; and how often somebody was woken who has no part in "
                "it.\n",
                COUNT_WINDOW);
        for (int placement = 0; placement < FREE; placement++)
            if (run->want_placement[placement] && placements[placement].possible)
                print_counts(out, run, placement);
    }
    print_targets(out, run);
}
