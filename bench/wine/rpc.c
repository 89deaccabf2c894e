/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RPC over ncalrpc; see rpc.h. The stubs are widl's, from rpc.idl. */
#include "bench/wine/rpc.h"

#include "bench/wine/rpc_stubs.h"

#include <stdio.h>
#include <stdlib.h>

#define CONNECT_TRIES 1000
#define MAX_CALLS     4

static RPC_BINDING_HANDLE peer;

static unsigned char *endpoint(DWORD id)
{
    static char name[64];

    snprintf(name, sizeof(name), "pipes-and-ports-%lu", id);
    return (unsigned char *)name;
}

void *__RPC_USER MIDL_user_allocate(SIZE_T size)
{
    return malloc(size);
}

void __RPC_USER MIDL_user_free(void *memory)
{
    free(memory);
}

/* What the server's stub calls. */
void serve_bench_echo(handle_t client, ULONG size, byte *data)
{
    (void)client;
    (void)size;
    (void)data;
}

bool rpc_serve(DWORD id)
{
    return !RpcServerUseProtseqEpA((unsigned char *)"ncalrpc", RPC_C_PROTSEQ_MAX_REQS_DEFAULT, endpoint(id), NULL) &&
           !RpcServerRegisterIf(serve_bench_rpc_v1_0_s_ifspec, NULL, NULL) && !RpcServerListen(1, MAX_CALLS, TRUE);
}

static RPC_STATUS ask_server(void)
{
    RPC_STATUS status = RpcMgmtIsServerListening(peer);

    if (status)
        Sleep(10);
    return status;
}

bool rpc_connect(DWORD id)
{
    unsigned char *text;
    RPC_STATUS status;
    int i;

    if (RpcStringBindingComposeA(NULL, (unsigned char *)"ncalrpc", NULL, endpoint(id), NULL, &text))
        return false;
    status = RpcBindingFromStringBindingA(text, &peer);
    RpcStringFreeA(&text);
    if (status)
        return false;
    status = RPC_S_SERVER_UNAVAILABLE;
    for (i = 0; i < CONNECT_TRIES && status; i++)
        status = ask_server();
    return !status;
}

/* A stub raises what goes wrong; nobody catches it, and the program ends. */
bool rpc_call(UCHAR *data, DWORD size)
{
    bench_echo(peer, size, data);
    return true;
}
