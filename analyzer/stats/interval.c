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

em_status em_interval_newcombe(em_interval *out, uint64_t hits1, uint64_t trials1, uint64_t hits2,
                               uint64_t trials2, double z)
{
    em_interval a, b;
    if (em_interval_wilson(&a, hits1, trials1, z) != EM_OK ||
        em_interval_wilson(&b, hits2, trials2, z) != EM_OK)
        return EM_E_ARGUMENT;
    double p1 = (double)hits1 / (double)trials1, p2 = (double)hits2 / (double)trials2;
    out->low = p1 - p2 - hypot(p1 - a.low, b.high - p2);
    out->high = p1 - p2 + hypot(a.high - p1, p2 - b.low);
    return EM_OK;
}

/* Correlation of the two answers, as Newcombe corrects it. */
static double paired_phi(double both, double first, double second, double neither)
{
    double n = both + first + second + neither;
    double margins = (both + first) * (second + neither) * (both + second) * (first + neither);
    if (margins == 0)
        return 0;
    double product = both * neither - first * second;
    if (product > 0)
        product = fmax(product - n / 2, 0);
    return product / sqrt(margins);
}

em_status em_interval_newcombe_paired(em_interval *out, uint64_t both, uint64_t first,
                                      uint64_t second, uint64_t neither, double z)
{
    uint64_t n = both + first + second + neither;
    em_interval a, b;
    if (em_interval_wilson(&a, both + first, n, z) != EM_OK ||
        em_interval_wilson(&b, both + second, n, z) != EM_OK)
        return EM_E_ARGUMENT;
    double p1 = (double)(both + first) / (double)n, p2 = (double)(both + second) / (double)n;
    double phi = paired_phi((double)both, (double)first, (double)second, (double)neither);
    double down1 = p1 - a.low, up1 = a.high - p1, down2 = p2 - b.low, up2 = b.high - p2;
    out->low = p1 - p2 - sqrt(down1 * down1 - 2 * phi * down1 * up2 + up2 * up2);
    out->high = p1 - p2 + sqrt(up1 * up1 - 2 * phi * up1 * down2 + down2 * down2);
    return EM_OK;
}
