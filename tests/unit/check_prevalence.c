/* analyzer/stats/prevalence.c: published estimate, published formulas in steps, coverage. */
#include "stats/prevalence.h"

#include "stats/random.h"
#include "support/check_main.h"

#include <math.h>

/* RSurveillance (Sergeant), manual of tp(): 20 of 120, sensitivity 0.9, specificity 0.99. */
START_TEST(rogan_gladen_matches_the_published_value)
{
    em_prevalence got;
    em_prevalence_estimate(&got, 20.0 / 120, 120, 0.9, 1e6, 0.99, 1e6, EM_Z_95);
    ck_assert_double_eq_tol(got.rate, 0.17603, 5e-6);
}
END_TEST

/* With a perfect test and endless gold the interval is Agresti and Coull's around Wilson's
 * centre (equations 6 and 7 of Lang, Reiczigel): 20 of 120 gives 0.1101 to 0.2438. */
START_TEST(interval_without_errors_is_that_of_the_apparent_share)
{
    em_prevalence got;
    em_prevalence_estimate(&got, 20.0 / 120, 120, 1, 1e12, 1, 1e12, EM_Z_95);
    double z2 = EM_Z_95 * EM_Z_95, n = 120 + z2, p = (20 + z2 / 2) / n;
    ck_assert_double_eq_tol(got.interval.low, p - EM_Z_95 * sqrt(p * (1 - p) / n), 1e-6);
    ck_assert_double_eq_tol(got.interval.high, p + EM_Z_95 * sqrt(p * (1 - p) / n), 1e-6);
}
END_TEST

/* The paper's equations 4 to 17 worked outside the program for 30 of 100, 45 of 50 gold positives
 * found, 95 of 100 gold negatives left alone: se' 46/52, sp' 96/102, ap' (30 + z2/2)/(100 + z2). */
START_TEST(interval_follows_the_papers_steps)
{
    em_prevalence got;
    em_gold_counts gold = { 45, 5, 5, 95 };
    ck_assert_int_eq(em_prevalence_correct(&got, 30, 100, &gold, EM_Z_95), EM_PREVALENCE_SOUND);
    ck_assert_double_eq_tol(got.rate, 0.25 / 0.85, 1e-12);
    ck_assert_double_eq_tol(got.interval.low, 0.1841, 5e-5);
    ck_assert_double_eq_tol(got.interval.high, 0.4212, 5e-5);
}
END_TEST

START_TEST(thin_or_weak_gold_is_refused_with_its_reason)
{
    static const struct {
        em_gold_counts gold;
        em_prevalence_refusal why;
    } CASES[] = { { { 10, 5, 10, 200 }, EM_PREVALENCE_FEW_POSITIVES },
                  { { 40, 5, 10, 10 }, EM_PREVALENCE_FEW_NEGATIVES },
                  { { 20, 100, 30, 100 }, EM_PREVALENCE_WEAK } };
    em_prevalence got;
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(em_prevalence_correct(&got, 30, 100, &CASES[i].gold, EM_Z_95),
                         CASES[i].why);
        ck_assert(isnan(got.rate));
    }
    ck_assert_int_eq(em_prevalence_correct(&got, 0, 0, &CASES[0].gold, EM_Z_95),
                     EM_PREVALENCE_NO_COMMENTS);
}
END_TEST

static uint64_t draw(em_random *random, uint64_t trials, double rate)
{
    uint64_t hits = 0;
    for (uint64_t i = 0; i < trials; i++)
        hits += em_random_unit(random) < rate;
    return hits;
}

/* The examples of Lang and Reiczigel (2014), with the limits as printed there. */
static const struct {
    double apparent, trials, sensitivity, positives, specificity, negatives;
    double low, high, rounding;
} PRINTED[] = {
    { 4060.0 / 11284, 11284, 178.0 / 179, 179, 358.0 / 359, 359, 0.349, 0.372, 0.0005 },
    { 51.0 / 2971, 2971, 32.0 / 33, 33, 1, 20, 0, 0.053, 0.0005 },
    { 0.06, 11862, 0.8, 10, 1, 12, 0, 0.147, 0.0005 },
    { 259.0 / 509, 509, 84.0 / 127, 127, 96.0 / 109, 109, 0.58, 0.87, 0.005 },
    { 51.0 / 509, 509, 23.0 / 41, 41, 187.0 / 195, 195, 0.037, 0.195, 0.0005 },
};

START_TEST(intervals_are_those_that_lang_and_reiczigel_print)
{
    em_prevalence got;
    em_prevalence_estimate(&got, PRINTED[_i].apparent, PRINTED[_i].trials, PRINTED[_i].sensitivity,
                           PRINTED[_i].positives, PRINTED[_i].specificity, PRINTED[_i].negatives,
                           1.959963984540054);
    ck_assert_double_eq_tol(got.interval.low, PRINTED[_i].low, PRINTED[_i].rounding);
    ck_assert_double_eq_tol(got.interval.high, PRINTED[_i].high, PRINTED[_i].rounding);
}
END_TEST

/* Lang and Reiczigel report coverage near 95 % for such sizes. */
START_TEST(interval_holds_the_truth_as_often_as_it_says)
{
    static const struct {
        double rate, sensitivity, specificity;
    } TRUTHS[] = { { 0.1, 0.8, 0.98 }, { 0.3, 0.7, 0.95 }, { 0.05, 0.9, 0.99 } };
    em_random random = em_random_seed(2014 + (uint64_t)_i);
    double p = TRUTHS[_i].rate, se = TRUTHS[_i].sensitivity, sp = TRUTHS[_i].specificity;
    int held = 0;
    const int rounds = 3000;
    for (int i = 0; i < rounds; i++) {
        double seen = (double)draw(&random, 1000, p * se + (1 - p) * (1 - sp)) / 1000;
        em_prevalence got;
        em_prevalence_estimate(&got, seen, 1000, (double)draw(&random, 100, se) / 100, 100,
                               (double)draw(&random, 300, sp) / 300, 300, EM_Z_95);
        held += got.interval.low <= p && p <= got.interval.high;
    }
    ck_assert_double_eq_tol((double)held / rounds, 0.95, 0.022);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, intervals_are_those_that_lang_and_reiczigel_print, 0,
                        sizeof PRINTED / sizeof *PRINTED);
    tcase_add_test(tests, rogan_gladen_matches_the_published_value);
    tcase_add_test(tests, interval_without_errors_is_that_of_the_apparent_share);
    tcase_add_test(tests, interval_follows_the_papers_steps);
    tcase_add_test(tests, thin_or_weak_gold_is_refused_with_its_reason);
    tcase_add_loop_test(tests, interval_holds_the_truth_as_often_as_it_says, 0, 3);
}

CHECK_MAIN("prevalence", add_tests)
