/* "Did you mean": the name nearest to a mistyped one. */
#ifndef EM_BASE_NEAREST_H
#define EM_BASE_NEAREST_H

#include "em_base.h"

/*
 * Damerau's and Levenshtein's distance by bytes (optimal string alignment): letters wrong, missing,
 * too many, or two swapped. A name over 63 bytes is as far as can be.
 */
size_t em_edit_distance(em_str a, em_str b);

/*
 * The nearest of `names` (ended by NULL) that is at most 2 edits and less than half of its
 * length away; NULL where none is.
 */
const char *em_nearest(em_str name, const char *const *names);

#endif
