/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ntbench: what a round trip through an NT port costs, beside what one would use without it.
 * Everything is measured in one run and in turns, since times from two runs cannot be compared;
 * how, and what the numbers do not say, is in docs/performance.md.
 */
#include "config.h"

#include "bench/busy.h"
#include "bench/descriptors.h"
#include "bench/pair.h"
#include "bench/report.h"
#include "bench/targets.h"

#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

const struct transport *const transports[N_TRANSPORTS] = {
    [FUTEX_SLOT]     = &futex_slot,
    [LPC_PORT]       = &lpc_port,
    [ALPC_PORT]      = &alpc_port,
    [ALPC_ATTRIBUTES] = &alpc_attributes,
    [UNIX_STREAM]    = &unix_stream,
    [UNIX_SEQPACKET] = &unix_seqpacket,
    [UNIX_RELAY]     = &unix_relay,
};

/* No run takes this long, whatever happens in it. */
#define RUN_SECONDS_MAX 1800

enum { EXIT_MISSED = 1, EXIT_FAILED = 2 };

struct settings {
    struct run run;
    const char *cpus, *json;
    int asleep_fd; /* this process is run_asleep()'s; or -1 */
    bool gate, some_transports, some_placements, some_groups;
    bool round_trips, group[MAX_GROUPS];
};

const char *argp_program_version = "ntbench (" PACKAGE_STRING ")";

static const char doc[] =
    "Measures round trips of NtRequestWaitReplyPort and NtReplyWaitReceivePort against a bare futex "
    "slot, AF_UNIX sockets and a relay through a third process, in turns; then one-way messages against "
    "AF_UNIX, and views and request data against plain copies."
    "\vTRANSPORT: futex-slot, lpc-port, alpc-port, alpc-attributes, unix-stream, unix-seqpacket, unix-relay. PLACE: one-cpu, "
    "two-cpus, asleep (two CPUs, nobody spins), free. Both may be given several times; default is "
    "all.\n\n"
    "Exit status: 0; with --gate 1 when a target that holds on any machine was missed by more than "
    "its limit; 2 when something could not be measured.\n\n"
    "NTPORT_SERVER_BINARY names the ntserver to use instead of the installed one.";

enum { KEY_CPUS = 0x100, KEY_NO_COUNTS, KEY_GATE, KEY_ONLY, KEY_ASLEEP };

static const struct argp_option options[] = {
    {"size", 's', "BYTES", 0, "of the message's data: 8 to 65495 (64)", 0},
    {"rounds", 'r', "N", 0, "rounds: 1 to 99 (9)", 0},
    {"slice", 'm', "MS", 0, "length of each transport's turn in a round: 1 to 60000 (100)", 0},
    {"only", KEY_ONLY, "GROUP", 0, "only round-trips, sizes, scheduler, stream, messages, data, scale, server, idle or peers; several times", 0},
    {"transport", 't', "TRANSPORT", 0, "only this one", 0},
    {"placement", 'p', "PLACE", 0, "only there", 0},
    {"cpus", KEY_CPUS, "A,B", 0, "the CPUs to pin to (the first two)", 0},
    {"busy", 'b', "N", 0, "start so many processes that want a CPU all the time (0)", 0},
    {"no-counts", KEY_NO_COUNTS, NULL, 0, "do not count system calls and wake-ups", 0},
    {"json", 'j', "FILE", 0, "also write everything to FILE", 0},
    {"gate", KEY_GATE, NULL, 0, "fail when a target is missed", 0},
    {"asleep-run", KEY_ASLEEP, "FD", OPTION_HIDDEN, NULL, 0},
    {0},
};

static unsigned parse_number(struct argp_state *state, const char *text, unsigned least,
                             unsigned most)
{
    char *end;
    unsigned long value;

    errno = 0;
    value = strtoul(text, &end, 10);
    if (errno || end == text || *end || value < least || value > most)
        argp_error(state, "'%s' is no number from %u to %u", text, least, most);
    return (unsigned)value;
}

static int parse_transport(struct argp_state *state, const char *name)
{
    for (int i = 0; i < N_TRANSPORTS; i++)
        if (strcmp(transports[i]->name, name) == 0)
            return i;
    argp_error(state, "no transport '%s'", name);
    return 0;
}

static int parse_placement(struct argp_state *state, const char *name)
{
    for (int i = 0; i < N_PLACEMENTS; i++)
        if (strcmp(placements[i].name, name) == 0)
            return i;
    argp_error(state, "no place '%s'", name);
    return 0;
}

