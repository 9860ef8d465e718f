/*
 * The choice of quotations: for every message and stance, the comments that are typical,
 * strongest, contradicting or most liked; within a message never two of one author, and never
 * two copies; comments not yet quoted for another message come first.
 */
#ifndef EM_TALLY_QUOTATIONS_H
#define EM_TALLY_QUOTATIONS_H

#include "tally/words.h"

/* Quotations per message, stance and rule. */
#define EM_QUOTATIONS_EACH 3

/* Adds "quotations" to `root`. */
EM_MUST_CHECK em_status em_quotations_put(em_json_tree *tree, cJSON *root, const em_tally *tally,
                                          const em_words *words, em_error *err);

#endif
