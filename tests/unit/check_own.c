/* analyzer/judge/own.c: copies of the campaign's texts, own words, the copy key. */
#include "judge/own.h"

#include "support/check_main.h"
#include "support/scope_table.h"

static const table_row ROWS[] = {
    { "decent", EM_ROLE_TERM, 0, NULL }, { "creative", EM_ROLE_TERM, 0, NULL },
    { "polite", EM_ROLE_TERM, 0, NULL }, { "and", EM_ROLE_TERMINATOR, 0, "kind=joins;" },
    { "开放", EM_ROLE_TERM, 0, NULL },   { NULL, EM_ROLE_TERM, 0, NULL },
};

static const em_str OWN_TEXTS[] = {
    { "See Britain through my eyes and meet a decent country", 53 },
    { "Decent, creative and polite", 27 },
    { "透过我的眼睛看英国", 27 },
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

static uint64_t key_of(const char *comment)
{
    scope_table table;
    em_buf work;
    uint64_t key = 1;
    em_buf_init(&work, EM_BUF_UNLIMITED);
    table_open(&table, ROWS);
    table_judge(&table, comment);
    ck_assert_int_eq(em_own_copy_key(&key, &table.text, &work, NULL), EM_OK);
    table_close(&table);
    em_buf_release(&work);
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
};

START_TEST(copies_have_equal_keys)
{
    ck_assert_int_eq(key_of(KEYS[_i].left) == key_of(KEYS[_i].right), KEYS[_i].equal);
    ck_assert_uint_ne(key_of(KEYS[_i].left), 0);
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
    tcase_add_test(tests, nothing_of_ones_own_has_the_key_zero);
}

CHECK_MAIN("own", add_tests)
