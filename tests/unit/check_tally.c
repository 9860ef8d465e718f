/* analyzer/tally/tally.c: counts, and the same bytes whatever the order of merging. */
#include "tally/tally.h"

#include "base/json_tree.h"
#include "support/check_main.h"
#include "support/tally_fixture.h"

#define COMMENTS 3000
#define SHARDS 5

static em_tally *new_tally(bool copies)
{
    em_tally *tally;
    const em_tally_options options = { .copies = copies };
    ck_assert_int_eq(em_tally_new(&tally, &FIXTURE_MODEL, &options, NULL), EM_OK);
    return tally;
}

static void add(em_tally *tally, const fixture_comment *c)
{
    ck_assert_int_eq(em_tally_add(tally, &c->record, &c->verdict, NULL), EM_OK);
}

static void add_input(em_tally *tally, const char *path, uint64_t records)
{
    const em_input_info info = { .path = path,
                                 .format = "csv",
                                 .encoding = "UTF-8",
                                 .platform = "",
                                 .broken_off = "",
                                 .dates = "day-first",
                                 .sha256 = "00",
                                 .records = records,
                                 .rejected = 2,
                                 .stated_total = -1 };
    ck_assert_int_eq(em_tally_add_input(tally, &info, NULL), EM_OK);
}

static char *summary_text(const em_tally *tally)
{
    cJSON *summary;
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    ck_assert_int_eq(em_summary_build(&summary, tally, NULL), EM_OK);
    em_json_print(&text, summary);
    cJSON_Delete(summary);
    return em_buf_detach(&text, NULL);
}

static char *partial_text(const em_tally *tally)
{
    em_buf text;
    em_buf_init(&text, EM_BUF_UNLIMITED);
    ck_assert_int_eq(em_tally_write_partial(&text, tally, NULL), EM_OK);
    return em_buf_detach(&text, NULL);
}

static em_tally *through_partial(em_tally *tally)
{
    char *text = partial_text(tally);
    em_tally *back;
    em_error err;
    em_status status = em_tally_read_partial(&back, em_str_from(text), "p", &err);
    ck_assert_msg(status == EM_OK, "%s", err.text);
    em_mem_free(text);
    em_tally_free(tally);
    return back;
}

/* The whole in one tally, and in shards as `seed` deals them. */
static em_tally *fill(em_tally *shards[SHARDS], uint64_t seed)
{
    em_tally *whole = new_tally(true);
    em_random random = em_random_seed(seed);
    uint64_t dealt[SHARDS] = { 0 };
    for (size_t s = 0; s < SHARDS; s++)
        shards[s] = new_tally(true);
    for (unsigned i = 0; i < COMMENTS; i++) {
        fixture_comment c;
        size_t shard = (size_t)em_random_below(&random, SHARDS);
        fixture_make(&c, &random, i);
        if (em_random_below(&random, 40) == 0) {
            em_tally_add_excluded(whole, EM_EXCLUDED_OWN_ACCOUNT);
            em_tally_add_excluded(shards[shard], EM_EXCLUDED_OWN_ACCOUNT);
        } else {
            add(whole, &c);
            add(shards[shard], &c);
        }
        dealt[shard]++;
    }
    for (size_t s = 0; s < SHARDS; s++) {
        char path[8];
        snprintf(path, sizeof path, "in%zu", s);
        add_input(whole, path, dealt[s]);
        add_input(shards[s], path, dealt[s]);
    }
    return whole;
}

/* Merges the shards two by two, as `random` picks them. */
static em_tally *merge_in_some_order(em_tally *shards[SHARDS], em_random *random)
{
    for (size_t left = SHARDS; left > 1; left--) {
        size_t a = (size_t)em_random_below(random, left), b = left - 1;
        if (a == b)
            a = 0;
        ck_assert_int_eq(em_tally_absorb(shards[a], shards[b], NULL), EM_OK);
    }
    return shards[0];
}

START_TEST(shards_merged_in_any_order_give_the_bytes_of_one_run)
{
    em_tally *shards[SHARDS];
    uint64_t seed = 100 + (uint64_t)_i;
    em_random order = em_random_seed(seed);
    em_tally *whole = fill(shards, seed);
    if (_i % 2)
        for (size_t s = 0; s < SHARDS; s++)
            shards[s] = through_partial(shards[s]);
    em_tally *merged = merge_in_some_order(shards, &order);
    char *expected = summary_text(whole), *got = summary_text(merged);
    ck_assert_msg(strcmp(expected, got) == 0, "seed %d: the summaries differ", (int)seed);
    em_mem_free(expected);
    em_mem_free(got);
    expected = partial_text(whole);
    got = partial_text(merged);
    ck_assert_msg(strcmp(expected, got) == 0, "seed %d: the partials differ", (int)seed);
    em_mem_free(expected);
    em_mem_free(got);
    em_tally_free(whole);
    em_tally_free(merged);
}
END_TEST

