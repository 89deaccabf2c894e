/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A server as Windows programs write one: C++, wmain, UNICODE, the names of phnt, a class around the port, threads that
 * receive, a context for each client, views and handles. Ends when so many clients have gone as its argument says.
 */
#define WIN32_NO_STATUS
#include <Windows.h>
#undef WIN32_NO_STATUS
#include <phnt_windows.h>
#include <phnt.h>

#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace sample {

constexpr auto PortName = L"\\RPC Control\\SampleAlpcPort";

struct Message : PORT_MESSAGE {
    ULONG Operation;
    WCHAR Text[64];
};

enum : ULONG { OpReverse = 1, OpSum, OpSignal, OpSlow };

class Attributes {
public:
    explicit Attributes(ULONG Flags) : Buffer(AlpcGetHeaderSize(Flags))
    {
        SIZE_T Required = 0;
        Status = AlpcInitializeMessageAttribute(Flags, Get(), Buffer.size(), &Required);
    }
    PALPC_MESSAGE_ATTRIBUTES Get() { return reinterpret_cast<PALPC_MESSAGE_ATTRIBUTES>(Buffer.data()); }
    template <typename T> T *Find(ULONG Flag)
    {
        return Get()->ValidAttributes & Flag ? static_cast<T *>(AlpcGetMessageAttribute(Get(), Flag)) : nullptr;
    }
    NTSTATUS Status;

private:
    std::vector<BYTE> Buffer;
};

struct Client {
    HANDLE Port = nullptr;
    HANDLE ProcessId = nullptr;
    ULONG Requests = 0;
};

class Server {
public:
    explicit Server(ULONG WantedClients) : Wanted(WantedClients) {}
    ~Server()
    {
        if (Port)
            NtClose(Port);
    }

    NTSTATUS Create()
    {
        UNICODE_STRING Name;
        OBJECT_ATTRIBUTES ObjectAttributes;
        ALPC_PORT_ATTRIBUTES PortAttributes = {};

        RtlInitUnicodeString(&Name, PortName);
        InitializeObjectAttributes(&ObjectAttributes, &Name, 0, nullptr, nullptr);
        PortAttributes.Flags = ALPC_PORFLG_ALLOW_LPC_REQUESTS | ALPC_PORFLG_ALLOW_DUP_OBJECT;
        PortAttributes.MaxMessageLength = sizeof(Message);
        PortAttributes.MaxPoolUsage = PortAttributes.MaxSectionSize = PortAttributes.MaxViewSize =
            PortAttributes.MaxTotalSectionSize = static_cast<SIZE_T>(-1);
        PortAttributes.DupObjectTypes = ALPC_PORFLG_OBJECT_TYPE_ALL;
        PortAttributes.SecurityQos.Length = sizeof(PortAttributes.SecurityQos);
        PortAttributes.SecurityQos.ImpersonationLevel = SecurityIdentification;
        return NtAlpcCreatePort(&Port, &ObjectAttributes, &PortAttributes);
    }

    /* Receive the next message and answer the last one in the same call, as a loop does. */
    NTSTATUS Run()
    {
        Attributes Received(ALPC_MESSAGE_CONTEXT_ATTRIBUTE | ALPC_MESSAGE_VIEW_ATTRIBUTE | ALPC_MESSAGE_HANDLE_ATTRIBUTE |
                            ALPC_MESSAGE_TOKEN_ATTRIBUTE);
        Message Buffer = {};
        PPORT_MESSAGE Answer = nullptr;
        NTSTATUS Status = Received.Status;

        while (NT_SUCCESS(Status) && Gone < Wanted) {
            SIZE_T Length = sizeof(Buffer);
            Status = NtAlpcSendWaitReceivePort(Port, Answer ? ALPC_MSGFLG_RELEASE_MESSAGE : 0, Answer, nullptr, &Buffer,
                                               &Length, Received.Get(), nullptr);
            if (NT_SUCCESS(Status))
                Answer = Handle(Buffer, Received) ? &Buffer : nullptr;
        }
        return Status;
    }

