/* analyzer/stats/interval.c against published values. */
#include "stats/interval.h"
#include "stats/random.h"

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

/* Newcombe (1998), Stat. Med. 17, 873-890, table II, method 10. */
static const struct {
    uint64_t hits1, trials1, hits2, trials2;
    double low, high;
} NEWCOMBE[] = {
    { 56, 70, 48, 80, 0.0524, 0.3339 }, { 9, 10, 3, 10, 0.1705, 0.8090 },
    { 6, 7, 2, 7, 0.0582, 0.8062 },     { 5, 56, 0, 29, -0.0381, 0.1926 },
    { 0, 10, 0, 20, -0.1611, 0.2775 },  { 0, 10, 0, 10, -0.2775, 0.2775 },
    { 10, 10, 0, 20, 0.6791, 1.0000 },  { 10, 10, 0, 10, 0.6075, 1.0000 },
};

START_TEST(newcombe_matches_published_values)
{
    em_interval got;
    ck_assert_int_eq(em_interval_newcombe(&got, NEWCOMBE[_i].hits1, NEWCOMBE[_i].trials1,
                                          NEWCOMBE[_i].hits2, NEWCOMBE[_i].trials2, EM_Z_95),
                     EM_OK);
    ck_assert_double_eq_tol(got.low, NEWCOMBE[_i].low, 5e-5);
    ck_assert_double_eq_tol(got.high, NEWCOMBE[_i].high, 5e-5);
}
END_TEST

/* Fagerland, Lydersen, Laake (2017), Statistical Analysis of Contingency Tables, chapter 8:
 * complete response before and after consolidation therapy (Cavo et al. 2012). */
START_TEST(paired_newcombe_matches_the_published_value)
{
    em_interval got;
    ck_assert_int_eq(em_interval_newcombe_paired(&got, 59, 6, 16, 80, EM_Z_95), EM_OK);
    ck_assert_double_eq_tol(got.low, -0.1186, 5e-5);
    ck_assert_double_eq_tol(got.high, -0.0046, 5e-5);
    ck_assert_int_eq(em_interval_newcombe_paired(&got, 0, 0, 0, 0, EM_Z_95), EM_E_ARGUMENT);
    ck_assert_int_eq(em_interval_newcombe_paired(&got, 0, 0, 0, 9, EM_Z_95), EM_OK);
}
END_TEST

static uint64_t draw(em_random *random, uint64_t trials, double rate)
{
    uint64_t hits = 0;
    for (uint64_t i = 0; i < trials; i++)
        hits += em_random_unit(random) < rate;
    return hits;
}

/* Of 4,000 simulated samples 95 % hold the truth, give or take three standard errors (1.0 %)
 * and the method's own wobble of about 1 % at these sizes (Newcombe's tables III). */
static const struct {
    uint64_t trials1, trials2;
    double rate1, rate2;
} TRUTHS[] = { { 400, 300, 0.05, 0.09 }, { 150, 150, 0.3, 0.3 }, { 800, 200, 0.02, 0.2 } };

START_TEST(intervals_hold_the_truth_as_often_as_they_say)
{
    em_random random = em_random_seed(20110429 + (uint64_t)_i);
    int wilson = 0, newcombe = 0;
    const int rounds = 4000;
    double p1 = TRUTHS[_i].rate1, p2 = TRUTHS[_i].rate2;
    for (int i = 0; i < rounds; i++) {
        uint64_t a = draw(&random, TRUTHS[_i].trials1, p1);
        uint64_t b = draw(&random, TRUTHS[_i].trials2, p2);
        em_interval got;
        ck_assert_int_eq(em_interval_wilson(&got, a, TRUTHS[_i].trials1, EM_Z_95), EM_OK);
        wilson += got.low <= p1 && p1 <= got.high;
        ck_assert_int_eq(
            em_interval_newcombe(&got, a, TRUTHS[_i].trials1, b, TRUTHS[_i].trials2, EM_Z_95),
            EM_OK);
        newcombe += got.low <= p1 - p2 && p1 - p2 <= got.high;
    }
    ck_assert_double_eq_tol((double)wilson / rounds, 0.95, 0.02);
    ck_assert_double_eq_tol((double)newcombe / rounds, 0.95, 0.02);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, wilson_matches_published_values, 0, sizeof WILSON / sizeof *WILSON);
    tcase_add_test(tests, wilson_refuses_what_is_no_share);
    tcase_add_loop_test(tests, newcombe_matches_published_values, 0,
                        sizeof NEWCOMBE / sizeof *NEWCOMBE);
    tcase_add_test(tests, paired_newcombe_matches_the_published_value);
    tcase_add_loop_test(tests, intervals_hold_the_truth_as_often_as_they_say, 0, 3);
}

CHECK_MAIN("interval", add_tests)
