/* Rogan-Gladen estimate with the interval of Lang and Reiczigel. */
#include "stats/prevalence.h"

#include <math.h>

static double within(double share)
{
    return fmin(1, fmax(0, share));
}

void em_prevalence_estimate(em_prevalence *out, double apparent, double trials, double sensitivity,
                            double positives, double specificity, double negatives, double z)
{
    out->sensitivity = sensitivity;
    out->specificity = specificity;
    out->rate = within((apparent + specificity - 1) / (sensitivity + specificity - 1));
    /* The paper adds one to each cell of the gold counts and z^2 comments to the sample. */
    double n = trials + z * z;
    double ap = (trials * apparent + z * z / 2) / n;
    double se = (positives * sensitivity + 1) / (positives + 2);
    double sp = (negatives * specificity + 1) / (negatives + 2);
    double gain = se + sp - 1;
    double p = (ap + sp - 1) / gain;
    double se_spread = se * (1 - se) / (positives + 2);
    double sp_spread = sp * (1 - sp) / (negatives + 2);
    double shift = 2 * z * z * (p * se_spread - (1 - p) * sp_spread);
    double error = sqrt(ap * (1 - ap) / n + p * p * se_spread + (1 - p) * (1 - p) * sp_spread) /
                   gain;
    out->interval.low = within(p + shift - z * error);
    out->interval.high = within(p + shift + z * error);
}

em_prevalence_refusal em_prevalence_correct(em_prevalence *out, uint64_t hits, uint64_t trials,
                                            const em_gold_counts *gold, double z)
{
    uint64_t positives = gold->true_positive + gold->false_negative;
    uint64_t negatives = gold->true_negative + gold->false_positive;
    *out = (em_prevalence){ NAN, NAN, NAN, { NAN, NAN } };
    if (positives)
        out->sensitivity = (double)gold->true_positive / (double)positives;
    if (negatives)
        out->specificity = (double)gold->true_negative / (double)negatives;
    if (trials == 0 || hits > trials)
        return EM_PREVALENCE_NO_COMMENTS;
    if (positives < EM_PREVALENCE_GOLD_MIN)
        return EM_PREVALENCE_FEW_POSITIVES;
    if (negatives < EM_PREVALENCE_GOLD_MIN)
        return EM_PREVALENCE_FEW_NEGATIVES;
    if (out->sensitivity + out->specificity - 1 < EM_PREVALENCE_YOUDEN_MIN)
        return EM_PREVALENCE_WEAK;
    em_prevalence_estimate(out, (double)hits / (double)trials, (double)trials, out->sensitivity,
                           (double)positives, out->specificity, (double)negatives, z);
    return EM_PREVALENCE_SOUND;
}
