/* Delete-a-group jackknife of a share. */
#include "stats/jackknife.h"

#include <math.h>

/* Student's quantile from the normal one: Cornish-Fisher, Abramowitz and Stegun 26.7.5. */
static double student(double z, double freedom)
{
    double z3 = z * z * z, z5 = z3 * z * z;
    return z + (z3 + z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom * freedom);
}

/* Wilson's interval for a sample size that need not be whole. */
static em_interval wilson_of(double p, double n, double z)
{
    double z2 = z * z;
    double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    double half = z / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    return (em_interval){ p == 0 ? 0 : fmax(0, centre - half),
                          p == 1 ? 1 : fmin(1, centre + half) };
}

em_status em_jackknife_rate(em_jackknife *out, const em_jackknife_group *groups, size_t count,
                            double z)
{
    uint64_t hits = 0, trials = 0;
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        if (groups[i].hits > groups[i].trials)
            return EM_E_ARGUMENT;
        hits += groups[i].hits;
        trials += groups[i].trials;
        filled += groups[i].trials > 0;
    }
    if (filled < 2)
        return EM_E_ARGUMENT;
    double n = (double)trials, rate = (double)hits / n, squares = 0;
    for (size_t i = 0; i < count; i++) {
        if (groups[i].trials == 0)
            continue;
        double without = (double)(hits - groups[i].hits) / (double)(trials - groups[i].trials);
        squares += (without - rate) * (without - rate);
    }
    double many = (double)filled;
    double variance = (many - 1) / many * squares;
    double alone = rate * (1 - rate) / n;
    double effect = alone > 0 ? variance / alone : 1;
    double narrowing = z / student(z, many - 1);
    *out = (em_jackknife){ .rate = rate,
                           .standard_error = sqrt(variance),
                           .design_effect = effect,
                           .interval = wilson_of(rate, n / fmax(effect, 1) * narrowing * narrowing,
                                                 z),
                           .groups = filled };
    return EM_OK;
}
