/* Times of a summary, which are UTC, as the clock of the campaign's time zone shows them. */
#include "report/build.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#define ZONE_MAX 128

static bool is_zone_known(const UCalendar *clock, UErrorCode *code)
{
    UChar id[ZONE_MAX];
    char utf8[3 * ZONE_MAX];
    int32_t len = ucal_getTimeZoneID(clock, id, ZONE_MAX, code);
    u_strToUTF8(utf8, sizeof utf8, NULL, id, len, code);
    return U_SUCCESS(*code) && strcmp(utf8, UCAL_UNKNOWN_ZONE_ID) != 0;
}

void em_build_open_clock(em_build *build)
{
    em_str name = em_build_string(build, build->summary, "campaign.timezone");
    UChar zone[ZONE_MAX];
    int32_t len = 0;
    UErrorCode code = U_ZERO_ERROR;
    if (!name.len)
        return;
    u_strFromUTF8(zone, ZONE_MAX, &len, name.data, (int32_t)name.len, &code);
    UCalendar *clock = ucal_open(zone, len, "en", UCAL_GREGORIAN, &code);
    if (U_SUCCESS(code) && is_zone_known(clock, &code)) {
        build->clock = clock;
        build->zone = name;
    } else if (clock) {
        ucal_close(clock);
    }
}

void em_build_close_clock(em_build *build)
{
    if (build->clock)
        ucal_close(build->clock);
    build->clock = NULL;
}

em_str em_build_zone(const em_build *build)
{
    return build->clock ? build->zone : EM_STR("UTC");
}

static em_str show(em_build *build, em_str utc)
{
    struct tm tm = { 0 };
    UErrorCode code = U_ZERO_ERROR;
    if (sscanf(utc.data, "%4d-%2d-%2dT%2d:%2d:%2dZ", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
               &tm.tm_hour, &tm.tm_min, &tm.tm_sec) != 6)
        return utc;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    UCalendar *clock = build->clock;
    ucal_setMillis(clock, (double)timegm(&tm) * 1000, &code);
    int year = ucal_get(clock, UCAL_EXTENDED_YEAR, &code);
    int month = ucal_get(clock, UCAL_MONTH, &code) + 1;
    int day = ucal_get(clock, UCAL_DATE, &code);
    int hour = ucal_get(clock, UCAL_HOUR_OF_DAY, &code);
    int minute = ucal_get(clock, UCAL_MINUTE, &code);
    return U_FAILURE(code) ? utc
                           : em_report_printf(build->report, "%04d-%02d-%02d %02d:%02d", year,
                                              month, day, hour, minute);
}

em_str em_build_time(em_build *build, const cJSON *object, const char *path)
{
    em_str time = em_build_string(build, object, path);
    bool known = time.len == 20 && time.data[4] == '-' && time.data[10] == 'T' &&
                 time.data[13] == ':' && time.data[19] == 'Z';
    if (known && build->clock)
        return show(build, time);
    return known ? em_report_printf(build->report, "%.10s %.5s", time.data, time.data + 11) : time;
}

void em_build_add_time_column(em_build *build, em_report_grid *table, em_phrase title)
{
    em_report_add_named_column(table, EM_BUILD_SAY_PLAIN(build, title, em_build_zone(build)),
                               EM_CELL_TEXT);
    em_report_keep_whole(table);
}
