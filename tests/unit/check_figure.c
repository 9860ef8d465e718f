/* analyzer/report/figure.c: numbers as people read them. */
#include "report/figure.h"

#include "support/check_main.h"

#include <math.h>

typedef void (*put_number)(em_buf *out, double value);

static const struct {
    put_number put;
    double value;
    const char *text;
} NUMBERS[] = {
    { em_figure_put_count, 0, "0" },
    { em_figure_put_count, 999, "999" },
    { em_figure_put_count, 1000, "1,000" },
    { em_figure_put_count, 12345678, "12,345,678" },
    { em_figure_put_count, NAN, "\xE2\x80\x93" },
    { em_figure_put_count, -1, "\xE2\x80\x93" },
    { em_figure_put_share, 0, "0%" },
    { em_figure_put_share, 1, "100%" },
    { em_figure_put_share, 0.0934, "9.3%" },
    { em_figure_put_share, 0.00512, "0.51%" },
    { em_figure_put_share, 0.000126, "0.013%" },
    { em_figure_put_share, 0.99996, "100.00%" },
    { em_figure_put_share, INFINITY, "\xE2\x80\x93" },
    { em_figure_put_points, 0.0599, "+6.0" },
    { em_figure_put_points, -0.004,
      "\xE2\x88\x92"
      "0.4" },
    { em_figure_put_points, 0.0004, "+0.04" },
    { em_figure_put_points, 0.0009, "+0.1" },
    { em_figure_put_points, 0, "0.0" },
    { em_figure_put_p, 0.31, "0.310" },
    { em_figure_put_p, 0.0004, "<0.001" },
    { em_figure_put_p, 1e300, "\xE2\x80\x93" },
};

START_TEST(numbers_read_as_people_write_them)
{
    em_buf out;
    em_buf_init(&out, 256);
    NUMBERS[_i].put(&out, NUMBERS[_i].value);
    ck_assert_str_eq(em_buf_str(&out).data, NUMBERS[_i].text);
    em_buf_release(&out);
}
END_TEST

START_TEST(fixed_decimals_round_half_up_and_never_show_a_negative_zero)
{
    em_buf out;
    em_buf_init(&out, 256);
    em_figure_put_fixed(&out, -0.001, 2);
    em_buf_put_char(&out, ' ');
    em_figure_put_fixed(&out, 0.125, 2);
    em_buf_put_char(&out, ' ');
    em_figure_put_signed(&out, 0.3, 0);
    ck_assert_str_eq(out.data, "0.00 0.13 0");
    em_buf_release(&out);
}
END_TEST

START_TEST(intervals_need_both_ends)
{
    em_buf out;
    em_buf_init(&out, 256);
    em_figure_put_interval(&out, 0.089, 0.099);
    em_buf_put_char(&out, ' ');
    em_figure_put_interval(&out, NAN, 0.099);
    ck_assert_str_eq(out.data, "8.9%\xE2\x80\x93"
                               "9.9% \xE2\x80\x93");
    em_buf_release(&out);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, numbers_read_as_people_write_them, 0,
                        sizeof NUMBERS / sizeof *NUMBERS);
    tcase_add_test(tests, fixed_decimals_round_half_up_and_never_show_a_negative_zero);
    tcase_add_test(tests, intervals_need_both_ends);
}

CHECK_MAIN("figure", add_tests)
