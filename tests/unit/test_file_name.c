/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NT's file names as Linux's. */
#include "tests/unit/suite.h"

#include "ntdll/nt/file/file_name.h"

#include <ntstatus.h>
#include <stdlib.h>

static NTSTATUS convert(const WCHAR *text, size_t size, char **path)
{
    wire_str name = {(void *)(uintptr_t)text, (uint32_t)size};

    *path = NULL;
    return file_name_to_path(path, &name);
}

#define CONVERT(text, path) convert(text, sizeof(text) - sizeof(WCHAR), path)

static void both_roots_lead_to_linux(void)
{
    char *path;

    CU_ASSERT_EQUAL(CONVERT(L"\\??\\unix\\tmp\\a b", &path), STATUS_SUCCESS);
    CU_ASSERT_STRING_EQUAL_FATAL(path, "/tmp/a b");
    free(path);
    CU_ASSERT_EQUAL(CONVERT(L"\\??\\z:\\tmp/x", &path), STATUS_SUCCESS);
    CU_ASSERT_STRING_EQUAL_FATAL(path, "/tmp/x");
    free(path);
    CU_ASSERT_EQUAL(CONVERT(L"\\DosDevices\\UNIX/tmp/\x00e4", &path), STATUS_SUCCESS);
    CU_ASSERT_STRING_EQUAL_FATAL(path, "/tmp/\xc3\xa4");
    free(path);
}

static void other_names_have_their_status(void)
{
    char *path;

    CU_ASSERT_EQUAL(CONVERT(L"", &path), STATUS_OBJECT_PATH_SYNTAX_BAD);
    CU_ASSERT_EQUAL(CONVERT(L"tmp\\x", &path), STATUS_OBJECT_PATH_SYNTAX_BAD);
    CU_ASSERT_EQUAL(CONVERT(L"\\??\\C:\\x", &path), STATUS_OBJECT_PATH_NOT_FOUND);
    CU_ASSERT_EQUAL(CONVERT(L"\\Device\\Null", &path), STATUS_OBJECT_PATH_NOT_FOUND);
    CU_ASSERT_EQUAL(CONVERT(L"\\??\\unix", &path), STATUS_OBJECT_PATH_NOT_FOUND);
    CU_ASSERT_EQUAL(CONVERT(L"\\??\\unix\\a\0b", &path), STATUS_OBJECT_NAME_INVALID);
    CU_ASSERT_PTR_NULL(path);
}

static void a_parent_is_looked_for(void)
{
    CU_ASSERT_TRUE(file_parent_exists("/tmp/surely-not-there"));
    CU_ASSERT_FALSE(file_parent_exists("/surely-not-there/x"));
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(both_roots_lead_to_linux),
        TEST(other_names_have_their_status),
        TEST(a_parent_is_looked_for),
    };

    return RUN_SUITE("file_name", tests);
}
