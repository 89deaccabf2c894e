#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What a request between two Windows programs costs, with everything on one CPU: Wine, its server, ours.
#
#   bench-wine.sh [ROUNDS [SLICE-MS [SIZE]]]
here=${top_builddir:?is where the programs were built}/bench/wine
program=pipes-and-ports
. "${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}/tests/wine/lib.sh"

taskset -cp "${BENCH_CPU:-0}" $$ >/dev/null || exit 1
prefix_make
patience=300
exe "$program" "$@" | tr -d '\r'
