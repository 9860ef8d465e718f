/* p-values. */
#include "stats/significance.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

/* ln(n over k) */
static double ln_choose(double n, double k)
{
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
}

double em_p_mcnemar(uint64_t first, uint64_t second)
{
    uint64_t few = first < second ? first : second;
    double n = (double)first + (double)second, tail = 0;
    /* From the largest term down: the rest of a long tail no longer counts. */
    for (uint64_t k = few + 1; k-- > 0;) {
        double term = exp(ln_choose(n, (double)k) - n * M_LN2);
        tail += term;
        if (term < tail * 1e-17)
            break;
    }
    return fmin(1, 2 * tail);
}

double em_p_two_shares(uint64_t hits1, uint64_t trials1, uint64_t hits2, uint64_t trials2)
{
    if (trials1 == 0 || trials2 == 0 || hits1 > trials1 || hits2 > trials2)
        return NAN;
    double a = (double)hits1, b = (double)(trials1 - hits1);
    double c = (double)hits2, d = (double)(trials2 - hits2);
    double n = a + b + c + d;
    double margins = (a + b) * (c + d) * (a + c) * (b + d);
    if (margins == 0)
        return 1;
    double cross = a * d - b * c;
    return erfc(sqrt(cross * cross * (n - 1) / margins / 2));
}

typedef struct ranked {
    double p;
    size_t place;
} ranked;

static int by_p(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->p != y->p)
        return x->p < y->p ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

em_status em_p_holm(double *adjusted, const double *p, size_t count)
{
    ranked *sorted = em_mem_zalloc(count, sizeof *sorted);
    if (!sorted)
        return EM_E_MEMORY;
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isnan(p[i]))
            sorted[known++] = (ranked){ p[i], i };
        adjusted[i] = p[i];
    }
    qsort(sorted, known, sizeof *sorted, by_p);
    double largest = 0;
    for (size_t i = 0; i < known; i++) {
        largest = fmax(largest, fmin(1, sorted[i].p * (double)(known - i)));
        adjusted[sorted[i].place] = largest;
    }
    em_mem_free(sorted);
    return EM_OK;
}
