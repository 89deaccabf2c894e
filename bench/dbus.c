/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * D-Bus: a method call with an array of bytes, by sd-bus, over a bus of its own: dbus-daemon or dbus-broker. The bus is
 * this transport's relay.
 *
 * Nothing of it is in a file system: the socket has an abstract address, on which the parent listens before anybody
 * connects, and the configuration is a memfd. So nothing is left behind, whoever is killed.
 */
#include "bench/transport.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#define BUS_NAME   "org.ntport.Bench"
#define BUS_PATH   "/org/ntport/bench"
#define LISTEN_FD  3 /* where sd_listen_fds(3) says it has to be */
#define CONFIG_FD  4
#define JOURNAL    "/run/systemd/journal/socket"
#define TRIES      500
#define TRY_USEC   10000

struct bus_state {
    int listener, config;
    char address[128];
    size_t size;
    sd_bus *bus;
};

static const char config_text[] =
    "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n"
    " \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
    "<busconfig><type>session</type><listen>systemd:</listen><auth>EXTERNAL</auth>\n"
    "<policy context=\"default\"><allow user=\"*\"/><allow own=\"*\"/>\n"
    "<allow send_destination=\"*\"/><allow receive_sender=\"*\"/></policy></busconfig>\n";

static bool bus_listen(struct bus_state *state)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t size = sizeof(address);

    state->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (state->listener < 0 ||
        bind(state->listener, (struct sockaddr *)&address, sizeof(address.sun_family)) < 0 ||
        listen(state->listener, SOMAXCONN) < 0 ||
        getsockname(state->listener, (struct sockaddr *)&address, &size) < 0)
        return false;
    snprintf(state->address, sizeof(state->address), "unix:abstract=%.*s",
             (int)(size - offsetof(struct sockaddr_un, sun_path) - 1), address.sun_path + 1);
    return true;
}

static bool bus_configure(struct bus_state *state)
{
    state->config = memfd_create("ntbench-dbus", MFD_CLOEXEC);
    return state->config >= 0 &&
           write(state->config, config_text, sizeof(config_text) - 1) == (ssize_t)sizeof(config_text) - 1;
}

static void bus_teardown(void *data)
{
    struct bus_state *state = data;

    if (state->listener >= 0)
        close(state->listener);
    if (state->config >= 0)
        close(state->config);
    free(state);
}

static void *bus_setup(size_t size)
{
    struct bus_state *state = calloc(1, sizeof(*state));

    if (!state)
        return NULL;
    state->size = size;
    state->listener = state->config = -1;
    if (bus_listen(state) && bus_configure(state))
        return state;
    perror("dbus");
    bus_teardown(state);
    return NULL;
}

/* Out of the way first: each may already be where the other has to go. */
static bool place_descriptors(const struct bus_state *state)
{
    int listener = fcntl(state->listener, F_DUPFD_CLOEXEC, CONFIG_FD + 1);
    int config = fcntl(state->config, F_DUPFD_CLOEXEC, CONFIG_FD + 1);

    return listener >= 0 && config >= 0 && dup2(listener, LISTEN_FD) >= 0 && dup2(config, CONFIG_FD) >= 0;
}

/* Becomes the bus: whoever kills this process, as its parent's death does, kills the bus. */
static bool bus_become(const struct bus_state *state, char *const argv[])
{
    char pid[16];

    snprintf(pid, sizeof(pid), "%d", (int)getpid());
    setenv("LISTEN_PID", pid, 1);
    setenv("LISTEN_FDS", "1", 1);
    setenv("DBUS_SESSION_BUS_ADDRESS", state->address, 1); /* dbus-broker-launch is a client of its bus */
    if (place_descriptors(state))
        execvp(argv[0], argv);
    perror(argv[0]);
    return false;
}

static bool daemon_relay(void *data)
{
    char *argv[] = {"dbus-daemon", "--nofork", "--nopidfile", "--nosyslog", "--config-file=/proc/self/fd/4", NULL};

    return bus_become(data, argv);
}

static bool broker_relay(void *data)
{
    char *argv[] = {"dbus-broker-launch", "--scope=user", "--config-file=/proc/self/fd/4", NULL};

    return bus_become(data, argv);
}

static bool bus_done(int error, const char *what)
{
    if (error < 0)
        fprintf(stderr, "dbus: %s: %s\n", what, strerror(-error));
    return error >= 0;
}

