/* Numbers as strtod reads them in the C locale, and what is none. */
#include "base/number.h"

#include "base/str.h"

#include "support/check_main.h"

static const char *const NUMBERS[] = { "0",
                                       "1",
                                       "-0.5",
                                       "+2",
                                       "1.25",
                                       "15",
                                       "1.5e-3",
                                       "1E6",
                                       ".5",
                                       "5.",
                                       "0.1",
                                       "-4",
                                       "123456789012345",
                                       "1e22",
                                       "1e-22",
                                       "0.0001",
                                       "007" };

START_TEST(numbers_are_those_of_strtod)
{
    double got = -1;
    ck_assert_msg(em_number_parse(&got, em_str_from(NUMBERS[_i])), "%s", NUMBERS[_i]);
    ck_assert_msg(got == strtod(NUMBERS[_i], NULL), "%s gives %.17g", NUMBERS[_i], got);
}
END_TEST

static const char *const OTHERS[] = { "",    "-",   ".",     "e5",    "1e",
                                      "1e+", "1,5", "1.2.3", "0x10",  "nan",
                                      "inf", "1 ",  " 1",    "1e301", "1e99999999999",
                                      "--1", "1-" };

START_TEST(what_is_no_number_is_refused)
{
    double got = -1;
    ck_assert_msg(!em_number_parse(&got, em_str_from(OTHERS[_i])), "%s", OTHERS[_i]);
    ck_assert_double_eq(got, -1);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, numbers_are_those_of_strtod, 0, sizeof NUMBERS / sizeof *NUMBERS);
    tcase_add_loop_test(tests, what_is_no_number_is_refused, 0, sizeof OTHERS / sizeof *OTHERS);
}

CHECK_MAIN("number", add_tests)
