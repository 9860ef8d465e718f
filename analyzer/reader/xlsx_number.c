/* Days and times behind a workbook's numbers. */
#include "reader/xlsx_number.h"

#include "base/str.h"

#include <math.h>
#include <stdio.h>

em_number_kind em_number_kind_of_id(unsigned id)
{
    if (id == 46)
        return EM_NUMBER_DURATION;
    if ((id >= 18 && id <= 21) || id == 45 || id == 47)
        return EM_NUMBER_TIME;
    /* 27 to 36 and 50 to 58 are dates in East Asian versions. */
    if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58))
        return EM_NUMBER_DATE;
    return EM_NUMBER_PLAIN;
}

/* What a format code shows. */
typedef struct shown {
    bool day, clock, elapsed, month_or_minute;
    unsigned letters; /* of y, m, d, h, s outside of brackets */
} shown;

/* Is what stands in brackets a count of hours, minutes or seconds? */
static bool is_elapsed(em_str inside)
{
    for (size_t i = 0; i < inside.len; i++)
        if (!strchr("hHmMsS", inside.data[i]))
            return false;
    return inside.len > 0;
}

static void show_letter(shown *parts, char letter)
{
    switch (letter | 0x20) {
    case 'y':
    case 'd':
        parts->day = true;
        break;
    case 'h':
    case 's':
        parts->clock = true;
        break;
    case 'm':
        parts->month_or_minute = true;
        break;
    default:
        return;
    }
    parts->letters++;
}

/* The first section of the code, quoted and escaped characters left out. */
static shown read_code(em_str code)
{
    shown parts = { .letters = 0 };
    for (size_t i = 0; i < code.len && code.data[i] != ';'; i++) {
        char c = code.data[i];
        if (c == '"' || c == '[') {
            em_str inside = { code.data + i + 1, code.len - i - 1 };
            const char *close = memchr(inside.data, c == '"' ? '"' : ']', inside.len);
            if (!close)
                break;
            inside.len = (size_t)(close - inside.data);
            parts.elapsed |= c == '[' && is_elapsed(inside);
            i += inside.len + 1;
        } else if (c == '\\' || c == '_' || c == '*') {
            i++;
        } else {
            show_letter(&parts, c);
        }
    }
    return parts;
}

em_number_kind em_number_kind_of_code(em_str code)
{
    if (em_str_eq_ascii_case(code, EM_STR("General")))
        return EM_NUMBER_PLAIN;
    shown parts = read_code(code);
    /* One part alone (D, [H]) is a count, not a moment: its number says more. */
    if (parts.letters + parts.elapsed < 2)
        return EM_NUMBER_PLAIN;
    if (parts.elapsed)
        return EM_NUMBER_DURATION;
    if (parts.day)
        return EM_NUMBER_DATE;
    if (parts.clock)
        return EM_NUMBER_TIME;
    return parts.month_or_minute ? EM_NUMBER_DATE : EM_NUMBER_PLAIN;
}

/* Day and month of the day that is `days` after 1970-01-01, by Hinnant's civil_from_days. */
static void civil_from_days(int64_t days, int *year, int *month, int *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    unsigned of_era = (unsigned)(days - era * 146097);
    unsigned year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    unsigned of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned shifted = (5 * of_year + 2) / 153;
    *day = (int)(of_year - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = (int)(year_of_era + era * 400) + (*month <= 2);
}

#define DAY_SECONDS 86400
#define DAYS_TO_1904 24107 /* from 1904-01-01 to 1970-01-01 */
#define DAYS_TO_1899 25569 /* from 1899-12-30 */
#define LAST_SERIAL 2958466.0

static void put_clock(char *out, size_t size, int64_t seconds)
{
    snprintf(out, size, "%02lld:%02d:%02d", (long long)(seconds / 3600), (int)(seconds / 60 % 60),
             (int)(seconds % 60));
}

bool em_number_format_date(char out[EM_NUMBER_DATE_BYTES], double serial, em_number_kind kind,
                           bool from_1904)
{
    if (!(serial >= 0 && serial < LAST_SERIAL))
        return false;
    int64_t seconds = (int64_t)floor(serial * DAY_SECONDS + 0.5);
    int64_t days = seconds / DAY_SECONDS, rest = seconds % DAY_SECONDS;
    if (kind == EM_NUMBER_DURATION || (kind == EM_NUMBER_TIME && days == 0)) {
        put_clock(out, EM_NUMBER_DATE_BYTES, seconds);
        return true;
    }
    int year, month, day;
    if (!from_1904 && days == 60) {
        year = 1900, month = 2, day = 29;
    } else {
        int64_t since_1970 = from_1904 ? days - DAYS_TO_1904 : days - DAYS_TO_1899 + (days < 60);
        civil_from_days(since_1970, &year, &month, &day);
    }
    int len = snprintf(out, EM_NUMBER_DATE_BYTES, "%04d-%02d-%02d", year, month, day);
    if (rest) {
        out[len++] = ' ';
        put_clock(out + len, EM_NUMBER_DATE_BYTES - (size_t)len, rest);
    }
    return true;
}
