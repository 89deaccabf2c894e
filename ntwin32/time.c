/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Clocks, calendars, and what is known of the machine. */
#include "ntwin32/error.h"

#include <ntexapi.h>
#include <time.h>
#include <windows.h>

#define MS_PER_SECOND 1000
#define NS_PER_MS     1000000

DWORD WINAPI GetTickCount(VOID)
{
    return NtGetTickCount();
}

/* The same clock as NtGetTickCount, in full. */
ULONGLONG WINAPI GetTickCount64(VOID)
{
    LARGE_INTEGER counter, frequency;

    RtlQueryPerformanceCounter(&counter);
    RtlQueryPerformanceFrequency(&frequency);
    return (ULONGLONG)counter.QuadPart / ((ULONGLONG)frequency.QuadPart / MS_PER_SECOND);
}

WINBOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *lpPerformanceCount)
{
    return RtlQueryPerformanceCounter(lpPerformanceCount) != 0;
}

WINBOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *lpFrequency)
{
    return RtlQueryPerformanceFrequency(lpFrequency) != 0;
}

static FILETIME file_time(LARGE_INTEGER time)
{
    return (FILETIME){time.LowPart, (DWORD)time.HighPart};
}

static LARGE_INTEGER number(const FILETIME *time)
{
    return (LARGE_INTEGER){.LowPart = time->dwLowDateTime, .HighPart = (LONG)time->dwHighDateTime};
}

VOID WINAPI GetSystemTimeAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
{
    LARGE_INTEGER time;

    NtQuerySystemTime(&time);
    *lpSystemTimeAsFileTime = file_time(time);
}

VOID WINAPI GetSystemTimePreciseAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
{
    GetSystemTimeAsFileTime(lpSystemTimeAsFileTime);
}

WINBOOL WINAPI FileTimeToSystemTime(CONST FILETIME *lpFileTime, LPSYSTEMTIME lpSystemTime)
{
    LARGE_INTEGER time = number(lpFileTime);
    TIME_FIELDS fields;

    if (time.QuadPart < 0)
        return failed_with(ERROR_INVALID_PARAMETER);
    RtlTimeToTimeFields(&time, &fields);
    *lpSystemTime = (SYSTEMTIME){
        .wYear = (WORD)fields.Year,
        .wMonth = (WORD)fields.Month,
        .wDayOfWeek = (WORD)fields.Weekday,
        .wDay = (WORD)fields.Day,
        .wHour = (WORD)fields.Hour,
        .wMinute = (WORD)fields.Minute,
        .wSecond = (WORD)fields.Second,
        .wMilliseconds = (WORD)fields.Milliseconds,
    };
    return TRUE;
}

WINBOOL WINAPI SystemTimeToFileTime(CONST SYSTEMTIME *lpSystemTime, LPFILETIME lpFileTime)
{
    TIME_FIELDS fields = {
        .Year = (CSHORT)lpSystemTime->wYear,
        .Month = (CSHORT)lpSystemTime->wMonth,
        .Day = (CSHORT)lpSystemTime->wDay,
        .Hour = (CSHORT)lpSystemTime->wHour,
        .Minute = (CSHORT)lpSystemTime->wMinute,
        .Second = (CSHORT)lpSystemTime->wSecond,
        .Milliseconds = (CSHORT)lpSystemTime->wMilliseconds,
    };
    LARGE_INTEGER time;

    if (!RtlTimeFieldsToTime(&fields, &time))
        return failed_with(ERROR_INVALID_PARAMETER);
    *lpFileTime = file_time(time);
    return TRUE;
}

VOID WINAPI GetSystemTime(LPSYSTEMTIME lpSystemTime)
{
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    FileTimeToSystemTime(&now, lpSystemTime);
}

VOID WINAPI GetLocalTime(LPSYSTEMTIME lpSystemTime)
{
    struct timespec now;
    struct tm local;

    clock_gettime(CLOCK_REALTIME, &now);
    localtime_r(&now.tv_sec, &local);
    *lpSystemTime = (SYSTEMTIME){
        .wYear = (WORD)(local.tm_year + 1900),
        .wMonth = (WORD)(local.tm_mon + 1),
        .wDayOfWeek = (WORD)local.tm_wday,
        .wDay = (WORD)local.tm_mday,
        .wHour = (WORD)local.tm_hour,
        .wMinute = (WORD)local.tm_min,
        .wSecond = (WORD)(local.tm_sec > 59 ? 59 : local.tm_sec),
        .wMilliseconds = (WORD)(now.tv_nsec / NS_PER_MS),
    };
}

LONG WINAPI CompareFileTime(CONST FILETIME *lpFileTime1, CONST FILETIME *lpFileTime2)
{
    ULONGLONG first = (ULONGLONG)number(lpFileTime1).QuadPart,
              second = (ULONGLONG)number(lpFileTime2).QuadPart;

    return (first > second) - (first < second);
}
