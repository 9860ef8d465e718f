/* scores.json (echometer/scores/1): scores as a tree, and gates that look metrics up in it. */
#ifndef EM_EVAL_SCORES_JSON_H
#define EM_EVAL_SCORES_JSON_H

#include "eval/scores.h"

#include <cjson/cJSON.h>

typedef struct em_scores_lexicon {
    em_str id;
    const char *sha256;
} em_scores_lexicon;

typedef struct em_scores_source {
    const em_scored *items;
    size_t count;
    const em_str *message_ids;
    size_t message_count;
    const em_scores_lexicon *lexicons;
    size_t lexicon_count;
    const char *sample; /* "random", "stratified", "other" */
} em_scores_source;

/* Seed and number of the bootstrap's samples: the same intervals every time. */
#define EM_SCORES_BOOTSTRAP_SEED UINT64_C(2011)
#define EM_SCORES_BOOTSTRAP_SAMPLES 1000

/*
 * Scores `source` and builds the tree; cJSON_Delete it. "intervals" holds 95 % percentile
 * bootstrap intervals over comments (Efron and Tibshirani 1993, chapter 13).
 */
EM_MUST_CHECK em_status em_scores_build(cJSON **out, const em_scores_source *source, em_error *err);

/*
 * Whether "METRIC=VALUE" can be asked of scores of these messages, METRIC a path such as
 * sentiment.macro_f1 or messages.by_message.decent.f1. EM_E_USAGE where there is no such metric,
 * or no number.
 */
EM_MUST_CHECK em_status em_scores_check_gate(const char *gate, const em_str *message_ids,
                                             size_t message_count, em_error *err);

/*
 * Checks "METRIC=VALUE" and appends the outcome to the tree's gates. EM_E_USAGE where the scores
 * have no such metric, as those of comments without sentiment labels have no sentiment.
 */
EM_MUST_CHECK em_status em_scores_gate(bool *held, cJSON *scores, const char *gate, em_error *err);

#endif
