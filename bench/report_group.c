/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A group's table; see report.h. */
#include "bench/report.h"

#include <math.h>

static void print_entry(FILE *out, const struct group *group, const struct group_result *result, int placement,
                        unsigned i)
{
    const struct entry *entry = &group->entries[i];
    struct spread value = series_medians(&result->values[placement][i]);
    struct spread ratio = group_ratio(group, result, placement, i);

    const char *missing = entry_missing(entry, placement);

    if (isnan(value.median)) {
        fprintf(out, "  %-30s %s%s\n", entry_title(entry), missing ? "skipped: " : "failed", missing ? missing : "");
        return;
    }
    fprintf(out, "  %-30s %9.4g %9.4g %9.4g", entry_title(entry), value.median, value.lowest, value.highest);
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
        if (!group_ran(group, result, placement))
            continue;
        fprintf(out, "\n%s, %s (%s)\n", group->title, placements[placement].title, group->unit);
        fprintf(out, "  %-30s %9s %9s %9s %9s  %s\n", "", "median", "lowest", "highest", "ratio", "target");
        for (unsigned i = 0; i < group_size(group); i++)
            print_entry(out, group, result, placement, i);
    }
}
