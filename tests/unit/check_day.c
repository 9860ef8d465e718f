/* Times of a campaign; the wanted seconds are those of `TZ=ZONE date -d TIME +%s`. */
#include "lexicon/day.h"

#include "base/str.h"

#include "support/check_main.h"

static const struct {
    const char *text, *zone;
    int64_t seconds;
} TIMES[] = {
    { "1970-01-01", "UTC", 0 },
    { "2011-04-29", "UTC", 1304035200 },
    { "2011-04-29", "Asia/Shanghai", 1304006400 },
    { "2011-04-29", "Europe/London", 1304031600 },
    { "2011-04-29T10:00", "Europe/London", 1304067600 },
    { "2011-04-29 10:00:30", "UTC", 1304071230 },
    { "2011-04-29T10:00:30Z", "Asia/Shanghai", 1304071230 },
    { "2011-04-29T10:00:30+08:00", "UTC", 1304042430 },
    { "2011-04-29T10:00-03:30", "UTC", 1304083800 },
    { "2012-02-29", "UTC", 1330473600 },
    { "2000-03-01", "UTC", 951868800 },
};

START_TEST(times_are_read_in_their_zone)
{
    int64_t got = -1;
    ck_assert(em_day_parse(&got, em_str_from(TIMES[_i].text), em_str_from(TIMES[_i].zone)));
    ck_assert_int_eq(got, TIMES[_i].seconds);
}
END_TEST

static const char *const OTHERS[] = { "",
                                      "2011",
                                      "2011-4-29",
                                      "2011-02-29",
                                      "2011-13-01",
                                      "2011-04-31",
                                      "2011-04-29T25:00",
                                      "29.04.2011",
                                      "2011-04-29x",
                                      "2011-04-29T10:00z",
                                      "2011-04-29T10:00+8",
                                      "1969-12-31" };

START_TEST(what_is_no_time_is_refused)
{
    int64_t got;
    ck_assert_msg(!em_day_parse(&got, em_str_from(OTHERS[_i]), EM_STR("UTC")), "%s", OTHERS[_i]);
}
END_TEST

START_TEST(zones_are_those_of_iana)
{
    ck_assert(em_day_zone_exists(EM_STR("Asia/Shanghai")));
    ck_assert(em_day_zone_exists(EM_STR("UTC")));
    ck_assert(!em_day_zone_exists(EM_STR("Asia/Peking")));
    ck_assert(!em_day_zone_exists(EM_STR("")));
    ck_assert(!em_day_zone_exists(EM_STR("GMT+25:00")));
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, times_are_read_in_their_zone, 0, sizeof TIMES / sizeof *TIMES);
    tcase_add_loop_test(tests, what_is_no_time_is_refused, 0, sizeof OTHERS / sizeof *OTHERS);
    tcase_add_test(tests, zones_are_those_of_iana);
}

CHECK_MAIN("day", add_tests)
