/* analyzer/stats/keyness.c and target.c. */
#include "stats/keyness.h"

#include "stats/target.h"
#include "support/check_main.h"

/* Dunning (1993), table 1: "the swiss": 110 of 2,552 against 111 of 29,225 gives 270.72. */
START_TEST(log_likelihood_matches_dunning)
{
    em_keyness got;
    ck_assert_int_eq(em_keyness_measure(&got, 110, 110 + 2442, 111, 111 + 29114), EM_OK);
    ck_assert_double_eq_tol(got.g2, 270.72, 5e-3);
    ck_assert(got.log_ratio > 3.5 && got.log_ratio < 3.51);
}
END_TEST

START_TEST(sign_tells_which_set_has_more)
{
    em_keyness got;
    ck_assert_int_eq(em_keyness_measure(&got, 10, 1000, 40, 1000), EM_OK);
    ck_assert(got.g2 < 0);
    ck_assert_double_eq_tol(got.log_ratio, -2, 1e-12);
    ck_assert_int_eq(em_keyness_measure(&got, 10, 1000, 0, 1000), EM_OK);
    ck_assert_double_eq_tol(got.log_ratio, 4.3219, 5e-5); /* log2(10 / 0.5) */
    ck_assert_int_eq(em_keyness_measure(&got, 7, 70, 10, 100), EM_OK);
    ck_assert_double_eq_tol(got.g2, 0, 1e-9);
    ck_assert_int_eq(em_keyness_measure(&got, 1, 0, 10, 100), EM_E_ARGUMENT);
}
END_TEST

START_TEST(target_is_judged_by_the_whole_interval)
{
    ck_assert_int_eq(em_target_judge((em_interval){ 0.05, 0.07 }, 0.05), EM_TARGET_MET);
    ck_assert_int_eq(em_target_judge((em_interval){ 0.03, 0.049 }, 0.05), EM_TARGET_NOT_MET);
    ck_assert_int_eq(em_target_judge((em_interval){ 0.03, 0.05 }, 0.05), EM_TARGET_TOO_CLOSE);
    ck_assert_str_eq(em_target_verdict_name(EM_TARGET_TOO_CLOSE), "too_close");
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, log_likelihood_matches_dunning);
    tcase_add_test(tests, sign_tells_which_set_has_more);
    tcase_add_test(tests, target_is_judged_by_the_whole_interval);
}

CHECK_MAIN("keyness", add_tests)
