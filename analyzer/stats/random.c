/* Seeded random numbers. */
#include "stats/random.h"

uint64_t em_random_next(em_random *random)
{
    uint64_t z = random->state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

uint64_t em_random_below(em_random *random, uint64_t bound)
{
    uint64_t surplus = (0 - bound) % bound; /* 2^64 mod bound: that many are one too many */
    uint64_t drawn = em_random_next(random);
    while (drawn < surplus)
        drawn = em_random_next(random);
    return drawn % bound;
}

double em_random_unit(em_random *random)
{
    return (double)(em_random_next(random) >> 11) * 0x1p-53;
}
