/* analyzer/tally/quotations.c, words.c, themes.c: who is quoted, and which words stand out. */
#include "tally/tally.h"

#include "support/check_main.h"
#include "support/tally_fixture.h"

static em_tally *new_tally(void)
{
    em_tally *tally;
    const em_tally_options options = { .copies = true };
    ck_assert_int_eq(em_tally_new(&tally, &FIXTURE_MODEL, &options, NULL), EM_OK);
    return tally;
}

/* A comment that takes one stance on one message, said in its last word; `seconds` 0: undated. */
static void say_at(em_tally *tally, int64_t seconds, const char *author, const char *text,
                   size_t message, em_stance stance, int64_t likes)
{
    fixture_comment c = { .text = "" };
    snprintf(c.text, sizeof c.text, "%s ", text);
    if (stance != EM_STANCE_NONE)
        fixture_mention(&c, message, stance);
    c.stances[message] = stance;
    c.verdict.language = "en";
    c.verdict.own_words = true;
    c.verdict.stances = c.stances;
    c.verdict.mentions = c.mentions;
    c.verdict.text_hash = c.verdict.copy_key = em_hash64(em_str_from(c.text), 0);
    const em_record record = { .text = em_str_from(c.text),
                               .author = em_str_from(author),
                               .time = { .seconds = seconds, .known = seconds != 0 },
                               .likes = likes };
    ck_assert_int_eq(em_tally_add(tally, &record, &c.verdict, NULL), EM_OK);
}

static void say(em_tally *tally, const char *author, const char *text, size_t message,
                em_stance stance, int64_t likes)
{
    say_at(tally, 0, author, text, message, stance, likes);
}

static cJSON *summary_of(em_tally *tally)
{
    cJSON *summary;
    ck_assert_int_eq(em_summary_build(&summary, tally, NULL), EM_OK);
    em_tally_free(tally);
    return summary;
}

static size_t count_quotations(const cJSON *summary, const char *message, const char *rule,
                               const char *part)
{
    const cJSON *quotation;
    size_t count = 0;
    cJSON_ArrayForEach(quotation, cJSON_GetObjectItem(summary, "quotations"))
    {
        const char *of = cJSON_GetStringValue(cJSON_GetObjectItem(quotation, "message"));
        const char *by = cJSON_GetStringValue(cJSON_GetObjectItem(quotation, "rule"));
        const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(quotation, "text"));
        count += strcmp(of, message) == 0 && (!rule || strcmp(by, rule) == 0) &&
                 strstr(text, part) != NULL;
    }
    return count;
}

START_TEST(one_author_is_quoted_once_for_a_message)
{
    em_tally *tally = new_tally();
    say(tally, "ann", "the harbour on sunday morning felt", 0, EM_STANCE_AFFIRMED, 9);
    say(tally, "ann", "trains that ran all night were", 0, EM_STANCE_AFFIRMED, 8);
    say(tally, "ben", "a school where everyone sang seemed", 0, EM_STANCE_AFFIRMED, 7);
    cJSON *summary = summary_of(tally);
    ck_assert_uint_eq(count_quotations(summary, "open", NULL, "harbour") +
                          count_quotations(summary, "open", NULL, "trains"),
                      1);
    ck_assert_uint_eq(count_quotations(summary, "open", NULL, "school"), 1);
    cJSON_Delete(summary);
}
END_TEST

START_TEST(near_copies_are_quoted_once)
{
    em_tally *tally = new_tally();
    say(tally, "ann", "the harbour on sunday morning felt so", 0, EM_STANCE_AFFIRMED, 9);
    say(tally, "ben", "The harbour, on Sunday morning: felt so", 0, EM_STANCE_AFFIRMED, 8);
    say(tally, "cai", "the harbour on a sunday morning felt so so", 0, EM_STANCE_AFFIRMED, 7);
    cJSON *summary = summary_of(tally);
    ck_assert_uint_eq(count_quotations(summary, "open", NULL, "arbour"), 1);
    cJSON_Delete(summary);
}
END_TEST

START_TEST(rules_choose_what_they_say)
{
    em_tally *tally = new_tally();
    say(tally, "a1", "first of many different words here", 0, EM_STANCE_AFFIRMED, 5);
    say(tally, "a2", "completely other thing about boats", 0, EM_STANCE_AFFIRMED, 500);
    say(tally, "a3", "nobody believes that old story", 0, EM_STANCE_DENIED, 50);
    cJSON *summary = summary_of(tally);
    ck_assert_uint_eq(count_quotations(summary, "open", "contradicting", "") +
                          count_quotations(summary, "open", "typical", "nobody"),
                      1);
    ck_assert_uint_eq(count_quotations(summary, "fair", NULL, ""), 0);
    cJSON_Delete(summary);
}
END_TEST

