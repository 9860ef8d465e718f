/*
 * Learning Chinese words and their counts from texts: expectation maximisation over the lattice
 * that ICU's words, the words of segmented texts and new candidates span (Deligne and Bimbot
 * 1995, "Language modeling by variable length sequences"; Baum's forward and backward sums).
 *
 * A word's count is how often it is expected to be used in the texts, plus its weighted count in
 * the segmented ones. Only words that the texts hold are given out: no dictionary is copied.
 */
#ifndef EM_TEXT_WORDLEARN_H
#define EM_TEXT_WORDLEARN_H

#include "base/buf.h"

typedef struct em_wordlearn_options {
    unsigned rounds;         /* of expectation maximisation                          */
    double segmented_weight; /* one word of a segmented text counts as so many       */
    double least;            /* words used less often are left out                   */
    unsigned candidate_uses; /* a new word must stand in the texts so often; 0: none */
} em_wordlearn_options;

/*
 * Reads `raw` (one text a line, UTF-8) and `segmented` (the same, words parted by blanks; may be
 * empty) and appends lines "word TAB count" to `out`, sorted by bytes. Needs about ten times the
 * memory of `raw`. EM_E_INPUT where ICU's dictionary cannot be read.
 */
EM_MUST_CHECK em_status em_wordlearn(em_buf *out, em_str raw, em_str segmented,
                                     const em_wordlearn_options *options, em_error *err);

#endif
