/* Percentile bootstrap. */
#include "stats/bootstrap.h"

#include "base/memory.h"
#include "stats/random.h"

#include <math.h>
#include <stdlib.h>

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Linear between order statistics (type 7 of Hyndman and Fan 1996). */
static double quantile(const double *sorted, size_t count, double share)
{
    double place = share * (double)(count - 1);
    size_t below = (size_t)place;
    double rest = place - (double)below;
    return below + 1 < count ? sorted[below] + rest * (sorted[below + 1] - sorted[below])
                             : sorted[count - 1];
}

static double deviation(const double *values, size_t count)
{
    double mean = 0, squares = 0;
    for (size_t i = 0; i < count; i++)
        mean += values[i] / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    return count > 1 ? sqrt(squares / (double)(count - 1)) : 0;
}

static size_t run_rounds(double *values, uint32_t *units, em_statistic statistic, void *context,
                         size_t count, size_t rounds, uint64_t seed)
{
    em_random random = em_random_seed(seed);
    size_t used = 0;
    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < count; i++)
            units[i] = (uint32_t)em_random_below(&random, count);
        double value = statistic(units, count, context);
        if (!isnan(value))
            values[used++] = value;
    }
    return used;
}

em_status em_bootstrap_run(em_bootstrap *out, em_statistic statistic, void *context, size_t count,
                           size_t rounds, double level, uint64_t seed)
{
    if (count == 0 || count > UINT32_MAX || rounds < 2 || !(level > 0) || !(level < 1))
        return EM_E_ARGUMENT;
    double *values = em_mem_zalloc(rounds, sizeof *values);
    uint32_t *units = em_mem_zalloc(count, sizeof *units);
    em_status status = values && units ? EM_OK : EM_E_MEMORY;
    size_t used = 0;
    if (status == EM_OK) {
        used = run_rounds(values, units, statistic, context, count, rounds, seed);
        if (used * 10 < rounds * 9)
            status = EM_E_ARGUMENT;
    }
    if (status == EM_OK) {
        qsort(values, used, sizeof *values, by_size);
        out->interval.low = quantile(values, used, (1 - level) / 2);
        out->interval.high = quantile(values, used, (1 + level) / 2);
        out->standard_error = deviation(values, used);
        out->used = used;
    }
    em_mem_free(values);
    em_mem_free(units);
    return status;
}
