/* Unexpected themes: words that receivers use and others do not, and that no lexicon has. */
#ifndef EM_TALLY_THEMES_H
#define EM_TALLY_THEMES_H

#include "tally/words.h"

/* Words shown, and the receivers that must have used one. */
#define EM_THEMES_MAX 30
#define EM_THEMES_MIN_COMMENTS 3

/* Adds "themes" to `root`. */
EM_MUST_CHECK em_status em_themes_put(em_json_tree *tree, cJSON *root, const em_words *words,
                                      em_error *err);

#endif
