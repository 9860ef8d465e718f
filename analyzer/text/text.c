/* One comment's text made ready: the steps in their order, and the model they share. */
#include "text/text.h"

#include "text/fold.h"
#include "text/markup.h"
#include "text/scratch.h"
#include "text/words_place.h"

#include "base/str.h"

#include <limits.h>
#include <unicode/uchar.h>
#include <unicode/uversion.h>

/* --- model and scratch -------------------------------------------------------------------- */

/* Without ICU's dictionary in a known layout, its iterator does the work. */
static em_status load_dictionary(em_text_model *model, const char *words_file, em_error *err)
{
    em_buf place;
    em_buf_init(&place, PATH_MAX);
    if (!words_file && model->segmenter == EM_SEGMENTER_OWN && em_words_place_find(&place))
        words_file = place.data;
    em_status status = em_segmenter_load(&model->dictionary, model->segmenter, words_file, err);
    em_buf_release(&place);
    return status == EM_E_INPUT ? EM_OK : status;
}

static em_status load_tables(em_text_model *model, const em_text_model *like, em_error *err)
{
    model->like = like;
    if (like) {
        model->chars = like->chars;
        model->languages = like->languages;
        return EM_OK;
    }
    em_status status = em_chars_new(&model->chars, err);
    return status == EM_OK ? em_languages_new(&model->languages, err) : status;
}

em_status em_text_model_new(em_text_model **out, const em_text_options *options, em_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    *out = NULL;
    em_text_model *model = em_mem_zalloc(1, sizeof *model);
    if (!model)
        return em_error_set(err, EM_E_MEMORY, "no memory for the text model");
    model->segmenter = options ? options->segmenter : EM_SEGMENTER_OWN;
    em_status status = load_tables(model, options ? options->like : NULL, err);
    if (status == EM_OK && !(options && options->without_words))
        status = load_dictionary(model, options ? options->words_file : NULL, err);
    if (status == EM_OK) {
        model->words = ubrk_open(UBRK_WORD, "zh", NULL, 0, &code);
        if (U_FAILURE(code))
            status = em_error_set(err, EM_E_SYSTEM, "ICU cannot open its word rules: %s",
                                  u_errorName(code));
    }
    if (status != EM_OK) {
        em_text_model_free(model);
        return status;
    }
    *out = model;
    return EM_OK;
}

void em_text_model_free(em_text_model *model)
{
    if (!model)
        return;
    if (model->words)
        ubrk_close(model->words);
    em_segmenter_release(&model->dictionary);
    if (!model->like) {
        em_languages_free(model->languages);
        em_chars_free(model->chars);
    }
    em_mem_free(model);
}

em_status em_text_scratch_new(em_text_scratch **out, const em_text_model *model, em_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    *out = NULL;
    em_text_scratch *scratch = em_mem_zalloc(1, sizeof *scratch);
    if (!scratch)
        return em_error_set(err, EM_E_MEMORY, "no memory for a thread's text");
    em_buf_init(&scratch->plain, EM_BUF_UNLIMITED);
    em_buf_init(&scratch->folded, EM_BUF_UNLIMITED);
    em_buf_init(&scratch->repaired, EM_BUF_UNLIMITED);
    em_normaliser_init(&scratch->normaliser);
    scratch->words = ubrk_clone(model->words, &code);
    if (U_FAILURE(code)) {
        em_text_scratch_free(scratch);
        return em_error_set(err, EM_E_SYSTEM, "ICU cannot copy its word rules: %s",
                            u_errorName(code));
    }
    *out = scratch;
    return EM_OK;
}

void em_text_scratch_free(em_text_scratch *scratch)
{
    if (!scratch)
        return;
    em_buf_release(&scratch->plain);
    em_offsets_release(&scratch->plain_offsets);
    em_normaliser_release(&scratch->normaliser);
    em_buf_release(&scratch->folded);
    em_vec_release(&scratch->tokens);
    em_vec_release(&scratch->marks);
    em_vec_release(&scratch->clauses);
    em_vec_release(&scratch->zones);
    em_vec_release(&scratch->open_quotes);
    if (scratch->words)
        ubrk_close(scratch->words);
    em_segment_scratch_release(&scratch->segment);
    em_buf_release(&scratch->repaired);
    em_vec_release(&scratch->utf16);
    em_vec_release(&scratch->utf16_offsets);
    em_vec_release(&scratch->boundaries);
    em_vec_release(&scratch->spans);
    em_mem_free(scratch);
}

/* --- analysis ------------------------------------------------------------------------------ */

static em_status refuse_long(size_t len, em_error *err)
{
    return em_error_set(err, EM_E_LIMIT, "a text of %zu bytes is longer than %zu", len,
                        EM_TEXT_MAX_BYTES);
}

static em_status find_parts(em_text_scratch *scratch, const em_chars *chars, em_str norm)
{
    em_status status = em_tokens__find(scratch, chars, norm);
    if (status == EM_OK)
        status = em_clauses__find(scratch, norm);
    if (status == EM_OK)
        status = em_zones__find(scratch, norm);
    return status;
}

