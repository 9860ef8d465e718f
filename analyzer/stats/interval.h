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

#endif
