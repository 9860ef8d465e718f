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

/* A comment that takes one stance on one message, said in its last word. */
static void say(em_tally *tally, const char *author, const char *text, size_t message,
                em_stance stance, int64_t likes)
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
                               .likes = likes };
    ck_assert_int_eq(em_tally_add(tally, &record, &c.verdict, NULL), EM_OK);
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

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, one_author_is_quoted_once_for_a_message);
    tcase_add_test(tests, near_copies_are_quoted_once);
    tcase_add_test(tests, rules_choose_what_they_say);
    tcase_add_test(tests, words_of_receivers_stand_out_but_not_the_lexicons_own);
}

CHECK_MAIN("quotations", add_tests)
