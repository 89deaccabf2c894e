/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* gRPC: a unary call of generated code, over a socket (an abstract address: nothing is left behind, whoever is killed). */
extern "C" {
#include "bench/transport.h"
}

#include "bench/grpc.grpc.pb.h"

#include <cstdio>
#include <cstdlib>
#include <grpcpp/grpcpp.h>
#include <unistd.h>

namespace {

struct peer_state {
    char address[64];
    size_t size;
    std::unique_ptr<ntbench::Peer::Stub> stub; /* the client's */
    ntbench::Bytes request, reply;
};

class Peer final : public ntbench::Peer::Service {
    grpc::Status Call(grpc::ServerContext *, const ntbench::Bytes *request, ntbench::Bytes *reply) override
    {
        *reply->mutable_data() = request->data();
        answer_message(reply->mutable_data()->data());
        return grpc::Status::OK;
    }
};

void *peer_setup(size_t size)
{
    static unsigned n;
    peer_state *state = new peer_state{};

    state->size = size;
    snprintf(state->address, sizeof(state->address), "unix-abstract:ntbench-grpc-%d-%u", (int)getpid(), n++);
    return state;
}

/* In the process that uses it: it has threads. */
bool peer_serve(void *data)
{
    peer_state *state = static_cast<peer_state *>(data);
    grpc::ServerBuilder builder;
    Peer peer;

    builder.AddListeningPort(state->address, grpc::InsecureServerCredentials());
    builder.RegisterService(&peer);
    std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    if (!server) {
        fprintf(stderr, "grpc: %s: cannot listen\n", state->address);
        return false;
    }
    server->Wait();
    return true;
}

bool peer_failed(const grpc::Status &status)
{
    fprintf(stderr, "grpc: %s\n", status.error_message().c_str());
    return false;
}

grpc::Status call_once(peer_state *state, bool wait)
{
    grpc::ClientContext context;

    context.set_wait_for_ready(wait);
    return state->stub->Call(&context, state->request, &state->reply);
}

/* The server may not listen yet. */
bool peer_connect(void *data)
{
    peer_state *state = static_cast<peer_state *>(data);

    state->stub = ntbench::Peer::NewStub(grpc::CreateChannel(state->address, grpc::InsecureChannelCredentials()));
    state->request.mutable_data()->resize(state->size);
    const grpc::Status status = call_once(state, true);
    return status.ok() || peer_failed(status);
}

bool peer_call(void *data, const void *request, void *reply)
{
    peer_state *state = static_cast<peer_state *>(data);

    memcpy(state->request.mutable_data()->data(), request, state->size);
    const grpc::Status status = call_once(state, false);
    if (!status.ok())
        return peer_failed(status);
    if (state->reply.data().size() != state->size)
        return false;
    memcpy(reply, state->reply.data().data(), state->size);
    return true;
}

void peer_teardown(void *data)
{
    delete static_cast<peer_state *>(data);
}

} // namespace

extern "C" const struct transport grpc_unary = {
    .name = "grpc",
    .title = "gRPC, C++, unary",
    .missing = nullptr,
    .setup = peer_setup,
    .serve = peer_serve,
    .relay = nullptr,
    .connect = peer_connect,
    .call = peer_call,
    .measure = nullptr,
    .authority = nullptr,
    .teardown = peer_teardown,
};
