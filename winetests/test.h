/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The conformance tests' framework, in the manner of Wine's wine/test.h.
 *
 * One file is one family; its START_TEST is what "ntdll_test NAME" runs. The same source is
 * compiled natively, where it tests libntdll.so, and as PE, where Wine or Windows answer for what
 * is expected. A check says where it stands, what was called, and got and wanted by name.
 *
 *   ok(condition, format, ...)      a check
 *   ok_status(call, wanted)         a check of an NTSTATUS
 *   ok_equal(got, wanted)           a check of two numbers, pointers or handles
 *   skip(format, ...)               this part cannot be tried here, and need not
 *   win_skip(format, ...)           the same for Wine and Windows; natively it is a failure
 *   skip_family(why)                the whole family cannot be tried here; natively a failure
 *   todo_wine check;                Wine is known to differ; the reason stands beside it
 *   trace(format, ...)              for whoever reads the output
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ntstatus.h>
#include <winternl.h>
#include <ntobapi.h>
#include <ntmmapi.h>
#include <ntpsapi.h>
#include <ntexapi.h>
#include <ntrtl.h>

/* Newer than mingw-w64's <ntstatus.h> may be. */
#ifndef STATUS_NOT_SAME_OBJECT
#define STATUS_NOT_SAME_OBJECT ((NTSTATUS)0xC00001AC)
#endif

#define START_TEST(name) void test_##name(void); void test_##name(void)

#ifdef __MINGW32__
#define TEST_PRINTF(place, first) __attribute__((format(gnu_printf, place, first)))
#else
#define TEST_PRINTF(place, first) __attribute__((format(printf, place, first)))
#endif

#define ok(condition, ...) test_ok(__FILE__, __LINE__, (condition), __VA_ARGS__)
#define ok_status(call, wanted) test_status(__FILE__, __LINE__, #call, (call), (wanted))
#define ok_equal(got, wanted) \
    test_equal(__FILE__, __LINE__, #got, (ULONGLONG)(got), (ULONGLONG)(wanted))
#define skip(...) test_skip(__FILE__, __LINE__, false, __VA_ARGS__)
#define win_skip(...) test_skip(__FILE__, __LINE__, true, __VA_ARGS__)
#define skip_family(why) test_skip_family(__FILE__, __LINE__, why)
#define trace(...) test_trace(__FILE__, __LINE__, __VA_ARGS__)

#define todo_wine todo_wine_if(true)
#define todo_wine_if(condition) \
    for (test_todo_begin((condition) && running_under_wine()); test_todo_loop(); test_todo_end())

/* All return whether the check held. */
bool test_ok(const char *file, int line, bool good, const char *format, ...) TEST_PRINTF(4, 5);
bool test_status(const char *file, int line, const char *call, NTSTATUS got, NTSTATUS wanted);
bool test_equal(const char *file, int line, const char *what, ULONGLONG got, ULONGLONG wanted);
void test_skip(const char *file, int line, bool only_pe, const char *format, ...) TEST_PRINTF(4, 5);
void test_skip_family(const char *file, int line, const char *why);
bool test_family_was_skipped(void);
void test_trace(const char *file, int line, const char *format, ...) TEST_PRINTF(3, 4);
void test_todo_begin(bool active);
bool test_todo_loop(void);
void test_todo_end(void);

/* What is being tried, for all failures from here on; NULL: nothing special. For one thread. */
void test_context(const char *text);

const char *status_name(NTSTATUS status);

/* What has been counted in this process since the last call. */
struct test_counts {
    uint32_t tests, failures, todos, skips;
};
struct test_counts test_counts_take(void);
void test_counts_add(const struct test_counts *counts);

/* True in the PE build when it is Wine that runs it. */
bool running_under_wine(void);
/* Who messages say that this thread is: under Wine by Linux's ids, which are not the TEB's. */
CLIENT_ID own_id(void);
/* True when ntdll has this function; natively always. */
bool have_function(const char *name);

/* Longer than anything takes that is not broken: waits that should end are bounded by it. */
#define PATIENCE_MS 20000
/* How long a wait is watched that should not end. A shorter look only overlooks, it never fails. */
#define GLIMPSE_MS 40

/* A relative time-out for the calls that take one. */
PLARGE_INTEGER timeout_ms(PLARGE_INTEGER timeout, unsigned int ms);

/* Memory that faults: on every access, or when it is written. */
void *no_memory(void);
void *readonly_memory(void);
/* The last size bytes before memory that faults on every access. */
void *memory_before_fault(size_t size);

/* Names. ascii goes into buffer, which the string then points to. */
void name_set(UNICODE_STRING *name, WCHAR *buffer, size_t n_buffer, const char *ascii);
/* prefix, this process's id and a number that is never used twice. */
void name_unique(UNICODE_STRING *name, WCHAR *buffer, size_t n_buffer, const char *prefix);
bool name_is(const UNICODE_STRING *name, const char *ascii);

#define NAME_CHARS 96
struct name {
    UNICODE_STRING string;
    WCHAR buffer[NAME_CHARS];
};
#define NAME_SET(name, ascii) name_set(&(name)->string, (name)->buffer, NAME_CHARS, ascii)
#define NAME_UNIQUE(name, prefix) name_unique(&(name)->string, (name)->buffer, NAME_CHARS, prefix)
