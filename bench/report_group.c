/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A group's table; see report.h. The column of 99th percentiles is there for groups that have some. */
#include "bench/report.h"

#include <math.h>

static bool has_p99(const struct group *group, const struct group_result *result, int placement)
{
    for (unsigned i = 0; i < group_size(group); i++)
        if (!isnan(series_p99s(&result->values[placement][i]).median))
            return true;
    return false;
}

static void print_entry(FILE *out, const struct group *group, const struct group_result *result, int placement,
                        unsigned i, bool with_p99)
{
    const struct entry *entry = &group->entries[i];
    struct spread value = series_medians(&result->values[placement][i]);
    struct spread ratio = group_ratio(group, result, placement, i);

    const char *missing = entry_missing(entry, placement);

    if (isnan(value.median)) {
        fprintf(out, "  %-30s %s%s\n", entry_title(entry), missing ? "skipped: " : "failed", missing ? missing : "");
        return;
    }
    fprintf(out, "  %-30s %9.4g", entry_title(entry), value.median);
    if (with_p99)
        fprintf(out, " %9.4g", series_p99s(&result->values[placement][i]).median);
    fprintf(out, " %9.4g %9.4g", value.lowest, value.highest);
    if (entry->yardstick != i)
        fprintf(out, " %9.3g", ratio.median);
    else if (entry->target[placement] != NO_TARGET)
        fprintf(out, " %9s", "");
    if (entry->target[placement] != NO_TARGET)
        fprintf(out, "  %s %-5g %s", group->less_is_better ? "<=" : ">=", entry->target[placement],
                group_met(group, result, placement, i) ? "ok" : "MISSED");
    fprintf(out, "\n");
}

void report_group(FILE *out, const struct group *group, const struct group_result *result)
{
    for (int placement = 0; placement < N_PLACEMENTS; placement++) {
        bool with_p99 = has_p99(group, result, placement);

        if (!group_ran(group, result, placement))
            continue;
        fprintf(out, "\n%s, %s (%s)\n", group->title, placements[placement].title, group->unit);
        fprintf(out, "  %-30s %9s", "", "median");
        if (with_p99)
            fprintf(out, " %9s", "p99");
        fprintf(out, " %9s %9s %9s  %s\n", "lowest", "highest", "ratio", "target");
        for (unsigned i = 0; i < group_size(group); i++)
            print_entry(out, group, result, placement, i, with_p99);
    }
}
