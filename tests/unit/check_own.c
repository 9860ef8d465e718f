/* analyzer/judge/own.c: copies of the campaign's texts, own words, the copy key. */
#include "judge/own.h"

#include "stats/random.h"
#include "support/check_main.h"
#include "support/scope_table.h"

#include <math.h>
#include <string.h>

static const table_row ROWS[] = {
    { "decent", EM_ROLE_TERM, 0, NULL }, { "creative", EM_ROLE_TERM, 0, NULL },
    { "polite", EM_ROLE_TERM, 0, NULL }, { "and", EM_ROLE_TERMINATOR, 0, "kind=joins;" },
    { "开放", EM_ROLE_TERM, 0, NULL },   { NULL, EM_ROLE_TERM, 0, NULL },
};

static const em_str OWN_TEXTS[] = {
    { "See Britain through my eyes and meet a decent country", 53 },
    { "Decent, creative and polite", 27 },
    { "透过我的眼睛看英国", 27 },
    { "透过我的眼睛,看一个正派的国家", 43 },
    { "#创意英国#", 14 },
    { "Two words", 9 },
};

static const struct {
    const char *comment;
    size_t copies;
    const char *copied; /* the first */
    bool own_words;
} COPIES[] = {
    { "See Britain through my eyes and meet a decent country", 1,
      "see britain through my eyes and meet a decent country", false },
    { "wow: SEE BRITAIN through my eyes, and meet a decent country!! lovely", 1,
      "see britain through my eyes, and meet a decent country", true },
    { "See Britain through my own eyes and meet a decent country", 1,
      "see britain through my own eyes and meet a decent country", false },
    { "See Britain through my eyes", 0, NULL, true },
    { "meet a decent country", 0, NULL, true },
    { "Decent, creative and polite", 0, NULL, true },
    { "透过我的眼睛，看英国", 1, "透过我的眼睛,看英国", false },
    { "透過我的眼睛看英國 转", 1, "透過我的眼睛看英國", true },
    { "透过我的眼睛，看一个正派的国家", 1, "透过我的眼睛,看一个正派的国家", false },
    { "创意英国", 0, NULL, true },
    { "Two words", 0, NULL, true },
    { "", 0, NULL, false },
    { "//@user:开放", 0, NULL, false },
    { "@user 开放", 0, NULL, true },
    { "“开放”", 0, NULL, false },
    { "[doge] 😀 !!", 0, NULL, false },
};

START_TEST(copies_are_found_and_own_words_known)
{
    scope_table table;
    table_open(&table, ROWS);
    em_model model = { .text = table.model,
                       .own_texts = OWN_TEXTS,
                       .own_text_count = sizeof OWN_TEXTS / sizeof *OWN_TEXTS };
    em_own_texts *own;
    ck_assert_int_eq(em_own_texts_new(&own, &model, table.scratch, NULL), EM_OK);
    table_judge(&table, COPIES[_i].comment);
    em_own_spans copies = { 0 };
    ck_assert_int_eq(em_own_find_copies(&copies, own, &table.text, table.hits, table.hit_count,
                                        table.cues, NULL),
                     EM_OK);
    ck_assert_uint_eq(copies.len, COPIES[_i].copies);
    if (COPIES[_i].copied) {
        em_str copied = em_str_sub(table.text.norm, copies.items[0]);
        ck_assert_msg(em_str_eq(copied, em_str_from(COPIES[_i].copied)), "\"%.*s\"",
                      EM_STR_ARG(copied));
    }
    ck_assert_int_eq(em_own_has_words(&table.text, copies.items, copies.len), COPIES[_i].own_words);
    em_vec_release(&copies);
    em_own_texts_free(own);
    table_close(&table);
}
END_TEST

/* The key of a comment; `copied`: its first bytes are a copy of the campaign's text. */
static uint64_t table_key(scope_table *table, const char *comment, uint32_t copied, uint64_t said)
{
    em_buf work;
    uint64_t key = 1;
    em_span copy = { 0, copied };
    em_buf_init(&work, EM_BUF_UNLIMITED);
    table_judge(table, comment);
    ck_assert_int_eq(em_own_copy_key(&key, &table->text, &copy, copied > 0, said, &work, NULL),
                     EM_OK);
    em_buf_release(&work);
    return key;
}

static uint64_t key_of(const char *comment)
{
    scope_table table;
    table_open(&table, ROWS);
    uint64_t key = table_key(&table, comment, 0, 0);
    table_close(&table);
    return key;
}

static const struct {
    const char *left, *right;
    bool equal;
} KEYS[] = {
    { "Congratulations to the happy couple!", "congratulations, to the HAPPY couple", true },
    { "恭喜威廉和凱特！願你們白頭偕老、幸福美滿[心]", "恭喜威廉和凯特，愿你们白头偕老，幸福美满！",
      true },
    { "so lovely http://t.cn/abc", "so lovely", true },
    { "so lovely @anna", "so lovely @bob", true },
    { "真好 //@a:很好", "真好//@b:不好", true },
    { "so lovely", "not so lovely", false },
    { "solo vely", "so lovely", false },
    { "“开放”", "“包容”", false },
    /* Hashtags and numbers may differ from five words or eight Han characters on. */
    { "five words make a sketch #one", "#two 3 five words make a sketch", true },
    { "not so with four #one", "not so with four #two", false },
    { "#话题#一二三四五六七八", "一二三四,五六七八#别的#", true },
    { "#话题#一二三四五六七", "一二三四五六七#别的#", false },
    { "only 17 days to go until then", "only 45 days to go until then", true },
    { "17 days to go", "45 days to go", false },
    { "five words make a sketch", "sketch a make words five", false },
};

