/*
 * Times as exports write them: cut into numbers, words and marks, whose pattern decides.
 */
#include "reader/civil.h"

#include "base/str.h"

#include <stdio.h>

/* --- pieces --------------------------------------------------------------------------------- */

typedef enum piece_kind { PIECE_NUMBER, PIECE_WORD, PIECE_MARK } piece_kind;

typedef struct piece {
    piece_kind kind;
    em_str text;
    int64_t value; /* of a number */
    bool after_blank;
} piece;

#define PIECES_MAX 32

typedef struct pieces {
    piece items[PIECES_MAX];
    size_t count;
} pieces;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool cut_pieces(pieces *out, em_str text)
{
    out->count = 0;
    bool blank = false;
    for (size_t at = 0; at < text.len;) {
        char c = text.data[at];
        if (c == ' ' || c == '\t') {
            blank = true;
            at++;
            continue;
        }
        if (out->count == PIECES_MAX)
            return false;
        size_t start = at;
        piece *p = &out->items[out->count++];
        *p = (piece){ .kind = PIECE_MARK, .after_blank = blank };
        blank = false;
        if (is_digit(c)) {
            p->kind = PIECE_NUMBER;
            for (; at < text.len && is_digit(text.data[at]); at++) {
                if (at - start >= 18)
                    return false;
                p->value = p->value * 10 + (text.data[at] - '0');
            }
        } else if (is_word_byte(c)) {
            p->kind = PIECE_WORD;
            while (at < text.len && is_word_byte(text.data[at]))
                at++;
        } else {
            at++;
        }
        p->text = (em_str){ text.data + start, at - start };
    }
    return out->count > 0;
}

static bool is_mark(const pieces *p, size_t at, char c)
{
    return at < p->count && p->items[at].kind == PIECE_MARK && p->items[at].text.data[0] == c;
}

static bool is_number(const pieces *p, size_t at)
{
    return at < p->count && p->items[at].kind == PIECE_NUMBER;
}

static bool is_word(const pieces *p, size_t at, const char *word)
{
    return at < p->count && p->items[at].kind == PIECE_WORD &&
           em_str_eq_ascii_case(p->items[at].text, em_str_from(word));
}

static int month_of(em_str word)
{
    static const char *const MONTHS[] = { "january",   "february", "march",    "april",
                                          "may",       "june",     "july",     "august",
                                          "september", "october",  "november", "december" };
    for (int i = 0; i < 12; i++) {
        em_str month = em_str_from(MONTHS[i]);
        if (em_str_eq_ascii_case(word, month) ||
            (word.len == 3 && em_str_eq_ascii_case(word, (em_str){ month.data, 3 })))
            return i + 1;
    }
    return em_str_eq_ascii_case(word, EM_STR("sept")) ? 9 : 0;
}

static bool is_month(const pieces *p, size_t at, int *month)
{
    *month = at < p->count && p->items[at].kind == PIECE_WORD ? month_of(p->items[at].text) : 0;
    return *month != 0;
}

static int full_year(const piece *p)
{
    int year = (int)(p->value > 99999 ? 99999 : p->value);
    return p->text.len == 2 ? (year < 70 ? 2000 + year : 1900 + year) : year;
}

/* --- clock and zone -------------------------------------------------------------------------- */

static void take_half_day(const pieces *p, size_t *at, em_civil *t)
{
    bool late = is_word(p, *at, "pm") || is_word(p, *at, "下午") || is_word(p, *at, "晚上");
    bool early = is_word(p, *at, "am") || is_word(p, *at, "上午") || is_word(p, *at, "凌晨");
    if (!late && !early)
        return;
    ++*at;
    if (late && t->hour < 12)
        t->hour += 12;
    else if (early && t->hour == 12)
        t->hour = 0;
}

