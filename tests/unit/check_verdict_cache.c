/* analyzer/judge/verdict_cache.c: what it gives is what the judge would say again. */
#include "judge/verdict_cache.h"

#include "base/str.h"
#include "stats/random.h"
#include "support/check_main.h"

#include <stdio.h>

static em_model *model;
static em_scratch *scratch;
static em_verdict_cache *cache;

static void set_up(void)
{
    const char *messages[] = { "lexicons/great-britain.messages.json" };
    const char *sentiment[] = { "lexicons/sentiment/en.tsv" };
    const em_model_source source = {
        .messages = messages, .message_count = 1, .sentiment = sentiment, .sentiment_count = 1
    };
    em_error err;
    ck_assert_msg(em_model_load(&model, &source, &err) == EM_OK, "%s", err.text);
    ck_assert_int_eq(em_scratch_new(&scratch, model, NULL), EM_OK);
    ck_assert_int_eq(em_verdict_cache_new(&cache, model->message_count, NULL), EM_OK);
}

static void tear_down(void)
{
    em_verdict_cache_free(cache);
    em_scratch_free(scratch);
    em_model_free(model);
}

static em_record record_of(const char *text)
{
    return (em_record){ .text = em_str_from(text) };
}

static em_verdict judge(const em_record *record)
{
    em_verdict verdict;
    ck_assert_int_eq(em_judge_comment(&verdict, model, scratch, record, false, NULL), EM_OK);
    return verdict;
}

static void judge_and_put(const em_record *record)
{
    em_verdict verdict = judge(record);
    em_verdict_cache_put(cache, record, &verdict);
}

static void assert_same(const em_verdict *found, const em_verdict *judged)
{
    ck_assert_str_eq(found->language, judged->language);
    ck_assert(found->empty == judged->empty);
    ck_assert(found->own_words == judged->own_words);
    ck_assert(found->unsure == judged->unsure);
    ck_assert_int_eq(found->label, judged->label);
    ck_assert_int_eq(found->score, judged->score);
    ck_assert_int_eq(found->positive, judged->positive);
    ck_assert_int_eq(found->negative, judged->negative);
    ck_assert_uint_eq(found->copy_key, judged->copy_key);
    ck_assert_uint_eq(found->text_hash, judged->text_hash);
    ck_assert_uint_eq(found->undecided, judged->undecided);
    ck_assert_uint_eq(found->mention_count, judged->mention_count);
    for (size_t m = 0; m < model->message_count; m++)
        ck_assert_int_eq(found->stances[m], judged->stances[m]);
    for (size_t i = 0; i < judged->mention_count; i++) {
        ck_assert_uint_eq(found->mentions[i].entry, judged->mentions[i].entry);
        ck_assert_uint_eq(found->mentions[i].message, judged->mentions[i].message);
        ck_assert_int_eq(found->mentions[i].stance, judged->mentions[i].stance);
        ck_assert(found->mentions[i].own == judged->mentions[i].own);
        ck_assert(found->mentions[i].other_subject == judged->mentions[i].other_subject);
        ck_assert_uint_eq(found->mentions[i].norm.start, judged->mentions[i].norm.start);
        ck_assert_uint_eq(found->mentions[i].norm.end, judged->mentions[i].norm.end);
        ck_assert_uint_eq(found->mentions[i].field.start, judged->mentions[i].field.start);
        ck_assert_uint_eq(found->mentions[i].field.end, judged->mentions[i].field.end);
    }
}

START_TEST(a_text_is_kept_when_it_is_met_again)
{
    em_record record = record_of("They are open-minded, not creative");
    em_record other = record_of("Rude people");
    ck_assert_ptr_null(em_verdict_cache_find(cache, &record));
    judge_and_put(&record);
    ck_assert_ptr_null(em_verdict_cache_find(cache, &record));
    judge_and_put(&record);
    (void)judge(&other); /* what was kept does not lie in the scratch */
    const em_verdict *found = em_verdict_cache_find(cache, &record);
    ck_assert_ptr_nonnull(found);
    em_verdict judged = judge(&record);
    ck_assert_uint_gt(judged.mention_count, 1);
    assert_same(found, &judged);
    ck_assert_ptr_null(em_verdict_cache_find(cache, &other));
}
END_TEST

START_TEST(what_is_judged_otherwise_is_not_found)
{
    em_record plain = record_of("RT @b: <b>decent</b> people"), markup = plain, own = plain;
    markup.markup = true;
    own.text_is_own = true;
    judge_and_put(&plain);
    judge_and_put(&plain);
    ck_assert_ptr_nonnull(em_verdict_cache_find(cache, &plain));
    ck_assert_ptr_null(em_verdict_cache_find(cache, &markup));
    ck_assert_ptr_null(em_verdict_cache_find(cache, &own));
}
END_TEST

START_TEST(a_long_text_is_not_kept_nor_an_empty_one)
{
    char text[4096];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    em_record record = record_of(text), empty = record_of("");
    judge_and_put(&record);
    judge_and_put(&record);
    ck_assert_ptr_null(em_verdict_cache_find(cache, &record));
    judge_and_put(&empty);
    judge_and_put(&empty);
    ck_assert_ptr_null(em_verdict_cache_find(cache, &empty));
}
END_TEST

/* A hash proves nothing: the texts are compared. */
START_TEST(a_text_with_the_hash_of_another_is_not_found)
{
    em_record one = record_of("They are decent"), other = record_of("They are rude");
    em_verdict verdict = judge(&one);
    verdict.text_hash = judge(&other).text_hash;
    verdict.stances = judge(&one).stances;
    em_verdict_cache_put(cache, &one, &verdict);
    em_verdict_cache_put(cache, &one, &verdict);
    ck_assert_ptr_null(em_verdict_cache_find(cache, &other));
}
END_TEST

/* More different texts than there are places, each met now and then. */
START_TEST(what_is_found_is_what_the_judge_says)
{
    static const char *const WORDS[] = { "decent", "not",      "open-minded", "rude",  "people",
                                         "great",  "creative", "they",        "never", "?" };
    em_random random = em_random_seed(7);
    size_t found_count = 0;
    for (int i = 0; i < 40000; i++) {
        char text[128];
        unsigned pick = (unsigned)(em_random_below(&random, 100) * em_random_below(&random, 100));
        snprintf(text, sizeof text, "%s %s %s %s", WORDS[pick % 10], WORDS[pick / 10 % 10],
                 WORDS[pick / 100 % 10], WORDS[pick / 1000]);
        em_record record = record_of(text);
        const em_verdict *found = em_verdict_cache_find(cache, &record);
        em_verdict judged = judge(&record);
        if (found)
            assert_same(found, &judged);
        else
            em_verdict_cache_put(cache, &record, &judged);
        found_count += found != NULL;
    }
    ck_assert_uint_gt(found_count, 20000);
    ck_assert_uint_lt(found_count, 40000);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_text_is_kept_when_it_is_met_again);
    tcase_add_test(tests, what_is_judged_otherwise_is_not_found);
    tcase_add_test(tests, a_long_text_is_not_kept_nor_an_empty_one);
    tcase_add_test(tests, a_text_with_the_hash_of_another_is_not_found);
    tcase_add_test(tests, what_is_found_is_what_the_judge_says);
}

CHECK_MAIN("verdict_cache", add_tests)
