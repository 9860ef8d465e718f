/* Cohen's kappa with the standard error of Fleiss, Cohen and Everitt; Krippendorff's alpha. */
#include "stats/agreement.h"

#include "base/memory.h"
#include "stats/bootstrap.h"

#include <math.h>

/* --- kappa --------------------------------------------------------------------------------- */

static uint64_t row_sum(const uint64_t *table, size_t k, size_t row)
{
    uint64_t sum = 0;
    for (size_t j = 0; j < k; j++)
        sum += table[row * k + j];
    return sum;
}

static uint64_t column_sum(const uint64_t *table, size_t k, size_t column)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < k; i++)
        sum += table[i * k + column];
    return sum;
}

static double kappa_variance(const uint64_t *table, size_t k, double n, double kappa, double chance)
{
    double on = 0, off = 0;
    for (size_t i = 0; i < k; i++) {
        double row = (double)row_sum(table, k, i) / n, column = (double)column_sum(table, k, i) / n;
        double part = 1 - (row + column) * (1 - kappa);
        on += (double)table[i * k + i] / n * part * part;
        for (size_t j = 0; j < k; j++) {
            double both = column + (double)row_sum(table, k, j) / n;
            if (i != j)
                off += (double)table[i * k + j] / n * both * both;
        }
    }
    double last = kappa - chance * (1 - kappa);
    return (on + (1 - kappa) * (1 - kappa) * off - last * last) / (n * (1 - chance) * (1 - chance));
}

em_status em_kappa_cohen(em_agreement *out, const uint64_t *table, size_t categories, double z)
{
    uint64_t total = 0, agreed = 0;
    for (size_t i = 0; i < categories; i++) {
        total += row_sum(table, categories, i);
        agreed += table[i * categories + i];
    }
    if (total == 0)
        return EM_E_ARGUMENT;
    double n = (double)total, chance = 0;
    for (size_t i = 0; i < categories; i++)
        chance += (double)row_sum(table, categories, i) / n *
                  ((double)column_sum(table, categories, i) / n);
    if (chance >= 1)
        return EM_E_ARGUMENT;
    double kappa = ((double)agreed / n - chance) / (1 - chance);
    double error = sqrt(fmax(0, kappa_variance(table, categories, n, kappa, chance)));
    *out = (em_agreement){ .value = kappa,
                           .observed = (double)agreed / n,
                           .expected = chance,
                           .standard_error = error,
                           .interval = { fmax(-1, kappa - z * error), fmin(1, kappa + z * error) },
                           .units = total };
    return EM_OK;
}

/* --- alpha --------------------------------------------------------------------------------- */

typedef struct alpha_work {
    const em_coding *coding;
    em_metric metric;
    double *coincidence; /* categories * categories          */
    double *total;       /* per category                     */
    uint64_t *counts;    /* codes per category in one unit   */
} alpha_work;

static int32_t code_at(const em_coding *coding, size_t coder, size_t unit)
{
    return coding->codes[coder * coding->units + unit];
}

static void clear_coincidences(const alpha_work *work)
{
    size_t k = work->coding->categories;
    for (size_t i = 0; i < k * k; i++)
        work->coincidence[i] = 0;
}

/* Adds the pairs of one unit: each code with each other one, over the codes less one. */
static bool add_unit(const alpha_work *work, size_t unit)
{
    const em_coding *coding = work->coding;
    size_t k = coding->categories, codes = 0;
    for (size_t c = 0; c < k; c++)
        work->counts[c] = 0;
    for (size_t coder = 0; coder < coding->coders; coder++) {
        int32_t code = code_at(coding, coder, unit);
        if (code == EM_CODE_MISSING)
            continue;
        work->counts[code]++;
        codes++;
    }
    if (codes < 2)
        return false;
    for (size_t c = 0; c < k; c++)
        for (size_t d = 0; d < k; d++) {
            double pairs = (double)work->counts[c] * ((double)work->counts[d] - (c == d));
            work->coincidence[c * k + d] += pairs / (double)(codes - 1);
        }
    return true;
}

static double add_totals(const alpha_work *work)
{
    size_t k = work->coding->categories;
    double all = 0;
    for (size_t c = 0; c < k; c++) {
        work->total[c] = 0;
        for (size_t d = 0; d < k; d++)
            work->total[c] += work->coincidence[c * k + d];
        all += work->total[c];
    }
    return all;
}

