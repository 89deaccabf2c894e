/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers inside structures that come as bytes and need not be aligned. */
#pragma once

#include <stdint.h>
#include <string.h>

static inline uint16_t u16_at(const void *at)
{
    uint16_t v;

    memcpy(&v, at, sizeof v);
    return v;
}

static inline uint32_t u32_at(const void *at)
{
    uint32_t v;

    memcpy(&v, at, sizeof v);
    return v;
}

static inline void put_u16(void *at, uint16_t v)
{
    memcpy(at, &v, sizeof v);
}

static inline void put_u32(void *at, uint32_t v)
{
    memcpy(at, &v, sizeof v);
}
