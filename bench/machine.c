/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the numbers were measured on; see report.h. */
#include "bench/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static void read_cpu_name(char *name, size_t size)
{
    FILE *cpuinfo = fopen("/proc/cpuinfo", "re");
    char line[256];

    snprintf(name, size, "unknown CPU");
    if (!cpuinfo)
        return;
    while (fgets(line, sizeof(line), cpuinfo)) {
        if (strncmp(line, "model name", 10) == 0 && strchr(line, ':')) {
            line[strcspn(line, "\n")] = 0;
            snprintf(name, size, "%s", strchr(line, ':') + 2);
            break;
        }
    }
    fclose(cpuinfo);
}

void machine_describe(struct machine *machine)
{
    struct utsname name;

    read_cpu_name(machine->cpu, sizeof(machine->cpu));
    uname(&name);
    snprintf(machine->kernel, sizeof(machine->kernel), "Linux %.56s", name.release);
    machine->n_cpus = sysconf(_SC_NPROCESSORS_ONLN);
    if (getloadavg(&machine->load, 1) != 1)
        machine->load = 0;
}
