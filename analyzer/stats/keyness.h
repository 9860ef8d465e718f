/* How much a word marks one set of texts against another. Pure; any thread. */
#ifndef EM_STATS_KEYNESS_H
#define EM_STATS_KEYNESS_H

#include "em_base.h"

typedef struct em_keyness {
    double g2;        /* log-likelihood, negative where the word is rarer in the first set      */
    double log_ratio; /* binary logarithm of the ratio of the two shares; 1: twice as common    */
} em_keyness;

/*
 * The word stands in hits1 of trials1 texts of the first set and hits2 of trials2 of the second.
 * EM_E_ARGUMENT where a set is empty or hits exceed trials; `out` is then untouched.
 *
 * Sources: Dunning (1993), Comput. Linguist. 19(1), 61-74, over the whole two by two table; log
 * ratio: Hardie (2014), with half a hit in place of none.
 */
EM_MUST_CHECK em_status em_keyness_measure(em_keyness *out, uint64_t hits1, uint64_t trials1,
                                           uint64_t hits2, uint64_t trials2);

#endif
