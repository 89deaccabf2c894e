/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The run as JSON; see report.h. What was not measured is null. */
#include "bench/report.h"

#include "bench/targets.h"

#include <json-c/json.h>
#include <math.h>

static void add(struct json_object *object, const char *name, struct json_object *value)
{
    json_object_object_add(object, name, value);
}

static struct json_object *number(double value)
{
    return isnan(value) ? NULL : json_object_new_double(value);
}

static struct json_object *count(uint64_t value)
{
    return json_object_new_int64((int64_t)value);
}

static struct json_object *numbers(const double *values, unsigned n)
{
    struct json_object *array = json_object_new_array();

    for (unsigned i = 0; i < n; i++)
        json_object_array_add(array, number(values[i]));
    return array;
}

static struct json_object *series_json(const struct series *series, const struct series *yardstick)
{
    struct json_object *object = json_object_new_object();
    struct spread median = series_medians(series);

    add(object, "median_us", number(median.median));
    add(object, "lowest_us", number(median.lowest));
    add(object, "highest_us", number(median.highest));
    add(object, "p99_us", number(series_p99s(series).median));
    add(object, "ratio_to_unix_stream", number(series_ratios(series, yardstick).median));
    add(object, "round_medians_us", numbers(series->median, series->n_rounds));
    add(object, "round_p99s_us", numbers(series->p99, series->n_rounds));
    return object;
}

static struct json_object *count_json(const struct count *counted)
{
    static const char *const roles[N_ROLES] = {"client", "server", "relay"};
    struct json_object *object = json_object_new_object();

    add(object, "round_trips", count(counted->calls));
    if (counted->syscalls_counted) {
        struct json_object *by_role = json_object_new_object();

        for (int role = 0; role < N_ROLES; role++)
            add(by_role, roles[role], count(counted->syscalls[role]));
        add(object, "system_calls", by_role);
        add(object, "windows", count(counted->windows));
        add(object, "windows_without_system_calls", count(counted->quiet_windows));
        add(object, "system_calls_per_round_trip_in_median_window",
            number(counted->in_median_window));
    }
    if (counted->has_authority) {
        add(object, "object_server_wakeups", count(counted->authority_wakeups));
        add(object, "helper_thread_wakeups", count(counted->helper_wakeups));
    }
    return object;
}

static struct json_object *placement_json(const struct run *run, int placement)
{
    struct json_object *object = json_object_new_object(), *times = json_object_new_object();
    struct json_object *counts = json_object_new_object();

    add(object, "title", json_object_new_string(placements[placement].title));
    for (int i = 0; i < N_TRANSPORTS; i++) {
        if (!run->want[i])
            continue;
        add(times, transports[i]->name,
            series_json(&run->series[placement][i], &run->series[placement][UNIX_STREAM]));
        if (run->counts[placement][i].done)
            add(counts, transports[i]->name, count_json(&run->counts[placement][i]));
    }
    add(object, "round_trips", times);
    add(object, "counts", counts);
    return object;
}

static struct json_object *targets_json(const struct run *run)
{
    struct json_object *array = json_object_new_array();
    struct judgement judgements[N_TARGETS];

    judge(run, judgements);
    for (int i = 0; i < N_TARGETS; i++) {
        const struct judgement *j = &judgements[i];
        struct json_object *object = json_object_new_object();

        add(object, "id", json_object_new_string(j->id));
        add(object, "what", json_object_new_string(j->what));
        add(object, "measured", number(j->value));
        add(object, "relation", json_object_new_string(j->relation));
        add(object, "target", number(j->target));
        add(object, "limit", number(j->limit));
        add(object, "gates", json_object_new_boolean(j->gates));
        add(object, "verdict", json_object_new_string(verdict_name(j->verdict)));
        json_object_array_add(array, object);
    }
    return array;
}

static struct json_object *machine_json(const struct machine *machine)
{
    struct json_object *object = json_object_new_object();

    add(object, "cpu", json_object_new_string(machine->cpu));
    add(object, "cpus", json_object_new_int64(machine->n_cpus));
    add(object, "kernel", json_object_new_string(machine->kernel));
    add(object, "load_before", number(machine->load));
    return object;
}

static const char *entry_name(const struct group *group, unsigned i)
{
    const struct entry *entry = &group->entries[i];

    return entry->label ? entry->label : entry->transport->name;
}

static struct json_object *entry_json(const struct group *group, const struct group_result *result, int placement,
                                      unsigned i)
{
    struct json_object *object = json_object_new_object();
    const struct entry *entry = &group->entries[i];
    const struct series *values = &result->values[placement][i];
    struct spread value = series_medians(values);

    add(object, "title", json_object_new_string(entry_title(entry)));
    add(object, "bytes", count(entry->size));
    add(object, "median", number(value.median));
    add(object, "p99", number(series_p99s(values).median));
    add(object, "lowest", number(value.lowest));
    add(object, "highest", number(value.highest));
    add(object, "rounds", numbers(values->median, values->n_rounds));
    if (entry->yardstick != i) {
        add(object, "yardstick", json_object_new_string(entry_name(group, entry->yardstick)));
        add(object, "ratio", number(group_ratio(group, result, placement, i).median));
    }
    if (entry->target[placement] != NO_TARGET)
        add(object, "target", number(entry->target[placement]));
    return object;
}

static struct json_object *group_json(const struct group *group, const struct group_result *result)
{
    struct json_object *object = json_object_new_object();

    add(object, "name", json_object_new_string(group->name));
    add(object, "title", json_object_new_string(group->title));
    add(object, "unit", json_object_new_string(group->unit));
    for (int placement = 0; placement < N_PLACEMENTS; placement++) {
        struct json_object *entries;

        if (!group_ran(group, result, placement))
            continue;
        entries = json_object_new_object();
        for (unsigned i = 0; i < group_size(group); i++)
            add(entries, entry_name(group, i), entry_json(group, result, placement, i));
        add(object, placements[placement].name, entries);
    }
    return object;
}

static struct json_object *groups_json(const struct group_result *results)
{
    struct json_object *array = json_object_new_array();

    for (unsigned i = 0; i < n_groups; i++)
        json_object_array_add(array, group_json(groups[i], &results[i]));
    return array;
}

bool report_json(const char *path, const struct run *run, const struct machine *machine,
                 const struct group_result *results)
{
    struct json_object *root = json_object_new_object(), *where = json_object_new_object();
    bool written;

    add(root, "message_bytes", count(run->size));
    add(root, "rounds", count(run->n_rounds));
    add(root, "slice_ms", count(run->slice_ms));
    add(root, "busy_processes", count(run->n_busy));
    add(root, "machine", machine_json(machine));
    for (int placement = 0; placement < N_PLACEMENTS; placement++)
        if (run->want_placement[placement] && placements[placement].possible)
            add(where, placements[placement].name, placement_json(run, placement));
    add(root, "placements", where);
    add(root, "groups", groups_json(results));
    add(root, "targets", targets_json(run));
    written = json_object_to_file_ext(path, root, JSON_C_TO_STRING_PRETTY) == 0;
    if (!written)
        fprintf(stderr, "ntbench: %s: %s\n", path, json_util_get_last_err());
    json_object_put(root);
    return written;
}
