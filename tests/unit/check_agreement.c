/* analyzer/stats/agreement.c against published worked examples. */
#include "stats/agreement.h"

#include "support/check_main.h"

#include <math.h>

/* Krippendorff (2011), section E: four observers, twelve units, codes 1 to 5, some missing. */
#define NO EM_CODE_MISSING
static const int32_t FOUR_OBSERVERS[] = {
    0,  1, 2, 2, 1, 0, 3, 0, 1, NO, NO, NO, /* A */
    0,  1, 2, 2, 1, 1, 3, 0, 1, 4,  NO, 2,  /* B */
    NO, 2, 2, 2, 1, 2, 3, 1, 1, 4,  0,  NO, /* C */
    0,  1, 2, 2, 1, 3, 3, 0, 1, 4,  0,  NO, /* D */
};
static const double ONE_TO_FIVE[] = { 1, 2, 3, 4, 5 };

static const struct {
    em_metric metric;
    double alpha;
} BY_METRIC[] = { { EM_METRIC_NOMINAL, 0.743 },
                  { EM_METRIC_ORDINAL, 0.815 },
                  { EM_METRIC_INTERVAL, 0.849 },
                  { EM_METRIC_RATIO, 0.797 } };

START_TEST(alpha_matches_the_example_with_missing_codes)
{
    em_coding coding = { FOUR_OBSERVERS, 4, 12, 5, ONE_TO_FIVE };
    em_agreement got;
    ck_assert_int_eq(em_alpha_krippendorff(&got, &coding, BY_METRIC[_i].metric, 0, 1), EM_OK);
    ck_assert_double_eq_tol(got.value, BY_METRIC[_i].alpha, 5e-4);
    ck_assert_uint_eq(got.units, 11);
    ck_assert(isnan(got.interval.low));
}
END_TEST

/* Krippendorff (2011), section A: binary data, two observers: alpha 0.095. */
START_TEST(alpha_matches_the_binary_example)
{
    static const int32_t CODES[] = { 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, /* */
                                     1, 1, 1, 0, 0, 1, 0, 0, 0, 0 };
    em_coding coding = { CODES, 2, 10, 2, NULL };
    em_agreement got;
    ck_assert_int_eq(em_alpha_krippendorff(&got, &coding, EM_METRIC_NOMINAL, 0, 1), EM_OK);
    ck_assert_double_eq_tol(got.value, 0.095, 5e-4);
}
END_TEST

/* Krippendorff (2011), section B: nominal data, two observers: alpha 0.692. */
START_TEST(alpha_matches_the_nominal_example)
{
    static const int32_t CODES[] = { 0, 0, 1, 1, 3, 2, 2, 2, 4, 3, 3, 0, /* */
                                     1, 0, 1, 1, 1, 2, 2, 2, 4, 3, 3, 3 };
    em_coding coding = { CODES, 2, 12, 5, NULL };
    em_agreement got;
    ck_assert_int_eq(em_alpha_krippendorff(&got, &coding, EM_METRIC_NOMINAL, 0, 1), EM_OK);
    ck_assert_double_eq_tol(got.value, 0.692, 5e-4);
}
END_TEST

START_TEST(alpha_interval_is_the_same_for_the_same_seed_and_holds_the_value)
{
    em_coding coding = { FOUR_OBSERVERS, 4, 12, 5, ONE_TO_FIVE };
    em_agreement a, b;
    ck_assert_int_eq(em_alpha_krippendorff(&a, &coding, EM_METRIC_NOMINAL, 500, 7), EM_OK);
    ck_assert_int_eq(em_alpha_krippendorff(&b, &coding, EM_METRIC_NOMINAL, 500, 7), EM_OK);
    ck_assert_double_eq(a.interval.low, b.interval.low);
    ck_assert_double_eq(a.interval.high, b.interval.high);
    ck_assert(a.interval.low < a.value && a.value < a.interval.high);
}
END_TEST

START_TEST(alpha_refuses_what_it_is_not_defined_for)
{
    static const int32_t ALIKE[] = { 1, 1, 1, 1 }, LONELY[] = { 0, NO, NO, 1 }, WILD[] = { 0, 9 };
    em_agreement got = { .value = 7 };
    em_coding alike = { ALIKE, 2, 2, 2, NULL }, lonely = { LONELY, 2, 2, 2, NULL };
    em_coding wild = { WILD, 2, 1, 2, NULL };
    ck_assert_int_eq(em_alpha_krippendorff(&got, &alike, EM_METRIC_NOMINAL, 0, 1), EM_E_ARGUMENT);
    ck_assert_int_eq(em_alpha_krippendorff(&got, &lonely, EM_METRIC_NOMINAL, 0, 1), EM_E_ARGUMENT);
    ck_assert_int_eq(em_alpha_krippendorff(&got, &wild, EM_METRIC_NOMINAL, 0, 1), EM_E_ARGUMENT);
    ck_assert_double_eq(got.value, 7);
}
END_TEST

/* SAS/STAT 9 User's Guide, PROC FREQ, "Cohen's Kappa Coefficient": two dermatologists. */
START_TEST(kappa_matches_the_dermatologists)
{
    static const uint64_t TABLE[] = { 10, 4, 1, 0, 5, 10, 12, 2, 2, 4, 12, 5, 0, 2, 6, 13 };
    em_agreement got;
    ck_assert_int_eq(em_kappa_cohen(&got, TABLE, 4, EM_Z_95), EM_OK);
    ck_assert_double_eq_tol(got.value, 0.3449, 5e-5);
    ck_assert_double_eq_tol(got.standard_error, 0.0724, 5e-5);
    ck_assert_double_eq_tol(got.interval.low, 0.2030, 5e-5);
    ck_assert_double_eq_tol(got.interval.high, 0.4868, 5e-5);
}
END_TEST

START_TEST(kappa_refuses_what_it_is_not_defined_for)
{
    static const uint64_t EMPTY[4] = { 0 }, ALIKE[4] = { 9, 0, 0, 0 };
    em_agreement got;
    ck_assert_int_eq(em_kappa_cohen(&got, EMPTY, 2, EM_Z_95), EM_E_ARGUMENT);
    ck_assert_int_eq(em_kappa_cohen(&got, ALIKE, 2, EM_Z_95), EM_E_ARGUMENT);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, alpha_matches_the_example_with_missing_codes, 0, 4);
    tcase_add_test(tests, alpha_matches_the_binary_example);
    tcase_add_test(tests, alpha_matches_the_nominal_example);
    tcase_add_test(tests, alpha_interval_is_the_same_for_the_same_seed_and_holds_the_value);
    tcase_add_test(tests, alpha_refuses_what_it_is_not_defined_for);
    tcase_add_test(tests, kappa_matches_the_dermatologists);
    tcase_add_test(tests, kappa_refuses_what_it_is_not_defined_for);
}

CHECK_MAIN("agreement", add_tests)
