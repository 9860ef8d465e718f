/*
 * The words by which sampled comments affirm a message, as they stand in the comments: what a term
 * found, not the term. Folded (NFKC_Casefold, blanks one each), counted once a comment.
 */
#ifndef EM_TALLY_SURFACES_H
#define EM_TALLY_SURFACES_H

#include "base/json_tree.h"
#include "tally/tally.h"

/* Surfaces shown of each message, most comments first. */
#define EM_SURFACES_MAX 20

typedef struct em_surfaces em_surfaces;

/* Yours: em_surfaces_free. Lends nothing of the tally. */
EM_MUST_CHECK em_status em_surfaces_new(em_surfaces **out, const em_tally *tally, em_error *err);
void em_surfaces_free(em_surfaces *surfaces); /* NULL is fine */

/* Adds "words" and "words_sampled" to a message of the summary. */
void em_surfaces_put(em_json_tree *tree, cJSON *parent, const em_surfaces *surfaces,
                     size_t message);

#endif
