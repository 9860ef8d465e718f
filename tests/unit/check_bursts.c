/* analyzer/tally/bursts.c: texts that many accounts post within few minutes. */
#include "tally/bursts.h"

#include "base/hash.h"
#include "base/str.h"
#include "support/check_main.h"

#define COMMENTS_MAX 64

/* Sampled comments as em_words lends them. */
typedef struct sampled {
    em_kept kept[COMMENTS_MAX];
    em_worded worded[COMMENTS_MAX];
    size_t count;
} sampled;

static void say(sampled *all, const char *text, unsigned account, int64_t minute)
{
    ck_assert_uint_lt(all->count, COMMENTS_MAX);
    em_kept *kept = &all->kept[all->count];
    *kept = (em_kept){ .hash = 1000 - all->count,
                       .copy_key = em_hash64(em_str_from(text), 0),
                       .author = account,
                       .time = minute * 60,
                       .has_time = minute >= 0,
                       .own_words = true,
                       .text = em_str_from(text) };
    all->worded[all->count++].kept = kept;
}

static cJSON *bursts_of(sampled *all, em_json_tree *tree)
{
    /* Receivers and others: a text may stand in both. */
    size_t half = all->count / 2;
    em_words words = { .comments = { all->worded, all->worded + half },
                       .comment_count = { half, all->count - half } };
    cJSON *root = em_json_add_object(tree, NULL, NULL);
    ck_assert_int_eq(em_bursts_put(tree, root, &words, NULL), EM_OK);
    ck_assert(!tree->failed);
    return root;
}

static const cJSON *burst_at(const cJSON *root, int i)
{
    return cJSON_GetArrayItem(cJSON_GetObjectItem(root, "bursts"), i);
}

static const char *text_of(const cJSON *burst, const char *key)
{
    return cJSON_GetStringValue(cJSON_GetObjectItem(burst, key));
}

static double accounts_of(const cJSON *burst)
{
    return cJSON_GetNumberValue(cJSON_GetObjectItem(burst, "accounts"));
}

static const char *const ARRANGED = "Britain is the most confident country";
static const char *const SPREAD = "What a beautiful day this was for all";

START_TEST(many_accounts_at_once_are_found_whatever_the_order)
{
    sampled all = { .count = 0 };
    em_json_tree tree = { 0 };
    for (unsigned i = 0; i < 7; i++) {
        say(&all, SPREAD, 100 + i, i * 60);
        say(&all, ARRANGED, 200 + i, 500 - i);
    }
    say(&all, ARRANGED, 300, 9);
    say(&all, ARRANGED, 301, 511);
    cJSON *root = bursts_of(&all, &tree);
    ck_assert_ptr_null(burst_at(root, 1));
    ck_assert_str_eq(text_of(burst_at(root, 0), "text"), ARRANGED);
    ck_assert_double_eq(accounts_of(burst_at(root, 0)), 7);
    ck_assert_str_eq(text_of(burst_at(root, 0), "first"), "1970-01-01T08:14:00Z");
    ck_assert_str_eq(text_of(burst_at(root, 0), "last"), "1970-01-01T08:20:00Z");
    cJSON_Delete(root);
}
END_TEST

START_TEST(one_account_counts_once_and_unknown_ones_never)
{
    sampled all = { .count = 0 };
    em_json_tree tree = { 0 };
    for (unsigned i = 0; i < 10; i++) {
        say(&all, ARRANGED, 7, i);
        say(&all, SPREAD, 0, i);
        say(&all, "So beautiful!", 400 + i, i);
        say(&all, "A long text that has no time at all", 500 + i, -1);
    }
    cJSON *root = bursts_of(&all, &tree);
    ck_assert_ptr_null(burst_at(root, 0));
    cJSON_Delete(root);
}
END_TEST

START_TEST(bare_reposts_are_no_sign)
{
    sampled all = { .count = 0 };
    em_json_tree tree = { 0 };
    for (unsigned i = 0; i < 8; i++) {
        say(&all, ARRANGED, 1 + i, 10);
        all.kept[i].own_words = false;
    }
    cJSON *root = bursts_of(&all, &tree);
    ck_assert_ptr_null(burst_at(root, 0));
    cJSON_Delete(root);
}
END_TEST

START_TEST(the_busiest_come_first)
{
    sampled all = { .count = 0 };
    em_json_tree tree = { 0 };
    for (unsigned i = 0; i < 6; i++)
        say(&all, ARRANGED, 1 + i, 10);
    for (unsigned i = 0; i < 8; i++)
        say(&all, SPREAD, 1 + i, 20);
    cJSON *root = bursts_of(&all, &tree);
    ck_assert_double_eq(accounts_of(burst_at(root, 0)), 8);
    ck_assert_double_eq(accounts_of(burst_at(root, 1)), 6);
    cJSON_Delete(root);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, many_accounts_at_once_are_found_whatever_the_order);
    tcase_add_test(tests, one_account_counts_once_and_unknown_ones_never);
    tcase_add_test(tests, bare_reposts_are_no_sign);
    tcase_add_test(tests, the_busiest_come_first);
}

CHECK_MAIN("bursts", add_tests)