START_TEST(words_of_receivers_stand_out_but_not_the_lexicons_own)
{
    em_tally *tally = new_tally();
    char text[80];
    for (int i = 0; i < 30; i++) {
        snprintf(text, sizeof text, "the lighthouse keeper number%d is", i);
        say(tally, "", text, 0, EM_STANCE_AFFIRMED, 0);
        snprintf(text, sizeof text, "the weather number%d is", i);
        say(tally, "", text, 0, EM_STANCE_NONE, 0);
        /* one text by many: counts once */
        say(tally, "", "the fountain copy is", 0, EM_STANCE_AFFIRMED, 0);
    }
    cJSON *summary = summary_of(tally), *word;
    const cJSON *themes = cJSON_GetObjectItem(summary, "themes");
    bool lighthouse = false;
    cJSON_ArrayForEach(word, cJSON_GetObjectItem(themes, "words"))
    {
        const char *name = cJSON_GetStringValue(cJSON_GetObjectItem(word, "word"));
        lighthouse = lighthouse || strstr(name, "lighthouse");
        ck_assert_ptr_null(strstr(name, "open"));
        ck_assert_ptr_null(strstr(name, "fountain"));
        ck_assert_ptr_null(strstr(name, "weather"));
    }
    ck_assert(lighthouse);
    cJSON_Delete(summary);
}
END_TEST

/* The word in a list of themes, or NULL. */
static const cJSON *find_theme(const cJSON *themes, const char *name)
{
    const cJSON *word;
    cJSON_ArrayForEach(word, cJSON_GetObjectItem(themes, "words"))
    {
        if (strcmp(cJSON_GetStringValue(cJSON_GetObjectItem(word, "word")), name) == 0)
            return word;
    }
    return NULL;
}

static double number_of(const cJSON *object, const char *key)
{
    return cJSON_GetNumberValue(cJSON_GetObjectItem(object, key));
}

START_TEST(words_of_anybody_are_no_theme)
{
    em_tally *tally = new_tally();
    char text[80];
    for (int i = 0; i < 40; i++) {
        snprintf(text, sizeof text, "because lanterns number%d", i);
        say(tally, "", text, 0, EM_STANCE_AFFIRMED, 0);
        snprintf(text, sizeof text, "%s number%d", i < 8 ? "because rain" : "rain", i);
        say(tally, "", text, 0, EM_STANCE_NONE, 0);
    }
    cJSON *summary = summary_of(tally);
    const cJSON *themes = cJSON_GetObjectItem(summary, "themes");
    ck_assert_ptr_nonnull(find_theme(themes, "lanterns"));
    ck_assert_ptr_null(find_theme(themes, "because"));
    ck_assert_ptr_null(find_theme(themes, "because lanterns"));
    ck_assert_ptr_null(cJSON_GetObjectItem(themes, "change"));
    cJSON_Delete(summary);
}
END_TEST

/* Forty comments a period; half of each in either tally. */
static void say_in_periods(em_tally *tallies[2])
{
    char text[80];
    for (int i = 0; i < 40; i++) {
        em_stance stance = i % 8 ? EM_STANCE_NONE : EM_STANCE_AFFIRMED;
        snprintf(text, sizeof text, "old rain number%d", i);
        say_at(tallies[i % 2], FIXTURE_PERIODS[0].from + i, "", text, 0, stance, 0);
        snprintf(text, sizeof text, "%s bishop number%d", i < 30 ? "old" : "new", i);
        say_at(tallies[i % 2], FIXTURE_PERIODS[1].from + i, "", text, 0, stance, 0);
    }
    /* Undated, or after all periods: in neither. One text by many counts once. */
    say(tallies[0], "", "bishop of nowhere", 0, EM_STANCE_NONE, 0);
    say_at(tallies[0], FIXTURE_PERIODS[1].to, "", "bishop of later", 0, EM_STANCE_NONE, 0);
    for (int i = 0; i < 20; i++)
        say_at(tallies[1], FIXTURE_PERIODS[1].from, "", "copied fountain", 0, EM_STANCE_NONE, 0);
}

START_TEST(words_of_the_campaign_stand_out_against_the_baseline)
{
    em_tally *tallies[2] = { new_tally(), new_tally() };
    say_in_periods(tallies);
    ck_assert_int_eq(em_tally_merge(tallies[0], tallies[1], NULL), EM_OK);
    em_tally_free(tallies[1]);
    cJSON *summary = summary_of(tallies[0]);
    const cJSON *change = cJSON_GetObjectItem(cJSON_GetObjectItem(summary, "themes"), "change");
    ck_assert_double_eq(number_of(change, "campaign"), 41);
    ck_assert_double_eq(number_of(change, "baseline"), 40);
    const cJSON *bishop = find_theme(change, "bishop");
    ck_assert_ptr_nonnull(bishop);
    ck_assert_double_eq(number_of(bishop, "campaign"), 40);
    ck_assert_double_eq(number_of(bishop, "baseline"), 0);
    ck_assert_ptr_null(find_theme(change, "rain"));
    ck_assert_ptr_null(find_theme(change, "old bishop"));
    ck_assert_ptr_null(find_theme(change, "fountain"));
    cJSON_Delete(summary);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, one_author_is_quoted_once_for_a_message);
    tcase_add_test(tests, near_copies_are_quoted_once);
    tcase_add_test(tests, rules_choose_what_they_say);
    tcase_add_test(tests, words_of_receivers_stand_out_but_not_the_lexicons_own);
    tcase_add_test(tests, words_of_anybody_are_no_theme);
    tcase_add_test(tests, words_of_the_campaign_stand_out_against_the_baseline);
}

CHECK_MAIN("quotations", add_tests)
