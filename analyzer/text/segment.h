/*
 * Cutting a chain of Han and kana into words: the cheapest path over a lattice of dictionary
 * words (dynamic programming over whole-number costs).
 *
 * Two dictionaries can stand behind it. EM_SEGMENTER_ICU: ICU's words and costs, and ICU's
 * treatment of katakana and unknown characters. EM_SEGMENTER_OWN: the project's words with costs
 * from their counts, and below them ICU's words at the cost of a rare word.
 */
#ifndef EM_TEXT_SEGMENT_H
#define EM_TEXT_SEGMENT_H

#include "base/vec.h"
#include "text/text.h"
#include "text/wordpack.h"

/* Costs of the own dictionary are this many times the natural logarithm of 1 / probability. */
#define EM_SEGMENT_SCALE 200.0

typedef struct em_segmenter_data {
    em_wordpack words;
    uint32_t unknown_cost; /* of one character that no word holds */
    bool katakana_runs;    /* ICU's rule: a run of katakana is a word */
} em_segmenter_data;

/* The best way to a place. */
typedef struct em_segment_step {
    uint32_t cost;
    uint32_t from; /* where its last word begins */
} em_segment_step;

typedef struct em_segment_scratch {
    EM_VEC(uint32_t) characters;
    EM_VEC(uint32_t) offsets; /* of each character, and the end */
    EM_VEC(em_segment_step) steps;
    EM_VEC(uint32_t) ends;
} em_segment_scratch;

/*
 * Loads the dictionary. `words_file` (own alone; NULL: none) has lines "word TAB count"; lines that
 * begin with '#' are comments. EM_E_INPUT where ICU's dictionary cannot be read and there is no
 * other; EM_E_LEXICON with a place for a wrong line.
 */
EM_MUST_CHECK em_status em_segmenter_load(em_segmenter_data *out, em_segmenter segmenter,
                                          const char *words_file, em_error *err);
void em_segmenter_release(em_segmenter_data *data);
void em_segment_scratch_release(em_segment_scratch *scratch);

/*
 * Cuts `chain` (well-formed UTF-8). The words' ends are scratch->ends.items[0 .. *count), bytes of
 * the chain in order.
 */
EM_MUST_CHECK em_status em_segment(const em_segmenter_data *data, em_segment_scratch *scratch,
                                   em_str chain, size_t *count);

#endif
