/*
 * One comment's text, made ready for matching and judging.
 *
 *     field (UTF-8, as exported) -> plain (mark-up out) -> norm (NFKC_Casefold, default-
 *     ignorables out) -> folded (norm with Traditional characters made Simplified)
 *
 * `norm` and `folded` have the same length and the same offsets, so that one offset map leads
 * from either back to the field. Every span below is in norm offsets unless it says "field".
 */
#ifndef EM_TEXT_TEXT_H
#define EM_TEXT_TEXT_H

#include "base/memory.h"
#include "em_base.h"

/* A field longer than this is refused with EM_E_LIMIT. */
#define EM_TEXT_MAX_BYTES ((size_t)16 * 1024 * 1024)

/* The smallest unit that distances count: a word in spaced scripts, a character in Han text. */
typedef enum em_token_kind {
    EM_TOKEN_WORD,     /* letters of a spaced script, UAX #29                        */
    EM_TOKEN_NUMBER,   /* digits                                                     */
    EM_TOKEN_HAN,      /* one Han, kana or other unspaced character                  */
    EM_TOKEN_EMOTICON, /* [doge], [赞], :-)                                           */
    EM_TOKEN_EMOJI,    /* one emoji sequence                                         */
    EM_TOKEN_URL,
    EM_TOKEN_MENTION, /* @name                                                      */
    EM_TOKEN_HASHTAG, /* #topic# or #tag: the mark; its words follow as own tokens  */
    EM_TOKEN_PUNCT    /* any other visible character; blanks are no tokens          */
} em_token_kind;

typedef struct em_token {
    uint32_t start, end;
    em_token_kind kind;
} em_token;

/* What ended a clause. */
typedef enum em_clause_end {
    EM_CLAUSE_COMMA,    /* , ; : 、 dash and their full-width forms */
    EM_CLAUSE_STOP,     /* . 。 line break, or a repost chain begins */
    EM_CLAUSE_QUESTION, /* ? ？ and mixtures with !                  */
    EM_CLAUSE_EXCLAIM,  /* ! ！                                      */
    EM_CLAUSE_TEXT_END
} em_clause_end;

typedef struct em_clause {
    uint32_t start, end;               /* the closing mark included */
    uint32_t first_token, token_count; /* into em_text.tokens       */
    uint32_t sentence;                 /* counts from 0             */
    em_clause_end ended_by;
} em_clause;

/* Stretches that are not the author's own plain words. Sorted by start; may nest, not cross. */
typedef enum em_zone_kind {
    EM_ZONE_REPOST,    /* from the first //@user: or RT @user: to the end      */
    EM_ZONE_REPLY,     /* a reply prefix: 回复@user:  or leading @user         */
    EM_ZONE_QUOTATION, /* inside quotation marks, marks included               */
    EM_ZONE_HASHTAG,   /* #topic# or #tag                                      */
    EM_ZONE_MENTION,   /* @user                                                */
    EM_ZONE_URL,
    EM_ZONE_STUB /* 网页链接, 查看图片, ...全文: put there by the platform */
} em_zone_kind;

typedef struct em_zone {
    uint32_t start, end;
    em_zone_kind kind;
} em_zone;

typedef struct em_text {
    em_str field;  /* as given                                                   */
    em_str norm;   /* lent by the scratch: valid until its next use              */
    em_str folded; /* same length as norm; the same bytes where nothing to fold  */
    const em_token *tokens;
    const em_clause *clauses; /* cover the whole of norm, blanks aside           */
    const em_zone *zones;
    uint32_t token_count, clause_count, zone_count;
    uint32_t replaced; /* ill-formed UTF-8 parts that became U+FFFD              */
    const char
        *language; /* BCP 47: "en", "zh-Hans", "zh-Hant", "zh", "ja", ..., "mul", "und"; static */
} em_text;

/* Compiled once, const, shared by all threads: ICU tables, folding data, emoticon forms. */
typedef struct em_text_model em_text_model;

/* One per thread. */
typedef struct em_text_scratch em_text_scratch;

typedef enum em_segmenter {
    EM_SEGMENTER_OWN, /* words.tsv of the project with ICU's dictionary below it */
    EM_SEGMENTER_ICU  /* ICU's own dictionary alone                              */
} em_segmenter;

typedef struct em_text_options {
    em_segmenter segmenter;
    const char *words_file; /* Chinese words and counts; NULL: the built-in place or none */
    bool without_words;     /* em_text_words and em_text_cut will not be used: loads faster */
    const em_text_model
        *like; /* a model whose tables are shared; it must outlive this one; or NULL */
} em_text_options;

/* `options` NULL: all zero. Yours: em_text_model_free. Some tens of milliseconds. */
EM_MUST_CHECK em_status em_text_model_new(em_text_model **out, const em_text_options *options,
                                          em_error *err);
void em_text_model_free(em_text_model *model);

EM_MUST_CHECK em_status em_text_scratch_new(em_text_scratch **out, const em_text_model *model,
                                            em_error *err);
void em_text_scratch_free(em_text_scratch *scratch);

/*
 * Analyses `field` (any bytes; ill-formed UTF-8 is replaced and counted). `markup` says that
 * the field is HTML. `out` borrows from `field` and `scratch` until the scratch's next use.
 */
EM_MUST_CHECK em_status em_text_analyze(em_text *out, const em_text_model *model,
                                        em_text_scratch *scratch, em_str field, bool markup,
                                        em_error *err);

/* The field bytes that a span of norm came from. Total and monotone; empty spans stay empty. */
em_span em_text_field_span(const em_text *text, const em_text_scratch *scratch, em_span norm);

/*
 * Words of `text` by UAX #29 and the Chinese dictionary, for `tokenize`, keyness and
 * typical quotations (never needed for matching). Spans are in norm, in order, blanks left
 * out; lent by the scratch.
 */
EM_MUST_CHECK em_status em_text_words(const em_span **out, size_t *count, const em_text *text,
                                      const em_text_model *model, em_text_scratch *scratch,
                                      em_error *err);

/*
 * Cuts raw UTF-8 (no normalisation) at word boundaries for `tokenize`: boundaries[0] is 0, the
 * last is line.len, so that the pieces joined are the line, byte for byte. Lent by the scratch.
 */
EM_MUST_CHECK em_status em_text_cut(const uint32_t **boundaries, size_t *count,
                                    const em_text_model *model, em_text_scratch *scratch,
                                    em_str line, em_error *err);

/*
 * The same normalisation for a lexicon term (no mark-up, no zones): norm to `norm` and
 * folded to `folded`, both in the arena.
 */
EM_MUST_CHECK em_status em_text_normalise(em_str *norm, em_str *folded, const em_text_model *model,
                                          em_arena *arena, em_str term, em_error *err);

/* Versions for provenance: lend static text. */
const char *em_text_icu_version(void);
const char *em_text_unicode_version(void);

#endif
