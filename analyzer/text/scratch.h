/* Inside of the text room: what the model holds, and what one thread works in. */
#ifndef EM_TEXT_SCRATCH_H
#define EM_TEXT_SCRATCH_H

#include "text/normalise.h"
#include "text/text.h"
#include "text/wordbreak.h"

#include <unicode/ubrk.h>

struct em_text_model {
    em_chars *chars;
    UBreakIterator *words; /* opened once; each scratch works on a copy */
    em_segmenter segmenter;
};

struct em_text_scratch {
    em_buf plain;             /* the field without mark-up           */
    em_offsets plain_offsets; /* plain to field; no runs: equal      */
    bool stripped;            /* plain_offsets count for this text   */
    em_normaliser normaliser;
    em_buf folded;
    bool folds; /* folded differs from norm            */
    EM_VEC(em_token) tokens;
    EM_VEC(em_clause) clauses;
    EM_VEC(em_zone) zones;
    EM_VEC(em_zone) open_quotes; /* kind unused; start and mark in end  */
    uint32_t scripts[EM_SCRIPT_COUNT];
    uint32_t traditional, simplified; /* telling characters                  */
    UBreakIterator *words;
    EM_VEC(UChar) utf16;
    EM_VEC(uint32_t) utf16_offsets; /* byte offset of each unit            */
    EM_VEC(uint32_t) boundaries;
    EM_VEC(em_span) spans;
};

/* Fills tokens, hashtag, mention and URL zones, folded and the script counts. */
EM_MUST_CHECK em_status em_tokens__find(em_text_scratch *scratch, const em_chars *chars,
                                        em_str norm);

/* Fills clauses from the tokens. */
EM_MUST_CHECK em_status em_clauses__find(em_text_scratch *scratch, em_str norm);

/* Adds repost, reply, quotation and stub zones and sorts all. */
EM_MUST_CHECK em_status em_zones__find(em_text_scratch *scratch, const em_chars *chars,
                                       em_str norm);

/* The language by script counts and words; static text. */
const char *em_language__of(const em_text_scratch *scratch, em_str norm);

/* Word boundaries of `text` (any bytes) into scratch->boundaries, 0 and text.len included. */
EM_MUST_CHECK em_status em_words__cut(em_text_scratch *scratch, const em_text_model *model,
                                      em_str text);

#endif
