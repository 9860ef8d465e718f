/*
 * Sparse logistic regression: the solver under `lexicon learn`. Knows numbers, no texts.
 *
 * Minimises, over coefficients b and intercept c,
 *
 *     sum_i weight_i * H(target_i, sigma(offset_i + c + x_i . b)) + l1 * |b| + l2 / 2 * b . b
 *
 * with H the cross entropy and targets from 0 to 1 (0.5: neither side). The intercept is not
 * penalised. Solved by OWL-QN (Andrew and Gao 2007, Proc. ICML, 33-40) where l1 > 0, else by
 * L-BFGS, both of liblbfgs; one thread, so that the same input gives the same figures.
 */
#ifndef EM_EVAL_LEARN_H
#define EM_EVAL_LEARN_H

#include "em_base.h"

/* Rows of a sparse matrix, one after another; a column may stand twice in a row and then adds. */
typedef struct em_learn_rows {
    const size_t *starts; /* count + 1 of them: row i is [starts[i], starts[i + 1]) */
    const uint32_t *columns;
    const float *values;
    size_t count;
    size_t width; /* columns are below it */
} em_learn_rows;

typedef struct em_learn_problem {
    em_learn_rows rows;
    const double *targets; /* 0 to 1 */
    const double *weights; /* at least 0 */
    const double *offsets; /* NULL: 0 */
    double l1, l2;
    unsigned max_steps; /* 0: until it has converged */
} em_learn_problem;

/*
 * Writes rows.width coefficients and the intercept. EM_E_ARGUMENT without rows, columns or
 * weight; EM_E_MEMORY; EM_E_SYSTEM where the solver fails. Any thread.
 */
EM_MUST_CHECK em_status em_learn_solve(double *coefficients, double *intercept,
                                       const em_learn_problem *problem, em_error *err);

/*
 * Naive-Bayes log-count ratio of each column, rows.width of them: how much oftener it stands in
 * rows of target 1 than of target 0, against all rows,
 *
 *     log((p + 1) / (q + 1)) - log(P / Q)
 *
 * p and q being weighted counts of both sides, P and Q those of all rows. A value counts 1 at most,
 * and for the other side where it is below 0. EM_E_ARGUMENT where all rows are of one side. A
 * column multiplied by the size of its ratio is penalised less the more it says for itself.
 *
 * Source: Wang and Manning 2012, Proc. ACL (2), 90-94.
 */
EM_MUST_CHECK em_status em_learn_ratios(double *out, const em_learn_problem *problem,
                                        em_error *err);

#endif
