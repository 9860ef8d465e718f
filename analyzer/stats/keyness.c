/* Signed log-likelihood and log ratio of a word. */
#include "stats/keyness.h"

#include <math.h>

/* observed ln(observed / expected), 0 where nothing was observed */
static double surprise(double observed, double expected)
{
    return observed > 0 ? observed * log(observed / expected) : 0;
}

em_status em_keyness_measure(em_keyness *out, uint64_t hits1, uint64_t trials1, uint64_t hits2,
                             uint64_t trials2)
{
    if (trials1 == 0 || trials2 == 0 || hits1 > trials1 || hits2 > trials2)
        return EM_E_ARGUMENT;
    double a = (double)hits1, b = (double)hits2;
    double n1 = (double)trials1, n2 = (double)trials2, n = n1 + n2;
    double share = (a + b) / n;
    double g2 = 2 * (surprise(a, n1 * share) + surprise(b, n2 * share) +
                     surprise(n1 - a, n1 * (1 - share)) + surprise(n2 - b, n2 * (1 - share)));
    out->g2 = fmax(0, g2) * (a / n1 < b / n2 ? -1 : 1);
    out->log_ratio = log2((a > 0 ? a : 0.5) / n1) - log2((b > 0 ? b : 0.5) / n2);
    return EM_OK;
}
