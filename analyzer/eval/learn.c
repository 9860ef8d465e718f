/* The objective of em_learn_solve and its gradient, handed to liblbfgs; log-count ratios. */
#include "eval/learn.h"

#include "base/memory.h"

#include <lbfgs.h>
#include <math.h>

/* Stop where the gradient is this small against the coefficients, or the objective hardly falls. */
#define GRADIENT_EPSILON 1e-4
#define FALL_EPSILON 1e-6
#define FALL_STEPS 5

/* log(1 + e^x) without overflow. */
static double softplus(double x)
{
    return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

static double margin_of(const em_learn_problem *problem, const double *point, size_t row)
{
    const em_learn_rows *rows = &problem->rows;
    double margin = point[rows->width] + (problem->offsets ? problem->offsets[row] : 0);
    for (size_t i = rows->starts[row]; i < rows->starts[row + 1]; i++)
        margin += point[rows->columns[i]] * (double)rows->values[i];
    return margin;
}

/* liblbfgs: the smooth part of the objective at `point`; the L1 part is its own. */
static lbfgsfloatval_t evaluate(void *context, const lbfgsfloatval_t *point,
                                lbfgsfloatval_t *gradient, const int size,
                                const lbfgsfloatval_t step)
{
    const em_learn_problem *problem = context;
    const em_learn_rows *rows = &problem->rows;
    double loss = 0;
    (void)step;
    for (int i = 0; i < size - 1; i++) {
        gradient[i] = problem->l2 * point[i];
        loss += problem->l2 / 2 * point[i] * point[i];
    }
    gradient[size - 1] = 0;
    for (size_t row = 0; row < rows->count; row++) {
        double margin = margin_of(problem, point, row);
        double target = problem->targets[row], weight = problem->weights[row];
        loss += weight * (softplus(margin) - target * margin);
        double slope = weight * (1 / (1 + exp(-margin)) - target);
        gradient[size - 1] += slope;
        for (size_t i = rows->starts[row]; i < rows->starts[row + 1]; i++)
            gradient[rows->columns[i]] += slope * (double)rows->values[i];
    }
    return loss;
}

static bool is_solvable(const em_learn_problem *problem)
{
    double weight = 0;
    for (size_t i = 0; i < problem->rows.count; i++)
        weight += problem->weights[i];
    return weight > 0 && problem->rows.width > 0 && problem->rows.width < INT32_MAX - 1;
}

em_status em_learn_solve(double *coefficients, double *intercept, const em_learn_problem *problem,
                         em_error *err)
{
    if (!is_solvable(problem))
        return em_error_set(err, EM_E_ARGUMENT, "nothing to learn from");
    int size = (int)problem->rows.width + 1;
    lbfgsfloatval_t *point = lbfgs_malloc(size);
    if (!point)
        return em_error_set(err, EM_E_MEMORY, "no memory for %d coefficients", size);
    for (int i = 0; i < size; i++)
        point[i] = 0;

    lbfgs_parameter_t parameters;
    lbfgs_parameter_init(&parameters);
    parameters.epsilon = GRADIENT_EPSILON;
    parameters.delta = FALL_EPSILON;
    parameters.past = FALL_STEPS;
    parameters.max_iterations = (int)problem->max_steps;
    if (problem->l1 > 0) {
        parameters.orthantwise_c = problem->l1;
        parameters.orthantwise_start = 0;
        parameters.orthantwise_end = size - 1; /* not the intercept */
        parameters.linesearch = LBFGS_LINESEARCH_BACKTRACKING;
    }
    int code = lbfgs(size, point, NULL, evaluate, NULL, (void *)problem, &parameters);
    em_status status = EM_OK;
    /* A line search that finds no lower point has come as far as doubles carry. */
    if (code == LBFGSERR_OUTOFMEMORY)
        status = em_error_set(err, EM_E_MEMORY, "no memory for the solver");
    else if (code < 0 && code != LBFGSERR_MAXIMUMITERATION && code != LBFGSERR_ROUNDING_ERROR &&
             code != LBFGSERR_MAXIMUMLINESEARCH && code != LBFGSERR_MINIMUMSTEP)
        status = em_error_set(err, EM_E_SYSTEM, "the solver failed (liblbfgs %d)", code);
    for (int i = 0; status == EM_OK && i < size - 1; i++)
        coefficients[i] = point[i];
    if (status == EM_OK)
        *intercept = point[size - 1];
    lbfgs_free(point);
    return status;
}

/* Adds what a value says to the counts of both sides; below 0 it speaks for the other one. */
static void count_value(double *p, double *q, double value, double weight, double target)
{
    double said = weight * fmin(fabs(value), 1);
    double agreeing = value > 0 ? target : 1 - target;
    *p += said * agreeing;
    *q += said * (1 - agreeing);
}

em_status em_learn_ratios(double *out, const em_learn_problem *problem, em_error *err)
{
    const em_learn_rows *rows = &problem->rows;
    double *negative = em_mem_zalloc(rows->width + 1, sizeof(double));
    if (!negative)
        return em_error_set(err, EM_E_MEMORY, "no memory for %zu ratios", rows->width);
    for (size_t c = 0; c < rows->width; c++)
        out[c] = 0;
    double all_positive = 0, all_negative = 0;
    for (size_t row = 0; row < rows->count; row++) {
        double target = problem->targets[row], weight = problem->weights[row];
        count_value(&all_positive, &all_negative, 1, weight, target);
        for (size_t i = rows->starts[row]; i < rows->starts[row + 1]; i++) {
            uint32_t c = rows->columns[i];
            count_value(&out[c], &negative[c], (double)rows->values[i], weight, target);
        }
    }
    em_status status = EM_OK;
    if (all_positive <= 0 || all_negative <= 0)
        status = em_error_set(err, EM_E_ARGUMENT, "nothing to learn from on one side");
    for (size_t c = 0; c < rows->width && status == EM_OK; c++)
        out[c] = log((out[c] + 1) / (negative[c] + 1)) - log(all_positive / all_negative);
    em_mem_free(negative);
    return status;
}
