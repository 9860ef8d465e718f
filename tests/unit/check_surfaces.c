/* analyzer/tally/surfaces.c: the words by which comments affirm, as they stand there. */
#include "support/check_main.h"
#include "support/tally_fixture.h"

static em_tally *new_tally(void)
{
    em_tally *tally;
    const em_tally_options options = { .copies = true };
    ck_assert_int_eq(em_tally_new(&tally, &FIXTURE_MODEL, &options, NULL), EM_OK);
    return tally;
}

/* A comment on message 0 whose mention is the part of `text` between brackets. */
static void say(em_tally *tally, const char *text, uint32_t entry, em_stance of_mention,
                em_stance of_message)
{
    const char *open = strchr(text, '['), *close = strchr(text, ']');
    fixture_comment c = { .text = "" };
    int before = (int)(open - text), inside = (int)(close - open - 1);
    snprintf(c.text, sizeof c.text, "%.*s%.*s%s", before, text, inside, open + 1, close + 1);
    c.mentions[0] = (em_mention){ .entry = entry,
                                  .stance = of_mention,
                                  .own = true,
                                  .field = { (uint32_t)before, (uint32_t)(before + inside) } };
    c.stances[0] = of_message;
    c.verdict = (em_verdict){ .language = "en",
                              .own_words = true,
                              .stances = c.stances,
                              .mentions = c.mentions,
                              .mention_count = 1,
                              .text_hash = em_hash64(em_str_from(c.text), 0) };
    const em_record record = { .text = em_str_from(c.text), .likes = EM_LIKES_UNKNOWN };
    ck_assert_int_eq(em_tally_add(tally, &record, &c.verdict, NULL), EM_OK);
}

static cJSON *words_of(em_tally *tally, double *sampled)
{
    cJSON *summary;
    ck_assert_int_eq(em_summary_build(&summary, tally, NULL), EM_OK);
    em_tally_free(tally);
    cJSON *message = cJSON_GetArrayItem(cJSON_GetObjectItem(summary, "messages"), 0);
    *sampled = cJSON_GetObjectItem(message, "words_sampled")->valuedouble;
    cJSON *words = cJSON_DetachItemFromObject(message, "words");
    cJSON_Delete(summary);
    return words;
}

static void check_word(const cJSON *words, int place, const char *word, double comments)
{
    const cJSON *item = cJSON_GetArrayItem(words, place);
    ck_assert_str_eq(cJSON_GetStringValue(cJSON_GetObjectItem(item, "word")), word);
    ck_assert_double_eq(cJSON_GetObjectItem(item, "comments")->valuedouble, comments);
}

START_TEST(words_stand_as_found_folded_and_the_most_frequent_first)
{
    em_tally *tally = new_tally();
    double sampled;
    say(tally, "one [Open Minds]", 1, EM_STANCE_AFFIRMED, EM_STANCE_AFFIRMED);
    say(tally, "two [open\n minds]", 1, EM_STANCE_AFFIRMED, EM_STANCE_AFFIRMED);
    say(tally, "three [ＯＰＥＮ]", 1, EM_STANCE_AFFIRMED, EM_STANCE_AFFIRMED);
    say(tally, "四 [开放]", 1, EM_STANCE_AFFIRMED, EM_STANCE_AFFIRMED);
    cJSON *words = words_of(tally, &sampled);
    ck_assert_int_eq(cJSON_GetArraySize(words), 3);
    check_word(words, 0, "open minds", 2);
    check_word(words, 1, "open", 1);
    check_word(words, 2, "开放", 1);
    ck_assert_double_eq(sampled, 4);
    cJSON_Delete(words);
}
END_TEST

START_TEST(only_what_affirms_counts_and_a_denied_opposite_says_so)
{
    em_tally *tally = new_tally();
    double sampled;
    say(tally, "never [open]", 1, EM_STANCE_DENIED, EM_STANCE_DENIED);
    say(tally, "is it [open]?", 1, EM_STANCE_QUESTIONED, EM_STANCE_QUESTIONED);
    say(tally, "both [open]", 1, EM_STANCE_AFFIRMED, EM_STANCE_MIXED);
    say(tally, "quoted [open]", 1, EM_STANCE_QUOTED, EM_STANCE_AFFIRMED);
    say(tally, "not [closed]", 2, EM_STANCE_AFFIRMED, EM_STANCE_AFFIRMED);
    cJSON *words = words_of(tally, &sampled);
    ck_assert_int_eq(cJSON_GetArraySize(words), 1);
    check_word(words, 0, "closed", 1);
    ck_assert(cJSON_IsTrue(cJSON_GetObjectItem(cJSON_GetArrayItem(words, 0), "negated")));
    ck_assert_double_eq(sampled, 2);
    cJSON_Delete(words);
}
END_TEST

START_TEST(equal_counts_stand_by_text_whatever_came_first)
{
    double sampled;
    em_tally *tally = new_tally();
    for (int i = 0; i < 3; i++) {
        char text[16];
        snprintf(text, sizeof text, "x [w%d]", (i + 2) % 3);
        say(tally, text, 1, EM_STANCE_AFFIRMED, EM_STANCE_AFFIRMED);
    }
    cJSON *words = words_of(tally, &sampled);
    check_word(words, 0, "w0", 1);
    check_word(words, 1, "w1", 1);
    check_word(words, 2, "w2", 1);
    cJSON_Delete(words);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, words_stand_as_found_folded_and_the_most_frequent_first);
    tcase_add_test(tests, only_what_affirms_counts_and_a_denied_opposite_says_so);
    tcase_add_test(tests, equal_counts_stand_by_text_whatever_came_first);
}

CHECK_MAIN("surfaces", add_tests)