START_TEST(merging_leaves_the_source_as_it_was)
{
    em_tally *a = new_tally(true), *b = new_tally(true);
    em_random random = em_random_seed(7);
    fixture_comment c;
    for (unsigned i = 0; i < 50; i++) {
        fixture_make(&c, &random, i);
        add(i % 2 ? a : b, &c);
    }
    char *before = partial_text(b);
    ck_assert_int_eq(em_tally_merge(a, b, NULL), EM_OK);
    char *after = partial_text(b);
    ck_assert_str_eq(before, after);
    em_mem_free(before);
    em_mem_free(after);
    em_tally_free(a);
    em_tally_free(b);
}
END_TEST

static double number_at(const cJSON *tree, const char *a, const char *b)
{
    const cJSON *item = cJSON_GetObjectItem(tree, a);
    return cJSON_GetNumberValue(b ? cJSON_GetObjectItem(item, b) : item);
}

static void affirm(fixture_comment *c, const char *text, size_t message, em_stance stance)
{
    snprintf(c->text, sizeof c->text, "%s", text);
    c->verdict.mention_count = 0;
    memset(c->stances, 0, sizeof c->stances);
    c->stances[message] = stance;
    c->verdict = (em_verdict){ .language = "en",
                               .stances = c->stances,
                               .mentions = c->mentions,
                               .own_words = true,
                               .score = 5000,
                               .label = EM_POSITIVE };
    fixture_mention(c, message, stance);
    c->verdict.text_hash = c->verdict.copy_key = em_hash64(em_str_from(c->text), 0);
    c->record = (em_record){ .text = em_str_from(c->text), .likes = EM_LIKES_UNKNOWN };
}

/* Three comments, two of them copies: worked out by hand. */
START_TEST(counts_are_those_worked_out_by_hand)
{
    em_tally *tally = new_tally(true);
    fixture_comment c = { .text = "" };
    affirm(&c, "so ", 0, EM_STANCE_AFFIRMED);
    add(tally, &c);
    add(tally, &c);
    affirm(&c, "never ", 1, EM_STANCE_DENIED);
    add(tally, &c);
    c.verdict.empty = true;
    add(tally, &c);
    em_tally_add_excluded(tally, EM_EXCLUDED_DUPLICATE_ID);
    add_input(tally, "x", 5);
    cJSON *summary;
    ck_assert_int_eq(em_summary_build(&summary, tally, NULL), EM_OK);
    ck_assert_double_eq(number_at(summary, "comments", "read"), 7);
    ck_assert_double_eq(number_at(summary, "comments", "rejected"), 2);
    ck_assert_double_eq(number_at(summary, "comments", "empty"), 1);
    ck_assert_double_eq(number_at(summary, "comments", "analyzed"), 3);
    ck_assert_double_eq(number_at(summary, "comments", "organic"), 2);
    ck_assert_double_eq(number_at(summary, "receipt", "received"), 2);
    ck_assert_double_eq_tol(number_at(summary, "receipt", "rate"), 2.0 / 3, 1e-12);
    ck_assert_double_eq_tol(number_at(summary, "receipt", "organic_rate"), 0.5, 1e-12);
    ck_assert_double_eq(number_at(summary, "receipt", "echoed"), 3);
    ck_assert_double_eq(number_at(summary, "receipt", "denied"), 1);
    ck_assert_double_eq(number_at(summary, "sentiment", "mean"), 0.5);
    cJSON_Delete(summary);
    em_tally_free(tally);
}
END_TEST

static void add_typed(em_tally *tally, em_author_type type, em_stance stance)
{
    fixture_comment c = { .text = "" };
    affirm(&c, "so ", 0, stance);
    c.record.author_type = type;
    add(tally, &c);
}

static const cJSON *author_types(cJSON **summary, const em_tally *tally)
{
    ck_assert_int_eq(em_summary_build(summary, tally, NULL), EM_OK);
    return cJSON_GetObjectItem(cJSON_GetObjectItem(*summary, "by"), "author_type");
}

