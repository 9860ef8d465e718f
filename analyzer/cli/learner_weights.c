/* Weighing columns, and the second round: their weights as the judge finds them. */
#include "cli/learner.h"

#include "base/str.h"
#include "eval/learn.h"
#include "judge/sentiment.h"

#include <math.h>
#include <string.h>

void em_learner__clear_rows(em_learner *l)
{
    em_vec_clear(&l->starts);
    em_vec_clear(&l->cells);
    em_vec_clear(&l->values);
    memset(l->offsets, 0, l->comment_count * sizeof *l->offsets);
}

bool em_learner__add_cell(em_learner *l, uint32_t id, double value)
{
    return em_vec_push(&l->cells, id) && em_vec_push(&l->values, (float)value);
}

/*
 * Multiplies each column by its factor, the root of the size of its log-count ratio, so that a
 * weight is penalised less the more its entry says for itself. The root and not the ratio: that
 * leaves too little to what is weak alone (cross-validated).
 */
static em_status scale_columns(em_learner *l, double *factors, const em_learn_problem *problem)
{
    em_status status = em_learn_ratios(factors, problem, l->err);
    for (size_t i = 0; i < l->columns.len && status == EM_OK; i++)
        factors[i] = sqrt(fabs(factors[i]));
    for (size_t i = 0; i < l->cells.len && status == EM_OK; i++)
        l->values.items[i] *= (float)factors[l->cells.items[i]];
    return status;
}

/* What a column adds and what its parts weigh. These are shorter, so this ends. */
static double weight_with_parts(const em_learner *l, const em_learner_column *c)
{
    double weight = c->added;
    for (size_t i = c->first_part; i < c->end_part; i++)
        weight += weight_with_parts(l, &l->columns.items[l->parts.items[i]]);
    return weight;
}

/* Weighs all columns by the cells, and leaves these scaled. */
em_status em_learner__solve(em_learner *l, double l1, double l2)
{
    size_t width = l->columns.len;
    double *coefficients = em_mem_zalloc(width + 1, sizeof(double));
    double *factors = em_mem_zalloc(width + 1, sizeof(double));
    em_status status = EM_OK;
    if (!coefficients || !factors || !em_vec_push(&l->starts, l->cells.len))
        status = em_learner__no_memory(l);
    em_learn_problem problem = {
        .rows = { l->starts.items, l->cells.items, l->values.items, l->comment_count, width },
        .targets = l->targets,
        .weights = l->weights,
        .offsets = l->offsets,
        .l1 = l1,
        .l2 = l2,
    };
    if (status == EM_OK)
        status = scale_columns(l, factors, &problem);
    if (status == EM_OK)
        status = em_learn_solve(coefficients, &l->bias, &problem, l->err);
    for (size_t i = 0; i < width && status == EM_OK; i++)
        l->columns.items[i].added = l->columns.items[i].seed + coefficients[i] * factors[i];
    for (size_t i = 0; i < width && status == EM_OK; i++)
        l->columns.items[i].weight = weight_with_parts(l, &l->columns.items[i]);
    em_mem_free(coefficients);
    em_mem_free(factors);
    return status;
}

/* The longest column that begins at `at` in `whole` and is not all of it; NULL: none. */
static const em_learner_column *part_at(const em_learner *l, em_str whole, size_t at)
{
    for (size_t len = whole.len - at; len > 0; len--) {
        em_str term = { whole.data + at, len };
        const em_learner_column *found = len < whole.len ? em_learner__find_column(l, term) : NULL;
        if (found)
            return found;
    }
    return NULL;
}

/* Whether other entries inside it say what it says: not of Latin words, marks and own judgement. */
static bool has_parts(const em_learner_column *c)
{
    return !c->seeded && !c->is_cue && (unsigned char)c->term.data[0] >= 0xE3;
}

/* Takes the Han columns apart as the judge would if they were no entries. */
static em_status find_parts(em_learner *l)
{
    em_vec_clear(&l->parts);
    for (size_t i = 0; i < l->columns.len; i++) {
        em_learner_column *c = &l->columns.items[i];
        c->first_part = l->parts.len;
        for (size_t at = 0; has_parts(c) && at < c->term.len;) {
            const em_learner_column *part = part_at(l, c->term, at);
            if (part && !em_vec_push(&l->parts, (uint32_t)(part - l->columns.items)))
                return em_learner__no_memory(l);
            at += part ? part->term.len : 1;
        }
        c->end_part = l->parts.len;
    }
    return EM_OK;
}

/* Cells for a column and for its parts. */
static bool add_cells(em_learner *l, size_t index, uint32_t id, double value)
{
    const em_learner_column *c = &l->columns.items[id];
    l->offsets[index] += c->seed * value;
    bool added = em_learner__add_cell(l, id, value);
    for (size_t i = c->first_part; i < c->end_part && added; i++)
        added = add_cells(l, index, l->parts.items[i], value);
    return added;
}

static em_status add_features(em_learner *l, size_t index, const em_gold_comment *comment,
                              const em_verdict *verdict)
{
    (void)comment;
    if (!em_vec_push(&l->starts, l->cells.len))
        return em_learner__no_memory(l);
    for (size_t i = 0; i < verdict->feature_count; i++) {
        const em_feature *feature = &verdict->features[i];
        const em_learner_column *found = em_learner__find_column(
            l, l->model->entries[feature->entry].term);
        if (!found)
            continue;
        uint32_t id = (uint32_t)(found - l->columns.items);
        l->columns.items[id].comments++;
        if (!add_cells(l, index, id, feature->value))
            return em_learner__no_memory(l);
    }
    return EM_OK;
}

em_status em_learner__weigh_terms(em_learner *l)
{
    em_status status = em_learner__write_lexicon(l, false);
    if (status == EM_OK)
        status = em_learner__load_model(l);
    em_learner__clear_rows(l);
    for (size_t i = 0; i < l->columns.len; i++)
        l->columns.items[i].comments = 0;
    if (status == EM_OK)
        status = find_parts(l);
    if (status == EM_OK)
        status = em_learner__each_comment(l, add_features);
    return status == EM_OK ? em_learner__solve(l, 0, l->options->l2) : status;
}
