/* analyzer/judge/judge.c: whole comments by the specification's campaign. */
#include "judge/verdict.h"

#include "base/hash.h"
#include "base/str.h"
#include "support/check_main.h"

static em_model *model;
static em_scratch *scratch;

static void open_judge(void)
{
    em_model_source source = { .campaign = "tests/spec/spec.campaign.json" };
    em_error err = { 0 };
    ck_assert_msg(em_model_load(&model, &source, &err) == EM_OK, "%s", err.text);
    ck_assert_int_eq(em_scratch_new(&scratch, model, NULL), EM_OK);
}

static void close_judge(void)
{
    em_scratch_free(scratch);
    em_model_free(model);
}

static em_verdict judge(const char *text, bool own, bool explain)
{
    em_verdict verdict;
    em_record record = { .text = em_str_from(text), .text_is_own = own };
    ck_assert_int_eq(em_judge_comment(&verdict, model, scratch, &record, explain, NULL), EM_OK);
    return verdict;
}

static em_stance stance(const em_verdict *verdict, const char *message)
{
    for (size_t i = 0; i < model->message_count; i++)
        if (em_str_eq(model->messages[i].id, em_str_from(message)))
            return verdict->stances[i];
    ck_abort_msg("no message %s", message);
    return EM_STANCE_NONE;
}

START_TEST(mentions_point_into_the_field)
{
    const char *text = "ＵＫ is NOT &open-minded";
    em_verdict verdict = judge(text, false, false);
    ck_assert_uint_eq(verdict.mention_count, 1);
    em_str quote = em_str_sub(em_str_from(text), verdict.mentions[0].field);
    ck_assert(em_str_eq(quote, EM_STR("open-minded")));
    ck_assert_int_eq(stance(&verdict, "open-minded"), EM_STANCE_DENIED);
}
END_TEST

START_TEST(what_the_export_gives_as_own_words_has_no_prefix)
{
    em_verdict chain = judge("转 //@user:英国很开放", false, false);
    ck_assert_int_eq(stance(&chain, "open-minded"), EM_STANCE_QUOTED);
    em_verdict own = judge("转 //@user:英国很开放", true, false);
    ck_assert_int_eq(stance(&own, "open-minded"), EM_STANCE_AFFIRMED);
}
END_TEST

START_TEST(an_empty_comment_has_an_empty_verdict)
{
    em_verdict verdict = judge("  \n ", false, true);
    ck_assert(verdict.empty && !verdict.own_words);
    ck_assert_int_eq(verdict.label, EM_NEUTRAL);
    ck_assert_uint_eq(verdict.copy_key, 0);
    ck_assert_uint_eq(verdict.mention_count, 0);
}
END_TEST

START_TEST(the_hash_is_that_of_the_field)
{
    em_verdict verdict = judge("So creative!", false, false);
    ck_assert_uint_eq(verdict.text_hash, em_hash64(EM_STR("So creative!"), 0));
    ck_assert_ptr_null(verdict.scopes);
    ck_assert_ptr_null(verdict.features);
}
END_TEST

START_TEST(the_verdict_does_not_depend_on_what_was_judged_before)
{
    const char *text = "Not creative, but so polite :) //@a:开放";
    em_verdict first = judge(text, false, true);
    int32_t score = first.score;
    size_t scopes = first.scope_count, features = first.feature_count;
    judge("英国一点也不开放、包容？ yes! 😡 \"dead\" #creative", false, true);
    em_verdict again = judge(text, false, true);
    ck_assert_int_eq(again.score, score);
    ck_assert_uint_eq(again.scope_count, scopes);
    ck_assert_uint_eq(again.feature_count, features);
    ck_assert_int_eq(stance(&again, "creative"), EM_STANCE_DENIED);
    ck_assert_int_eq(stance(&again, "respectful"), EM_STANCE_AFFIRMED);
    ck_assert_int_eq(stance(&again, "open-minded"), EM_STANCE_QUOTED);
}
END_TEST

typedef struct faulty {
    size_t calls, fail_at;
} faulty;

static void *faulty_realloc(void *context, void *block, size_t size)
{
    faulty *fault = context;
    return ++fault->calls == fault->fail_at ? NULL : realloc(block, size ? size : 1);
}

static void faulty_free(void *context, void *block)
{
    (void)context;
    free(block);
}

/* The first allocation fails, then the second, until all go well. */
START_TEST(no_memory_is_told_and_leaves_nothing_behind)
{
    const char *text =
        "RT @a: not \"creative\", so polite! 英国不是很开放吗？ See Britain through my "
        "eyes: a decent and creative country :)";
    faulty fault = { 0, 0 };
    em_allocator allocator = { faulty_realloc, faulty_free, &fault };
    em_status status = EM_E_MEMORY;
    em_memory_set_allocator(&allocator);
    while (status == EM_E_MEMORY && fault.fail_at < 5000) {
        em_scratch *own = NULL;
        em_verdict verdict;
        em_error err = { 0 };
        em_record record = { .text = em_str_from(text) };
        fault.fail_at++;
        fault.calls = 0;
        status = em_scratch_new(&own, model, &err);
        ck_assert(status == EM_OK || !own);
        if (status == EM_OK)
            status = em_judge_comment(&verdict, model, own, &record, true, &err);
        ck_assert_msg(status == EM_OK || (status == EM_E_MEMORY && err.text[0]), "call %zu: %d %s",
                      fault.fail_at, (int)status, err.text);
        em_scratch_free(own);
    }
    em_memory_set_allocator(NULL);
    ck_assert_int_eq(status, EM_OK);
    ck_assert_uint_gt(fault.fail_at, 10);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_checked_fixture(tests, open_judge, close_judge);
    tcase_add_test(tests, mentions_point_into_the_field);
    tcase_add_test(tests, what_the_export_gives_as_own_words_has_no_prefix);
    tcase_add_test(tests, an_empty_comment_has_an_empty_verdict);
    tcase_add_test(tests, the_hash_is_that_of_the_field);
    tcase_add_test(tests, no_memory_is_told_and_leaves_nothing_behind);
    tcase_add_test(tests, the_verdict_does_not_depend_on_what_was_judged_before);
}

CHECK_MAIN("judge", add_tests)
