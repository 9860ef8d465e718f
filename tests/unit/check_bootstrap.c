/* analyzer/stats/bootstrap.c and random.c: published data, known generator, refusals. */
#include "stats/bootstrap.h"

#include "stats/random.h"
#include "support/check_main.h"

#include <math.h>

/* Efron, Tibshirani (1993), table 3.1: LSAT and GPA of 15 law schools; correlation 0.776,
 * bootstrap standard error 0.132 (table 6.1, 3,200 replications). */
static const double LSAT[] = { 576, 635, 558, 578, 666, 580, 555, 661,
                               651, 605, 653, 575, 545, 572, 594 };
static const double GPA[] = { 3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43,
                              3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96 };

static double correlation(const uint32_t *units, size_t count, void *context)
{
    (void)context;
    double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0, n = (double)count;
    for (size_t i = 0; i < count; i++) {
        double x = LSAT[units[i]], y = GPA[units[i]];
        sx += x, sy += y, sxx += x * x, syy += y * y, sxy += x * y;
    }
    double vx = sxx - sx * sx / n, vy = syy - sy * sy / n;
    return vx > 0 && vy > 0 ? (sxy - sx * sy / n) / sqrt(vx * vy) : NAN;
}

START_TEST(law_school_standard_error_is_the_published_one)
{
    em_bootstrap got;
    ck_assert_int_eq(em_bootstrap_run(&got, correlation, NULL, 15, 3200, 0.95, 42), EM_OK);
    ck_assert_double_eq_tol(got.standard_error, 0.132, 0.006); /* Monte Carlo error about 0.003 */
    ck_assert(got.interval.low > 0.35 && got.interval.low < 0.55);
    ck_assert(got.interval.high > 0.94 && got.interval.high < 0.98);
}
END_TEST

static double never(const uint32_t *units, size_t count, void *context)
{
    (void)units, (void)count, (void)context;
    return NAN;
}

START_TEST(a_statistic_that_is_seldom_defined_is_refused)
{
    em_bootstrap got = { .used = 9 };
    ck_assert_int_eq(em_bootstrap_run(&got, never, NULL, 15, 100, 0.95, 42), EM_E_ARGUMENT);
    ck_assert_int_eq(em_bootstrap_run(&got, correlation, NULL, 0, 100, 0.95, 42), EM_E_ARGUMENT);
    ck_assert_int_eq(em_bootstrap_run(&got, correlation, NULL, 15, 100, 1, 42), EM_E_ARGUMENT);
    ck_assert_uint_eq(got.used, 9);
}
END_TEST

/* First outputs of SplitMix64 from seed 1234567, as the reference implementation gives them. */
START_TEST(generator_is_splitmix64)
{
    em_random random = em_random_seed(1234567);
    ck_assert_uint_eq(em_random_next(&random), 6457827717110365317u);
    ck_assert_uint_eq(em_random_next(&random), 3203168211198807973u);
    ck_assert_uint_eq(em_random_next(&random), 9817491932198370423u);
}
END_TEST

START_TEST(bounded_numbers_are_even)
{
    em_random random = em_random_seed(5);
    size_t seen[7] = { 0 };
    for (int i = 0; i < 70000; i++)
        seen[em_random_below(&random, 7)]++;
    for (int i = 0; i < 7; i++)
        ck_assert(seen[i] > 9600 && seen[i] < 10400);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, law_school_standard_error_is_the_published_one);
    tcase_add_test(tests, a_statistic_that_is_seldom_defined_is_refused);
    tcase_add_test(tests, generator_is_splitmix64);
    tcase_add_test(tests, bounded_numbers_are_even);
}

CHECK_MAIN("bootstrap", add_tests)
