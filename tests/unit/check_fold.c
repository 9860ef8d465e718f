/* analyzer/text/fold.c: Traditional made Simplified, and the traps where it must not be. */
#include "support/text_fixture.h"

static const struct {
    const char *traditional, *simplified;
} FOLDS[] = {
    { "開放", "开放" },     { "創造力", "创造力" },     { "英國", "英国" },
    { "乾隆", "乾隆" },     { "乾坤", "乾坤" },         { "乾淨", "干净" },
    { "著名", "著名" },     { "名著", "名著" },         { "顯著", "显著" },
    { "看著", "看着" },     { "著急", "着急" },         { "試著", "试着" },
    { "以後", "以后" },     { "王后", "王后" },         { "皇后", "皇后" },
    { "裡面", "里面" },     { "這裏", "这里" },         { "甚麼", "什么" },
    { "甚至", "甚至" },     { "軟體", "软体" },         { "藉口", "借口" },
    { "慰藉", "慰藉" },     { "瞭解", "了解" },         { "瞭望", "瞭望" },
    { "回覆", "回复" },     { "答覆", "答复" },         { "覆蓋", "覆盖" },
    { "頭髮", "头发" },     { "發展", "发展" },         { "乾杯", "干杯" },
    { "著作權", "著作权" }, { "象徵", "象征" },         { "妳好", "妳好" },
    { "开放", "开放" },     { "plain", "plain" },       { "ＵＫ開放", "uk开放" },
    { "[讚]", "[赞]" },     { "好[傷心]", "好[伤心]" },
};

START_TEST(traditional_folds_to_simplified)
{
    em_text text = analyse(FOLDS[_i].traditional, false);
    char got[4096] = "";
    show(got, "", text.folded, "");
    ck_assert_str_eq(got, FOLDS[_i].simplified);
    ck_assert_uint_eq(text.folded.len, text.norm.len);
}
END_TEST

START_TEST(a_term_folds_as_a_comment_does)
{
    em_arena arena;
    em_arena_init(&arena, 1 << 20);
    em_str norm, folded;
    em_text text = analyse(FOLDS[_i].traditional, false);
    ck_assert_int_eq(em_text_normalise(&norm, &folded, text_model, &arena,
                                       em_str_from(FOLDS[_i].traditional), NULL),
                     EM_OK);
    ck_assert(em_str_eq(norm, text.norm));
    ck_assert(em_str_eq(folded, text.folded));
    em_arena_release(&arena);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, text_set_up, text_tear_down);
    tcase_add_loop_test(tests, traditional_folds_to_simplified, 0, sizeof FOLDS / sizeof *FOLDS);
    tcase_add_loop_test(tests, a_term_folds_as_a_comment_does, 0, sizeof FOLDS / sizeof *FOLDS);
}

CHECK_MAIN("fold", add_tests)
