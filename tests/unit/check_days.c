/* analyzer/tally/days.c against days worked out by Python's zoneinfo. */
#include "tally/days.h"

#include "base/str.h"
#include "support/check_main.h"

#include <string.h>

static const struct {
    const char *zone;
    int64_t seconds;
    const char *day;
} DAYS[] = {
    { "UTC", 0, "1970-01-01" },
    { "UTC", -1, "1969-12-31" },
    { "Asia/Shanghai", 1304006399, "2011-04-28" },
    { "Asia/Shanghai", 1304006400, "2011-04-29" },
    { "Europe/London", 1304031599, "2011-04-28" },
    /* the night the clocks go forward, and back */
    { "Europe/London", 1301184000, "2011-03-27" },
    { "Europe/London", 1301266799, "2011-03-27" },
    { "Europe/London", 1301266800, "2011-03-28" },
    { "Europe/London", 1319929200, "2011-10-30" },
    { "Europe/London", 1320019199, "2011-10-30" },
    { "Europe/London", 1320019200, "2011-10-31" },
    /* a day that Samoa never had */
    { "Pacific/Apia", 1325239199, "2011-12-29" },
    { "Pacific/Apia", 1325239200, "2011-12-31" },
    { "UTC", 253402300799, "9999-12-31" },
    { "UTC", 253402300800, "" },
    { "UTC", INT64_MIN, "" },
    { "UTC", INT64_MAX, "" },
};

START_TEST(days_are_those_of_the_zone)
{
    em_day_finder *finder;
    ck_assert_int_eq(em_day_finder_new(&finder, em_str_from(DAYS[_i].zone), NULL), EM_OK);
    for (int again = 0; again < 2; again++) {
        em_str day = em_day_find(finder, DAYS[_i].seconds);
        ck_assert_msg(em_str_eq(day, em_str_from(DAYS[_i].day)), "%.*s", EM_STR_ARG(day));
    }
    em_day_finder_free(finder);
}
END_TEST

/* One finder for all, hour by hour over two years: what it remembers must not show. */
START_TEST(remembered_days_agree_with_fresh_ones)
{
    em_day_finder *kept, *fresh;
    ck_assert_int_eq(em_day_finder_new(&kept, EM_STR("Europe/London"), NULL), EM_OK);
    for (int64_t t = 1290000000; t < 1353000000; t += 86400 * 17 + 3607) {
        ck_assert_int_eq(em_day_finder_new(&fresh, EM_STR("Europe/London"), NULL), EM_OK);
        em_str expected = em_day_find(fresh, t);
        for (int64_t near = t - 7200; near < t; near += 3600)
            em_day_find(kept, near);
        ck_assert(em_str_eq(em_day_find(kept, t), expected));
        em_day_finder_free(fresh);
    }
    em_day_finder_free(kept);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, days_are_those_of_the_zone, 0, sizeof DAYS / sizeof *DAYS);
    tcase_add_test(tests, remembered_days_agree_with_fresh_ones);
}

CHECK_MAIN("days", add_tests)
