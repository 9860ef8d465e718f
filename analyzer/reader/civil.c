/*
 * Calendar dates and zones: arithmetic by days_from_civil (H. Hinnant, "chrono-compatible low-level
 * date algorithms", 2013); zones are ICU's.
 */
#include "reader/civil.h"

#include "base/memory.h"

#include <string.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

/* --- zones ------------------------------------------------------------------------------- */

struct em_zone_rules {
    UCalendar *calendar; /* NULL: UTC */
    /* Between two changes of the clocks the offset is one: UTC in [from, to) has it. */
    int64_t from, to, offset;
};

#define ZONE_NAME_MAX 64

em_status em_zone_rules_new(em_zone_rules **out, const char *name, em_error *err)
{
    *out = em_mem_zalloc(1, sizeof **out);
    if (!*out)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    if (!name || !*name || strcmp(name, "UTC") == 0)
        return EM_OK;
    UChar wide[ZONE_NAME_MAX], canonical[ZONE_NAME_MAX];
    UErrorCode code = U_ZERO_ERROR;
    if (strlen(name) < ZONE_NAME_MAX) {
        u_charsToUChars(name, wide, (int32_t)strlen(name) + 1);
        ucal_getCanonicalTimeZoneID(wide, -1, canonical, ZONE_NAME_MAX, NULL, &code);
        if (U_SUCCESS(code))
            (*out)->calendar = ucal_open(wide, -1, "en", UCAL_GREGORIAN, &code);
    }
    if ((*out)->calendar && U_SUCCESS(code))
        return EM_OK;
    em_zone_rules_free(*out);
    *out = NULL;
    return em_error_set(err, EM_E_USAGE,
                        "unknown time zone '%s' (an IANA name such as Europe/London)", name);
}

void em_zone_rules_free(em_zone_rules *zone)
{
    if (zone && zone->calendar)
        ucal_close(zone->calendar);
    em_mem_free(zone);
}

/* --- civil time ---------------------------------------------------------------------------- */

int64_t em_civil__days(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void em_civil__of_days(int64_t days, int *year, int *month, int *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;
    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

bool em_civil__is_sound(const em_civil *t)
{
    static const int DAYS[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (t->month < 1 || t->month > 12 || t->day < 1 || t->day > DAYS[t->month - 1])
        return false;
    bool leap = (t->year % 4 == 0 && t->year % 100 != 0) || t->year % 400 == 0;
    if (t->month == 2 && t->day == 29 && !leap)
        return false;
    return t->year >= 1 && t->year <= 9999 && t->hour >= 0 && t->hour <= 24 && t->minute >= 0 &&
           t->minute <= 59 && t->second >= 0 && t->second <= 60;
}

/* Keeps the stretch around `utc` in which the zone has one offset. */
static void remember_offset(em_zone_rules *zone, int64_t utc)
{
    UErrorCode code = U_ZERO_ERROR;
    UDate before, after;
    ucal_setMillis(zone->calendar, (UDate)utc * 1000, &code);
    int32_t millis = ucal_get(zone->calendar, UCAL_ZONE_OFFSET, &code) +
                     ucal_get(zone->calendar, UCAL_DST_OFFSET, &code);
    bool has_before = ucal_getTimeZoneTransitionDate(
        zone->calendar, UCAL_TZ_TRANSITION_PREVIOUS_INCLUSIVE, &before, &code);
    bool has_after = ucal_getTimeZoneTransitionDate(zone->calendar, UCAL_TZ_TRANSITION_NEXT, &after,
                                                    &code);
    zone->from = zone->to = 0;
    if (U_FAILURE(code))
        return;
    zone->from = has_before ? (int64_t)(before / 1000) : INT64_MIN / 2;
    zone->to = has_after ? (int64_t)(after / 1000) : INT64_MAX / 2;
    zone->offset = millis / 1000;
}

/* Local time to UTC; within a day of a change of the clocks ICU is asked. */
static int64_t local_to_utc(int64_t local, const em_civil *t, em_zone_rules *zone)
{
    int64_t utc = local - zone->offset;
    if (utc >= zone->from + EM_DAY && utc < zone->to - EM_DAY)
        return utc;
    UErrorCode code = U_ZERO_ERROR;
    ucal_clear(zone->calendar);
    ucal_setDateTime(zone->calendar, t->year, t->month - 1, t->day, t->hour, t->minute, t->second,
                     &code);
    UDate millis = ucal_getMillis(zone->calendar, &code);
    if (U_FAILURE(code))
        return local;
    utc = (int64_t)(millis / 1000);
    remember_offset(zone, utc);
    return utc;
}

int64_t em_civil__to_utc(const em_civil *t, em_zone_rules *zone)
{
    int64_t local = em_civil__days(t->year, t->month, t->day) * EM_DAY + t->hour * EM_HOUR +
                    t->minute * EM_MINUTE + t->second;
    if (t->zoned)
        return local - t->offset;
    return zone && zone->calendar ? local_to_utc(local, t, zone) : local;
}

void em_civil__date_of(int64_t seconds, em_zone_rules *zone, em_civil *out)
{
    int64_t offset = 0;
    UErrorCode code = U_ZERO_ERROR;
    if (zone && zone->calendar) {
        ucal_setMillis(zone->calendar, (UDate)seconds * 1000, &code);
        offset = (ucal_get(zone->calendar, UCAL_ZONE_OFFSET, &code) +
                  ucal_get(zone->calendar, UCAL_DST_OFFSET, &code)) /
                 1000;
    }
    int64_t local = seconds + (U_SUCCESS(code) ? offset : 0);
    int64_t days = local / EM_DAY - (local % EM_DAY < 0);
    em_civil__of_days(days, &out->year, &out->month, &out->day);
}
