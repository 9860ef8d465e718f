/*
 * Words of any text: UAX #29 by our own scanner, chains of Han and kana by the dictionary, Thai,
 * Lao, Khmer and Burmese by ICU's iterator. The own segmenter also keeps addresses, emoticons and
 * plain @names whole; ICU's does what ICU does.
 */
#include "text/scratch.h"

#include "base/str.h"
#include "base/utf8.h"
#include "text/atom.h"

/* Longer chains are cut here, so that costs cannot overflow. */
#define CHAIN_MAX_BYTES 12288u

typedef struct cutter {
    em_text_scratch *scratch;
    const em_text_model *model;
    em_wordbreak rules;
    em_str text;
    em_status status;
} cutter;

static void put(cutter *c, uint32_t end)
{
    if (!em_vec_push(&c->scratch->boundaries, end))
        c->status = EM_E_MEMORY;
}

static em_break_class class_of(const cutter *c, uint32_t at)
{
    return EM_CHAR_BREAK(em_chars_bits(c->rules.chars, em_chars_next(c->text.data, &at)));
}

/* --- dictionaries --------------------------------------------------------------------------- */

static void cut_chain(cutter *c, uint32_t start, uint32_t end)
{
    size_t count;
    em_segment_scratch *s = &c->scratch->segment;
    em_str chain = em_str_sub(c->text, (em_span){ start, end });
    em_status status = em_segment(&c->model->dictionary, s, chain, &count);
    if (status != EM_OK)
        c->status = status;
    for (size_t i = 0; i < count && c->status == EM_OK; i++) {
        uint32_t at = start + s->ends.items[i];
        em_break_class next = at < end ? class_of(c, at) : EM_BREAK_HAN;
        if (next == EM_BREAK_HAN || next == EM_BREAK_KATAKANA) /* not before a mark */
            put(c, at);
    }
}

static void cut_long_chain(cutter *c, uint32_t start, uint32_t end)
{
    while (end - start > CHAIN_MAX_BYTES && c->status == EM_OK) {
        uint32_t part = (uint32_t)em_str_cut(em_str_sub(c->text, (em_span){ start, end }),
                                             CHAIN_MAX_BYTES);
        cut_chain(c, start, start + part);
        start += part;
    }
    if (c->status == EM_OK)
        cut_chain(c, start, end);
}

/* Decodes a piece to UTF-16, with the byte offset of each unit. */
static bool to_utf16(em_text_scratch *scratch, em_str piece)
{
    em_vec_clear(&scratch->utf16);
    em_vec_clear(&scratch->utf16_offsets);
    if (!em_vec_reserve(&scratch->utf16, piece.len + 1) ||
        !em_vec_reserve(&scratch->utf16_offsets, piece.len + 1))
        return false;
    for (uint32_t at = 0; at < piece.len;) {
        uint32_t start = at;
        int32_t unit = (int32_t)scratch->utf16.len;
        UChar32 c = (UChar32)em_chars_next(piece.data, &at);
        U16_APPEND_UNSAFE(scratch->utf16.items, unit, c);
        while (scratch->utf16.len < (size_t)unit) {
            scratch->utf16.len++;
            scratch->utf16_offsets.items[scratch->utf16_offsets.len++] = start;
        }
    }
    scratch->utf16_offsets.items[scratch->utf16_offsets.len++] = (uint32_t)piece.len;
    return true;
}

/* By ICU's iterator: all boundaries of the piece but its start. */
static void cut_by_icu(cutter *c, uint32_t start, uint32_t end)
{
    UErrorCode code = U_ZERO_ERROR;
    em_text_scratch *scratch = c->scratch;
    if (!to_utf16(scratch, em_str_sub(c->text, (em_span){ start, end }))) {
        c->status = EM_E_MEMORY;
        return;
    }
    ubrk_setText(scratch->words, scratch->utf16.items, (int32_t)scratch->utf16.len, &code);
    if (U_FAILURE(code)) {
        c->status = EM_E_SYSTEM;
        return;
    }
    for (int32_t at = ubrk_next(scratch->words); at != UBRK_DONE && c->status == EM_OK;
         at = ubrk_next(scratch->words))
        put(c, start + scratch->utf16_offsets.items[at]);
}

/* --- pieces --------------------------------------------------------------------------------- */

static bool is_plain_name(em_str name)
{
    for (size_t i = 1; i < name.len; i++)
        if ((unsigned char)name.data[i] >= 0x80)
            return false;
    return true;
}

/* What the own segmenter keeps whole at `at`: its end, or `at`. */
static uint32_t atom_end(const cutter *c, uint32_t at)
{
    const em_chars *chars = c->rules.chars;
    uint32_t end = at;
    switch (c->text.data[at]) {
    case '[':
        return em_atom_bracket_emoticon(chars, c->text, at);
    case '@':
        end = em_atom_mention(chars, c->text, at);
        return is_plain_name(em_str_sub(c->text, (em_span){ at, end })) ? end : at;
    case ':':
    case ';':
    case '=':
    case '^':
    case '<':
    case '>':
    case '-':
    case '(':
        return em_atom_ascii_emoticon(c->text, at);
    default:
        return em_atom_url(c->text, at);
    }
}

static uint32_t cut_piece(cutter *c, uint32_t at)
{
    bool own = c->model->segmenter == EM_SEGMENTER_OWN;
    uint32_t end = own ? atom_end(c, at) : at;
    if (end > at) {
        put(c, end);
        return end;
    }
    end = em_wordbreak_next(&c->rules, c->text, at);
    em_break_class class = class_of(c, at);
    if (class == EM_BREAK_COMPLEX)
        cut_by_icu(c, at, end);
    else if (class != EM_BREAK_HAN && class != EM_BREAK_KATAKANA)
        put(c, end);
    else if (c->model->dictionary.words.slots)
        cut_long_chain(c, at, end);
    else
        cut_by_icu(c, at, end);
    return end;
}

/* A copy of the same length with SUB in place of each ill-formed byte. */
static em_status make_well_formed(em_text_scratch *scratch, em_str *text)
{
    em_buf_reset(&scratch->repaired);
    em_buf_put(&scratch->repaired, *text);
    if (scratch->repaired.status != EM_OK)
        return scratch->repaired.status;
    size_t at = 0, bad;
    char *copy = scratch->repaired.data;
    while (!em_utf8_is_valid(copy + at, text->len - at, &bad)) {
        copy[at + bad] = 0x1A;
        at += bad + 1;
    }
    *text = em_buf_str(&scratch->repaired);
    return EM_OK;
}

em_status em_words__cut(em_text_scratch *scratch, const em_text_model *model, em_str text)
{
    const em_chars *chars = model->chars;
    cutter c = { scratch, model, { chars, chars->ascii_tailor }, text, EM_OK };
    if (!em_utf8_is_valid(text.data, text.len, NULL))
        c.status = make_well_formed(scratch, &c.text);
    em_vec_clear(&scratch->boundaries);
    if (c.status == EM_OK)
        put(&c, 0);
    for (uint32_t at = 0; at < c.text.len && c.status == EM_OK;)
        at = cut_piece(&c, at);
    return c.status;
}