/* HH:MM[:SS[.fff]] [am|pm]; false where there is none, *at then stays. */
static bool take_clock(const pieces *p, size_t *at, em_civil *t)
{
    size_t i = *at;
    bool late = is_word(p, i, "下午") || is_word(p, i, "晚上");
    if (late || is_word(p, i, "上午") || is_word(p, i, "凌晨") || is_word(p, i, "中午"))
        i++;
    if (!is_number(p, i))
        return false;
    t->hour = (int)(p->items[i].value % 1000);
    if ((is_mark(p, i + 1, ':') || is_word(p, i + 1, "时") || is_word(p, i + 1, "點") ||
         is_word(p, i + 1, "点")) &&
        is_number(p, i + 2)) {
        t->minute = (int)(p->items[i + 2].value % 1000);
        i += 3;
    } else if (is_word(p, i + 1, "am") || is_word(p, i + 1, "pm")) {
        t->minute = 0;
        i++;
    } else {
        return false;
    }
    if (is_word(p, i, "分"))
        i++;
    if ((is_mark(p, i, ':') && is_number(p, i + 1))) {
        t->second = (int)(p->items[i + 1].value % 1000);
        i += 2;
        if ((is_mark(p, i, '.') || is_mark(p, i, ',')) && is_number(p, i + 1))
            i += 2;
    } else if (is_number(p, i) && is_word(p, i + 1, "秒")) {
        t->second = (int)(p->items[i].value % 1000);
        i += 2;
    }
    if (late && t->hour < 12)
        t->hour += 12;
    take_half_day(p, &i, t);
    t->has_clock = true;
    *at = i;
    return true;
}

/* Abbreviations that mean one zone alone (CST does not: China's, or the American Central's). */
static const struct {
    const char *name;
    int hours;
} ZONE_NAMES[] = {
    { "z", 0 },    { "utc", 0 },  { "gmt", 0 },  { "bst", 1 },  { "cet", 1 },  { "cest", 2 },
    { "hkt", 8 },  { "sgt", 8 },  { "jst", 9 },  { "est", -5 }, { "edt", -4 }, { "cdt", -5 },
    { "mst", -7 }, { "mdt", -6 }, { "pst", -8 }, { "pdt", -7 },
};

static bool take_zone_name(const pieces *p, size_t *at, em_civil *t)
{
    for (size_t i = 0; i < sizeof ZONE_NAMES / sizeof *ZONE_NAMES; i++)
        if (is_word(p, *at, ZONE_NAMES[i].name)) {
            t->zoned = true;
            t->offset = ZONE_NAMES[i].hours * EM_HOUR;
            ++*at;
            return true;
        }
    return false;
}

/* A name, +08:00, +0800, +08, or GMT+8; true also where there is none. */
static bool take_zone(const pieces *p, size_t *at, em_civil *t)
{
    size_t i = *at;
    take_zone_name(p, &i, t);
    if ((is_mark(p, i, '+') || is_mark(p, i, '-')) && is_number(p, i + 1)) {
        int sign = is_mark(p, i, '-') ? -1 : 1;
        const piece *n = &p->items[i + 1];
        int hours = (int)(n->text.len > 2 ? n->value / 100 : n->value);
        int minutes = (int)(n->text.len > 2 ? n->value % 100 : 0);
        i += 2;
        if (is_mark(p, i, ':') && is_number(p, i + 1)) {
            minutes = (int)p->items[i + 1].value;
            i += 2;
        }
        if (n->text.len > 4 || hours > 15 || minutes > 59)
            return false;
        t->offset = sign * (hours * EM_HOUR + minutes * EM_MINUTE);
        t->zoned = true;
    }
    *at = i;
    return true;
}

/* --- dates --------------------------------------------------------------------------------------
 */

static bool is_date_mark(const pieces *p, size_t at)
{
    return is_mark(p, at, '-') || is_mark(p, at, '/') || is_mark(p, at, '.');
}

static bool set_date(em_civil *t, int year, int64_t month, int64_t day)
{
    t->year = year;
    t->month = (int)(month % 1000);
    t->day = (int)(day % 1000);
    t->has_year = true;
    return true;
}

/* 19/10/2022, 10/19/22: two numbers of at most two digits and a year; *at stays. */
static bool is_day_month(const pieces *p, size_t at)
{
    return is_number(p, at) && is_date_mark(p, at + 1) && is_number(p, at + 2) &&
           is_date_mark(p, at + 3) && is_number(p, at + 4) && p->items[at].text.len <= 2 &&
           p->items[at + 2].text.len <= 2 &&
           (p->items[at + 4].text.len == 4 || p->items[at + 4].text.len == 2);
}

