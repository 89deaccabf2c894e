/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What stands for the transports whose libraries configure has not found. */
#include "config.h"

#include "bench/transport.h"

#define NOT_BUILT(id, name_, title_, why)                                                          \
    static const char *id##_missing(size_t size)                                                   \
    {                                                                                              \
        (void)size;                                                                                \
        return why;                                                                                \
    }                                                                                              \
    const struct transport id = {.name = name_, .title = title_, .missing = id##_missing};

#ifndef HAVE_SD_BUS
NOT_BUILT(dbus_daemon, "dbus-daemon", "sd-bus, dbus-daemon", "built without libsystemd-dev")
NOT_BUILT(dbus_broker, "dbus-broker", "sd-bus, dbus-broker", "built without libsystemd-dev")
#endif
#ifndef HAVE_ZEROMQ
NOT_BUILT(zeromq, "zeromq", "ZeroMQ REQ/REP", "built without libzmq3-dev")
#endif
#ifndef HAVE_NNG
NOT_BUILT(nng_reqrep, "nng", "nng req/rep", "built without libnng-dev")
#endif
#ifndef HAVE_GRPC
NOT_BUILT(grpc_unary, "grpc", "gRPC, C++, unary", "built without libgrpc++-dev, protobuf-compiler-grpc or a C++ compiler")
#endif
