/* The true share behind a measured one, when the measuring errs at known rates. */
#ifndef EM_STATS_PREVALENCE_H
#define EM_STATS_PREVALENCE_H

#include "stats/interval.h"

/* What people found in the gold comments against what the program said. */
typedef struct em_gold_counts {
    uint64_t true_positive, false_positive, false_negative, true_negative;
} em_gold_counts;

/* Why a correction is refused. */
typedef enum em_prevalence_refusal {
    EM_PREVALENCE_SOUND,
    EM_PREVALENCE_NO_COMMENTS,
    EM_PREVALENCE_FEW_POSITIVES, /* fewer gold positives than EM_PREVALENCE_GOLD_MIN */
    EM_PREVALENCE_FEW_NEGATIVES,
    EM_PREVALENCE_WEAK /* sensitivity + specificity - 1 below EM_PREVALENCE_YOUDEN_MIN */
} em_prevalence_refusal;

/* Below these a correction moves more by chance than by the errors it corrects. */
#define EM_PREVALENCE_GOLD_MIN 25
#define EM_PREVALENCE_YOUDEN_MIN 0.3

typedef struct em_prevalence {
    double sensitivity, specificity;
    double rate; /* Rogan-Gladen, kept within 0 to 1 */
    em_interval interval;
} em_prevalence;

/*
 * The share of `hits` of `trials` comments, corrected. Anything but EM_PREVALENCE_SOUND leaves
 * the rate and interval of `out` NAN, and sensitivity and specificity as far as they are known.
 * Any thread; allocates nothing.
 *
 * Sources: Rogan, Gladen (1978), Am. J. Epidemiol. 107(1), 71-76; interval: Lang, Reiczigel
 * (2014), Prev. Vet. Med. 113(1), 13-22.
 */
em_prevalence_refusal em_prevalence_correct(em_prevalence *out, uint64_t hits, uint64_t trials,
                                            const em_gold_counts *gold, double z);

/*
 * The same from shares: what the sources print. No check for thin gold; `interval` is kept
 * within 0 to 1.
 */
void em_prevalence_estimate(em_prevalence *out, double apparent, double trials, double sensitivity,
                            double positives, double specificity, double negatives, double z);

#endif