/* What the two numbers say by themselves; open where both can be a month. */
static em_date_order order_of(int64_t first, int64_t second)
{
    if (first > 12 && first <= 31 && second >= 1 && second <= 12)
        return EM_DATES_DAY_FIRST;
    if (second > 12 && second <= 31 && first >= 1 && first <= 12)
        return EM_DATES_MONTH_FIRST;
    return EM_DATES_OPEN;
}

static bool take_day_month(const pieces *p, size_t *at, em_civil *t, em_date_order dates)
{
    int64_t first = p->items[*at].value, second = p->items[*at + 2].value;
    int year = full_year(&p->items[*at + 4]);
    em_date_order told = order_of(first, second);
    if (told == EM_DATES_OPEN)
        told = dates == EM_DATES_OPEN && first == second ? EM_DATES_DAY_FIRST : dates;
    if (told == EM_DATES_OPEN)
        return false;
    *at += 5;
    return told == EM_DATES_DAY_FIRST ? set_date(t, year, second, first)
                                      : set_date(t, year, first, second);
}

/* 2022-10-19, 2022/10/19, 19/10/2022, 10-19 */
static bool take_number_date(const pieces *p, size_t *at, em_civil *t, em_date_order dates)
{
    size_t i = *at;
    if (!is_number(p, i) || !is_date_mark(p, i + 1) || !is_number(p, i + 2))
        return false;
    int64_t a = p->items[i].value, b = p->items[i + 2].value;
    if (!is_date_mark(p, i + 3) || !is_number(p, i + 4)) {
        if (p->items[i].text.len > 2 || !is_mark(p, i + 1, '-'))
            return false;
        t->month = (int)a;
        t->day = (int)b;
        *at = i + 3;
        return true;
    }
    if (p->items[i].text.len != 4)
        return is_day_month(p, i) && take_day_month(p, at, t, dates);
    *at = i + 5;
    return set_date(t, (int)a, b, p->items[i + 4].value);
}

/* 2022年10月19日, 10月19日 */
static bool take_chinese_date(const pieces *p, size_t *at, em_civil *t)
{
    size_t i = *at;
    if (is_number(p, i) && is_word(p, i + 1, "年")) {
        t->year = full_year(&p->items[i]);
        t->has_year = true;
        i += 2;
    }
    if (!is_number(p, i) || !is_word(p, i + 1, "月") || !is_number(p, i + 2) ||
        !(is_word(p, i + 3, "日") || is_word(p, i + 3, "号")))
        return false;
    t->month = (int)(p->items[i].value % 1000);
    t->day = (int)(p->items[i + 2].value % 1000);
    *at = i + 4;
    return true;
}

/* [Wed,] 19 Oct 2022; 19-Oct-22; Oct 19[,] 2022; Oct 19 (year at the end or missing) */
static bool take_named_date(const pieces *p, size_t *at, em_civil *t)
{
    size_t i = *at;
    int month;
    if (i < p->count && p->items[i].kind == PIECE_WORD && !is_month(p, i, &month))
        i += is_mark(p, i + 1, ',') || is_mark(p, i + 1, '.') ? 2 : 1;
    if (is_number(p, i)) {
        size_t m = i + 1 + is_date_mark(p, i + 1);
        if (!is_month(p, m, &month))
            return false;
        t->day = (int)(p->items[i].value % 1000);
        i = m + 1;
    } else {
        if (!is_month(p, i, &month) || !is_number(p, i + 1 + is_mark(p, i + 1, '.')))
            return false;
        i += 1 + is_mark(p, i + 1, '.');
        t->day = (int)(p->items[i].value % 1000);
        i++;
    }
    t->month = month;
    i += is_mark(p, i, ',') || is_date_mark(p, i);
    if (is_number(p, i) && !is_mark(p, i + 1, ':') &&
        (p->items[i].text.len == 4 || p->items[i].text.len == 2)) {
        t->year = full_year(&p->items[i]);
        t->has_year = true;
        i++;
    }
    *at = i + is_mark(p, i, ',');
    return true;
}

