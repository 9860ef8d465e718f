/* analyzer/judge/sentiment.c: features, their sum, the squash and the label. */
#include "judge/sentiment.h"

#include "support/check_main.h"
#include "support/scope_table.h"

#include <math.h>

static const table_row ROWS[] = {
    { "good", EM_ROLE_POLAR, 2, NULL },
    { "awful", EM_ROLE_POLAR, -3, NULL },
    { ":)", EM_ROLE_POLAR, 1, NULL },
    { "not", EM_ROLE_NEGATOR, -0.5, NULL },
    { "very", EM_ROLE_BOOSTER, 1.5, NULL },
    { "but", EM_ROLE_CONTRAST, 1.25, "before=0.5;" },
    { "if", EM_ROLE_QUESTION, 0, "kind=supposes;" },
    { "why", EM_ROLE_QUESTION, 0, "polar=-0.4;" },
    { "they say", EM_ROLE_QUESTION, 0, "kind=reports;" },
    { NULL, EM_ROLE_TERM, 0, NULL },
};

static const em_lexicon_info LEXICONS[] = {
    { .is_sentiment = false, .language = { "", 0 } },
    { .is_sentiment = true,
      .language = { "en", 2 },
      .positive_from = 0.2,
      .negative_to = -0.2,
      .scale = 16,
      .bias = 0 },
    { .is_sentiment = true,
      .language = { "zh", 2 },
      .positive_from = 0.9,
      .negative_to = -0.9,
      .scale = 16,
      .bias = 1 },
};

static em_features collect(scope_table *table, const char *comment, bool marks_only)
{
    em_features features = { 0 };
    table_open(table, ROWS);
    table_judge(table, comment);
    ck_assert_int_eq(em_features_collect(&features, &table->scopes, &table->text, table->scratch,
                                         marks_only, NULL),
                     EM_OK);
    return features;
}

static const struct {
    const char *comment;
    double value; /* of the first feature; 0: there is none */
    bool marks_only;
} VALUES[] = {
    { "good", 1, false },
    { "not good", -0.5, false },
    { "not very good", -0.5 / 1.5, false },
    { "very good", 1.5, false },
    { "good but", 0.5, false },
    { "good!", 1.15, false },
    { "good?", 0.3, false },
    { "if good", 0.5, false },
    { "they say good", 0.5, false },
    { "GOOD it is", 1.3, false },
    { "GOOD IT IS", 1, false },
    { "not :)", 1, false },
    { "good", 0, true },
    { "good :)", 1, true },
    { "//@x: good", 0, false },
    { "nothing", 0, false },
};

START_TEST(a_value_is_the_product_of_its_scopes)
{
    scope_table table;
    em_features features = collect(&table, VALUES[_i].comment, VALUES[_i].marks_only);
    ck_assert_uint_eq(features.len, VALUES[_i].value != 0);
    if (features.len) {
        ck_assert_double_eq_tol(features.items[0].value, VALUES[_i].value, 1e-6);
        ck_assert_int_eq(features.items[0].negated, VALUES[_i].value < 0);
    }
    em_vec_release(&features);
    table_close(&table);
}
END_TEST

static const struct {
    const char *comment, *language;
    double sum; /* bias included */
    em_polarity label;
} SCORES[] = {
    { "good", "en", 2, EM_POSITIVE },          { "awful", "en-GB", -3, EM_NEGATIVE },
    { "not good", "en", -1, EM_NEGATIVE },     { "good awful", "en", -1, EM_NEGATIVE },
    { "good and good", "en", 4, EM_POSITIVE }, { "good", "zh-Hant", 3, EM_NEUTRAL },
    { "nothing", "zh-Hans", 0, EM_NEUTRAL },   { "good", "und", 2, EM_POSITIVE },
};

START_TEST(the_score_is_a_squashed_linear_sum)
{
    scope_table table;
    em_features features = collect(&table, SCORES[_i].comment, false);
    em_model model = { .entries = table.entries, .lexicons = LEXICONS, .lexicon_count = 3 };
    em_verdict verdict = { .language = SCORES[_i].language };
    em_sentiment_score(&verdict, &model, features.items, features.len);
    double sum = SCORES[_i].sum;
    ck_assert_int_eq(verdict.score, lround(sum / sqrt(sum * sum + 16) * EM_SCORE_ONE));
    ck_assert_int_eq(verdict.label, SCORES[_i].label);
    em_vec_release(&features);
    table_close(&table);
}
END_TEST

START_TEST(both_sides_are_kept_apart)
{
    scope_table table;
    em_features features = collect(&table, "good good awful", false);
    em_model model = { .entries = table.entries, .lexicons = LEXICONS, .lexicon_count = 3 };
    em_verdict verdict = { .language = "en" };
    em_sentiment_score(&verdict, &model, features.items, features.len);
    ck_assert_int_eq(verdict.positive, 40000);
    ck_assert_int_eq(verdict.negative, -30000);
    em_vec_release(&features);
    table_close(&table);
}
END_TEST

START_TEST(a_cue_counts_once_for_what_it_carries_itself)
{
    scope_table table;
    em_features features = collect(&table, "not why", false);
    ck_assert_uint_eq(features.len, 1); /* "not" carries nothing */
    ck_assert_double_eq_tol(features.items[0].weight, -0.4, 1e-6);
    ck_assert_double_eq(features.items[0].value, 1);
    ck_assert(!features.items[0].negated);
    em_vec_release(&features);
    table_close(&table);
}
END_TEST

START_TEST(what_is_said_again_counts_half_as_much_each_time)
{
    uint8_t said[sizeof ROWS / sizeof *ROWS] = { 0 };
    const double expected[] = { 1, 0.5, 1, 0.25 };
    scope_table table;
    em_features features = collect(&table, "good good awful good", false);
    ck_assert_uint_eq(features.len, 4);
    em_features_damp_repeats(features.items, features.len, said);
    for (size_t i = 0; i < features.len; i++)
        ck_assert_double_eq_tol(features.items[i].value, expected[i], 1e-6);
    for (size_t i = 0; i < sizeof said; i++)
        ck_assert_uint_eq(said[i], 0);
    em_vec_release(&features);
    table_close(&table);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, a_value_is_the_product_of_its_scopes, 0,
                        sizeof VALUES / sizeof *VALUES);
    tcase_add_loop_test(tests, the_score_is_a_squashed_linear_sum, 0,
                        sizeof SCORES / sizeof *SCORES);
    tcase_add_test(tests, both_sides_are_kept_apart);
    tcase_add_test(tests, a_cue_counts_once_for_what_it_carries_itself);
    tcase_add_test(tests, what_is_said_again_counts_half_as_much_each_time);
}

CHECK_MAIN("sentiment", add_tests)
