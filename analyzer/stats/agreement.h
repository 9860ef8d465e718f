/* Agreement of people who coded the same comments: Cohen's kappa, Krippendorff's alpha. */
#ifndef EM_STATS_AGREEMENT_H
#define EM_STATS_AGREEMENT_H

#include "stats/interval.h"

typedef struct em_agreement {
    double value;    /* kappa or alpha; 1 is perfect, 0 is chance                       */
    double observed; /* kappa: share of units where both agree; alpha: disagreement     */
    double expected; /* the same by chance                                              */
    double standard_error;
    em_interval interval; /* -1 to 1                                                    */
    uint64_t units;       /* that count: for alpha, those with two codes or more        */
} em_agreement;

/*
 * Cohen's kappa of two coders. `table` has categories * categories counts, row by row: rows by
 * the first coder, columns by the second. The interval is value -/+ z standard errors.
 *
 * EM_E_ARGUMENT where the table is empty or both coders used one and the same category for all
 * (kappa is then not defined); `out` is then untouched. Any thread; allocates nothing.
 * Sources: Cohen (1960), Educ. Psychol. Meas. 20(1), 37-46; standard error: Fleiss, Cohen,
 * Everitt (1969), Psychol. Bull. 72(5), 323-327, formula 13.
 */
EM_MUST_CHECK em_status em_kappa_cohen(em_agreement *out, const uint64_t *table, size_t categories,
                                       double z);

/* How far two codes are from another. */
typedef enum em_metric {
    EM_METRIC_NOMINAL,
    EM_METRIC_ORDINAL,
    EM_METRIC_INTERVAL,
    EM_METRIC_RATIO
} em_metric;

#define EM_CODE_MISSING (-1)

/*
 * What several coders said of the same units: codes[coder * units + unit] is a category, 0 to
 * categories - 1, or EM_CODE_MISSING. `values` has the number that each category stands for
 * (interval and ratio metrics; ordinal takes the order of categories); NULL: 0, 1, 2, ...
 */
typedef struct em_coding {
    const int32_t *codes;
    size_t coders, units, categories;
    const double *values;
} em_coding;

/*
 * Krippendorff's alpha, with a percentile bootstrap over units (`rounds` resamples from `seed`;
 * 0 rounds: no interval, NAN). Units with fewer than two codes do not count.
 *
 * EM_E_ARGUMENT where no unit has two codes, where all codes are one category (alpha is then not
 * defined) or a code is out of range; EM_E_MEMORY. `out` is then untouched.
 * Sources: Krippendorff (2011), Computing Krippendorff's alpha-reliability; Hayes, Krippendorff
 * (2007), Commun. Methods Meas. 1(1), 77-89.
 */
EM_MUST_CHECK em_status em_alpha_krippendorff(em_agreement *out, const em_coding *coding,
                                              em_metric metric, size_t rounds, uint64_t seed);

#endif