/* 20221019, 20221019 234436 */
static bool take_compact_date(const pieces *p, size_t *at, em_civil *t)
{
    if (!is_number(p, *at) || p->items[*at].text.len != 8)
        return false;
    int64_t n = p->items[*at].value;
    ++*at;
    return set_date(t, (int)(n / 10000), n / 100 % 100, n % 100);
}

static bool take_date(const pieces *p, size_t *at, em_civil *t, em_date_order dates)
{
    return take_number_date(p, at, t, dates) || take_chinese_date(p, at, t) ||
           take_named_date(p, at, t) || take_compact_date(p, at, t);
}

/* --- relative times -----------------------------------------------------------------------------
 */

static const struct {
    const char *word;
    int64_t seconds; /* 0: months, by `months` */
    int months;
} UNITS[] = {
    { "second", 1, 0 },
    { "sec", 1, 0 },
    { "minute", EM_MINUTE, 0 },
    { "min", EM_MINUTE, 0 },
    { "hour", EM_HOUR, 0 },
    { "hr", EM_HOUR, 0 },
    { "day", EM_DAY, 0 },
    { "week", 7 * EM_DAY, 0 },
    { "month", 0, 1 },
    { "year", 0, 12 },
    { "秒", 1, 0 },
    { "秒钟", 1, 0 },
    { "分钟", EM_MINUTE, 0 },
    { "分鐘", EM_MINUTE, 0 },
    { "分", EM_MINUTE, 0 },
    { "小时", EM_HOUR, 0 },
    { "小時", EM_HOUR, 0 },
    { "个小时", EM_HOUR, 0 },
    { "天", EM_DAY, 0 },
    { "日", EM_DAY, 0 },
    { "周", 7 * EM_DAY, 0 },
    { "週", 7 * EM_DAY, 0 },
    { "星期", 7 * EM_DAY, 0 },
    { "个月", 0, 1 },
    { "個月", 0, 1 },
    { "月", 0, 1 },
    { "年", 0, 12 },
    { "个星期", 7 * EM_DAY, 0 },
};

static bool strip_suffix(em_str *s, em_str suffix)
{
    if (s->len <= suffix.len || memcmp(s->data + s->len - suffix.len, suffix.data, suffix.len) != 0)
        return false;
    s->len -= suffix.len;
    return true;
}

static int64_t months_before(int64_t from, int64_t months)
{
    em_civil t = { .year = 1 };
    int64_t days = from / EM_DAY - (from % EM_DAY < 0);
    em_civil__of_days(days, &t.year, &t.month, &t.day);
    int64_t index = (int64_t)t.year * 12 + t.month - 1 - months;
    t.year = (int)(index / 12);
    t.month = (int)(index % 12) + 1;
    t.hour = t.minute = t.second = 0;
    while (!em_civil__is_sound(&t) && t.day > 28)
        t.day--;
    return em_civil__days(t.year, t.month, t.day) * EM_DAY + (from - days * EM_DAY);
}

/* "3天前", "2 weeks ago", "2 weeks ago (edited)", "刚刚" */
static bool parse_ago(const pieces *p, em_time collected, int64_t *seconds)
{
    if (is_word(p, 0, "刚刚") || is_word(p, 0, "剛剛") ||
        (is_word(p, 0, "just") && is_word(p, 1, "now"))) {
        *seconds = collected.seconds;
        return true;
    }
    size_t word = is_number(p, 0) ? 1 : 0;
    int64_t amount = word ? p->items[0].value : 1;
    if (!word && (is_word(p, 0, "a") || is_word(p, 0, "an")))
        word = 1;
    if (word >= p->count || p->items[word].kind != PIECE_WORD || amount > 100000)
        return false;
    em_str unit = p->items[word].text;
    bool ago = strip_suffix(&unit, EM_STR("前")) || strip_suffix(&unit, EM_STR("之前")) ||
               is_word(p, word + 1, "ago");
    if (!ago)
        return false;
    strip_suffix(&unit, EM_STR("以"));
    if (unit.len > 1 && (unit.data[unit.len - 1] == 's'))
        unit.len--;
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        if (!em_str_eq_ascii_case(unit, em_str_from(UNITS[i].word)))
            continue;
        *seconds = UNITS[i].seconds ? collected.seconds - amount * UNITS[i].seconds
                                    : months_before(collected.seconds, amount * UNITS[i].months);
        return true;
    }
    return false;
}

