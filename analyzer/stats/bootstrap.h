/* Percentile bootstrap: an interval for any statistic of independent units. */
#ifndef EM_STATS_BOOTSTRAP_H
#define EM_STATS_BOOTSTRAP_H

#include "stats/interval.h"

/*
 * The statistic of one resample: `units` holds `count` numbers of units, drawn with replacement.
 * NAN where it is not defined for that resample (no positive unit drawn, say).
 */
typedef double (*em_statistic)(const uint32_t *units, size_t count, void *context);

typedef struct em_bootstrap {
    em_interval interval;
    double standard_error;
    size_t used; /* resamples whose statistic was defined */
} em_bootstrap;

#define EM_BOOTSTRAP_ROUNDS 2000

/*
 * Draws `rounds` resamples of `count` units with the generator started from `seed`; the same
 * arguments give the same interval. `level` is 0.95 for a 95 % interval.
 *
 * EM_E_ARGUMENT if count, rounds or level make no sense, or if the statistic was defined for
 * fewer than nine in ten resamples (too thin to say); EM_E_MEMORY. `out` is then untouched.
 * Source: Efron, Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
 */
EM_MUST_CHECK em_status em_bootstrap_run(em_bootstrap *out, em_statistic statistic, void *context,
                                         size_t count, size_t rounds, double level, uint64_t seed);

#endif
