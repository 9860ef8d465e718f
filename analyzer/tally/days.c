/* The calendar day of a time, in the campaign's time zone, by ICU's calendar. */
#include "tally/days.h"

#include "base/memory.h"
#include "base/str.h"

#include <stdio.h>
#include <string.h>
#include <unicode/ucal.h>

#define DAY_SECONDS 86400
/* Years 1 to 9999: beyond, an export is wrong and ICU's answers are of no use. */
#define SECONDS_MIN INT64_C(-62135596800)
#define SECONDS_MAX INT64_C(253402300799)
/* Days remembered, by number modulo this: a campaign's weeks fit. */
#define REMEMBERED 256

typedef struct remembered_day {
    int64_t from, to; /* seconds; empty: nothing remembered */
    char id[EM_DAY_BYTES];
} remembered_day;

struct em_day_finder {
    UCalendar *calendar;
    remembered_day days[REMEMBERED];
};

em_status em_day_finder_new(em_day_finder **out, em_str timezone, em_error *err)
{
    *out = NULL;
    UChar zone[128];
    UErrorCode code = U_ZERO_ERROR;
    int32_t zone_len = 0;
    u_strFromUTF8(zone, 127, &zone_len, timezone.data, (int32_t)timezone.len, &code);
    em_day_finder *finder = em_mem_zalloc(1, sizeof *finder);
    if (!finder)
        return em_error_set(err, EM_E_MEMORY, "no memory");
    finder->calendar = ucal_open(zone, zone_len, "en", UCAL_GREGORIAN, &code);
    /* The proleptic Gregorian calendar, as ISO 8601 has it. */
    ucal_setGregorianChange(finder->calendar, -1e17, &code);
    if (U_FAILURE(code)) {
        em_day_finder_free(finder);
        return em_error_set(err, EM_E_SYSTEM, "ICU has no calendar for time zone \"%.*s\" (%s)",
                            EM_STR_ARG(timezone), u_errorName(code));
    }
    *out = finder;
    return EM_OK;
}

void em_day_finder_free(em_day_finder *finder)
{
    if (!finder)
        return;
    if (finder->calendar)
        ucal_close(finder->calendar);
    em_mem_free(finder);
}

static void look_up(em_day_finder *finder, remembered_day *day, int64_t seconds)
{
    UErrorCode code = U_ZERO_ERROR;
    UCalendar *calendar = finder->calendar;
    ucal_setMillis(calendar, (double)seconds * 1000, &code);
    int32_t year = ucal_get(calendar, UCAL_EXTENDED_YEAR, &code);
    int32_t month = ucal_get(calendar, UCAL_MONTH, &code) + 1;
    int32_t date = ucal_get(calendar, UCAL_DATE, &code);
    ucal_set(calendar, UCAL_HOUR_OF_DAY, 0);
    ucal_set(calendar, UCAL_MINUTE, 0);
    ucal_set(calendar, UCAL_SECOND, 0);
    ucal_set(calendar, UCAL_MILLISECOND, 0);
    double from = ucal_getMillis(calendar, &code);
    ucal_add(calendar, UCAL_DATE, 1, &code);
    double to = ucal_getMillis(calendar, &code);
    if (U_FAILURE(code)) {
        *day = (remembered_day){ 0 };
        return;
    }
    day->from = (int64_t)(from / 1000);
    day->to = (int64_t)(to / 1000);
    snprintf(day->id, sizeof day->id, "%04d-%02d-%02d", year, month, date);
}

em_str em_day_find(em_day_finder *finder, int64_t seconds)
{
    if (seconds < SECONDS_MIN || seconds > SECONDS_MAX)
        return EM_STR("");
    uint64_t number = (uint64_t)(seconds - SECONDS_MIN) / DAY_SECONDS;
    /* A day of the zone lies in two days of UTC: try both places before asking ICU. */
    remembered_day *here = &finder->days[number % REMEMBERED];
    remembered_day *other = &finder->days[(number + REMEMBERED - 1) % REMEMBERED];
    if (seconds >= here->from && seconds < here->to)
        return em_str_from(here->id);
    if (seconds >= other->from && seconds < other->to)
        return em_str_from(other->id);
    look_up(finder, here, seconds);
    return em_str_from(here->id);
}
