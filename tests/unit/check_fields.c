/* analyzer/reader/times.c, civil.c, counts.c: times and counts as exports write them. */
#include "base/str.h"
#include "reader/fields.h"

#include "support/check_main.h"

#include <stdio.h>
#include <string.h>

/* Expected seconds by GNU date -u -d. */
#define COLLECTED 1666200000 /* 2022-10-19T17:20:00Z */

static const struct {
    const char *text, *zone;
    int64_t seconds; /* -1: unknown */
    bool estimated, zoned;
} TIMES[] = {
    { "2022-10-19T23:44:36+08:00", NULL, 1666194276, false, true },
    { "2022-10-19T15:44:36Z", NULL, 1666194276, false, true },
    { "2022-10-19T15:44:36.123Z", NULL, 1666194276, false, true },
    { "2013-03-28T13:33:30+0000", NULL, 1364477610, false, true },
    { "Wed Oct 19 23:44:36 +0800 2022", NULL, 1666194276, false, true },
    { "Wed, 19 Oct 2022 15:44:36 GMT", NULL, 1666194276, false, true },
    { "2022-10-19 15:44:36", NULL, 1666194276, false, false },
    { "2022-10-19 23:44:36", "Asia/Shanghai", 1666194276, false, false },
    { "2018-05-19 11:00:00", "Europe/London", 1526724000, false, false },
    { "2018-05-19 11:00:00 BST", NULL, 1526724000, false, true },
    { "2022/10/19 15:44", NULL, 1666194240, false, false },
    { "2022年10月19日 15:44", NULL, 1666194240, false, false },
    { "2022年10月19日", NULL, 1666137600, false, false },
    { "19-May-2018 02:01PM", NULL, 1526738460, false, false },
    { "Oct 19, 2022 3:44 PM", NULL, 1666194240, false, false },
    { "19/10/2022 15:44", NULL, 1666194240, false, false },
    { "10/19/2022", NULL, 1666137600, false, false },
    { "10/11/2022", NULL, -1, false, false },
    { "2018-05-19 14:01:12.0", NULL, 1526738472, false, false },
    { "1666194276", NULL, 1666194276, false, true },
    { "1666194276000", NULL, 1666194276, false, true },
    { "1571443836.5", NULL, 1571443836, false, true },
    { "20221019", NULL, 1666137600, false, false },
    { "3天前", NULL, COLLECTED - 3 * 86400, true, true },
    { "5分钟前", NULL, COLLECTED - 300, true, true },
    { "2 weeks ago", NULL, COLLECTED - 14 * 86400, true, true },
    { "2 weeks ago (edited)", NULL, COLLECTED - 14 * 86400, true, true },
    { "a day ago", NULL, COLLECTED - 86400, true, true },
    { "1 month ago", NULL, 1663608000, true, true },
    { "刚刚", NULL, COLLECTED, true, true },
    { "昨天 12:30", NULL, 1666096200, true, false },
    { "10月19日 15:44 来自 iPhone客户端", NULL, 1666194240, true, false },
    { "12-31", NULL, 1640908800, true, false },
    { "", NULL, -1, false, false },
    { "soon", NULL, -1, false, false },
    { "2022-13-19", NULL, -1, false, false },
    { "2021-02-29", NULL, -1, false, false },
    { "999999999999999999999", NULL, -1, false, false },
};

START_TEST(times_are_read_as_people_write_them)
{
    em_zone_rules *zone;
    em_error err;
    ck_assert_int_eq(em_zone_rules_new(&zone, TIMES[_i].zone, &err), EM_OK);
    em_time collected = { .seconds = COLLECTED, .known = true };
    em_time got = em_time_parse(em_str_from(TIMES[_i].text), zone, collected, EM_DATES_OPEN);
    ck_assert_msg(got.known == (TIMES[_i].seconds >= 0), "%s", TIMES[_i].text);
    if (got.known) {
        ck_assert_msg(got.seconds == TIMES[_i].seconds, "%s: %lld", TIMES[_i].text,
                      (long long)got.seconds);
        ck_assert_int_eq(got.estimated, TIMES[_i].estimated);
        ck_assert_int_eq(got.zoned, TIMES[_i].zoned);
    }
    em_zone_rules_free(zone);
}
END_TEST

