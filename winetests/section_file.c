/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sections of files. The file is made below ntdll and opened with the two forms of name that Wine
 * and ntport share: \??\Z:\path is a path from the root.
 */
#include "winetests/actor.h"

#include <ntioapi.h>

#define PAGE 0x1000

/* Newer than mingw-w64's headers may be. */
#ifndef STATUS_MAPPED_FILE_SIZE_ZERO
#define STATUS_MAPPED_FILE_SIZE_ZERO ((NTSTATUS)0xC000011E)
#endif

#ifdef _WIN32
#define ROOT "Z:"
#else
#define ROOT ""
#endif

static char path[64];

static void file_make(size_t size)
{
    FILE *file;
    size_t i;

    snprintf(path, sizeof(path), ROOT "/tmp/ntdll-test-%u",
             (unsigned int)(ULONG_PTR)NtCurrentProcessId());
    file = fopen(path, "wb");
    ok(file != NULL, "cannot write %s", path);
    if (!file)
        exit(3);
    for (i = 0; i < size; i++)
        fputc('a' + (int)(i / PAGE), file);
    fclose(file);
}

static long file_size(void)
{
    FILE *file = fopen(path, "rb");
    long size;

    fseek(file, 0, SEEK_END);
    size = ftell(file);
    fclose(file);
    return size;
}

static int file_byte(long place)
{
    FILE *file = fopen(path, "rb");
    int byte;

    fseek(file, place, SEEK_SET);
    byte = fgetc(file);
    fclose(file);
    return byte;
}

static HANDLE file_open(ACCESS_MASK access)
{
    OBJECT_ATTRIBUTES attributes;
    char ascii[96];
    struct name name;
    IO_STATUS_BLOCK io;
    HANDLE file = NULL;
    char *c;

    snprintf(ascii, sizeof(ascii), "\\??\\Z:%s", path + sizeof(ROOT) - 1);
    for (c = ascii; *c; c++)
        if (*c == '/')
            *c = '\\';
    NAME_SET(&name, ascii);
    InitializeObjectAttributes(&attributes, &name.string, OBJ_CASE_INSENSITIVE, NULL, NULL);
    ok_status(NtOpenFile(&file, access | SYNCHRONIZE, &attributes, &io,
                         FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                         FILE_NON_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT), STATUS_SUCCESS);
    return file;
}

static NTSTATUS create(HANDLE *section, HANDLE file, LONGLONG size, ULONG protection)
{
    LARGE_INTEGER large = { .QuadPart = size };

    return NtCreateSection(section, SECTION_ALL_ACCESS, NULL, size ? &large : NULL, protection,
                           SEC_COMMIT, file);
}

static NTSTATUS map(HANDLE section, LONGLONG offset, PVOID *base, SIZE_T *size, ULONG protection)
{
    LARGE_INTEGER place = { .QuadPart = offset };

    *base = NULL;
    *size = 0;
    return NtMapViewOfSection(section, NtCurrentProcess(), base, 0, 0, &place, size, ViewUnmap, 0,
                              protection);
}

static void test_read(void)
{
    SECTION_BASIC_INFORMATION info;
    HANDLE file, section;
    SIZE_T size;
    PVOID base;

    file_make(3 * PAGE + 100);
    file = file_open(GENERIC_READ);
    ok_status(create(&section, file, 0, PAGE_READONLY), STATUS_SUCCESS);
    ok_status(NtQuerySection(section, SectionBasicInformation, &info, sizeof(info), NULL),
              STATUS_SUCCESS);
    ok_equal(info.MaximumSize.QuadPart, 3 * PAGE + 100);
    ok_equal(info.AllocationAttributes & SEC_FILE, SEC_FILE);
    /* the section holds the file */
    NtClose(file);
    ok_status(map(section, 0, &base, &size, PAGE_READONLY), STATUS_SUCCESS);
    ok_equal(size, 4 * PAGE);
    ok_equal(((char *)base)[0], 'a');
    ok_equal(((char *)base)[3 * PAGE + 99], 'd');
    ok_equal(((char *)base)[3 * PAGE + 100], 0);
    NtUnmapViewOfSection(NtCurrentProcess(), base);
    NtClose(section);
    remove(path);
}

static void test_write(void)
{
    HANDLE file, section;
    SIZE_T size;
    PVOID base;

    file_make(PAGE);
    file = file_open(GENERIC_READ | GENERIC_WRITE);
    /* larger than the file: it grows */
    ok_status(create(&section, file, 2 * PAGE, PAGE_READWRITE), STATUS_SUCCESS);
    ok_equal(file_size(), 2 * PAGE);
    if (!ok_status(map(section, 0, &base, &size, PAGE_READWRITE), STATUS_SUCCESS))
        return;
    ((char *)base)[PAGE + 3] = '!';
    NtUnmapViewOfSection(NtCurrentProcess(), base);
    ok_equal(file_byte(PAGE + 3), '!');

    /* copy on write stays out of the file */
    ok_status(map(section, 0, &base, &size, PAGE_WRITECOPY), STATUS_SUCCESS);
    ((char *)base)[0] = '?';
    NtUnmapViewOfSection(NtCurrentProcess(), base);
    ok_equal(file_byte(0), 'a');
    NtClose(section);
    NtClose(file);
    remove(path);
}