static double squared_distance(const alpha_work *work, size_t c, size_t d)
{
    double a = work->coding->values ? work->coding->values[c] : (double)c;
    double b = work->coding->values ? work->coding->values[d] : (double)d;
    switch (work->metric) {
    case EM_METRIC_NOMINAL:
        return c != d;
    case EM_METRIC_INTERVAL:
        return (a - b) * (a - b);
    case EM_METRIC_RATIO:
        return a + b == 0 ? 0 : (a - b) / (a + b) * ((a - b) / (a + b));
    case EM_METRIC_ORDINAL:
        break;
    }
    double ranks = -(work->total[c] + work->total[d]) / 2;
    for (size_t g = c < d ? c : d; g <= (c < d ? d : c); g++)
        ranks += work->total[g];
    return c == d ? 0 : ranks * ranks;
}

/* Mean squared distance between codes within units and between all codes. */
static void disagreement(const alpha_work *work, double *observed, double *expected)
{
    size_t k = work->coding->categories;
    double all = add_totals(work);
    *observed = *expected = 0;
    for (size_t c = 0; c < k; c++)
        for (size_t d = 0; d < k; d++) {
            double distance = squared_distance(work, c, d);
            *observed += work->coincidence[c * k + d] / all * distance;
            *expected += work->total[c] * work->total[d] / (all * (all - 1)) * distance;
        }
}

static double alpha_of_resample(const uint32_t *units, size_t count, void *context)
{
    const alpha_work *work = context;
    clear_coincidences(work);
    bool any = false;
    for (size_t i = 0; i < count; i++)
        any |= add_unit(work, units[i]);
    if (!any)
        return NAN;
    double observed, expected;
    disagreement(work, &observed, &expected);
    return expected > 0 ? 1 - observed / expected : NAN;
}

static bool codes_are_in_range(const em_coding *coding)
{
    for (size_t i = 0; i < coding->coders * coding->units; i++)
        if (coding->codes[i] != EM_CODE_MISSING &&
            (coding->codes[i] < 0 || (size_t)coding->codes[i] >= coding->categories))
            return false;
    return true;
}

static em_status measure(em_agreement *out, alpha_work *work, size_t rounds, uint64_t seed)
{
    em_agreement found = { .standard_error = NAN, .interval = { NAN, NAN } };
    clear_coincidences(work);
    for (size_t unit = 0; unit < work->coding->units; unit++)
        found.units += add_unit(work, unit);
    if (found.units == 0)
        return EM_E_ARGUMENT;
    disagreement(work, &found.observed, &found.expected);
    if (!(found.expected > 0))
        return EM_E_ARGUMENT;
    found.value = 1 - found.observed / found.expected;
    em_bootstrap resampled;
    em_status status = EM_OK;
    if (rounds)
        status = em_bootstrap_run(&resampled, alpha_of_resample, work, work->coding->units, rounds,
                                  0.95, seed);
    if (rounds && status == EM_OK) {
        found.standard_error = resampled.standard_error;
        found.interval = resampled.interval;
    }
    if (status == EM_E_MEMORY)
        return status;
    *out = found; /* an interval that could not be had is NAN */
    return EM_OK;
}

em_status em_alpha_krippendorff(em_agreement *out, const em_coding *coding, em_metric metric,
                                size_t rounds, uint64_t seed)
{
    size_t k = coding->categories;
    if (k == 0 || !codes_are_in_range(coding))
        return EM_E_ARGUMENT;
    alpha_work work = { .coding = coding, .metric = metric };
    work.coincidence = em_mem_zalloc(k * k, sizeof *work.coincidence);
    work.total = em_mem_zalloc(k, sizeof *work.total);
    work.counts = em_mem_zalloc(k, sizeof *work.counts);
    em_status status = work.coincidence && work.total && work.counts ? EM_OK : EM_E_MEMORY;
    if (status == EM_OK)
        status = measure(out, &work, rounds, seed);
    em_mem_free(work.coincidence);
    em_mem_free(work.total);
    em_mem_free(work.counts);
    return status;
}