/* Several groups may have one name. */
static void parse_group(struct argp_state *state, const char *name)
{
    struct settings *settings = state->input;
    bool found = strcmp(name, "round-trips") == 0;

    settings->some_groups = true;
    settings->round_trips |= found;
    for (unsigned i = 0; i < n_groups; i++)
        if (strcmp(groups[i]->name, name) == 0)
            found = settings->group[i] = true;
    if (!found)
        argp_error(state, "no group '%s'", name);
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    struct settings *settings = state->input;
    struct run *run = &settings->run;

    switch (key) {
    case 's':
        run->size = parse_number(state, argument, MESSAGE_MIN, MESSAGE_MAX);
        return 0;
    case 'r':
        run->n_rounds = parse_number(state, argument, 1, MAX_ROUNDS);
        return 0;
    case 'm':
        run->slice_ms = parse_number(state, argument, 1, 60000);
        return 0;
    case 't':
        run->want[parse_transport(state, argument)] = true;
        settings->some_transports = true;
        return 0;
    case KEY_ONLY:
        parse_group(state, argument);
        return 0;
    case 'p':
        run->want_placement[parse_placement(state, argument)] = true;
        settings->some_placements = true;
        return 0;
    case 'b':
        run->n_busy = parse_number(state, argument, 0, MAX_BUSY);
        return 0;
    case 'j':
        settings->json = argument;
        return 0;
    case KEY_CPUS:
        settings->cpus = argument;
        return 0;
    case KEY_NO_COUNTS:
        run->want_counts = false;
        return 0;
    case KEY_ASLEEP:
        settings->asleep_fd = (int)parse_number(state, argument, 0, 1023);
        return 0;
    case KEY_GATE:
        settings->gate = true;
        return 0;
    case ARGP_KEY_END:
        settings->round_trips |= !settings->some_groups;
        for (unsigned i = 0; i < n_groups; i++)
            settings->group[i] |= !settings->some_groups && !settings->some_transports;
        for (int i = 0; i < N_TRANSPORTS; i++)
            run->want[i] |= !settings->some_transports;
        for (int i = 0; i < N_PLACEMENTS; i++)
            run->want_placement[i] |= !settings->some_placements;
        if (!placements_choose(settings->cpus))
            argp_error(state, "'%s' is no pair of CPUs that may be used here", settings->cpus);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void on_signal(int signal)
{
    (void)signal;
    pair_interrupt();
}

/* No SA_RESTART: a wait for a client ends, and everything is taken down in order. */
static void catch_signals(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGALRM};
    struct sigaction action = {.sa_handler = on_signal};

    for (unsigned i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
        sigaction(signals[i], &action, NULL);
    alarm(RUN_SECONDS_MAX);
}

void run_placement(struct run *run, int placement)
{
    run_rounds(run, placement);
    if (run->want_counts && placement < FREE)
        run_counts(run, placement);
}

static void run_all(struct run *run, const char *cpus)
{
    for (int placement = 0; placement < N_PLACEMENTS && !pair_interrupted(); placement++) {
        if (!run->want_placement[placement] || !placements[placement].possible)
            continue;
        if (placement == ASLEEP)
            run_asleep(run, cpus);
        else
            run_placement(run, placement);
    }
}

static void run_groups(struct settings *settings, struct group_result *results)
{
    for (unsigned i = 0; i < n_groups && !pair_interrupted(); i++)
        if (settings->group[i])
            settings->run.failed |= !group_run(groups[i], &settings->run, &results[i]);
}

static bool target_missed(const struct run *run)
{
    struct judgement judgements[N_TARGETS];

    judge(run, judgements);
    for (int i = 0; i < N_TARGETS; i++)
        if (judgements[i].gates && judgements[i].verdict == MISSED)
            return true;
    return false;
}

int main(int argc, char **argv)
{
    static const struct argp argp = {.options = options, .parser = parse_option, .doc = doc};
    static struct settings settings = {
        .run = {.size = 64, .n_rounds = 9, .slice_ms = 100, .want_counts = true},
        .asleep_fd = -1,
    };
    struct run *run = &settings.run;
    static struct group_result results[MAX_GROUPS];
    struct machine machine;

    argp_parse(&argp, argc, argv, 0, NULL, &settings);
    catch_signals();
    if (settings.asleep_fd >= 0)
        return run_asleep_main(settings.asleep_fd);
    machine_describe(&machine);
    descriptors_raise();
    if (!busy_start(run->n_busy))
        return EXIT_FAILED;
    if (settings.round_trips)
        run_all(run, settings.cpus);
    run_groups(&settings, results);
    busy_end(0);
    if (pair_interrupted()) {
        fprintf(stderr, "ntbench: interrupted\n");
        return EXIT_FAILED;
    }
    if (settings.round_trips)
        report_text(stdout, run, &machine);
    for (unsigned i = 0; i < n_groups; i++)
        report_group(stdout, groups[i], &results[i]);
    if (settings.json && !report_json(settings.json, run, &machine, results))
        return EXIT_FAILED;
    if (run->failed)
        return EXIT_FAILED;
    return settings.gate && target_missed(run) ? EXIT_MISSED : EXIT_SUCCESS;
}
