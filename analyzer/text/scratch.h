/* Inside of the text room: what the model holds, and what one thread works in. */
#ifndef EM_TEXT_SCRATCH_H
#define EM_TEXT_SCRATCH_H

#include "text/language.h"
#include "text/normalise.h"
#include "text/segment.h"
#include "text/text.h"
#include "text/wordbreak.h"

#include <unicode/ubrk.h>

/* The bit that all roles of quotation marks have, and they alone. */
#define EM_MARK_QUOTES 16

/* What a mark may do. Where that hangs on what stands beside it, clauses.c and zones.c look. */
typedef enum em_mark_role {
    EM_MARK_PLAIN,     /* nothing                                  */
    EM_MARK_HAN,       /* a Han character with a blank behind it   */
    EM_MARK_PICTURE,   /* an emoticon or emoji                     */
    EM_MARK_MENTION,   /* @name                                    */
    EM_MARK_SLASH,     /* two of them begin a repost chain         */
    EM_MARK_COMMA,     /* , and : which may stand inside numbers   */
    EM_MARK_SEMICOLON, /* ; and the commas that stand in no number */
    EM_MARK_TILDE,
    EM_MARK_DOT, /* . which may stand inside words */
    EM_MARK_STOP,
    EM_MARK_QUESTION,
    EM_MARK_EXCLAIM,
    EM_MARK_HYPHEN, /* hyphen and en dash */
    EM_MARK_DASH,   /* em dash and its like */
    EM_MARK_CLOSER, /* closing brackets and title marks */
    EM_MARK_STRAIGHT = EM_MARK_QUOTES,
    EM_MARK_APOSTROPHE,
    EM_MARK_DOUBLE_OPEN,
    EM_MARK_DOUBLE_CLOSE,
    EM_MARK_SINGLE_OPEN,
    EM_MARK_SINGLE_CLOSE,
    EM_MARK_CORNER_OPEN,
    EM_MARK_CORNER_CLOSE,
    EM_MARK_WHITE_CORNER_OPEN,
    EM_MARK_WHITE_CORNER_CLOSE,
    EM_MARK_GUILLEMET_OPEN,
    EM_MARK_GUILLEMET_CLOSE,
    EM_MARK_PRIME_OPEN,
    EM_MARK_PRIME_CLOSE
} em_mark_role;

/* A token that may end a clause or bound a zone: anything but words and Han characters, and these
 * where a line ends behind them, or a blank behind Han. */
typedef struct em_mark {
    uint32_t token;
    uint8_t role;  /* em_mark_role                  */
    bool line_end; /* a line break stands behind it */
} em_mark;

struct em_text_model {
    const em_text_model *like; /* lends chars and languages; NULL: they are its own */
    em_chars *chars;
    em_languages *languages;
    UBreakIterator *words; /* opened once; each scratch works on a copy */
    em_segmenter segmenter;
    em_segmenter_data dictionary; /* empty: ICU's iterator cuts Chinese */
};

typedef struct em_open_quote {
    uint32_t token;
    uint32_t mark;   /* zones.c's */
    uint32_t before; /* the one with this mark around it: its place + 1; 0: none */
} em_open_quote;

struct em_text_scratch {
    em_buf plain;             /* the field without mark-up           */
    em_offsets plain_offsets; /* plain to field; no runs: equal      */
    bool stripped;            /* plain_offsets count for this text   */
    em_normaliser normaliser;
    em_buf folded;
    bool folds; /* folded differs from norm            */
    EM_VEC(em_token) tokens;
    EM_VEC(em_mark) marks; /* in order of their tokens            */
    uint32_t roles;        /* all bits of all their roles         */
    EM_VEC(em_clause) clauses;
    EM_VEC(em_zone) zones;
    EM_VEC(em_open_quote) open_quotes;
    em_script_counts scripts;
    bool mentions; /* a token of this kind was found      */
    UBreakIterator *words;
    em_segment_scratch segment;
    em_buf repaired; /* raw text without ill-formed bytes   */
    EM_VEC(UChar) utf16;
    EM_VEC(uint32_t) utf16_offsets; /* byte offset of each unit            */
    EM_VEC(uint32_t) boundaries;
    EM_VEC(em_span) spans;
};

/* Fills tokens, marks, hashtag, mention, URL and stub zones, folded and the script counts.
 * EM_NORMALISER_PADDING bytes of zero follow `norm` (em_normaliser_run puts them there). */
EM_MUST_CHECK em_status em_tokens__find(em_text_scratch *scratch, const em_chars *chars,
                                        em_str norm);

/* Fills clauses from the tokens. */
EM_MUST_CHECK em_status em_clauses__find(em_text_scratch *scratch, em_str norm);

/* Adds repost, reply and quotation zones and sorts all. */
EM_MUST_CHECK em_status em_zones__find(em_text_scratch *scratch, em_str norm);

/* Word boundaries of `text` (any bytes) into scratch->boundaries, 0 and text.len included. */
EM_MUST_CHECK em_status em_words__cut(em_text_scratch *scratch, const em_text_model *model,
                                      em_str text);

#endif
