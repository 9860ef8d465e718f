/* analyzer/stats/jackknife.c: exact cases, and coverage where authors write many comments. */
#include "stats/jackknife.h"

#include "stats/random.h"
#include "support/check_main.h"

#include <math.h>

/* Groups of one comment each: the jackknife variance of a mean is s^2 / n exactly (Efron,
 * Tibshirani 1993, equation 11.6), here p (1 - p) / (n - 1). */
START_TEST(single_comments_give_the_textbook_variance)
{
    em_jackknife_group groups[100];
    for (size_t i = 0; i < 100; i++)
        groups[i] = (em_jackknife_group){ i < 30, 1 };
    em_jackknife got;
    ck_assert_int_eq(em_jackknife_rate(&got, groups, 100, EM_Z_95), EM_OK);
    ck_assert_double_eq_tol(got.rate, 0.3, 1e-12);
    ck_assert_double_eq_tol(got.standard_error, sqrt(0.3 * 0.7 / 99), 1e-12);
    ck_assert_double_eq_tol(got.design_effect, 100.0 / 99, 1e-12);
    ck_assert_uint_eq(got.groups, 100);
}
END_TEST

/* Each group repeats one comment ten times: ten times the variance. */
START_TEST(copies_multiply_the_variance)
{
    em_jackknife_group groups[100];
    for (size_t i = 0; i < 100; i++)
        groups[i] = (em_jackknife_group){ i < 30 ? 10 : 0, 10 };
    em_jackknife got;
    ck_assert_int_eq(em_jackknife_rate(&got, groups, 100, EM_Z_95), EM_OK);
    ck_assert_double_eq_tol(got.design_effect, 1000.0 / 99, 1e-9);
}
END_TEST

START_TEST(too_few_groups_are_refused)
{
    em_jackknife_group one[] = { { 3, 10 }, { 0, 0 } }, wrong[] = { { 3, 2 }, { 1, 2 } };
    em_jackknife got = { .groups = 7 };
    ck_assert_int_eq(em_jackknife_rate(&got, one, 2, EM_Z_95), EM_E_ARGUMENT);
    ck_assert_int_eq(em_jackknife_rate(&got, wrong, 2, EM_Z_95), EM_E_ARGUMENT);
    ck_assert_uint_eq(got.groups, 7);
    em_jackknife_group none[] = { { 0, 10 }, { 0, 5 }, { 0, 5 } };
    ck_assert_int_eq(em_jackknife_rate(&got, none, 3, EM_Z_95), EM_OK);
    ck_assert_double_eq(got.interval.low, 0);
    ck_assert(got.interval.high > 0.1);
}
END_TEST

/* 1,500 authors with 1 to 12 comments that agree with themselves four times in five, in 1,024
 * buckets: the clustered interval holds the truth, Wilson's does not. */
START_TEST(clustered_interval_holds_the_truth_where_wilson_fails)
{
    enum { BUCKETS = 1024, AUTHORS = 1500, ROUNDS = 1000 };
    static em_jackknife_group groups[BUCKETS];
    em_random random = em_random_seed(1024);
    int clustered = 0, plain = 0;
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t hits = 0, trials = 0;
        for (size_t i = 0; i < BUCKETS; i++)
            groups[i] = (em_jackknife_group){ 0, 0 };
        for (int author = 0; author < AUTHORS; author++) {
            em_jackknife_group *group = &groups[em_random_below(&random, BUCKETS)];
            bool leaning = em_random_unit(&random) < 0.1;
            uint64_t comments = 1 + em_random_below(&random, 12);
            for (uint64_t i = 0; i < comments; i++) {
                bool hit = em_random_unit(&random) < 0.8 ? leaning : em_random_unit(&random) < 0.1;
                group->hits += hit;
                group->trials++;
                hits += hit;
                trials++;
            }
        }
        em_jackknife got;
        em_interval wilson;
        ck_assert_int_eq(em_jackknife_rate(&got, groups, BUCKETS, EM_Z_95), EM_OK);
        ck_assert_int_eq(em_interval_wilson(&wilson, hits, trials, EM_Z_95), EM_OK);
        clustered += got.interval.low <= 0.1 && 0.1 <= got.interval.high;
        plain += wilson.low <= 0.1 && 0.1 <= wilson.high;
    }
    ck_assert_double_eq_tol((double)clustered / ROUNDS, 0.95, 0.021); /* three standard errors */
    ck_assert(plain < ROUNDS * 8 / 10);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, single_comments_give_the_textbook_variance);
    tcase_add_test(tests, copies_multiply_the_variance);
    tcase_add_test(tests, too_few_groups_are_refused);
    tcase_add_test(tests, clustered_interval_holds_the_truth_where_wilson_fails);
}

CHECK_MAIN("jackknife", add_tests)
