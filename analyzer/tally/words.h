/*
 * The words and pairs of words of the sampled comments, for unexpected themes and typical
 * quotations: in how many comments each stands, copies counted once. Words that belong to a mention
 * of a message are left out: those the lexicons know already.
 */
#ifndef EM_TALLY_WORDS_H
#define EM_TALLY_WORDS_H

#include "tally/tally_state.h"

/* Words counted in one tally; what comes later is left out. */
#define EM_WORDS_MAX ((size_t)1 << 20)

typedef struct em_word {
    em_str text;                        /* normalised */
    uint32_t comments[EM_SAMPLE_COUNT]; /* sampled comments that have it */
    bool pair;                          /* two words side by side        */
} em_word;

/* One sampled comment: its distinct words; none for a copy of one before it. */
typedef struct em_worded {
    em_kept *kept;
    const uint32_t *words; /* into em_words.words */
    uint32_t count;
} em_worded;

typedef struct em_words {
    EM_VEC(em_word) words;
    em_worded *comments[EM_SAMPLE_COUNT]; /* by hash */
    size_t comment_count[EM_SAMPLE_COUNT];
    size_t
        distinct[EM_SAMPLE_COUNT]; /* of them with words, and different copy keys: those counted */
    em_arena arena;                /* texts and lists of words */
    struct em_word_place *index;
    size_t index_cap;
} em_words;

/* Yours: em_words_free. All comments are lent by the tally. */
EM_MUST_CHECK em_status em_words_new(em_words **out, const em_tally *tally, em_error *err);
void em_words_free(em_words *words); /* NULL is fine */

#endif
