/* p-values: paired and independent shares, and several at once. Pure; any thread. */
#ifndef EM_STATS_SIGNIFICANCE_H
#define EM_STATS_SIGNIFICANCE_H

#include "em_base.h"

/*
 * Exact two-sided McNemar test: `first` units changed one way, `second` the other. 1 where none
 * changed. Source: McNemar (1947), Psychometrika 12, 153-157, with binomial tails.
 */
double em_p_mcnemar(uint64_t first, uint64_t second);

/*
 * Two-sided p of the "N - 1" chi-squared test for hits1 of trials1 against hits2 of trials2.
 * NAN where a group is empty or hits exceed trials; 1 where nothing differs.
 * Source: Campbell (2007), Stat. Med. 26(19), 3661-3675.
 */
double em_p_two_shares(uint64_t hits1, uint64_t trials1, uint64_t hits2, uint64_t trials2);

/*
 * Writes to adjusted[0..count-1] the p-values corrected for their number; NAN stays NAN and
 * counts for nothing. `adjusted` may be `p` itself. EM_E_MEMORY.
 * Source: Holm (1979), Scand. J. Stat. 6(2), 65-70.
 */
EM_MUST_CHECK em_status em_p_holm(double *adjusted, const double *p, size_t count);

#endif
