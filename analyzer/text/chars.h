/*
 * What the text room asks of a character, in one table look-up: word-break class, what kind of
 * token it makes, its script, how it normalises. Built once from ICU, then const.
 */
#ifndef EM_TEXT_CHARS_H
#define EM_TEXT_CHARS_H

#include "base/memory.h"
#include "em_base.h"

/* UAX #29 word-break classes as ICU's root rules use them (dictionary scripts apart). */
typedef enum em_break_class {
    EM_BREAK_OTHER,
    EM_BREAK_CR,
    EM_BREAK_LF,
    EM_BREAK_NEWLINE,
    EM_BREAK_SPACE, /* WSegSpace */
    EM_BREAK_EXTEND,
    EM_BREAK_FORMAT,
    EM_BREAK_ZWJ,
    EM_BREAK_LETTER, /* ALetter without dictionary scripts */
    EM_BREAK_HEBREW,
    EM_BREAK_NUMERIC,
    EM_BREAK_JOINER, /* ExtendNumLet */
    EM_BREAK_MID_LETTER,
    EM_BREAK_MID_NUM,
    EM_BREAK_MID_BOTH, /* MidNumLet */
    EM_BREAK_SINGLE_QUOTE,
    EM_BREAK_DOUBLE_QUOTE,
    EM_BREAK_REGIONAL,
    EM_BREAK_KATAKANA,
    EM_BREAK_HAN,    /* Han and Hiragana */
    EM_BREAK_HANGUL, /* precomposed syllables */
    EM_BREAK_COMPLEX /* Thai, Lao, Khmer, Burmese ... letters */
} em_break_class;

typedef enum em_char_kind {
    EM_CHAR_OTHER, /* punctuation and symbols */
    EM_CHAR_BLANK,
    EM_CHAR_LETTER,
    EM_CHAR_DIGIT,
    EM_CHAR_UNSPACED, /* Han, kana, Thai ...: a token of its own */
    EM_CHAR_EMOJI,
    EM_CHAR_MARK, /* belongs to the character before it */
    EM_CHAR_HIDDEN
} em_char_kind;

typedef enum em_script {
    EM_SCRIPT_NONE,
    EM_SCRIPT_LATIN,
    EM_SCRIPT_HAN,
    EM_SCRIPT_KANA,
    EM_SCRIPT_HANGUL,
    EM_SCRIPT_CYRILLIC,
    EM_SCRIPT_GREEK,
    EM_SCRIPT_ARABIC,
    EM_SCRIPT_HEBREW,
    EM_SCRIPT_THAI,
    EM_SCRIPT_DEVANAGARI,
    EM_SCRIPT_OTHER,
    EM_SCRIPT_COUNT
} em_script;

/* Fields of the 32 bits. */
#define EM_CHAR_BREAK(bits) ((em_break_class)((bits)&31u))
#define EM_CHAR_KIND(bits) ((em_char_kind)((bits) >> 5 & 15u))
#define EM_CHAR_SCRIPT(bits) ((em_script)((bits) >> 9 & 15u))
#define EM_CHAR_STARTS (1u << 13)  /* nothing before it changes how it normalises      */
#define EM_CHAR_MAPPED (1u << 14)  /* NFKC_Casefold changes it: em_chars_mapping       */
#define EM_CHAR_DROPPED (1u << 15) /* NFKC_Casefold takes it out                       */
#define EM_CHAR_FOLDS (1u << 16)   /* may fold to Simplified: em_fold_at               */
#define EM_CHAR_HANT (1u << 17)    /* tells Traditional text                           */
#define EM_CHAR_HANS (1u << 18)    /* tells Simplified text                            */
#define EM_CHAR_PICTOGRAPH (1u << 19)
#define EM_CHAR_MODIFIER (1u << 20) /* emoji modifier (skin tone)                      */
#define EM_CHAR_STUB (1u << 21)     /* may begin a platform's stub: em_atom_stub       */

#define EM_CHARS_BLOCK 64u

/* Looks of an ideograph, such that the sum of up to 63 tells each count. */
#define EM_CHARS_HAN_SIMPLIFIED 1u /* EM_CHAR_HANS, and nothing else to ask of em_chars_bits */
#define EM_CHARS_HAN_ASKS 64u      /* em_chars_bits says more                                */

typedef struct em_chars {
    uint16_t *index; /* one per block of 64 code points */
    uint32_t *bits;  /* blocks, equal ones stored once  */
    uint16_t *aux_index;
    uint32_t *aux; /* per character: simplified form, or offset << 8 | length into pool */
    char *pool;
    bool at_is_letter;         /* ICU 72's root rules keep a@b whole; others do not */
    uint8_t *han;              /* looks of ideographs, by em_han_index              */
    char narrow[128];          /* what U+FF00 to U+FF7F become, where that is ASCII */
    uint8_t ascii_break[128];  /* classes by Unicode and CLDR                       */
    uint8_t ascii_tailor[128]; /* the same as the ICU at hand tailors them          */
} em_chars;

/* Reads ICU; a few milliseconds. Yours: em_chars_free. */
EM_MUST_CHECK em_status em_chars_new(em_chars **out, em_error *err);
void em_chars_free(em_chars *chars);

static inline uint32_t em_chars_bits(const em_chars *chars, uint32_t c)
{
    return chars
        ->bits[(uint32_t)chars->index[c / EM_CHARS_BLOCK] * EM_CHARS_BLOCK + c % EM_CHARS_BLOCK];
}

static inline uint32_t em_chars__aux(const em_chars *chars, uint32_t c)
{
    return chars
        ->aux[(uint32_t)chars->aux_index[c / EM_CHARS_BLOCK] * EM_CHARS_BLOCK + c % EM_CHARS_BLOCK];
}

/* The NFKC_Casefold form of a character with EM_CHAR_MAPPED. */
static inline em_str em_chars_mapping(const em_chars *chars, uint32_t c)
{
    uint32_t aux = em_chars__aux(chars, c);
    return (em_str){ chars->pool + (aux >> 8), aux & 255u };
}

/* The Simplified form, of the same UTF-8 length, of a character with EM_CHAR_FOLDS; itself for the
 * few that fold beside certain neighbours alone. */
static inline uint32_t em_chars_simplified(const em_chars *chars, uint32_t c)
{
    return em_chars__aux(chars, c);
}

/* Decodes one character of well-formed UTF-8 and moves *at behind it. */
static inline uint32_t em_chars_next(const char *text, uint32_t *at)
{
    const unsigned char *b = (const unsigned char *)text + *at;
    if (b[0] < 0x80) {
        *at += 1;
        return b[0];
    }
    if (b[0] < 0xE0) {
        *at += 2;
        return (b[0] & 0x1Fu) << 6 | (b[1] & 0x3Fu);
    }
    if (b[0] < 0xF0) {
        *at += 3;
        return (b[0] & 0x0Fu) << 12 | (b[1] & 0x3Fu) << 6 | (b[2] & 0x3Fu);
    }
    *at += 4;
    return (b[0] & 0x07u) << 18 | (b[1] & 0x3Fu) << 12 | (b[2] & 0x3Fu) << 6 | (b[3] & 0x3Fu);
}

#endif
