/* analyzer/eval/scores.c against published worked examples and counts done by hand. */
#include "eval/scores.h"

#include "support/check_main.h"

#include <math.h>

#define MESSAGES 1

/*
 * Krippendorff (2011), section B: two observers, twelve units, nominal a-e; alpha = 0.692.
 * Observer A: a a b b d c c c e d d a; B: b a b b b c c c e d d d.
 */
START_TEST(alpha_matches_krippendorffs_nominal_example)
{
    static const uint8_t A[12] = { 0, 0, 1, 1, 3, 2, 2, 2, 4, 3, 3, 0 };
    static const uint8_t B[12] = { 1, 0, 1, 1, 1, 2, 2, 2, 4, 3, 3, 3 };
    em_scored items[12];
    em_stance_scores got;
    for (size_t i = 0; i < 12; i++)
        items[i] = (em_scored){
            .has_messages = true, .gold_stances = &A[i], .stances = &B[i], .weight = 1
        };
    em_scores_stance(&got, NULL, MESSAGES, items, NULL, 12);
    ck_assert_double_eq_tol(got.alpha, 0.692, 5e-4);
}
END_TEST

/* Cohen's kappa of a 2x2 table 20 5 / 10 15: po 0.70, pe 0.50, kappa 0.40 (Wikipedia's example). */
START_TEST(kappa_matches_the_textbook_table)
{
    static const uint8_t YES = EM_STANCE_AFFIRMED, NO = EM_STANCE_NONE;
    em_scored items[4] = {
        { .has_messages = true, .gold_stances = &YES, .stances = &YES, .weight = 20 },
        { .has_messages = true, .gold_stances = &YES, .stances = &NO, .weight = 5 },
        { .has_messages = true, .gold_stances = &NO, .stances = &YES, .weight = 10 },
        { .has_messages = true, .gold_stances = &NO, .stances = &NO, .weight = 15 },
    };
    em_stance_scores got;
    em_message_scores message;
    em_scores_stance(&got, &message, MESSAGES, items, NULL, 4);
    ck_assert_double_eq_tol(got.kappa, 0.4, 1e-12);
    ck_assert_double_eq_tol(got.micro_prf.precision, 20.0 / 30, 1e-12);
    ck_assert_double_eq_tol(got.micro_prf.recall, 20.0 / 25, 1e-12);
    ck_assert_double_eq_tol(got.stance_accuracy, 20.0 / 25, 1e-12);
    ck_assert_double_eq_tol(message.support, 25, 1e-12);
    /* Four people's labels, whatever they weigh. */
    ck_assert_uint_eq(message.labelled.positive, 2);
    ck_assert_uint_eq(message.labelled.negative, 2);
    ck_assert_uint_eq(got.labelled.positive, 2);
    ck_assert_uint_eq(got.labelled.negative, 2);
}
END_TEST

START_TEST(macro_f1_averages_the_classes_that_the_gold_has)
{
    /* gold + + - -, said + 0 - + : F1 positive 2*1/(2*1+1+1) = 0.5, negative 2/3; neutral absent */
    static const em_polarity GOLD[] = { EM_POSITIVE, EM_POSITIVE, EM_NEGATIVE, EM_NEGATIVE };
    static const em_polarity SAID[] = { EM_POSITIVE, EM_NEUTRAL, EM_NEGATIVE, EM_POSITIVE };
    static const double SCORE[] = { 0.5, 0.01, -0.4, 0.3 };
    em_scored items[4];
    em_sentiment_scores got;
    for (size_t i = 0; i < 4; i++)
        items[i] = (em_scored){ .has_sentiment = true,
                                .gold_label = GOLD[i],
                                .label = SAID[i],
                                .score = SCORE[i],
                                .weight = 1 };
    em_scores_sentiment(&got, items, NULL, 4);
    ck_assert_double_eq_tol(got.accuracy, 0.5, 1e-12);
    ck_assert_double_eq_tol(got.accuracy_polar, 0.75, 1e-12);
    ck_assert_double_eq_tol(got.macro_f1, (0.5 + 2.0 / 3) / 2, 1e-12);
    ck_assert_double_eq_tol(got.macro_recall, 0.5, 1e-12);
    ck_assert(isnan(got.pearson));
}
END_TEST

/* Anscombe (1973), Am. Stat. 27(1), 17-21: the first of the four sets, r = 0.816. */
START_TEST(pearson_matches_anscombe)
{
    static const double X[] = { 10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5 };
    static const double Y[] = { 8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68 };
    em_scored items[11];
    em_sentiment_scores got;
    for (size_t i = 0; i < 11; i++)
        items[i] = (em_scored){ .has_sentiment = true,
                                .graded = true,
                                .gold_grade = X[i],
                                .gold_label = EM_POSITIVE,
                                .score = Y[i],
                                .weight = 1 };
    em_scores_sentiment(&got, items, NULL, 11);
    ck_assert_double_eq_tol(got.pearson, 0.816, 5e-4);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, alpha_matches_krippendorffs_nominal_example);
    tcase_add_test(tests, kappa_matches_the_textbook_table);
    tcase_add_test(tests, macro_f1_averages_the_classes_that_the_gold_has);
    tcase_add_test(tests, pearson_matches_anscombe);
}

CHECK_MAIN("scores", add_tests)