static bool bus_open(struct bus_state *state)
{
    return bus_done(sd_bus_new(&state->bus), "new") &&
           bus_done(sd_bus_set_address(state->bus, state->address), "address") &&
           bus_done(sd_bus_set_bus_client(state->bus, 1), "client") && bus_done(sd_bus_start(state->bus), "start");
}

static int on_request(sd_bus_message *request, void *data, sd_bus_error *error)
{
    const struct bus_state *state = data;
    uint8_t message[MESSAGE_MAX];
    sd_bus_message *reply = NULL;
    const void *bytes;
    size_t size;
    int result = sd_bus_message_read_array(request, 'y', &bytes, &size);

    (void)error;
    if (result < 0 || size != state->size)
        return result < 0 ? result : -EBADMSG;
    memcpy(message, bytes, size);
    answer_message(message);
    result = sd_bus_message_new_method_return(request, &reply);
    if (result >= 0)
        result = sd_bus_message_append_array(reply, 'y', message, size);
    if (result >= 0)
        result = sd_bus_send(NULL, reply, NULL);
    sd_bus_message_unref(reply);
    return result < 0 ? result : 1;
}

static bool bus_serve(void *data)
{
    struct bus_state *state = data;
    int result;

    if (!bus_open(state) ||
        !bus_done(sd_bus_add_object(state->bus, NULL, BUS_PATH, on_request, state), "object") ||
        !bus_done(sd_bus_request_name(state->bus, BUS_NAME, 0), "name"))
        return false;
    do {
        result = sd_bus_process(state->bus, NULL);
        if (result == 0)
            result = sd_bus_wait(state->bus, UINT64_MAX);
    } while (result >= 0);
    return true;
}

static int bus_call_once(struct bus_state *state, const void *request, void *reply)
{
    sd_bus_message *message = NULL, *answer = NULL;
    const void *bytes;
    size_t size;
    int result = sd_bus_message_new_method_call(state->bus, &message, BUS_NAME, BUS_PATH, BUS_NAME, "Call");

    if (result >= 0)
        result = sd_bus_message_append_array(message, 'y', request, state->size);
    if (result >= 0)
        result = sd_bus_call(state->bus, message, 0, NULL, &answer);
    if (result >= 0)
        result = sd_bus_message_read_array(answer, 'y', &bytes, &size);
    if (result >= 0 && size == state->size)
        memcpy(reply, bytes, size);
    else if (result >= 0)
        result = -EBADMSG;
    sd_bus_message_unref(message);
    sd_bus_message_unref(answer);
    return result;
}

static bool bus_call(void *data, const void *request, void *reply)
{
    return bus_done(bus_call_once(data, request, reply), "call");
}

/* The server has to have its name first. */
static bool bus_connect(void *data)
{
    struct bus_state *state = data;
    uint8_t message[MESSAGE_MAX] = {0};
    int result = -EAGAIN;

    if (!bus_open(state))
        return false;
    for (int i = 0; i < TRIES && result < 0; i++) {
        result = bus_call_once(state, message, message);
        if (result < 0)
            usleep(TRY_USEC);
    }
    return bus_done(result, "first call");
}

/* On the PATH, as execvp() looks. */
static bool is_installed(const char *program)
{
    const char *path = getenv("PATH");
    char file[4096];

    while (path && *path) {
        size_t length = strcspn(path, ":");

        snprintf(file, sizeof(file), "%.*s/%s", (int)length, path, program);
        if (access(file, X_OK) == 0)
            return true;
        path += length + (path[length] == ':');
    }
    return false;
}

static const char *daemon_missing(size_t size)
{
    (void)size;
    return is_installed("dbus-daemon") ? NULL : "no dbus-daemon on the PATH";
}

static const char *broker_missing(size_t size)
{
    (void)size;
    if (!is_installed("dbus-broker-launch"))
        return "no dbus-broker-launch on the PATH";
    return access(JOURNAL, W_OK) == 0 ? NULL : "dbus-broker-launch does not run without systemd's journal";
}

const struct transport dbus_daemon = {
    .name = "dbus-daemon",
    .title = "sd-bus, dbus-daemon",
    .missing = daemon_missing,
    .setup = bus_setup,
    .serve = bus_serve,
    .relay = daemon_relay,
    .connect = bus_connect,
    .call = bus_call,
    .teardown = bus_teardown,
};

const struct transport dbus_broker = {
    .name = "dbus-broker",
    .title = "sd-bus, dbus-broker",
    .missing = broker_missing,
    .setup = bus_setup,
    .serve = bus_serve,
    .relay = broker_relay,
    .connect = bus_connect,
    .call = bus_call,
    .teardown = bus_teardown,
};
