/* Times in a campaign file: ISO 8601 days and instants, in an IANA time zone. */
#include "lexicon/day.h"

#include "base/str.h"

#include <unicode/ucal.h>

#define ZONE_UNITS 64

static bool zone_units(UChar out[ZONE_UNITS], em_str zone)
{
    if (zone.len == 0 || zone.len >= ZONE_UNITS)
        return false;
    for (size_t i = 0; i < zone.len; i++)
        out[i] = (UChar)(unsigned char)zone.data[i];
    out[zone.len] = 0;
    return true;
}

bool em_day_zone_exists(em_str zone)
{
    UChar units[ZONE_UNITS], canonical[ZONE_UNITS];
    UBool is_system = 0;
    UErrorCode status = U_ZERO_ERROR;
    if (!zone_units(units, zone))
        return false;
    ucal_getCanonicalTimeZoneID(units, -1, canonical, ZONE_UNITS, &is_system, &status);
    return U_SUCCESS(status) && is_system;
}

typedef struct cursor {
    em_str text;
    size_t at;
    bool good;
} cursor;

static int take_digits(cursor *c, size_t count, int low, int high)
{
    int value = 0;
    for (size_t i = 0; i < count; i++, c->at++) {
        if (c->at >= c->text.len || c->text.data[c->at] < '0' || c->text.data[c->at] > '9') {
            c->good = false;
            return low;
        }
        value = value * 10 + c->text.data[c->at] - '0';
    }
    c->good &= value >= low && value <= high;
    return value;
}

static bool take(cursor *c, char wanted)
{
    if (c->at >= c->text.len || c->text.data[c->at] != wanted)
        return false;
    c->at++;
    return true;
}

static void expect(cursor *c, char wanted)
{
    if (!take(c, wanted))
        c->good = false;
}

static int month_days(int year, int month)
{
    static const int DAYS[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return DAYS[month - 1] + (month == 2 && leap);
}

/* Days since 1970-01-01 in the Gregorian calendar (H. Hinnant, days_from_civil). */
static int64_t days_of(int year, int month, int day)
{
    int y = year - (month <= 2);
    int era = y / 400;
    int of_era = y - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return (int64_t)era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* The instant of a wall-clock time, given as if it were UTC. */
static bool in_zone(int64_t *out, int64_t wall, em_str zone)
{
    UChar units[ZONE_UNITS];
    UErrorCode status = U_ZERO_ERROR;
    if (!zone_units(units, zone))
        return false;
    UCalendar *utc = ucal_open(u"UTC", -1, "root", UCAL_GREGORIAN, &status);
    UCalendar *local = ucal_open(units, -1, "root", UCAL_GREGORIAN, &status);
    if (U_SUCCESS(status)) {
        ucal_setMillis(utc, (double)wall * 1000, &status);
        ucal_setDateTime(
            local, ucal_get(utc, UCAL_YEAR, &status), ucal_get(utc, UCAL_MONTH, &status),
            ucal_get(utc, UCAL_DATE, &status), ucal_get(utc, UCAL_HOUR_OF_DAY, &status),
            ucal_get(utc, UCAL_MINUTE, &status), ucal_get(utc, UCAL_SECOND, &status), &status);
        ucal_set(local, UCAL_MILLISECOND, 0);
        *out = (int64_t)(ucal_getMillis(local, &status) / 1000);
    }
    ucal_close(utc);
    ucal_close(local);
    return U_SUCCESS(status);
}

bool em_day_parse(int64_t *out, em_str text, em_str zone)
{
    cursor c = { text, 0, true };
    int year = take_digits(&c, 4, 1970, 9999);
    expect(&c, '-');
    int month = take_digits(&c, 2, 1, 12);
    expect(&c, '-');
    int day = take_digits(&c, 2, 1, 31);
    if (!c.good || day > month_days(year, month))
        return false;
    int64_t wall = days_of(year, month, day) * 86400;
    if (c.at == text.len)
        return in_zone(out, wall, zone);
    if (!take(&c, 'T') && !take(&c, ' '))
        return false;
    wall += take_digits(&c, 2, 0, 23) * 3600;
    expect(&c, ':');
    wall += take_digits(&c, 2, 0, 59) * 60;
    if (take(&c, ':'))
        wall += take_digits(&c, 2, 0, 59);
    if (!c.good || c.at == text.len)
        return c.good && in_zone(out, wall, zone);
    bool east = take(&c, '+');
    *out = wall;
    if (take(&c, 'Z'))
        return c.at == text.len;
    if (!east && !take(&c, '-'))
        return false;
    int offset = take_digits(&c, 2, 0, 14) * 3600;
    expect(&c, ':');
    offset += take_digits(&c, 2, 0, 59) * 60;
    *out = wall - (east ? offset : -offset);
    return c.good && c.at == text.len;
}
