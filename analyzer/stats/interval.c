/* Intervals for shares. */
#include "stats/interval.h"

#include <math.h>

em_status em_interval_wilson(em_interval *out, uint64_t hits, uint64_t trials, double z)
{
    if (trials == 0 || hits > trials)
        return EM_E_ARGUMENT;
    double n = (double)trials;
    double p = (double)hits / n;
    double z2 = z * z;
    double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    double half = z / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    out->low = hits == 0 ? 0.0 : fmax(0.0, centre - half);
    out->high = hits == trials ? 1.0 : fmin(1.0, centre + half);
    return EM_OK;
}
