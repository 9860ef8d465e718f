/* Intervals for shares. Pure functions of numbers; any thread; allocate nothing. */
#ifndef EM_STATS_INTERVAL_H
#define EM_STATS_INTERVAL_H

#include "em_base.h"

#define EM_Z_95 1.959963984540054

typedef struct em_interval {
    double low, high;
} em_interval;

/*
 * Wilson score interval for a share: `hits` of `trials`; `z` in standard deviations.
 * EM_E_ARGUMENT if trials is 0 or hits exceeds it; `out` is then untouched.
 * Source: Wilson (1927), J. Am. Stat. Assoc. 22(158), 209-212.
 */
EM_MUST_CHECK em_status em_interval_wilson(em_interval *out, uint64_t hits, uint64_t trials,
                                           double z);

/*
 * Difference of two independent shares, first less second: hits1 of trials1, hits2 of trials2.
 * Writes -1 to 1. EM_E_ARGUMENT as for em_interval_wilson; `out` is then untouched.
 * Source: Newcombe (1998), Stat. Med. 17(8), 873-890, method 10.
 */
EM_MUST_CHECK em_status em_interval_newcombe(em_interval *out, uint64_t hits1, uint64_t trials1,
                                             uint64_t hits2, uint64_t trials2, double z);

/*
 * Difference of two shares of the same units, first less second: `both` have it twice, `first`
 * only the first time, `second` only the second time, `neither` never.
 * EM_E_ARGUMENT where all are 0; `out` is then untouched.
 * Source: Newcombe (1998), Stat. Med. 17(22), 2635-2650, method 10 (its phi with the
 * continuity correction that brings a small positive association to 0).
 */
EM_MUST_CHECK em_status em_interval_newcombe_paired(em_interval *out, uint64_t both, uint64_t first,
                                                    uint64_t second, uint64_t neither, double z);

#endif