/* "今天 12:30", "昨天 08:05", "Yesterday at 3:00 PM" */
static bool take_day_word(const pieces *p, size_t *at, em_civil *t, em_time collected,
                          em_zone_rules *zone)
{
    int back = is_word(p, *at, "今天") || is_word(p, *at, "today")       ? 0
               : is_word(p, *at, "昨天") || is_word(p, *at, "yesterday") ? 1
               : is_word(p, *at, "前天")                                 ? 2
                                                                         : -1;
    if (back < 0)
        return false;
    em_civil__date_of(collected.seconds - back * (int64_t)EM_DAY, zone, t);
    t->has_year = true;
    *at += is_word(p, *at + 1, "at") ? 2 : 1;
    return true;
}

/* --- epoch
 * ----------------------------------------------------------------------------------------- */

static bool parse_epoch(const pieces *p, int64_t *seconds)
{
    if (!is_number(p, 0) ||
        !(p->count == 1 || (p->count == 3 && is_mark(p, 1, '.') && is_number(p, 2))))
        return false;
    int64_t value = p->items[0].value;
    switch (p->items[0].text.len) {
    case 9:
    case 10:
        *seconds = value;
        return true;
    case 13:
        *seconds = value / 1000;
        return true;
    case 16:
        *seconds = value / 1000000;
        return true;
    default:
        return false;
    }
}

/* --- all together
 * ------------------------------------------------------------------------------------ */

/* The year that puts a date without one at or before the time of collection. */
static void guess_year(em_civil *t, em_time collected, em_zone_rules *zone)
{
    em_civil now = { .year = 1 };
    em_civil__date_of(collected.seconds, zone, &now);
    bool later = t->month > now.month || (t->month == now.month && t->day > now.day);
    t->year = now.year - later;
}

/* Two digits from `at` on; -1 where there are none. */
static int two_digits(const char *at)
{
    return is_digit(at[0]) && is_digit(at[1]) ? (at[0] - '0') * 10 + (at[1] - '0') : -1;
}

#define ISO_LEN (sizeof "2011-04-29T12:30:00" - 1)

/*
 * "2011-04-29T12:30:00" or with a blank, then nothing, "Z", "+08:00" or "+0800": as most exports
 * write it. False for anything else, also where a number is too large.
 */
static bool take_iso(em_civil *t, em_str text)
{
    const char *s = text.data;
    if (text.len < ISO_LEN || s[4] != '-' || s[7] != '-' || (s[10] != 'T' && s[10] != ' ') ||
        s[13] != ':' || s[16] != ':')
        return false;
    int century = two_digits(s), year = two_digits(s + 2);
    *t = (em_civil){ .year = century * 100 + year,
                     .month = two_digits(s + 5),
                     .day = two_digits(s + 8),
                     .hour = two_digits(s + 11),
                     .minute = two_digits(s + 14),
                     .second = two_digits(s + 17) };
    if (century < 0 || year < 0 || !em_civil__is_sound(t))
        return false;
    text = (em_str){ s + ISO_LEN, text.len - ISO_LEN };
    if (text.len == 0)
        return true;
    t->zoned = true;
    if (text.len == 1)
        return text.data[0] == 'Z';
    if ((text.data[0] != '+' && text.data[0] != '-') || (text.len != 5 && text.len != 6) ||
        (text.len == 6 && text.data[3] != ':'))
        return false;
    int hours = two_digits(text.data + 1), minutes = two_digits(text.data + text.len - 2);
    t->offset = (text.data[0] == '-' ? -1 : 1) * (hours * EM_HOUR + minutes * EM_MINUTE);
    return hours >= 0 && hours <= 15 && minutes >= 0 && minutes <= 59;
}

