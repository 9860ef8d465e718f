/* Seeded random numbers for the bootstrap and for tests: the same on every machine. Not for
 * secrets.
 */
#ifndef EM_STATS_RANDOM_H
#define EM_STATS_RANDOM_H

#include "em_base.h"

typedef struct em_random {
    uint64_t state;
} em_random;

static inline em_random em_random_seed(uint64_t seed)
{
    return (em_random){ seed };
}

/* SplitMix64: Steele, Lea, Flood (2014), OOPSLA '14, 453-472, figure 17. */
uint64_t em_random_next(em_random *random);
/* 0 to bound - 1, each equally likely; bound > 0. */
uint64_t em_random_below(em_random *random, uint64_t bound);
/* 0.0 <= x < 1.0, 53 bits. */
double em_random_unit(em_random *random);

#endif