    ULONG Total() const { return Requests; }
    std::wstring const &Last() const { return LastText; }

private:
    /* TRUE: what stands in the buffer is the answer. */
    bool Handle(Message &Buffer, Attributes &Received)
    {
        auto Context = Received.Find<ALPC_CONTEXT_ATTR>(ALPC_MESSAGE_CONTEXT_ATTRIBUTE);
        auto Who = Context ? static_cast<Client *>(Context->PortContext) : nullptr;
        bool GoesOn = Buffer.u2.s2.Type & LPC_CONTINUATION_REQUIRED;

        switch (Buffer.u2.s2.Type & 0xFF) {
        case LPC_CONNECTION_REQUEST:
            Accept(Buffer);
            return false;
        case LPC_REQUEST:
            Who->Requests++;
            Requests++;
            Perform(Buffer, Received);
            return true;
        case LPC_DATAGRAM:
            Perform(Buffer, Received);
            return GoesOn;
        case LPC_PORT_CLOSED:
            Remove(Who);
            return false;
        default:
            return false;
        }
    }

    void Accept(Message &Buffer)
    {
        auto New = std::make_unique<Client>();
        New->ProcessId = Buffer.ClientId.UniqueProcess;
        if (NT_SUCCESS(NtAlpcAcceptConnectPort(&New->Port, Port, 0, nullptr, nullptr, New.get(), &Buffer, nullptr, TRUE))) {
            auto *Key = New.get();
            Clients.emplace(Key, std::move(New));
        }
    }

    void Remove(Client *Who)
    {
        auto Found = Clients.find(Who);
        if (Found == Clients.end())
            return;
        NtAlpcDisconnectPort(Who->Port, 0);
        NtClose(Who->Port);
        Clients.erase(Found);
        Gone++;
    }

    void Perform(Message &Buffer, Attributes &Received)
    {
        std::wstring Text(Buffer.Text, wcsnlen(Buffer.Text, ARRAYSIZE(Buffer.Text)));

        switch (Buffer.Operation) {
        case OpReverse:
            LastText.assign(Text.rbegin(), Text.rend());
            wcscpy_s(Buffer.Text, ARRAYSIZE(Buffer.Text), LastText.c_str());
            break;
        case OpSum:
            if (auto View = Received.Find<ALPC_DATA_VIEW_ATTR>(ALPC_MESSAGE_VIEW_ATTRIBUTE)) {
                ULONG Sum = 0;
                for (SIZE_T i = 0; i < View->ViewSize; i++)
                    Sum += static_cast<BYTE *>(View->ViewBase)[i];
                Buffer.Operation = Sum;
                NtAlpcDeleteSectionView(Port, 0, View->ViewBase);
            }
            break;
        case OpSignal:
            if (auto Handle = Received.Find<ALPC_HANDLE_ATTR>(ALPC_MESSAGE_HANDLE_ATTRIBUTE)) {
                SetEvent(Handle->Handle);
                CloseHandle(Handle->Handle);
            }
            break;
        }
    }

    HANDLE Port = nullptr;
    std::map<Client *, std::unique_ptr<Client>> Clients;
    std::wstring LastText;
    ULONG Requests = 0, Gone = 0;
    const ULONG Wanted;
};

} // namespace sample

int wmain(int argc, wchar_t *argv[])
{
    sample::Server Server(argc > 1 ? wcstoul(argv[1], nullptr, 10) : 1);
    NTSTATUS Status = Server.Create();

    if (NT_SUCCESS(Status))
        Status = Server.Run();
    if (!NT_SUCCESS(Status)) {
        wprintf(L"server: 0x%08X\n", Status);
        return 1;
    }
    wprintf(L"server: %u requests, the last text was \"%s\"\n", Server.Total(), Server.Last().c_str());
    return 0;
}