START_TEST(copies_have_equal_keys)
{
    ck_assert_int_eq(key_of(KEYS[_i].left) == key_of(KEYS[_i].right), KEYS[_i].equal);
    ck_assert_uint_ne(key_of(KEYS[_i].left), 0);
}
END_TEST

START_TEST(who_says_something_else_copies_nothing)
{
    static const char TEXT[] = "who is that decent of all the people there";
    scope_table table;
    table_open(&table, ROWS);
    uint64_t key = table_key(&table, TEXT, 0, 0);
    ck_assert_uint_eq(table_key(&table, TEXT, 0, 0), key);
    ck_assert_uint_ne(table_key(&table, TEXT, 0, 1), key);
    ck_assert_uint_ne(table_key(&table, "decent", 0, 1), table_key(&table, "decent", 0, 0));
    table_close(&table);
}
END_TEST

START_TEST(words_of_the_campaign_make_no_copies)
{
    static const char LEFT[] =
        "the words of the campaign, so many of them: what a lovely film this is";
    static const char RIGHT[] = "the words of the campaign, so many: what a lovely film this is";
    uint32_t left = (uint32_t)(strchr(LEFT, ':') - LEFT);
    uint32_t right = (uint32_t)(strchr(RIGHT, ':') - RIGHT);
    scope_table table;
    table_open(&table, ROWS);
    ck_assert_uint_eq(table_key(&table, LEFT, left, 0), table_key(&table, RIGHT, right, 0));
    ck_assert_uint_ne(
        table_key(&table, "the words of the campaign, so many of them: lovely", left, 0),
        table_key(&table, "the words of the campaign, so many of them: dull", left, 0));
    table_close(&table);
}
END_TEST

#define DRAWN_WORDS 24

/* The share of all pairs of words that both lists have (the last word and the end make one). */
static void count_shingles(size_t *common, size_t *all, const uint32_t *a, const uint32_t *b)
{
    *common = 0;
    for (size_t i = 0; i < DRAWN_WORDS; i++)
        for (size_t j = 0; j < DRAWN_WORDS; j++)
            *common += a[i] == b[j] && a[i + 1] == b[j + 1];
    *all = 2 * DRAWN_WORDS - *common;
}

static void write_drawn(em_buf *out, const uint32_t *words)
{
    em_buf_reset(out);
    for (size_t i = 0; i < DRAWN_WORDS; i++)
        em_buf_printf(out, "%s%c%c%c", i ? " " : "", 'a' + words[i] / 676, 'a' + words[i] / 26 % 26,
                      'a' + words[i] % 26);
}

/*
 * The five smallest of `all` hashes lie with the `common` ones by chance:
 * common/all * (common-1)/(all-1) * ... The pairs of texts are counted one by one.
 */
START_TEST(near_copies_share_a_key_as_often_as_chance_says)
{
    enum { PAIRS = 4000 };
    em_random random = em_random_seed(11);
    scope_table table;
    em_buf text;
    double expected = 0, variance = 0;
    size_t equal = 0;
    table_open(&table, ROWS);
    em_buf_init(&text, EM_BUF_UNLIMITED);
    for (size_t pair = 0; pair < PAIRS; pair++) {
        uint32_t left[DRAWN_WORDS + 1], right[DRAWN_WORDS + 1];
        size_t common, all;
        for (size_t i = 0; i <= DRAWN_WORDS; i++) /* no word twice: no shingle twice */
            left[i] = right[i] = (uint32_t)(i * 26 + em_random_below(&random, 26));
        for (uint64_t changes = em_random_below(&random, 8); changes; changes--)
            right[em_random_below(&random, DRAWN_WORDS)] += 26 * DRAWN_WORDS;
        left[DRAWN_WORDS] = right[DRAWN_WORDS] = 0;
        count_shingles(&common, &all, left, right);
        double chance = 1;
        for (size_t i = 0; i < 5; i++)
            chance *= common > i ? (double)(common - i) / (double)(all - i) : 0;
        expected += chance;
        variance += chance * (1 - chance);
        write_drawn(&text, left);
        uint64_t key = table_key(&table, text.data, 0, 0);
        write_drawn(&text, right);
        equal += table_key(&table, text.data, 0, 0) == key;
    }
    ck_assert_double_eq_tol((double)equal, expected, 4 * sqrt(variance));
    em_buf_release(&text);
    table_close(&table);
}
END_TEST

START_TEST(nothing_of_ones_own_has_the_key_zero)
{
    ck_assert_uint_eq(key_of(""), 0);
    ck_assert_uint_eq(key_of("!!! 😀 [doge]"), 0);
    ck_assert_uint_eq(key_of("//@user:真好"), 0);
    ck_assert_uint_eq(key_of("@user http://t.cn/abc"), 0);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, copies_are_found_and_own_words_known, 0,
                        sizeof COPIES / sizeof *COPIES);
    tcase_add_loop_test(tests, copies_have_equal_keys, 0, sizeof KEYS / sizeof *KEYS);
    tcase_add_test(tests, who_says_something_else_copies_nothing);
    tcase_add_test(tests, words_of_the_campaign_make_no_copies);
    tcase_add_test(tests, near_copies_share_a_key_as_often_as_chance_says);
    tcase_add_test(tests, nothing_of_ones_own_has_the_key_zero);
}

CHECK_MAIN("own", add_tests)
