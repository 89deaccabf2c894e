// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A C++ program that starts others by CreateProcess, some with static imports and some that look the calls up, which
 * then all talk to each other, and to this one, which is a server itself. What fails here is an exception.
 *
 *   family TALK TALK-BY-NAME NAME
 *   family NAME                      one that has a server in the thread pool, and ends by an exception there
 */
#include <stdexcept>
#include <string>
#include <vector>

extern "C" {
#include "tests/wine/talk.h"
#include <nttp.h>
}
#include <windows.h>

namespace
{

struct failure : std::runtime_error {
    failure(const std::string &what, ULONG code) : std::runtime_error(what + ": " + std::to_string(code))
    {
    }
};

void check(NTSTATUS status, const char *what)
{
    if (status)
        throw failure(what, static_cast<ULONG>(status));
}

/* Closed at the end of its scope, by an exception as well. */
class handle
{
    HANDLE value = nullptr;

public:
    handle() = default;
    handle(handle &&other) noexcept : value(other.value)
    {
        other.value = nullptr;
    }
    ~handle()
    {
        if (value)
            NtClose(value);
    }
    HANDLE get() const
    {
        return value;
    }
    HANDLE *out()
    {
        return &value;
    }
};

/* A child; what it prints goes where our own lines go. */
class child
{
    handle process;
    std::string command;

public:
    explicit child(const std::string &line) : command(line)
    {
        std::vector<char> buffer(line.c_str(), line.c_str() + line.size() + 1);
        STARTUPINFOA startup = {};
        PROCESS_INFORMATION information;

        startup.cb = sizeof(startup);
        if (!CreateProcessA(nullptr, buffer.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &startup,
                            &information))
            throw failure("CreateProcess of " + line, GetLastError());
        CloseHandle(information.hThread);
        *process.out() = information.hProcess;
    }
    void ends_with(DWORD wanted) const
    {
        DWORD code = 0;

        WaitForSingleObject(process.get(), INFINITE);
        if (!GetExitCodeProcess(process.get(), &code) || code != wanted)
            throw failure(command, code);
    }
};

/* An ALPC server for what shouts; a client may do what it has no idea of, and gets an answer too. */
class server
{
    handle port;
    std::vector<handle> clients;

