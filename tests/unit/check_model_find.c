/* From a lexicon's term to hits in a comment: folding, edges, options, addresses, exact forms. */
#include "lexicon/model.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"

#include <stdio.h>
#include <unistd.h>

#include "support/check_main.h"

/* `term` is a JSON value: a text or an object. Hits are written as they stand in the comment. */
static const struct {
    const char *term, *comment, *hits;
} CASES[] = {
    /* edges by script */
    { "\"decent\"", "decent indecent decently Decent's DECENT", "decent|Decent|DECENT" },
    { "\"开放\"", "改革开放 開放 不开放", "开放|開放|开放" },
    { "\"UK\"", "英国UK真好 UKIP uk. U K", "UK|uk" },
    { "\"한국\"", "한국은 대한국", "한국" },
    { "\"café\"", "Café cafe CAFE\xCC\x81", "Café|CAFE\xCC\x81" },
    { "\"👍\"", "👍🏽 good👍", "👍|👍" },
    /* folding */
    { "\"open-minded\"", "ＯＰＥＮ\xE2\x80\x91minded open   minded",
      "ＯＰＥＮ\xE2\x80\x91minded|open   minded" },
    { "\"軟體\"", "软体 軟體", "软体|軟體" },
    { "\"good\"", "go\xE2\x80\x8Bod", "go\xE2\x80\x8Bod" },
    /* exact forms are compared with what was written */
    { "\"\\\"NHS\\\"\"", "nhs NHS ＮＨＳ", "NHS" },
    { "\"\\\"開放\\\"\"", "开放 開放", "開放" },
    /* exceptions */
    { "{\"term\": \"开放\", \"except\": [\"改革开放\", \"開放時間\"]}", "改革開放 开放时间 很开放",
      "开放" },
    { "{\"term\": \"open* NEAR/2 mind*\", \"except\": [\"open mind surgery\"]}",
      "open mind surgery, an open mind", "open mind" },
    /* options */
    { "{\"term\": \"so\", \"elongation\": true}", "sooooo also so SSSO sol", "sooooo|so|SSSO" },
    { "{\"term\": \"好看\", \"elongation\": true}", "好好好好看", "好好好好看" },
    { "{\"term\": \"cool\", \"elongation\": true}", "cool cooool col", "cool|cooool" },
    { "{\"term\": \"naive cafe\", \"diacritics\": false}", "Naïve-Café", "Naïve-Café" },
    { "{\"term\": \"naïve\", \"diacritics\": false}", "naive", "naive" },
    /* patterns are folded where they are not ASCII */
    { "\"/開.{0,2}放/\"", "开了放 開放", "开了放|開放" },
    { "\"/TOLERAN(t|ce)/\"", "Tolerance", "Tolerance" },
    { "\"/（x）/\"", "(x) x", "(x)" },
    /* what a pattern finds begins and ends where words do; scripts without blanks have no edges */
    { "\"/toleran(t|ce)/\"", "intolerance tolerance tolerant, intolerant tolerantly tolerant's",
      "tolerance|tolerant|tolerant" },
    { "\"/open|opening/\"", "opening openings reopening", "opening" },
    { "\"/\\\\w*minded/\"", "open-minded likeminded", "minded|likeminded" },
    { "\"/开放(的)?/\"", "很开放的 UK开放", "开放的|开放" },
    { "\"/한국/\"", "한국은 대한국", "한국" },
    /* addresses hold no hits */
    { "\"decent\"", "http://decent.com/decent @decent decent #decent", "decent|decent" },
    /* proximity counts words and characters, marks aside, inside a sentence */
    { "\"open ONEAR/2 mind\"", "open, my mind! open. mind", "open, my mind" },
    { "\"英国 NEAR/3 开放\"", "英国 很 开放。英国真的非常开放", "英国 很 开放" },
};

static em_model *load(const char *term)
{
    const char *base = getenv("TMPDIR");
    char path[512];
    em_buf text;
    em_model *model;
    em_error err = { .text = "" };
    em_buf_init(&text, EM_BUF_UNLIMITED);
    em_buf_printf(&text,
                  "{\"schema\": \"echometer/messages/1\", \"id\": \"t\", \"messages\": "
                  "[{\"id\": \"a\", \"terms\": [%s]}]}",
                  term);
    snprintf(path, sizeof path, "%s/check_model_find.%d.json", base ? base : "/tmp", (int)getpid());
    ck_assert_int_eq(em_file_write_whole(path, em_buf_str(&text), NULL), EM_OK);
    const char *paths[] = { path };
    em_model_source source = { .messages = paths, .message_count = 1 };
    ck_assert_msg(em_model_load(&model, &source, &err) == EM_OK, "%s: %s", term, err.text);
    unlink(path);
    em_buf_release(&text);
    return model;
}

START_TEST(terms_find_what_they_should)
{
    em_model *model = load(CASES[_i].term);
    em_text_scratch *text_scratch;
    em_match_scratch *scratch;
    em_text text;
    const em_hit *hits;
    size_t count;
    uint32_t undecided;
    em_buf got;
    em_buf_init(&got, EM_BUF_UNLIMITED);
    em_buf_puts(&got, "");
    ck_assert_int_eq(em_text_scratch_new(&text_scratch, model->text, NULL), EM_OK);
    ck_assert_int_eq(em_match_scratch_new(&scratch, model->matcher, NULL), EM_OK);
    ck_assert_int_eq(em_text_analyze(&text, model->text, text_scratch,
                                     em_str_from(CASES[_i].comment), false, NULL),
                     EM_OK);
    ck_assert_int_eq(
        em_model_find(&hits, &count, &undecided, model, scratch, &text, text_scratch, NULL), EM_OK);
    for (size_t i = 0; i < count; i++) {
        em_span norm = { hits[i].start, hits[i].end };
        em_str field = em_str_sub(text.field, em_text_field_span(&text, text_scratch, norm));
        em_buf_printf(&got, "%s%.*s", i ? "|" : "", EM_STR_ARG(field));
    }
    ck_assert_msg(em_str_eq(em_buf_str(&got), em_str_from(CASES[_i].hits)),
                  "%s in \"%s\": \"%s\", not \"%s\"", CASES[_i].term, CASES[_i].comment, got.data,
                  CASES[_i].hits);
    em_buf_release(&got);
    em_match_scratch_free(scratch);
    em_text_scratch_free(text_scratch);
    em_model_free(model);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_loop_test(tests, terms_find_what_they_should, 0, sizeof CASES / sizeof *CASES);
}

CHECK_MAIN("model_find", add_tests)
