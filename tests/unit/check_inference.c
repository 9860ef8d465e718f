/* analyzer/tally/inference.c: what a summary says agrees with the statistics of its own counts. */
#include "stats/interval.h"
#include "stats/significance.h"
#include "support/check_main.h"
#include "support/tally_fixture.h"

#include <math.h>

#define COMMENTS 3000

static cJSON *summary_of(unsigned comments)
{
    em_tally_options options = { .copies = true };
    em_tally *tally;
    ck_assert_int_eq(em_tally_new(&tally, &FIXTURE_MODEL, &options, NULL), EM_OK);
    em_random random = em_random_seed(7);
    for (unsigned i = 0; i < comments; i++) {
        fixture_comment c;
        fixture_make(&c, &random, i);
        ck_assert_int_eq(em_tally_add(tally, &c.record, &c.verdict, NULL), EM_OK);
    }
    cJSON *summary;
    ck_assert_int_eq(em_summary_build(&summary, tally, NULL), EM_OK);
    em_tally_free(tally);
    return summary;
}

static const cJSON *get(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    ck_assert_msg(item != NULL, "no %s", key);
    return item;
}

static double number(const cJSON *object, const char *key)
{
    const cJSON *item = get(object, key);
    ck_assert(cJSON_IsNumber(item));
    return item->valuedouble;
}

static double end_of(const cJSON *object, const char *key, int end)
{
    return cJSON_GetArrayItem(get(object, key), end)->valuedouble;
}

START_TEST(clustered_interval_is_no_narrower_than_wilsons)
{
    cJSON *summary = summary_of(COMMENTS);
    const cJSON *receipt = get(summary, "receipt");
    ck_assert(number(receipt, "design_effect") > 1); /* sixty authors wrote all */
    ck_assert(end_of(receipt, "interval_clustered", 0) < end_of(receipt, "interval", 0));
    ck_assert(end_of(receipt, "interval_clustered", 1) > end_of(receipt, "interval", 1));
    const cJSON *message;
    cJSON_ArrayForEach(message, get(summary, "messages"))
    {
        ck_assert(end_of(message, "interval_clustered", 0) <= number(message, "rate"));
        ck_assert(end_of(message, "interval_clustered", 1) >= number(message, "rate"));
    }
    cJSON_Delete(summary);
}
END_TEST

START_TEST(target_is_judged_by_the_clustered_interval)
{
    cJSON *summary = summary_of(COMMENTS);
    const cJSON *target = cJSON_GetArrayItem(get(summary, "targets"), 0);
    const cJSON *message = cJSON_GetArrayItem(get(summary, "messages"), 1);
    ck_assert_str_eq(get(target, "message")->valuestring, "fair");
    ck_assert_double_eq(number(target, "target"), 0.05);
    ck_assert_double_eq(end_of(target, "interval", 0), end_of(message, "interval_clustered", 0));
    ck_assert_str_eq(get(target, "verdict")->valuestring, "met");
    cJSON_Delete(summary);
}
END_TEST

static uint64_t shrunk(double count, double effect)
{
    return (uint64_t)(count / fmax(1, effect) + 0.5);
}

/* Each change from the counts by period, the design effect and the stats room again. */
static void check_change(const cJSON *summary, const cJSON *change, const cJSON *message)
{
    const cJSON *periods = get(get(summary, "by"), "period");
    const cJSON *base = cJSON_GetArrayItem(periods, 0), *after = cJSON_GetArrayItem(periods, 1);
    double hits = number(after, "received"), base_hits = number(base, "received");
    double effect = number(get(summary, "receipt"), "design_effect");
    if (message) {
        const char *id = get(message, "id")->valuestring;
        hits = number(get(after, "messages"), id);
        base_hits = number(get(base, "messages"), id);
        effect = number(message, "design_effect");
    }
    double n = number(after, "analyzed"), base_n = number(base, "analyzed");
    ck_assert_double_eq_tol(number(change, "difference"), hits / n - base_hits / base_n, 1e-12);
    em_interval wanted;
    ck_assert_int_eq(em_interval_newcombe(&wanted, shrunk(hits, effect), shrunk(n, effect),
                                          shrunk(base_hits, effect), shrunk(base_n, effect),
                                          EM_Z_95),
                     EM_OK);
    ck_assert_double_eq_tol(end_of(change, "interval", 0), wanted.low, 1e-12);
    ck_assert_double_eq_tol(end_of(change, "interval", 1), wanted.high, 1e-12);
    ck_assert_double_eq_tol(number(change, "p"),
                            em_p_two_shares(shrunk(hits, effect), shrunk(n, effect),
                                            shrunk(base_hits, effect), shrunk(base_n, effect)),
                            1e-12);
    ck_assert(number(change, "p_holm") >= number(change, "p"));
}

START_TEST(change_follows_from_the_periods)
{
    cJSON *summary = summary_of(COMMENTS);
    const cJSON *changes = get(summary, "change");
    ck_assert_int_eq(cJSON_GetArraySize(changes), 1 + FIXTURE_MESSAGES);
    ck_assert_ptr_null(cJSON_GetObjectItem(cJSON_GetArrayItem(changes, 0), "message"));
    for (int i = 0; i <= FIXTURE_MESSAGES; i++)
        check_change(summary, cJSON_GetArrayItem(changes, i),
                     i ? cJSON_GetArrayItem(get(summary, "messages"), i - 1) : NULL);
    cJSON_Delete(summary);
}
END_TEST

START_TEST(no_comments_give_no_inference)
{
    cJSON *summary = summary_of(0);
    ck_assert(cJSON_IsNull(get(get(summary, "receipt"), "design_effect")));
    ck_assert_int_eq(cJSON_GetArraySize(get(summary, "targets")), 0);
    ck_assert_int_eq(cJSON_GetArraySize(get(summary, "change")), 0);
    cJSON_Delete(summary);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, clustered_interval_is_no_narrower_than_wilsons);
    tcase_add_test(tests, target_is_judged_by_the_clustered_interval);
    tcase_add_test(tests, change_follows_from_the_periods);
    tcase_add_test(tests, no_comments_give_no_inference);
}

CHECK_MAIN("inference", add_tests)
