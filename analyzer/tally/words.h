/*
 * The words and pairs of words of the sampled comments, for unexpected themes and typical
 * quotations: in how many comments each stands, copies counted once. Words that belong to a mention
 * of a message are left out: those the lexicons know already.
 *
 * The comments of the two samples below one hash are a uniform sample of all comments. Where the
 * campaign has a baseline, those are told apart by period too: copies in the period of their
 * sampled member with the smallest hash, the baseline first where periods overlap.
 */
#ifndef EM_TALLY_WORDS_H
#define EM_TALLY_WORDS_H

#include "tally/tally_state.h"

/* Words counted in one tally; what comes later is left out. */
#define EM_WORDS_MAX ((size_t)1 << 20)

/* Sets of comments in which words are counted: the samples first, under their own ids. */
typedef enum em_word_set {
    EM_SET_RECEIVERS = EM_SAMPLE_RECEIVERS,
    EM_SET_OTHERS = EM_SAMPLE_OTHERS,
    EM_SET_CAMPAIGN = EM_SAMPLE_COUNT, /* in a period that is not the baseline */
    EM_SET_BASELINE,
    EM_SET_COUNT
} em_word_set;

typedef struct em_word {
    em_str text;                     /* normalised */
    uint32_t comments[EM_SET_COUNT]; /* comments of the set that have it */
    uint32_t pair[2];                /* of a pair: the numbers of its words, from 1; else 0 */
} em_word;

/* One sampled comment: its distinct words; none for a copy of one before it. */
typedef struct em_worded {
    em_kept *kept;
    const uint32_t *words; /* into em_words.words */
    uint32_t count;
    bool echoes; /* has a stance on some message */
} em_worded;

typedef struct em_words {
    EM_VEC(em_word) words;
    em_worded *comments[EM_SAMPLE_COUNT]; /* by hash */
    size_t comment_count[EM_SAMPLE_COUNT];
    size_t distinct[EM_SET_COUNT]; /* with words, and different copy keys: those counted */
    em_arena arena;                /* texts and lists of words */
    struct em_word_place *index;
    size_t index_cap;
    uint64_t *maybe; /* FILTER_BITS bits for each place of the index, by key: 0: no such word */
} em_words;

/* Yours: em_words_free. All comments are lent by the tally. */
EM_MUST_CHECK em_status em_words_new(em_words **out, const em_tally *tally, em_error *err);
void em_words_free(em_words *words); /* NULL is fine */

#endif
