/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A fuzz target is one function with libFuzzer's name: 0 for an input that was accepted, -1 for one that was
 * refused, and the process's end for a fault. fuzz.c is the driver that needs no libFuzzer.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold for every input. */
#define FUZZ_CHECK(condition)                                                        \
    do {                                                                             \
        if (!(condition)) {                                                          \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);  \
            abort();                                                                 \
        }                                                                            \
    } while (0)
