/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Modules. A module of Windows is the library that has its names here: ntdll is libntdll, and those
 * whose names libntwin32 has are that. Programs ask for them to call what is not in their import
 * libraries.
 *
 * A module's handle is the dynamic linker's; that of the program itself is the address of its
 * image.
 */
#include "ntwin32/error.h"
#include "ntwin32/name.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

#define MAX_MODULE_NAME 64

static const struct module {
    const WCHAR *name;
    const char *library;
} modules[] = {
    {L"ntdll", "libntdll.so"},        {L"kernel32", "libntwin32.so"},
    {L"kernelbase", "libntwin32.so"}, {L"advapi32", "libntwin32.so"},
    {L"sechost", "libntwin32.so"},
};

/* Without its folder and ".dll". */
static BOOL same_name(LPCWSTR path, const WCHAR *name)
{
    size_t n = wcslen(name);
    LPCWSTR base = path;

    for (; *path; path++)
        if (*path == '\\' || *path == '/')
            base = path + 1;
    return !_wcsnicmp(base, name, n) && (!base[n] || !_wcsicmp(base + n, L".dll"));
}

/* The linker's handle, of a library that is loaded for as long as the process lives. */
static HMODULE find(LPCWSTR name)
{
    void *handle;

    for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++) {
        if (!same_name(name, modules[i].name))
            continue;
        handle = dlopen(modules[i].library, RTLD_LAZY | RTLD_NOLOAD);
        if (!handle)
            break;
        dlclose(handle);
        return handle;
    }
    failed_with(ERROR_MOD_NOT_FOUND);
    return NULL;
}

HMODULE WINAPI GetModuleHandleW(LPCWSTR lpModuleName)
{
    return lpModuleName ? find(lpModuleName) : (HMODULE)RtlGetCurrentPeb()->ImageBaseAddress;
}

HMODULE WINAPI GetModuleHandleA(LPCSTR lpModuleName)
{
    UNICODE_STRING name;
    HMODULE module;

    if (!wide_name(&name, lpModuleName))
        return NULL;
    module = GetModuleHandleW(name.Buffer);
    RtlFreeUnicodeString(&name);
    return module;
}

WINBOOL WINAPI GetModuleHandleExW(DWORD dwFlags, LPCWSTR lpModuleName, HMODULE *phModule)
{
    *phModule = NULL;
    if (dwFlags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS)
        return failed_with(ERROR_NOT_SUPPORTED);
    *phModule = GetModuleHandleW(lpModuleName);
    return *phModule != NULL;
}

HMODULE WINAPI LoadLibraryW(LPCWSTR lpLibFileName)
{
    if (lpLibFileName)
        return find(lpLibFileName);
    failed_with(ERROR_INVALID_PARAMETER);
    return NULL;
}

HMODULE WINAPI LoadLibraryA(LPCSTR lpLibFileName)
{
    if (lpLibFileName)
        return GetModuleHandleA(lpLibFileName);
    failed_with(ERROR_INVALID_PARAMETER);
    return NULL;
}

HMODULE WINAPI LoadLibraryExW(LPCWSTR lpLibFileName, HANDLE hFile, DWORD dwFlags)
{
    (void)hFile, (void)dwFlags;
    return LoadLibraryW(lpLibFileName);
}

HMODULE WINAPI LoadLibraryExA(LPCSTR lpLibFileName, HANDLE hFile, DWORD dwFlags)
{
    (void)hFile, (void)dwFlags;
    return LoadLibraryA(lpLibFileName);
}

static BOOL is_module(HMODULE module)
{
    for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++)
        if (module == find(modules[i].name))
            return TRUE;
    return module == GetModuleHandleW(NULL);
}

WINBOOL WINAPI FreeLibrary(HMODULE hLibModule)
{
    return is_module(hLibModule) || failed_with(ERROR_MOD_NOT_FOUND);
}

/* Only the library's own names: dlsym also finds those of the libraries that it needs, as the C
 * library's, which are other functions than Windows' of that name. */
static void *own_symbol(HMODULE module, LPCSTR name)
{
    BOOL program = module == GetModuleHandleW(NULL);
    void *symbol = dlsym(program ? RTLD_DEFAULT : (void *)module, name);
    struct link_map *map;
    Dl_info info;

    if (!symbol || !dladdr1(symbol, &info, (void **)&map, RTLD_DL_LINKMAP))
        return NULL;
    if (program)
        return info.dli_fbase == (void *)module ? symbol : NULL;
    return map == (struct link_map *)module ? symbol : NULL;
}

FARPROC WINAPI GetProcAddress(HMODULE hModule, LPCSTR lpProcName)
{
    HMODULE module = hModule ? hModule : GetModuleHandleW(NULL);
    void *symbol;

    if (!is_module(module)) {
        failed_with(ERROR_MOD_NOT_FOUND);
        return NULL;
    }
    if ((ULONG_PTR)lpProcName < 0x10000) { /* a number: our libraries have names only */
        failed_with(ERROR_INVALID_ORDINAL);
        return NULL;
    }
    symbol = own_symbol(module, lpProcName);
    if (!symbol)
        failed_with(ERROR_PROC_NOT_FOUND);
    return (FARPROC)symbol;
}

DWORD WINAPI GetModuleFileNameW(HMODULE hModule, LPWSTR lpFilename, DWORD nSize)
{
    const UNICODE_STRING *path = &RtlGetCurrentPeb()->ProcessParameters->ImagePathName;
    UNICODE_STRING library = {0};
    DWORD n;

    if (hModule && hModule != GetModuleHandleW(NULL)) {
        if (!is_module(hModule))
            return (DWORD)failed_with(ERROR_MOD_NOT_FOUND);
        if (!wide_name(&library, ((struct link_map *)hModule)->l_name))
            return 0;
        path = &library;
    }
    n = path->Length / sizeof(WCHAR);
    if (nSize) {
        failed_with(n < nSize ? ERROR_SUCCESS : ERROR_INSUFFICIENT_BUFFER);
        n = n < nSize ? n : nSize - 1;
        memcpy(lpFilename, path->Buffer, n * sizeof(WCHAR));
        lpFilename[n] = 0;
        n = GetLastError() ? nSize : n;
    }
    RtlFreeUnicodeString(&library);
    return n;
}
