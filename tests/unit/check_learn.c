/* analyzer/eval/learn.c: solutions that can be worked out by hand. */
#include "eval/learn.h"

#include "support/check_main.h"

#include <math.h>

/* Eight comments of one word: three quarters of those with it are positive. */
static const size_t STARTS[] = { 0, 1, 2, 3, 4, 4, 4, 4, 4 };
static const uint32_t COLUMNS[] = { 0, 0, 0, 0 };
static const float VALUES[] = { 1, 1, 1, 1 };
static const double TARGETS[] = { 1, 1, 1, 0, 1, 1, 0, 0 };
static const double WEIGHTS[] = { 1, 1, 1, 1, 1, 1, 1, 1 };

static em_learn_problem one_word(void)
{
    return (em_learn_problem){ .rows = { STARTS, COLUMNS, VALUES, 8, 1 },
                               .targets = TARGETS,
                               .weights = WEIGHTS };
}

START_TEST(without_penalty_the_odds_are_those_of_the_counts)
{
    double weight, intercept;
    em_learn_problem problem = one_word();
    ck_assert_int_eq(em_learn_solve(&weight, &intercept, &problem, NULL), EM_OK);
    ck_assert_double_eq_tol(intercept, 0, 1e-2);
    ck_assert_double_eq_tol(weight, log(3), 1e-2);
}
END_TEST

START_TEST(a_strong_penalty_leaves_nothing_but_the_intercept)
{
    double weight, intercept;
    em_learn_problem problem = one_word();
    problem.l1 = 10;
    ck_assert_int_eq(em_learn_solve(&weight, &intercept, &problem, NULL), EM_OK);
    ck_assert_double_eq(weight, 0);
    ck_assert_double_eq_tol(intercept, log(5.0 / 3), 1e-2);
}
END_TEST

START_TEST(the_ridge_shrinks_and_the_offset_takes_over)
{
    double free_weight, weight, intercept;
    const double offsets[] = { 1, 1, 1, 1, 0, 0, 0, 0 };
    em_learn_problem problem = one_word();
    problem.l2 = 1;
    ck_assert_int_eq(em_learn_solve(&free_weight, &intercept, &problem, NULL), EM_OK);
    ck_assert(free_weight > 0.1 && free_weight < log(3) - 0.1);
    problem.offsets = offsets; /* nearly says all already */
    ck_assert_int_eq(em_learn_solve(&weight, &intercept, &problem, NULL), EM_OK);
    ck_assert(fabs(weight) < 0.15);
}
END_TEST

/* With the word three positive comments of four, without it two of four. */
START_TEST(a_ratio_is_that_of_the_counts)
{
    double ratio;
    em_learn_problem problem = one_word();
    ck_assert_int_eq(em_learn_ratios(&ratio, &problem, NULL), EM_OK);
    ck_assert_double_eq_tol(ratio, log((3 + 1.0) / (1 + 1)) - log(5.0 / 3), 1e-12);
    const float negated[] = { 1, 1, 1, -1 };
    problem.rows.values = negated;
    ck_assert_int_eq(em_learn_ratios(&ratio, &problem, NULL), EM_OK);
    ck_assert_double_eq_tol(ratio, log((4 + 1.0) / (0 + 1)) - log(5.0 / 3), 1e-12);
}
END_TEST

START_TEST(nothing_to_learn_from_is_refused)
{
    double weight, intercept;
    const double none[8] = { 0 };
    em_learn_problem problem = one_word();
    problem.weights = none;
    ck_assert_int_eq(em_learn_solve(&weight, &intercept, &problem, NULL), EM_E_ARGUMENT);
    ck_assert_int_eq(em_learn_ratios(&weight, &problem, NULL), EM_E_ARGUMENT);
    problem = one_word();
    problem.rows.width = 0;
    ck_assert_int_eq(em_learn_solve(&weight, &intercept, &problem, NULL), EM_E_ARGUMENT);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, without_penalty_the_odds_are_those_of_the_counts);
    tcase_add_test(tests, a_strong_penalty_leaves_nothing_but_the_intercept);
    tcase_add_test(tests, the_ridge_shrinks_and_the_offset_takes_over);
    tcase_add_test(tests, a_ratio_is_that_of_the_counts);
    tcase_add_test(tests, nothing_to_learn_from_is_refused);
}

CHECK_MAIN("learn", add_tests)
