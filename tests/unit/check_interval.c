/* analyzer/stats/interval.c against published values. */
#include "stats/interval.h"

#include "support/check_main.h"

/* Newcombe (1998), Stat. Med. 17, 857-872, table I, method 3 (Wilson score). */
static const struct {
    uint64_t hits, trials;
    double low, high;
} WILSON[] = {
    { 81, 263, 0.2553, 0.3662 },
    { 15, 148, 0.0624, 0.1605 },
    { 0, 20, 0.0000, 0.1611 },
    { 1, 29, 0.0061, 0.1718 },
};

START_TEST(wilson_matches_published_values)
{
    em_interval got;
    ck_assert_int_eq(em_interval_wilson(&got, WILSON[_i].hits, WILSON[_i].trials, EM_Z_95), EM_OK);
    ck_assert_double_eq_tol(got.low, WILSON[_i].low, 5e-5);
    ck_assert_double_eq_tol(got.high, WILSON[_i].high, 5e-5);
}
END_TEST

START_TEST(wilson_refuses_what_is_no_share)
{
    em_interval got = { 7, 7 };
    ck_assert_int_eq(em_interval_wilson(&got, 0, 0, EM_Z_95), EM_E_ARGUMENT);
    ck_assert_int_eq(em_interval_wilson(&got, 3, 2, EM_Z_95), EM_E_ARGUMENT);
    ck_assert_double_eq(got.low, 7);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, wilson_matches_published_values, 0, sizeof WILSON / sizeof *WILSON);
    tcase_add_test(tests, wilson_refuses_what_is_no_share);
}

CHECK_MAIN("interval", add_tests)