em_status em_text_analyze(em_text *out, const em_text_model *model, em_text_scratch *scratch,
                          em_str field, bool markup, em_error *err)
{
    *out = (em_text){ .field = field, .language = "und" };
    if (field.len > EM_TEXT_MAX_BYTES)
        return refuse_long(field.len, err);
    em_str plain = field;
    em_status status = EM_OK;
    scratch->stripped = markup && em_markup_found(field);
    if (scratch->stripped) {
        status = em_markup_strip(&scratch->plain, &scratch->plain_offsets, field, err);
        plain = em_buf_str(&scratch->plain);
    }
    if (status == EM_OK)
        status = em_normaliser_run(&scratch->normaliser, model->chars, plain, err);
    if (status != EM_OK)
        return status;
    em_str norm = em_buf_str(&scratch->normaliser.bytes);
    status = find_parts(scratch, model->chars, norm);
    if (status != EM_OK)
        return em_error_set(err, status, "no memory to analyse a text");
    out->norm = norm;
    out->folded = scratch->folds ? em_buf_str(&scratch->folded) : norm;
    out->tokens = scratch->tokens.items;
    out->clauses = scratch->clauses.items;
    out->zones = scratch->zones.items;
    out->token_count = (uint32_t)scratch->tokens.len;
    out->clause_count = (uint32_t)scratch->clauses.len;
    out->zone_count = (uint32_t)scratch->zones.len;
    out->replaced = scratch->normaliser.replaced;
    out->language = em_languages_find(model->languages, &scratch->scripts, norm, out->tokens,
                                      out->token_count);
    return EM_OK;
}

em_span em_text_field_span(const em_text *text, const em_text_scratch *scratch, em_span norm)
{
    (void)text;
    em_span plain = em_offsets_map(&scratch->normaliser.offsets, norm);
    return scratch->stripped ? em_offsets_map(&scratch->plain_offsets, plain) : plain;
}

/* --- words ------------------------------------------------------------------------------------ */

static em_status words_failed(em_status status, em_error *err)
{
    return em_error_set(err, status,
                        status == EM_E_MEMORY ? "no memory to cut words"
                                              : "ICU could not cut a text into words");
}

static bool is_blank_piece(const em_chars *chars, em_str text, em_span piece)
{
    uint32_t at = piece.start;
    em_char_kind kind = EM_CHAR_KIND(em_chars_bits(chars, em_chars_next(text.data, &at)));
    return kind == EM_CHAR_BLANK || kind == EM_CHAR_HIDDEN;
}

em_status em_text_words(const em_span **out, size_t *count, const em_text *text,
                        const em_text_model *model, em_text_scratch *scratch, em_error *err)
{
    *out = NULL;
    *count = 0;
    em_status status = em_words__cut(scratch, model, text->norm);
    if (status != EM_OK)
        return words_failed(status, err);
    em_vec_clear(&scratch->spans);
    for (size_t i = 0; i + 1 < scratch->boundaries.len; i++) {
        em_span piece = { scratch->boundaries.items[i], scratch->boundaries.items[i + 1] };
        if (is_blank_piece(model->chars, text->norm, piece))
            continue;
        if (!em_vec_push(&scratch->spans, piece))
            return words_failed(EM_E_MEMORY, err);
    }
    *out = scratch->spans.items;
    *count = scratch->spans.len;
    return EM_OK;
}

em_status em_text_cut(const uint32_t **boundaries, size_t *count, const em_text_model *model,
                      em_text_scratch *scratch, em_str line, em_error *err)
{
    *boundaries = NULL;
    *count = 0;
    if (line.len > EM_TEXT_MAX_BYTES)
        return refuse_long(line.len, err);
    em_status status = em_words__cut(scratch, model, line);
    if (status != EM_OK)
        return words_failed(status, err);
    *boundaries = scratch->boundaries.items;
    *count = scratch->boundaries.len;
    return EM_OK;
}

/* --- terms ------------------------------------------------------------------------------------ */

static void fold_all(const em_chars *chars, em_str norm, char *folded)
{
    for (uint32_t at = 0; at < norm.len;) {
        uint32_t start = at;
        if (em_chars_bits(chars, em_chars_next(norm.data, &at)) & EM_CHAR_FOLDS)
            em_fold_at(chars, norm, start, folded);
    }
}

em_status em_text_normalise(em_str *norm, em_str *folded, const em_text_model *model,
                            em_arena *arena, em_str term, em_error *err)
{
    *norm = *folded = (em_str){ NULL, 0 };
    if (term.len > EM_TEXT_MAX_BYTES)
        return refuse_long(term.len, err);
    em_normaliser normaliser;
    em_normaliser_init(&normaliser);
    em_status status = em_normaliser_run(&normaliser, model->chars, term, err);
    if (status == EM_OK) {
        em_str bytes = em_buf_str(&normaliser.bytes);
        *norm = em_arena_copy(arena, bytes);
        *folded = em_arena_copy(arena, bytes);
        if (!norm->data || !folded->data)
            status = em_error_set(err, EM_E_MEMORY, "no memory for a term");
    }
    if (status == EM_OK)
        fold_all(model->chars, *norm, (char *)(uintptr_t)folded->data);
    em_normaliser_release(&normaliser);
    return status;
}

/* --- versions -----------------------------------------------------------------------------------
 */

const char *em_text_icu_version(void)
{
    return U_ICU_VERSION;
}

const char *em_text_unicode_version(void)
{
    return U_UNICODE_VERSION;
}