static void test_rights(void)
{
    HANDLE file, section;

    file_make(PAGE);
    file = file_open(GENERIC_READ);
    ok_status(create(&section, file, 0, PAGE_READWRITE), STATUS_ACCESS_DENIED);
    ok_status(create(&section, file, 2 * PAGE, PAGE_READONLY), STATUS_SECTION_TOO_BIG);
    NtClose(file);
    file_make(0);
    file = file_open(GENERIC_READ);
    ok_status(create(&section, file, 0, PAGE_READONLY), STATUS_MAPPED_FILE_SIZE_ZERO);
    NtClose(file);
    remove(path);
}

static void test_extend(void)
{
    LARGE_INTEGER larger = { .QuadPart = 3 * PAGE }, smaller = { .QuadPart = PAGE };
    HANDLE file, section;
    SIZE_T size;
    PVOID base;

    if (!have_function("NtExtendSection")) {
        win_skip("no NtExtendSection");
        return;
    }
    file_make(PAGE);
    file = file_open(GENERIC_READ | GENERIC_WRITE);
    ok_status(create(&section, file, 0, PAGE_READWRITE), STATUS_SUCCESS);
    ok_status(NtExtendSection(section, &larger), STATUS_SUCCESS);
    ok_equal(file_size(), 3 * PAGE);
    if (!ok_status(map(section, 0, &base, &size, PAGE_READWRITE), STATUS_SUCCESS))
        return;
    ok_equal(size, 3 * PAGE);
    ((char *)base)[3 * PAGE - 1] = '!';
    NtUnmapViewOfSection(NtCurrentProcess(), base);
    ok_equal(file_byte(3 * PAGE - 1), '!');
    /* never smaller; what it is now is told */
    ok_status(NtExtendSection(section, &smaller), STATUS_SUCCESS);
    ok_equal(smaller.QuadPart, 3 * PAGE);
    ok_equal(file_size(), 3 * PAGE);
    NtClose(section);
    NtClose(file);
    remove(path);
}

#ifndef __MINGW32__                     /* names of ours, which only libntdll has */

#include <fcntl.h>
#include <ntioapi.h>
#include <unistd.h>

static void expect_fd(HANDLE file, ACCESS_MASK access, int mode)
{
    char byte = 0;
    int fd = -1;

    ok_status(ntport_file_to_fd(&fd, file, access), STATUS_SUCCESS);
    ok_equal(fcntl(fd, F_GETFL) & O_ACCMODE, mode);
    ok(pread(fd, &byte, 1, 0) == 1 && byte == file_byte(0), "another file");
    close(fd);
}

/* File objects and Linux's descriptors, both ways. */
static void test_descriptor(void)
{
    static WCHAR text[600];
    UNICODE_STRING name = { sizeof(text), sizeof(text), text };
    int read_only, writable, fd = -1, ends[2];
    HANDLE file = UNTOUCHED, event;

    file_make(PAGE);
    read_only = open(path, O_RDONLY | O_CLOEXEC);
    writable = open(path, O_RDWR | O_CLOEXEC);
    ok(pipe(ends) == 0, "no pipe");
    ok_status(ntport_file_from_fd(no_memory(), read_only, FILE_READ_DATA, NULL), STATUS_ACCESS_VIOLATION);
    ok_status(ntport_file_from_fd(&file, read_only, FILE_READ_DATA, no_memory()), STATUS_ACCESS_VIOLATION);
    ok_status(ntport_file_from_fd(&file, -1, FILE_READ_DATA, NULL), STATUS_INVALID_HANDLE);
    ok_status(ntport_file_from_fd(&file, read_only, FILE_WRITE_DATA, NULL), STATUS_ACCESS_DENIED);
    ok_status(ntport_file_from_fd(&file, ends[1], FILE_READ_DATA, NULL), STATUS_ACCESS_DENIED);
    ok_status(ntport_file_from_fd(&file, ends[0], FILE_READ_DATA, NULL), STATUS_NOT_IMPLEMENTED);
    ok_status(ntport_file_from_fd(&file, read_only, FILE_READ_DATA, &name), STATUS_OBJECT_NAME_INVALID);
    ok_equal(file, UNTOUCHED);

    ok_status(ntport_file_from_fd(&file, read_only, FILE_GENERIC_READ, NULL), STATUS_SUCCESS);
    expect_fd(file, FILE_READ_DATA, O_RDONLY);
    ok_status(ntport_file_to_fd(&fd, file, FILE_WRITE_DATA), STATUS_ACCESS_DENIED);
    ok_status(ntport_file_to_fd(no_memory(), file, FILE_READ_DATA), STATUS_ACCESS_VIOLATION);
    ok_status(ntport_file_to_fd(&fd, BAD_HANDLE, FILE_READ_DATA), STATUS_INVALID_HANDLE);
    ok_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE), STATUS_SUCCESS);
    ok_status(ntport_file_to_fd(&fd, event, FILE_READ_DATA), STATUS_OBJECT_TYPE_MISMATCH);
    ok_equal(fd, -1);
    NtClose(event);
    NtClose(file);

    /* one that may be written gives as much as is wanted */
    ok_status(ntport_file_from_fd(&file, writable, FILE_GENERIC_READ | FILE_GENERIC_WRITE, NULL), STATUS_SUCCESS);
    expect_fd(file, FILE_READ_DATA, O_RDONLY);
    expect_fd(file, FILE_READ_DATA | FILE_WRITE_DATA, O_RDWR);
    NtClose(file);
    close(read_only);
    close(writable);
    close(ends[0]);
    close(ends[1]);
    remove(path);
}

#else

static void test_descriptor(void)
{
}

#endif

START_TEST(section_file)
{
    test_descriptor();
    test_read();
    test_write();
    test_rights();
    test_extend();
}