    void work(talk &message)
    {
        if (message.command != TALK_SHOUT)
            throw std::invalid_argument("something else than to shout");
        talk_shout(message.text, sizeof(message.text));
    }
    void answer(talk &message)
    {
        try {
            work(message);
            message.status = STATUS_SUCCESS;
        } catch (const std::invalid_argument &) {
            message.status = STATUS_INVALID_PARAMETER;
        }
        check(NtAlpcSendWaitReceivePort(port.get(), ALPC_MSGFLG_RELEASE_MESSAGE, &message.header, nullptr, nullptr,
                                        nullptr, nullptr, nullptr), "answering");
    }
    void accept(talk &message)
    {
        handle client;

        check(NtAlpcAcceptConnectPort(client.out(), port.get(), 0, nullptr, nullptr, nullptr, &message.header, nullptr,
                                      TRUE), "accepting");
        clients.push_back(std::move(client));
    }

public:
    explicit server(UNICODE_STRING *name)
    {
        ALPC_PORT_ATTRIBUTES limits = {};
        OBJECT_ATTRIBUTES attributes;

        limits.MaxMessageLength = sizeof(talk);
        InitializeObjectAttributes(&attributes, name, 0, nullptr, nullptr);
        check(NtAlpcCreatePort(port.out(), &attributes, &limits), "creating the port");
    }
    HANDLE get() const
    {
        return port.get();
    }
    void serve(unsigned int n_clients)
    {
        talk message;

        for (unsigned int n_gone = 0; n_gone < n_clients;) {
            SIZE_T length = sizeof(message);

            check(NtAlpcSendWaitReceivePort(port.get(), 0, nullptr, nullptr, &message.header, &length, nullptr,
                                            nullptr), "receiving");
            switch (message.header.u2.s2.Type & 0xff) {
            case LPC_CONNECTION_REQUEST:
                accept(message);
                break;
            case LPC_REQUEST:
                answer(message);
                break;
            case LPC_PORT_CLOSED:
                n_gone++;
                break;
            }
        }
    }
};

void run(const std::string &by_import, const std::string &by_name, const std::string &name)
{
    std::wstring wide(name.begin(), name.end());
    std::vector<child> children;
    UNICODE_STRING string;

    RtlInitUnicodeString(&string, wide.c_str());
    server own(&string);
    children.emplace_back(by_import + " lpc listen \"" + name + " lpc\" 2");
    children.emplace_back(by_name + " alpc listen \"" + name + " alpc\" 2");
    for (const std::string &program : {by_import, by_name}) {
        children.emplace_back(program + " alpc ask \"" + name + "\" \"short messages\"");
        children.emplace_back(program + " lpc ask \"" + name + " lpc\"");
        children.emplace_back(program + " alpc ask \"" + name + " alpc\" \"short messages\" datagrams"
                                        " \"a long message\" \"a view\" \"a view with the answer\"");
    }
    own.serve(2);
    report(true, "a C++ server with static imports", STATUS_SUCCESS);
    for (const child &one : children)
        one.ends_with(0);
    report(true, "all children have ended well", STATUS_SUCCESS);
}

/* Thrown through a frame that has something to close, from what a port call answers. */
void throws_a_status()
{
    handle port;

    try {
        check(NtAlpcDisconnectPort(GetCurrentProcess(), 0), "disconnecting a process");
    } catch (const failure &) {
        report(true, "a status that is thrown", STATUS_SUCCESS);
        return;
    }
    throw failure("a process was disconnected", 0);
}

constexpr DWORD own_code = 0xe0001234, by_the_filter = 77;

LONG CALLBACK ends(EXCEPTION_POINTERS *pointers)
{
    ExitProcess(pointers->ExceptionRecord->ExceptionCode == own_code ? by_the_filter : 1);
}

/* What is thrown in a callback is caught in it; what is not handled is the program's, as in any thread of its: it is known
 * how to unwind who called. */
void NTAPI on_message(PTP_CALLBACK_INSTANCE, PVOID, PTP_ALPC)
{
    DWORD64 base;

    if (!RtlLookupFunctionEntry(reinterpret_cast<DWORD64>(__builtin_return_address(0)), &base, nullptr))
        ExitProcess(2);
    try {
        throw std::runtime_error("in a callback");
    } catch (const std::runtime_error &) {
        RaiseException(own_code, EXCEPTION_NONCONTINUABLE, 0, nullptr);
    }
}

void end_in_a_callback(const std::string &name)
{
    std::wstring wide(name.begin(), name.end());
    UNICODE_STRING string;
    PTP_ALPC alpc;
    handle port;

    SetUnhandledExceptionFilter(ends);
    RtlInitUnicodeString(&string, wide.c_str());
    server own(&string);
    check(TpAllocAlpcCompletion(&alpc, own.get(), on_message, nullptr, nullptr), "binding to the pool");
    NtAlpcConnectPort(port.out(), &string, nullptr, nullptr, 0, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
    Sleep(INFINITE);
}

void ends_by_an_exception(const std::string &program, const std::string &name)
{
    child("\"" + program + "\" \"" + name + "\"").ends_with(by_the_filter);
    report(true, "an exception in a callback of the pool", STATUS_SUCCESS);
}

}

int main(int argc, char **argv)
{
    if (argc == 2)
        end_in_a_callback(argv[1]);
    if (argc != 4)
        return 2;
    try {
        ends_by_an_exception(argv[0], std::string(argv[3]) + " callback");
        throws_a_status();
        run(argv[1], argv[2], argv[3]);
    } catch (const std::exception &error) {
        printf("not ok %s\n", error.what());
        return 1;
    }
    return 0;
}