/* "10月19日 23:44 来自 iPhone客户端": what stands before the place, cut into pieces. */
static bool cut_time(pieces *out, em_str text)
{
    const char *place = memmem(text.data, text.len, "来自", strlen("来自"));
    if (place)
        text.len = (size_t)(place - text.data);
    return cut_pieces(out, em_str_trim(text));
}

em_time em_time_parse(em_str text, em_zone_rules *zone, em_time collected, em_date_order dates)
{
    em_civil iso;
    if (take_iso(&iso, text))
        return (
            em_time){ .seconds = em_civil__to_utc(&iso, zone), .known = true, .zoned = iso.zoned };

    const em_time unknown = { .unread = em_str_trim(text).len > 0 };
    pieces p;
    int64_t seconds;
    if (!cut_time(&p, text))
        return unknown;
    if (parse_epoch(&p, &seconds))
        return (em_time){ .seconds = seconds, .known = true, .zoned = true };
    if (collected.known && parse_ago(&p, collected, &seconds))
        return (em_time){ .seconds = seconds, .known = true, .estimated = true, .zoned = true };
    em_civil t = { .year = 0 };
    size_t at = 0;
    bool relative = collected.known && take_day_word(&p, &at, &t, collected, zone);
    if (!relative && !take_date(&p, &at, &t, dates))
        return unknown;
    at += is_word(&p, at, "t") || is_word(&p, at, "at") || is_mark(&p, at, ',');
    take_clock(&p, &at, &t);
    if (!take_zone(&p, &at, &t))
        return unknown;
    if (!t.has_year && is_number(&p, at) && p.items[at].text.len == 4) { /* as ctime writes it */
        t.year = full_year(&p.items[at++]);
        t.has_year = true;
    }
    if (at != p.count || (!t.has_year && !collected.known))
        return unknown;
    bool estimated = relative || !t.has_year;
    if (!t.has_year)
        guess_year(&t, collected, zone);
    if (!em_civil__is_sound(&t))
        return unknown;
    return (em_time){ .seconds = em_civil__to_utc(&t, zone),
                      .known = true,
                      .estimated = estimated,
                      .zoned = t.zoned };
}

bool em_time_is_day_month(em_str text, em_date_order *tells)
{
    pieces p;
    if (!cut_time(&p, text) || !is_day_month(&p, 0))
        return false;
    *tells = order_of(p.items[0].value, p.items[2].value);
    return true;
}

bool em_time_is_relative(em_str text)
{
    const em_time any_time = { .seconds = 1000000000, .known = true };
    return em_time_parse(text, NULL, any_time, EM_DATES_OPEN).estimated;
}

const char *em_date_order_name(em_date_order order)
{
    return order == EM_DATES_DAY_FIRST     ? "day-first"
           : order == EM_DATES_MONTH_FIRST ? "month-first"
                                           : "";
}

static void put_digits(char *out, int count, int value)
{
    for (; count; value /= 10)
        out[--count] = (char)('0' + value % 10);
}

void em_time_format(char out[EM_TIME_TEXT_BYTES], int64_t seconds)
{
    static const char SHAPE[] = "0000-00-00T00:00:00Z";
    em_civil t = { .year = 0 };
    int64_t days = seconds / EM_DAY - (seconds % EM_DAY < 0);
    int rest = (int)(seconds - days * EM_DAY);
    em_civil__of_days(days, &t.year, &t.month, &t.day);
    if (t.year < 0 || t.year > 9999) {
        snprintf(out, EM_TIME_TEXT_BYTES, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.year, t.month, t.day,
                 rest / EM_HOUR, rest % EM_HOUR / EM_MINUTE, rest % EM_MINUTE);
        return;
    }
    memcpy(out, SHAPE, sizeof SHAPE);
    put_digits(out, 4, t.year);
    put_digits(out + 5, 2, t.month);
    put_digits(out + 8, 2, t.day);
    put_digits(out + 11, 2, rest / EM_HOUR);
    put_digits(out + 14, 2, rest % EM_HOUR / EM_MINUTE);
    put_digits(out + 17, 2, rest % EM_MINUTE);
}