START_TEST(author_types_add_up_once_one_is_known)
{
    em_tally *tally = new_tally(true);
    cJSON *summary;
    add_typed(tally, EM_AUTHOR_UNKNOWN, EM_STANCE_AFFIRMED);
    ck_assert_int_eq(cJSON_GetArraySize(author_types(&summary, tally)), 0);
    cJSON_Delete(summary);
    add_typed(tally, EM_AUTHOR_ORGANISATION, EM_STANCE_AFFIRMED);
    add_typed(tally, EM_AUTHOR_ORDINARY, EM_STANCE_DENIED);
    add_typed(tally, EM_AUTHOR_ORDINARY, EM_STANCE_AFFIRMED);
    static const struct {
        const char *id;
        double analyzed, received;
    } WANTED[] = { { "ordinary", 2, 1 }, { "organisation", 1, 1 }, { "unknown", 1, 1 } };
    const cJSON *types = author_types(&summary, tally);
    ck_assert_int_eq(cJSON_GetArraySize(types), 3);
    for (int i = 0; i < 3; i++) {
        const cJSON *type = cJSON_GetArrayItem(types, i);
        ck_assert_str_eq(cJSON_GetObjectItem(type, "id")->valuestring, WANTED[i].id);
        ck_assert_double_eq(number_at(type, "analyzed", NULL), WANTED[i].analyzed);
        ck_assert_double_eq(number_at(type, "received", NULL), WANTED[i].received);
    }
    cJSON_Delete(summary);
    em_tally_free(tally);
}
END_TEST

START_TEST(tallies_of_different_campaigns_do_not_merge)
{
    em_model other = FIXTURE_MODEL;
    other.id = EM_STR("another");
    em_tally *a = new_tally(false), *b;
    em_error err;
    const em_tally_options options = { .copies = false };
    ck_assert_int_eq(em_tally_new(&b, &other, &options, NULL), EM_OK);
    ck_assert_int_eq(em_tally_merge(a, b, &err), EM_E_ARGUMENT);
    em_tally_free(b);
    b = new_tally(true);
    ck_assert_int_eq(em_tally_merge(a, b, &err), EM_E_ARGUMENT);
    em_tally_free(a);
    em_tally_free(b);
}
END_TEST

START_TEST(an_empty_tally_has_a_summary_without_rates)
{
    em_tally *tally = new_tally(true);
    cJSON *summary;
    ck_assert_int_eq(em_summary_build(&summary, tally, NULL), EM_OK);
    const cJSON *receipt = cJSON_GetObjectItem(summary, "receipt");
    ck_assert(cJSON_IsNull(cJSON_GetObjectItem(receipt, "rate")));
    ck_assert(cJSON_IsNull(cJSON_GetObjectItem(receipt, "interval")));
    cJSON_Delete(summary);
    em_tally_free(tally);
}
END_TEST

/* Damage of one place, that often leaves sound JSON with senseless values. */
static void damage(char *text, size_t len, bool digits_only, em_random *random)
{
    static const char BYTES[] = "0123456789-[]{}\",:abtrue e.";
    for (int i = 0; i < (digits_only ? 4 : 2); i++) {
        size_t at = (size_t)em_random_below(random, len);
        while (digits_only && strchr("0123456789", text[at]) == NULL)
            at = (at + 1) % len;
        text[at] = digits_only ? (char)('1' + em_random_below(random, 9))
                               : BYTES[em_random_below(random, sizeof BYTES - 1)];
    }
}

START_TEST(a_damaged_partial_is_refused_or_read_never_worse)
{
    em_tally *tally = new_tally(true);
    em_random random = em_random_seed(500 + (uint64_t)_i);
    fixture_comment c;
    for (unsigned i = 0; i < 20; i++) {
        fixture_make(&c, &random, i);
        add(tally, &c);
    }
    char *sound = partial_text(tally);
    size_t len = strlen(sound), read = 0;
    for (int i = 0; i < 40; i++) {
        char *text = em_mem_strdup((em_str){ sound, len });
        em_tally *back;
        damage(text, len, i % 2, &random);
        em_status status = em_tally_read_partial(&back, (em_str){ text, len }, "p", NULL);
        ck_assert(status == EM_E_INPUT || (status == EM_OK && back));
        if (status == EM_OK) {
            cJSON *summary;
            ck_assert_int_eq(em_summary_build(&summary, back, NULL), EM_OK);
            cJSON_Delete(summary);
            read++;
        }
        em_tally_free(back);
        em_mem_free(text);
    }
    printf("seed %d: %zu of 40 damaged partials were read\n", 500 + _i, read);
    em_mem_free(sound);
    em_tally_free(tally);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, a_damaged_partial_is_refused_or_read_never_worse, 0, 3);
    tcase_add_loop_test(tests, shards_merged_in_any_order_give_the_bytes_of_one_run, 0, 6);
    tcase_add_test(tests, merging_leaves_the_source_as_it_was);
    tcase_add_test(tests, counts_are_those_worked_out_by_hand);
    tcase_add_test(tests, author_types_add_up_once_one_is_known);
    tcase_add_test(tests, tallies_of_different_campaigns_do_not_merge);
    tcase_add_test(tests, an_empty_tally_has_a_summary_without_rates);
}

CHECK_MAIN("tally", add_tests)
