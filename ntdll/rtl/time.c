/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NT's time, 100 ns since the start of 1601 (UTC), in other forms: seconds since 1970 or 1980, and
 * the fields of a calendar. The calendar is Gregorian throughout.
 */
#include <ntrtl.h>

#include <stdbool.h>
#include <stdint.h>

#define TICKS_PER_MS     10000
#define TICKS_PER_SECOND 10000000LL
#define SECONDS_PER_DAY  86400
#define SECONDS_TO_1970  11644473600LL
#define SECONDS_TO_1980  11960006400LL
#define MONDAY           1              /* 1601-01-01 was one; Sunday is 0 */
#define DAYS_PER_400     146097
#define MAX_YEAR         30827          /* as far as 63 bits reach */

static BOOLEAN time_to_seconds(LONGLONG time, LONGLONG epoch, ULONG *seconds)
{
    LONGLONG since = time / TICKS_PER_SECOND - epoch;

    if (since < 0 || since > UINT32_MAX)
        return FALSE;
    *seconds = since;
    return TRUE;
}

BOOLEAN NTAPI RtlTimeToSecondsSince1970(PLARGE_INTEGER Time, PULONG ElapsedSeconds)
{
    return time_to_seconds(Time->QuadPart, SECONDS_TO_1970, ElapsedSeconds);
}

BOOLEAN NTAPI RtlTimeToSecondsSince1980(PLARGE_INTEGER Time, PULONG ElapsedSeconds)
{
    return time_to_seconds(Time->QuadPart, SECONDS_TO_1980, ElapsedSeconds);
}

VOID NTAPI RtlSecondsSince1970ToTime(ULONG ElapsedSeconds, PLARGE_INTEGER Time)
{
    Time->QuadPart = (ElapsedSeconds + SECONDS_TO_1970) * TICKS_PER_SECOND;
}

VOID NTAPI RtlSecondsSince1980ToTime(ULONG ElapsedSeconds, PLARGE_INTEGER Time)
{
    Time->QuadPart = (ElapsedSeconds + SECONDS_TO_1980) * TICKS_PER_SECOND;
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
    static const unsigned char days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 1601-01-01, the first day of a cycle of 400 years, to the first of January. */
static int64_t days_before_year(int year)
{
    int64_t n = year - 1601;

    return n * 365 + n / 4 - n / 100 + n / 400;
}

VOID NTAPI RtlTimeToTimeFields(PLARGE_INTEGER Time, PTIME_FIELDS TimeFields)
{
    int64_t seconds = Time->QuadPart / TICKS_PER_SECOND;
    int64_t days = seconds / SECONDS_PER_DAY;
    int of_day = seconds % SECONDS_PER_DAY;
    int year = 1601 + days * 400 / DAYS_PER_400;
    int month = 1;

    TimeFields->Weekday = (MONDAY + days) % 7;
    TimeFields->Milliseconds = Time->QuadPart / TICKS_PER_MS % 1000;
    TimeFields->Hour = of_day / 3600;
    TimeFields->Minute = of_day / 60 % 60;
    TimeFields->Second = of_day % 60;

    /* The average year may be one off. */
    while (days < days_before_year(year))
        year--;
    while (days >= days_before_year(year + 1))
        year++;
    days -= days_before_year(year);
    while (days >= days_in_month(year, month)) {
        days -= days_in_month(year, month);
        month++;
    }
    TimeFields->Year = year;
    TimeFields->Month = month;
    TimeFields->Day = days + 1;
}

/* The day of the week is not looked at. */
BOOLEAN NTAPI RtlTimeFieldsToTime(PTIME_FIELDS TimeFields, PLARGE_INTEGER Time)
{
    const TIME_FIELDS *f = TimeFields;
    int64_t days, seconds;

    if (f->Year < 1601 || f->Year > MAX_YEAR || f->Month < 1 || f->Month > 12 || f->Day < 1 ||
        f->Day > days_in_month(f->Year, f->Month))
        return FALSE;
    if (f->Hour < 0 || f->Hour > 23 || f->Minute < 0 || f->Minute > 59 || f->Second < 0 ||
        f->Second > 59 || f->Milliseconds < 0 || f->Milliseconds > 999)
        return FALSE;

    days = days_before_year(f->Year) + f->Day - 1;
    for (int month = 1; month < f->Month; month++)
        days += days_in_month(f->Year, month);
    seconds = days * SECONDS_PER_DAY + f->Hour * 3600 + f->Minute * 60 + f->Second;
    Time->QuadPart = seconds * TICKS_PER_SECOND + f->Milliseconds * TICKS_PER_MS;
    return TRUE;
}
