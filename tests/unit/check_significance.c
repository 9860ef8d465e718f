/* analyzer/stats/significance.c against published values. */
#include "stats/significance.h"

#include "support/check_main.h"

#include <math.h>

/* Fagerland, Lydersen, Laake (2013), BMC Med. Res. Methodol. 13:91, table 4: complete response
 * (59, 6, 16, 80): exact conditional test 0.0525; airway data (1, 1, 7, 12): 0.0703. */
START_TEST(mcnemar_matches_published_values)
{
    ck_assert_double_eq_tol(em_p_mcnemar(6, 16), 0.0525, 5e-5);
    ck_assert_double_eq_tol(em_p_mcnemar(1, 7), 0.0703, 5e-5);
    ck_assert_double_eq(em_p_mcnemar(0, 0), 1);
    ck_assert_double_eq(em_p_mcnemar(5, 5), 1);
    ck_assert(em_p_mcnemar(0, 1000000) < 1e-300);
}
END_TEST

/* (1, 9 of 10; 7 of 10): chi-squared 7.5, times (N - 1) / N = 7.125; p of that by R's pchisq. */
START_TEST(two_shares_is_the_n_minus_1_test)
{
    ck_assert_double_eq_tol(em_p_two_shares(9, 10, 3, 10), 0.007602, 5e-7);
    ck_assert_double_eq(em_p_two_shares(0, 10, 0, 20), 1);
    ck_assert(isnan(em_p_two_shares(1, 0, 0, 20)));
    ck_assert(isnan(em_p_two_shares(3, 2, 0, 20)));
}
END_TEST

/* Holm's own procedure on 0.01, 0.04, 0.03, 0.005: 0.03, 0.06, 0.06, 0.02 (R's p.adjust too). */
START_TEST(holm_corrects_and_keeps_the_order)
{
    double p[] = { 0.01, 0.04, NAN, 0.03, 0.005 };
    ck_assert_int_eq(em_p_holm(p, p, 5), EM_OK);
    ck_assert_double_eq_tol(p[0], 0.03, 1e-12);
    ck_assert_double_eq_tol(p[1], 0.06, 1e-12);
    ck_assert(isnan(p[2]));
    ck_assert_double_eq_tol(p[3], 0.06, 1e-12);
    ck_assert_double_eq_tol(p[4], 0.02, 1e-12);
    ck_assert_int_eq(em_p_holm(p, p, 0), EM_OK);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, mcnemar_matches_published_values);
    tcase_add_test(tests, two_shares_is_the_n_minus_1_test);
    tcase_add_test(tests, holm_corrects_and_keeps_the_order);
}

CHECK_MAIN("significance", add_tests)
