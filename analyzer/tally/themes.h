/*
 * Unexpected themes: words that receivers use and others do not, and words that came with the
 * campaign: in its periods, not in the baseline. None that a lexicon has, none that is in anybody's
 * comments.
 */
#ifndef EM_TALLY_THEMES_H
#define EM_TALLY_THEMES_H

#include "tally/words.h"

/* Words shown of each kind, and the comments that must have one. */
#define EM_THEMES_MAX 30
#define EM_THEMES_MIN_COMMENTS 3

/* Adds "themes" to `root`; in it "change" where comments stand in both the baseline and the
 * campaign's periods. */
EM_MUST_CHECK em_status em_themes_put(em_json_tree *tree, cJSON *root, const em_words *words,
                                      em_error *err);

#endif