START_TEST(relative_times_need_a_time_of_collection)
{
    const char *const texts[] = { "3天前", "2 weeks ago", "昨天 12:30", "10月19日 15:44" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert(
            !em_time_parse(em_str_from(texts[i]), NULL, (em_time){ .known = false }, EM_DATES_OPEN)
                 .known);
}
END_TEST

static const struct {
    const char *text;
    em_date_order dates;
    const char *read; /* "": it stays unread */
} DAY_MONTH[] = {
    { "05/06/2025", EM_DATES_DAY_FIRST, "2025-06-05T00:00:00Z" },
    { "05/06/2025", EM_DATES_MONTH_FIRST, "2025-05-06T00:00:00Z" },
    { "05/06/2025", EM_DATES_OPEN, "" },
    { "5.6.25 14:05", EM_DATES_DAY_FIRST, "2025-06-05T14:05:00Z" },
    { "25/06/2025", EM_DATES_MONTH_FIRST, "2025-06-25T00:00:00Z" },
    { "06/25/2025", EM_DATES_DAY_FIRST, "2025-06-25T00:00:00Z" },
    { "06/06/2025", EM_DATES_OPEN, "2025-06-06T00:00:00Z" },
    { "31/02/2025", EM_DATES_DAY_FIRST, "" },
    { "2025-06-05", EM_DATES_DAY_FIRST, "2025-06-05T00:00:00Z" },
};

START_TEST(a_date_is_read_day_first_or_month_first)
{
    char read[EM_TIME_TEXT_BYTES] = "";
    em_time none = { .known = false };
    em_time got = em_time_parse(em_str_from(DAY_MONTH[_i].text), NULL, none, DAY_MONTH[_i].dates);
    if (got.known)
        em_time_format(read, got.seconds);
    ck_assert_str_eq(read, DAY_MONTH[_i].read);
    ck_assert_int_eq(got.unread, !got.known);
}
END_TEST

START_TEST(dates_tell_their_order)
{
    em_date_order tells;
    ck_assert(em_time_is_day_month(EM_STR("25/06/2025 10:00"), &tells));
    ck_assert_int_eq(tells, EM_DATES_DAY_FIRST);
    ck_assert(em_time_is_day_month(EM_STR("6/25/2025"), &tells));
    ck_assert_int_eq(tells, EM_DATES_MONTH_FIRST);
    ck_assert(em_time_is_day_month(EM_STR("05/06/2025"), &tells));
    ck_assert_int_eq(tells, EM_DATES_OPEN);
    ck_assert(em_time_is_day_month(EM_STR("25/13/2025"), &tells));
    ck_assert_int_eq(tells, EM_DATES_OPEN);
    ck_assert(!em_time_is_day_month(EM_STR("2025-06-05"), &tells));
    ck_assert(!em_time_is_day_month(EM_STR("10:25"), &tells));
    ck_assert(!em_time_is_day_month(EM_STR(""), &tells));
}
END_TEST

START_TEST(what_is_empty_is_not_unread)
{
    em_time none = { .known = false };
    ck_assert(!em_time_parse(EM_STR(" "), NULL, none, EM_DATES_OPEN).unread);
    ck_assert(em_time_parse(EM_STR("soon"), NULL, none, EM_DATES_OPEN).unread);
    ck_assert(em_time_is_relative(EM_STR("3天前")));
    ck_assert(em_time_is_relative(EM_STR("10-19")));
    ck_assert(!em_time_is_relative(EM_STR("soon")));
}
END_TEST

START_TEST(an_unknown_zone_is_refused)
{
    em_zone_rules *zone;
    em_error err;
    ck_assert_int_eq(em_zone_rules_new(&zone, "Europe/Nowhere", &err), EM_E_USAGE);
    ck_assert_ptr_null(zone);
}
END_TEST

START_TEST(a_time_is_written_as_it_was_read)
{
    char text[EM_TIME_TEXT_BYTES];
    uint32_t random = 7;
    for (int i = 0; i < 20000; i++) {
        random = random * 1664525u + 1013904223u;
        int64_t seconds = (int64_t)random * 3 - 2000000000;
        em_time_format(text, seconds);
        em_time got = em_time_parse(em_str_from(text), NULL, (em_time){ .known = false },
                                    EM_DATES_OPEN);
        ck_assert(got.known);
        ck_assert_int_eq(got.seconds, seconds);
    }
}
END_TEST

static uint32_t random_state = 7;

static unsigned below(unsigned n)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % n;
}

