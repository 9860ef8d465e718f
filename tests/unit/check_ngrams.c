/* analyzer/eval/ngrams.c: what may become an entry of a sentiment lexicon. */
#include "eval/ngrams.h"

#include "base/file.h"
#include "base/str.h"

#include "support/check_main.h"

#include <stdio.h>
#include <unistd.h>

static bool list(void *context, em_str term, uint32_t first_token, uint32_t end_token)
{
    em_buf *out = context;
    em_buf_printf(out, "%s%.*s@%u", out->len ? "|" : "", EM_STR_ARG(term), first_token);
    ck_assert_uint_gt(end_token, first_token);
    return true;
}

static const struct {
    const char *text, *ngrams;
} TEXTS[] = {
    { "Not Good, ok", "not@0|not good@0|good@1|,@2|ok@3" },
    { "真好！", "真@0|真好@0|好@1|!@2" },
    { "好123坏", "好@0|坏@2" },
    { "good好", "good@0|好@1" },
    { "[赞] 棒", "[赞]@0|棒@1" },
    { "", "" },
};

START_TEST(ngrams_stay_in_their_clause_and_script)
{
    em_text_model *model;
    em_text_scratch *scratch;
    em_text text;
    em_buf room, out;
    em_buf_init(&room, 4096);
    em_buf_init(&out, 4096);
    ck_assert_int_eq(em_text_model_new(&model, NULL, NULL), EM_OK);
    ck_assert_int_eq(em_text_scratch_new(&scratch, model, NULL), EM_OK);
    ck_assert_int_eq(
        em_text_analyze(&text, model, scratch, em_str_from(TEXTS[_i].text), false, NULL), EM_OK);
    ck_assert_int_eq(em_ngrams_each(&text, (em_ngram_limits){ 2, 2 }, &room, list, &out, NULL),
                     EM_OK);
    ck_assert_str_eq(em_buf_str(&out).data, TEXTS[_i].ngrams);
    em_text_scratch_free(scratch);
    em_text_model_free(model);
    em_buf_release(&out);
    em_buf_release(&room);
}
END_TEST

static const struct {
    const char *term;
    bool barred;
} BARRED[] = {
    { "ritz", true },   { "the ritz", true },       { "ritzy", false }, { "the", true },
    { "of the", true }, { "best the best", false }, { "如家", true },   { "住如家好", true },
    { "的了", true },   { "好的好", false },        { "刘", true },     { "刘海", false },
};

START_TEST(barred_words_bar_what_holds_them)
{
    char path[] = "/tmp/echometer-barred-XXXXXX";
    int fd = mkstemp(path);
    em_barred *barred;
    ck_assert(fd >= 0);
    close(fd);
    ck_assert_int_eq(
        em_file_write_whole(path, EM_STR("# names\nritz\n如家\n=the\n=of\n=的\n=了\n==刘\n"), NULL),
        EM_OK);
    ck_assert_int_eq(em_barred_read(&barred, path, NULL), EM_OK);
    for (size_t i = 0; i < sizeof BARRED / sizeof *BARRED; i++)
        ck_assert_msg(em_barred_has(barred, em_str_from(BARRED[i].term)) == BARRED[i].barred, "%s",
                      BARRED[i].term);
    em_barred_free(barred);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(em_barred_read(&barred, NULL, NULL), EM_OK);
    ck_assert(!em_barred_has(barred, EM_STR("the")));
    em_barred_free(barred);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, ngrams_stay_in_their_clause_and_script, 0,
                        sizeof TEXTS / sizeof *TEXTS);
    tcase_add_test(tests, barred_words_bar_what_holds_them);
}

CHECK_MAIN("ngrams", add_tests)
