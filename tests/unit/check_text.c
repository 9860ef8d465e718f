/* analyzer/text/text.c: the whole analysis; limits, and memory that ends at any moment. */
#include "support/text_fixture.h"

START_TEST(a_span_leads_back_through_mark_up_and_folding)
{
    em_text text = analyse("回复<a href=\"/n/1\">@小明</a>：<b>ＵＫ</b>真係很開放！"
                           "<img alt=\"[doge]\"> &amp; polite//@A:no",
                           true);
    static const struct {
        const char *norm, *field;
    } PAIRS[] = { { "uk", "ＵＫ" }, { "開放", "開放" },   { "[doge]", "[doge]" },
                  { "&", "&amp;" }, { "@小明", "@小明" }, { "polite", "polite" } };
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
        const char *at = memmem(text.norm.data, text.norm.len, PAIRS[i].norm,
                                strlen(PAIRS[i].norm));
        uint32_t start = (uint32_t)(at - text.norm.data);
        em_span span = { start, start + (uint32_t)strlen(PAIRS[i].norm) };
        em_str back = em_str_sub(text.field, em_text_field_span(&text, text_scratch, span));
        ck_assert(em_str_eq(back, em_str_from(PAIRS[i].field)));
    }
    ck_assert_str_eq(text.language, "mul");
}
END_TEST

START_TEST(a_scratch_forgets_the_comment_before)
{
    em_text first = analyse("#a# @b “c” 開放 http://t.cn/x [doge]\xFF", false);
    ck_assert_uint_gt(first.zone_count, 3);
    em_text second = analyse("plain", false);
    ck_assert_uint_eq(second.zone_count, 0);
    ck_assert_uint_eq(second.token_count, 1);
    ck_assert_uint_eq(second.clause_count, 1);
    ck_assert_uint_eq(second.replaced, 0);
    ck_assert_ptr_eq(second.folded.data, second.norm.data);
}
END_TEST

START_TEST(a_field_over_the_limit_is_refused)
{
    char *bytes = malloc(EM_TEXT_MAX_BYTES + 1);
    memset(bytes, 'a', EM_TEXT_MAX_BYTES + 1);
    em_text text;
    em_error err = { 0 };
    em_str field = { bytes, EM_TEXT_MAX_BYTES + 1 };
    ck_assert_int_eq(em_text_analyze(&text, text_model, text_scratch, field, false, &err),
                     EM_E_LIMIT);
    field.len--;
    ck_assert_int_eq(em_text_analyze(&text, text_model, text_scratch, field, false, &err), EM_OK);
    ck_assert_uint_eq(text.token_count, 1);
    free(bytes);
}
END_TEST

/* Texts whose shape invites more than linear work. */
static const char *const HARD[] = { "“",      "\"",     "#",  "[",   "@",      "//@a",    "a\u0301",
                                    "\u200B", "<",      "&",  "<b ", "<a b='", "http://", "(",
                                    "??",     "\u0301", "1,", "好 ", "👩\u200D" };

START_TEST(hostile_repetition_takes_linear_time)
{
    size_t unit = strlen(HARD[_i]), count = 400000 / unit;
    char *bytes = malloc(unit * count);
    for (size_t k = 0; k < count; k++)
        memcpy(bytes + k * unit, HARD[_i], unit);
    em_text text;
    em_str field = { bytes, unit * count };
    ck_assert_int_eq(em_text_analyze(&text, text_model, text_scratch, field, true, NULL), EM_OK);
    ck_assert_int_eq(em_text_analyze(&text, text_model, text_scratch, field, false, NULL), EM_OK);
    free(bytes);
}
END_TEST

/* --- memory --------------------------------------------------------------------------------- */

static unsigned long calls, fail_at;
static long alive;

static void *failing_realloc(void *context, void *block, size_t size)
{
    (void)context;
    if (++calls == fail_at)
        return NULL;
    void *moved = realloc(block, size);
    alive += block == NULL && moved != NULL;
    return moved;
}

static void counting_free(void *context, void *block)
{
    (void)context;
    alive -= block != NULL;
    free(block);
}

static em_status whole_task(void)
{
    static const char FIELD[] = "回复@a：“ＵＫ”開放！#话题# &amp; e\u0301 [doge]//@b: 乾隆\xFF";
    em_text_model *model = NULL;
    em_text_scratch *scratch = NULL;
    em_text text;
    const em_span *words;
    const uint32_t *cuts;
    size_t count;
    em_status status = em_text_model_new(&model, NULL, NULL);
    if (status == EM_OK)
        status = em_text_scratch_new(&scratch, model, NULL);
    if (status == EM_OK)
        status = em_text_analyze(&text, model, scratch, EM_STR(FIELD), true, NULL);
    if (status == EM_OK)
        status = em_text_words(&words, &count, &text, model, scratch, NULL);
    if (status == EM_OK)
        status = em_text_cut(&cuts, &count, model, scratch, EM_STR(FIELD), NULL);
    em_text_scratch_free(scratch);
    em_text_model_free(model);
    return status;
}

START_TEST(every_allocation_may_fail)
{
    em_allocator failing = { failing_realloc, counting_free, NULL };
    em_memory_set_allocator(&failing);
    em_status status;
    fail_at = 0;
    do {
        fail_at++;
        calls = 0;
        status = whole_task();
        ck_assert_msg(status == EM_OK || status == EM_E_MEMORY, "call %lu: %d", fail_at, status);
        ck_assert_msg(alive == 0, "call %lu leaks %ld blocks", fail_at, alive);
    } while (status == EM_E_MEMORY);
    ck_assert_uint_gt(fail_at, 30);
    em_memory_set_allocator(NULL);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, text_set_up, text_tear_down);
    tcase_add_test(tests, a_span_leads_back_through_mark_up_and_folding);
    tcase_add_test(tests, a_scratch_forgets_the_comment_before);
    tcase_add_test(tests, a_field_over_the_limit_is_refused);
    tcase_add_loop_test(tests, hostile_repetition_takes_linear_time, 0, sizeof HARD / sizeof *HARD);
    tcase_add_test(tests, every_allocation_may_fail);
}

CHECK_MAIN("text", add_tests)