/* A blank before it takes a text past the short cut for the usual form. */
START_TEST(the_usual_form_is_read_as_any_other)
{
    static const char *const USUAL[] = { "2011-04-29T12:30:59",      "2024-02-29 00:00:00",
                                         "1999-12-31T23:59:60Z",     "2011-04-29T12:30:59+08:00",
                                         "2011-04-29 12:30:59-0330", "2011-04-29T12:30:59+0800 " };
    static const char BYTES[] = "0123456789-+:TZ ./t";
    for (int i = 0; i < 200000; i++) {
        char text[40] = " ";
        strcat(text, USUAL[below(sizeof USUAL / sizeof *USUAL)]);
        for (unsigned changes = below(4); changes; changes--)
            text[1 + below((unsigned)strlen(text) - 1)] = BYTES[below(sizeof BYTES - 1)];
        em_time known = { .known = false };
        em_time slow = em_time_parse(em_str_from(text), NULL, known, EM_DATES_OPEN);
        em_time fast = em_time_parse(em_str_from(text + 1), NULL, known, EM_DATES_OPEN);
        ck_assert_msg(slow.known == fast.known && slow.seconds == fast.seconds &&
                          slow.zoned == fast.zoned && slow.estimated == fast.estimated,
                      "%s", text);
    }
}
END_TEST

static const char *const ZONES[] = { "Europe/London", "Australia/Lord_Howe", "America/St_Johns",
                                     "Asia/Shanghai", "Africa/Casablanca",   "Pacific/Apia" };

START_TEST(what_a_zone_remembers_changes_no_time)
{
    em_zone_rules *used, *fresh;
    em_error err;
    ck_assert_int_eq(em_zone_rules_new(&used, ZONES[_i], &err), EM_OK);
    for (int i = 0; i < 4000; i++) {
        char text[32];
        em_time none = { .known = false };
        snprintf(text, sizeof text, "%04u-%02u-%02u %02u:%02u:00", 1985 + below(40), 1 + below(12),
                 1 + below(28), below(24), below(60));
        ck_assert_int_eq(em_zone_rules_new(&fresh, ZONES[_i], &err), EM_OK);
        em_time got = em_time_parse(em_str_from(text), used, none, EM_DATES_OPEN);
        ck_assert_int_eq(got.seconds,
                         em_time_parse(em_str_from(text), fresh, none, EM_DATES_OPEN).seconds);
        ck_assert(got.known);
        em_zone_rules_free(fresh);
    }
    em_zone_rules_free(used);
}
END_TEST

static const struct {
    const char *text;
    int64_t count;
} COUNTS[] = {
    { "12", 12 },
    { "1,234", 1234 },
    { "1.2K", 1200 },
    { "1.25k", 1250 },
    { "3M", 3000000 },
    { "1.2万", 12000 },
    { "2.5w", 25000 },
    { "1亿", 100000000 },
    { "3 likes", 3 },
    { "0", 0 },
    { "3.0", 3 },
    { "1.234", 1234 },
    { "-5", -5 },
    { "", EM_LIKES_UNKNOWN },
    { "赞", EM_LIKES_UNKNOWN },
    { "many", EM_LIKES_UNKNOWN },
    { "99999999999999999999", EM_LIKES_UNKNOWN },
    { "999999999999999亿", EM_LIKES_UNKNOWN },
};

START_TEST(counts_are_read_as_people_write_them)
{
    ck_assert_int_eq(em_count_parse(em_str_from(COUNTS[_i].text)), COUNTS[_i].count);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, times_are_read_as_people_write_them, 0,
                        sizeof TIMES / sizeof *TIMES);
    tcase_add_loop_test(tests, a_date_is_read_day_first_or_month_first, 0,
                        sizeof DAY_MONTH / sizeof *DAY_MONTH);
    tcase_add_test(tests, dates_tell_their_order);
    tcase_add_test(tests, what_is_empty_is_not_unread);
    tcase_add_test(tests, the_usual_form_is_read_as_any_other);
    tcase_add_loop_test(tests, what_a_zone_remembers_changes_no_time, 0,
                        sizeof ZONES / sizeof *ZONES);
    tcase_add_test(tests, relative_times_need_a_time_of_collection);
    tcase_add_test(tests, an_unknown_zone_is_refused);
    tcase_add_test(tests, a_time_is_written_as_it_was_read);
    tcase_add_loop_test(tests, counts_are_read_as_people_write_them, 0,
                        sizeof COUNTS / sizeof *COUNTS);
}

CHECK_MAIN("fields", add_tests)
